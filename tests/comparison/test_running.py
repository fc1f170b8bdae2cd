"""What a comparison sends, and how it ends: counts, repeats, outages, interruptions, and what is left."""

from dataclasses import replace
from typing import Any

import anyio
import pytest

from comparison.comparing import Comparison
from comparison.outcome import Verdict
from comparison.plan import plan
from comparison.preparation import NoWorkspace
from comparison.report import report
from dataworks.operations.catalog import operations
from dataworks.transport import Response
from emulator.faults.fault_rules import Fault, Faults
from emulator.transport import EmulatorTransport
from tests.comparison.runs import CLASSIC, NAME, NEW, Run, Second, compared, only, run_of, second, wanted


def left_in(service: Second) -> list[str]:
    """Return the names of what a run has created and not removed."""
    names = [
        each.name
        for workspace in service.world.workspaces.values()
        for kind in (workspace.tasks, workspace.jobs, workspace.nodes)
        for each in kind.values()
    ]
    return [name for name in names if name.startswith(NAME)]


def effects(service: Second) -> list[bool]:
    """Return whether each request to a service was a read."""
    found = {key.action: operation.effect.strength for key, operation in operations().items()}
    return [found[call.action] == 0 for call in service.calls if call.action in found]


@pytest.mark.parametrize("project_id", [CLASSIC, NEW])
async def test_it_sends_as_many_reads_as_it_says(project_id: str) -> None:
    service = second()
    asked = wanted(project_id)
    files = [
        file.model_copy(update={"cases": tuple(case for case in file.cases if not case.until)}) for file in asked.files
    ]
    asked = replace(asked, files=tuple(files))
    said = plan(asked)
    run = run_of(service, asked)
    await run.comparison.run()
    cases = [outcome for outcome in run.kept if outcome.verdict is not Verdict.NOT_TRIED]
    prepared = len(service.calls) - len(cases)

    assert said.exact
    assert said.reads == len(cases)
    assert said.writes == run.writes() == 0
    assert 8 < prepared <= said.preparation
    assert run.comparison.result.reads == len(service.calls)


@pytest.mark.parametrize("project_id", [CLASSIC, NEW])
async def test_it_sends_at_most_the_writes_and_reads_that_it_says(project_id: str) -> None:
    service = second()
    said = plan(wanted(project_id, NAME))
    run = await compared(service, project_id, NAME)

    assert not said.exact
    assert 25 < run.writes() <= said.writes
    assert run.comparison.result.reads <= said.preparation + said.reads
    assert run.writes() == effects(service).count(False)


def test_the_plan_says_what_is_created_and_the_quota_of_the_basic_edition() -> None:
    reads, writes = wanted(NEW), wanted(NEW, NAME)
    said = plan(writes).text("https://x", NEW, NAME)

    assert "Nothing is created or changed." in plan(reads).text("https://x", NEW, None)
    assert "100 calls a day" in plan(reads).text("https://x", NEW, None)
    assert f"begins with {NAME}" in said
    assert "two Data Integration jobs" in said
    assert "real-time task" not in said
    assert plan(reads).preparation + plan(reads).reads <= 100
    assert plan(only(reads, "job-unknown")).reads == 1


async def test_a_write_is_never_repeated_and_a_throttled_request_waits() -> None:
    service = second()
    service.fail("StartDIJob", Fault(kind="drop-after"), times=1)
    service.fail("ListDIJobs", Fault(kind="throttle", retry_after=7.0), times=2)
    run = await compared(service, NEW, NAME)

    assert service.counts["StartDIJob"] == 1
    assert run.comparison.result.repeated == 2
    assert "does not answer" in run.comparison.result.ended
    assert run.comparison.result.exit_code == 2
    assert left_in(service) == []


async def test_an_outage_ends_with_what_was_compared_so_far() -> None:
    service = second()
    service.fail("*", Fault(kind="drop-before"), times=None, after=40)
    run = await compared(service, CLASSIC)
    result = run.comparison.result

    assert 20 < len(result.outcomes) < 40
    assert run.named(Verdict.EQUAL)
    assert (result.exit_code, "does not answer" in report(result)) == (2, True)


async def test_a_used_up_quota_ends_it_without_more_requests() -> None:
    service = second()
    service.fail("*", Fault(kind="refuse", status=429, code="Throttling.Api.Risk"), times=None, after=30)
    run = await compared(service, CLASSIC)

    assert [call.status for call in service.calls].count(429) == 1
    assert run.comparison.result.exit_code == 2


async def test_a_workspace_that_can_not_be_read_is_said() -> None:
    with pytest.raises(NoWorkspace, match=r"the workspace 99 can't be read: HTTP 400 Invalid\.Tenant"):
        await compared(second(), "99")


async def test_an_empty_workspace_needs_its_data_studio_to_be_said() -> None:
    run = run_of(second(), replace(wanted("10001"), studio=None))
    with pytest.raises(NoWorkspace, match="--studio classic or new"):
        await run.comparison.run()


async def test_what_an_empty_workspace_lacks_is_the_reason_why_cases_are_not_tried() -> None:
    run = await compared(second(), "10001")
    why = {outcome.case.name: outcome.why for outcome in run.kept}

    assert run.different() == set()
    assert why["data-source-content"] == "needs a MySQL data source in production whose tables can be listed"
    assert why["file-of-a-batch-task"] == "needs a batch task"
    assert "data-source-content" not in run.named(Verdict.EQUAL)


async def test_a_refused_read_of_the_preparation_is_the_reason() -> None:
    service = second()
    service.fail("ListDataSources", Fault(kind="refuse", status=403, code="403030"), times=None)
    run = await compared(service, NEW)
    why = {outcome.case.name: outcome.why for outcome in run.kept}

    assert "ListDataSources is refused: 403030" in why["connection-test"]


@pytest.mark.parametrize("created", ["CreateDIJob", "CreateNode", "CreateDISyncTask"])
async def test_what_was_created_is_removed_although_the_answer_was_lost(created: str) -> None:
    service = second()
    service.fail(created, Fault(kind="drop-after"), times=1)
    run = await compared(service, CLASSIC if created == "CreateDISyncTask" else NEW, NAME)

    assert run.comparison.result.ended
    assert left_in(service) == []


@pytest.mark.parametrize(
    "failing", ["StartDIJob", "UpdateDIJob", "GetDIJob", "ListDIJobRunDetails", "CreateDIAlarmRule"]
)
async def test_what_was_created_is_removed_although_a_step_fails(failing: str) -> None:
    service = second()
    service.fail(failing, Fault(kind="refuse", status=400, code="Nothing.Works"), times=None)
    run = await compared(service, NEW, NAME)

    assert run.different()
    assert run.comparison.result.left == []
    assert left_in(service) == []


async def test_what_can_not_be_removed_is_listed_with_its_id() -> None:
    service = second()
    service.fail("DeleteDIJob", Fault(kind="refuse", status=403, code="403030"), times=None)
    run = await compared(service, NEW, NAME)
    left = run.comparison.result.left
    ids = {str(job.id): job.name for job in service.world.workspaces[NEW].jobs.values() if job.name.startswith(NAME)}

    assert sorted(ids.values()) == [f"{NAME}bad", f"{NAME}job"]
    assert all(any(number in line and name in line for line in left) for number, name in ids.items())
    assert "Not removed, please delete it yourself" in report(run.comparison.result)


class Interrupting(EmulatorTransport):
    """Cancels the comparison as a certain operation is answered, once something was created."""

    def __init__(self, service: Second, action: str) -> None:
        super().__init__(service, service.shifted.sleep)
        self.action, self.scope, self.writes = action, anyio.CancelScope(), False

    async def send(self, request: Any, limit: float) -> Response:
        response = await super().send(request, limit)
        self.writes = self.writes or request.action.startswith("Create")
        if self.writes and request.action == self.action:
            self.scope.cancel()
            self.action = ""
            await anyio.lowlevel.checkpoint()
        return response


async def interrupted(action: str, project_id: str) -> Run:
    service = second()
    transport = Interrupting(service, action)
    run = run_of(service, wanted(project_id, NAME), http=transport)
    with transport.scope:
        await run.comparison.run()
    return run


@pytest.mark.parametrize(
    ("action", "project_id"),
    [
        ("CreateDIJob", NEW),
        ("StartDIJob", NEW),
        ("ListDIJobMetrics", NEW),
        ("ListDIJobs", NEW),
        ("CreateNode", NEW),
        ("CreatePipelineRun", NEW),
        ("CreateDISyncTask", CLASSIC),
        ("StartDISyncInstance", CLASSIC),
        ("SubmitFile", CLASSIC),
    ],
)  # fmt: skip
async def test_an_interruption_removes_what_was_created(action: str, project_id: str) -> None:
    run = await interrupted(action, project_id)

    assert left_in(run.service) == []
    assert run.comparison.result.left == []
    assert run.service.counts[action] >= 1


class Impatient(Interrupting):
    """Stops the removal too, at its first request, and once more later."""

    def __init__(self, service: Second, action: str) -> None:
        super().__init__(service, action)
        self.comparison: Comparison | None = None

    async def send(self, request: Any, limit: float) -> Response:
        if self.comparison is not None and self.scope.cancel_called:
            self.comparison.stop_cleaning()
            await anyio.lowlevel.checkpoint()
        return await super().send(request, limit)


@pytest.mark.parametrize(("action", "project_id"), [("CreateDIJob", NEW), ("CreateDISyncTask", CLASSIC)])
async def test_a_removal_that_is_stopped_too_is_reported_thing_by_thing(action: str, project_id: str) -> None:
    service = second()
    transport = Impatient(service, action)
    run = run_of(service, wanted(project_id, NAME), http=transport)
    transport.comparison = run.comparison
    with transport.scope:
        await run.comparison.run()
    there, left = left_in(run.service), report(run.comparison.result)

    assert there
    assert all(name in left for name in there)
    assert "Not removed, please delete it yourself" in left


async def test_the_outcomes_so_far_are_kept_when_it_is_interrupted() -> None:
    run = await interrupted("ListDIJobMetrics", NEW)

    assert "job-run-details" in {outcome.case.name for outcome in run.kept}
    assert "job-stop" not in {outcome.case.name for outcome in run.kept}
    assert run.comparison.result.reads > 0


async def test_the_same_faults_as_elsewhere_are_no_difference_if_they_pass() -> None:
    run = await compared(second(faults=Faults(seed=3)), CLASSIC)

    assert run.different() == set()
