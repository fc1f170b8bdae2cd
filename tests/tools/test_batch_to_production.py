"""A batch task from plain arguments, taken to production by the same call."""

from dataclasses import replace
from typing import Any

import pytest
from mcp.client.session import ClientRequestContext
from mcp_types import ElicitRequestParams, ElicitResult

from dataworks.scripts.cron import problems
from emulator.service import Emulator
from emulator.world.lifecycle import AfterReads, AfterSeconds, Failing
from server.hosting import Hosting
from tests.faults import refused
from tests.operations import OPERATIONS
from tests.sessions import Time, assistant, emulated, facts_of, sent, text_of, trusted
from tests.tools.test_create_batch_task import PLAIN, changed
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy
from tools.sets.batch import BatchTaskArguments, create_batch_task

TOOL = "create_batch_task"
LOOKS = ["ListDataSources", "GetDataSourceMeta", "GetMetaTableColumn"]
CRON = "00 30 02 * * ?"
SCHEDULED = changed(cron=CRON)
DEPLOYED = changed(cron=CRON, deploy=True)
LOOK = ["GetFile", "ListFileVersions"]
WAY = [*LOOK, "SubmitFile", "GetDeployment", *LOOK, "DeployFile", "GetDeployment"]


def writes(emulator: Emulator) -> list[str]:
    """What was sent that changes something."""
    return [action for action in sent(emulator) if OPERATIONS[action].effect != "read"]


async def schedule_of(client: Any, file_id: str) -> dict[str, Any]:
    asked = {"project_id": "10000", "file_id": file_id}
    schedule: dict[str, Any] = facts_of(await client.call_tool("get_file", asked))["schedule"]
    return schedule


async def test_one_call_creates_schedules_submits_and_deploys() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        result = await client.call_tool(TOOL, DEPLOYED)
        answer = facts_of(result)
        calls = sent(emulator)
        schedule = await schedule_of(client, answer["task_id"])
        listed = await client.call_tool("list_file_versions", {"project_id": "10000", "file_id": answer["task_id"]})

    assert not result.is_error, text_of(result)
    assert answer["state"] == "deployed"
    assert answer["api_calls"] == len(calls) == 17
    assert calls[5:] == ["CreateDISyncTask", "GetFile", "GetProject", "UpdateFile", *WAY]
    assert (schedule["cron_express"], schedule["cycle_type"]) == (CRON, "DAY")
    assert schedule["inputs"] == [f"{emulator.world.workspaces['10000'].identifier}_root"]
    assert schedule["para_value"] == "bizdate=$bizdate"
    assert facts_of(listed)["versions"][0]["is_current_prod"] is True


async def test_a_schedule_alone_submits_nothing_and_asks_nobody() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        answer = facts_of(await client.call_tool(TOOL, SCHEDULED))
        schedule = await schedule_of(client, answer["task_id"])

    assert answer["state"] == "scheduled"
    assert writes(emulator) == ["CreateDISyncTask", "UpdateFile"]
    assert schedule["cron_express"] == CRON


async def test_a_task_that_is_there_can_be_scheduled_and_then_deployed() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        answers = [facts_of(await client.call_tool(TOOL, wish)) for wish in (PLAIN, SCHEDULED, DEPLOYED)]

    assert [answer["state"] for answer in answers] == ["created", "scheduled", "deployed"]
    assert len({answer["task_id"] for answer in answers}) == 1
    assert writes(emulator).count("UpdateFile") == 1


async def test_a_task_that_is_in_production_by_now_is_not_said_to_be_only_created() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        answers = [facts_of(await client.call_tool(TOOL, wish)) for wish in (DEPLOYED, PLAIN, SCHEDULED)]

    assert [answer["state"] for answer in answers] == ["deployed"] * 3
    assert len({answer["next"] for answer in answers}) == 1


async def test_it_is_deployed_with_the_schedule_that_somebody_gave_it() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        file = {"project_id": "10000", "file_id": facts_of(await client.call_tool(TOOL, PLAIN))["task_id"]}
        parents = ["workspace_10001_root", "workspace_10000_root"]
        own = {"cron_express": "00 15 * * * ?", "input_list": ",".join(parents), "para_value": "bizdate=20260101"}
        await client.call_tool("update_file", {**file, **own})
        answer = facts_of(await client.call_tool(TOOL, changed(deploy=True)))
        schedule = await schedule_of(client, file["file_id"])

    assert answer["state"] == "deployed"
    assert (schedule["cron_express"], schedule["inputs"]) == ("00 15 * * * ?", parents)
    assert schedule["para_value"] == "bizdate=20260101"


async def test_the_same_call_again_does_nothing_twice() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        first = facts_of(await client.call_tool(TOOL, DEPLOYED))
        done = len(emulator.calls)
        again = facts_of(await client.call_tool(TOOL, DEPLOYED))

    assert (again["state"], again["task_id"]) == ("deployed", first["task_id"])
    assert sent(emulator)[done:] == [*LOOKS, "ListResourceGroups", "CreateDISyncTask", "GetFile", "ListFileVersions"]


@pytest.mark.parametrize("speed", [AfterReads(2), AfterSeconds(20.0)], ids=["reads", "seconds"])
async def test_submission_and_deployment_are_waited_for(speed: Any) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.world.deploying_speed = speed
    async with trusted(emulator, time) as client:
        answer = facts_of(await client.call_tool(TOOL, {**DEPLOYED, "wait_seconds": 55}))

    assert answer["state"] == "deployed"
    assert sent(emulator).count("GetDeployment") <= 14
    assert [action for action in sent(emulator) if action in ("SubmitFile", "DeployFile")] == [
        "SubmitFile",
        "DeployFile",
    ]


async def test_when_time_is_up_the_same_call_again_goes_on_from_there() -> None:
    time, states = Time(), list[str]()
    emulator = emulated(time)
    emulator.world.deploying_speed = AfterSeconds(30.0)
    async with trusted(emulator, time) as client:
        while not states or states[-1] != "deployed":
            started = time.now
            answer = facts_of(await client.call_tool(TOOL, {**DEPLOYED, "wait_seconds": 12}))
            states.append(answer["state"])
            assert time.now - started <= 12
            assert len(states) < 10

    assert states[0] == "submitting"
    assert "deploying" in states
    assert writes(emulator).count("SubmitFile") == writes(emulator).count("DeployFile") == 1


async def test_a_look_that_fails_says_what_goes_on_by_itself() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("GetDeployment", refused(403, "Forbidden.Access"))
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool(TOOL, DEPLOYED))["error"]

    assert "is submitting by itself" in error["exists"]


@pytest.mark.parametrize("message", ["the checker said no", ""])
async def test_a_submission_that_fails_says_why_and_is_made_anew_after_the_fix(message: str) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.world.deploying_speed = Failing(message)
    async with trusted(emulator, time) as client:
        broken = facts_of(await client.call_tool(TOOL, DEPLOYED))["error"]
        emulator.world.deploying_speed = AfterReads(0)
        answer = facts_of(await client.call_tool(TOOL, DEPLOYED))

    assert broken["operation"] == "SubmitFile"
    assert broken["message"] == (message or "submit and deploy fail.")
    assert "exists and was not submitted" in broken["exists"]
    assert answer["state"] == "deployed"
    assert "DeployFile" not in writes(emulator)[: writes(emulator).index("SubmitFile") + 1]


async def test_a_submission_that_fails_while_nobody_waits_is_told_by_the_next_call() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.world.deploying_speed = AfterReads(50)
    async with trusted(emulator, time) as client:
        first = facts_of(await client.call_tool(TOOL, {**DEPLOYED, "wait_seconds": 5}))
        (deployment,) = emulator.world.deployments.values()
        deployment.course.path, deployment.course.reads = ("0", "0", "2"), 48
        error = facts_of(await client.call_tool(TOOL, DEPLOYED))["error"]

    assert first["state"] == "submitting"
    assert error["operation"] == "SubmitFile"
    assert "was not submitted" in error["exists"]


@pytest.mark.parametrize("deploy", [True, False], ids=["deployed", "draft"])
async def test_a_task_that_has_another_schedule_is_left_alone(deploy: bool) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool(TOOL, {**DEPLOYED, "deploy": deploy}))
        error = facts_of(await client.call_tool(TOOL, changed(cron="00 30 03 * * ?", deploy=True)))["error"]
        schedule = await schedule_of(client, made["task_id"])

    assert made["task_id"] in error["exists"]
    assert 'has a schedule without cron_express "00 30 03 * * ?"' in error["exists"]
    assert schedule["cron_express"] == CRON


async def test_a_task_whose_script_was_changed_since_is_not_deployed() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool(TOOL, PLAIN))
        workspace = emulator.world.workspaces["10000"]
        task = workspace.file(made["task_id"], None)
        workspace.add(replace(task, script=task.script.replace('"concurrent":3', '"concurrent":9')))
        error = facts_of(await client.call_tool(TOOL, DEPLOYED))["error"]

    assert "has another script" in error["exists"]
    assert "SubmitFile" not in sent(emulator)


async def test_variables_get_their_values() -> None:
    time = Time()
    wish = {**DEPLOYED, "destination": "odps_source", "partition": "pt=${bizdate},region=${region}"}
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        refused_ = await client.call_tool(TOOL, wish)
        before = list(sent(emulator))
        answer = facts_of(await client.call_tool(TOOL, {**wish, "para_value": "region=cn"}))
        schedule = await schedule_of(client, answer["task_id"])

    assert "/para_value: gives no value to region; write region=..." in facts_of(refused_)["error"]["fix"]
    assert before == []
    assert schedule["para_value"] == "region=cn bizdate=$bizdate"


@pytest.mark.parametrize(
    ("cron", "finding"),
    [
        (
            "30 2 * * *",
            "/cron: has 5 fields, not 6: second minute hour day month weekday; put the seconds in front: 00 30 2 * * ?",
        ),
        ("daily", "/cron: has 1 fields, not 6"),
        ("00 30 25 * * ?", "/cron: its hour can't be '25'; write 0 to 23, *, a list, a range or a step"),
        ("00 30 02 0 * ?", "/cron: its day can't be '0'; write 1 to 31, *, a list, a range or a step or ? or L"),
        ("00 30 02 * * MON", "/cron: its weekday can't be 'MON'"),
        ("00 ? 02 * * ?", "/cron: its minute can't be '?'"),
        ("00 00/0 * * * ?", "/cron: its minute can't be '00/0'"),
        ("00 * * * * ?", "/cron: runs more often than every 5 minutes"),
        ("00 00/2 * * * ?", "/cron: runs more often than every 5 minutes"),
        ("00 0,1 02 * * ?", "/cron: runs more often than every 5 minutes"),
        ("00 10-12 02 * * ?", "/cron: runs more often than every 5 minutes"),
        ("00 04 00 * * ?", "/cron: runs before 00:05"),
        ("00 00 02 31 2 ?", "/cron: never runs: no month of it has a day 31; write a day up to 29, or L for the last"),
        ("00 00 02 30-31 02 ?", "/cron: never runs: no month of it has a day 30"),
        ("00 00 02 31 4,6,9-9,11 ?", "/cron: never runs: no month of it has a day 31; write a day up to 30"),
    ],
)
async def test_a_cron_expression_that_dataworks_does_not_take_is_refused_before_anything_is_sent(
    cron: str, finding: str
) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        result = await client.call_tool(TOOL, {**DEPLOYED, "cron": cron})

    assert any(line.startswith(finding) for line in facts_of(result)["error"]["fix"]), facts_of(result)
    assert sent(emulator) == []


@pytest.mark.parametrize("cron", ["29 2 ?", "31 1-2 ?", "30-31 4/2 ?", "28/1 2 ?", "31-5 2 ?", "31 2 5", "? 2 5"])
def test_a_day_that_some_month_has_is_no_problem(cron: str) -> None:
    assert list(problems(f"00 30 02 {cron}")) == []


@pytest.mark.parametrize(
    ("cron", "cycle"),
    [
        ("00 30 05 * * ?", "DAY"),
        ("00 15 * * * ?", "NOT_DAY"),
        ("00 00/10 * * * ?", "NOT_DAY"),
        ("00 00-59/10 8-23 * * * ?", "NOT_DAY"),
        ("00 00-59/10 8-23 * * ?", "NOT_DAY"),
        ("00 20 00 1 * ?", "DAY"),
        ("00 10 00 1 1-12/3 ?", "DAY"),
        ("00  05 00 * * 2,5", "DAY"),
        ("00 30 02 L * ?", "DAY"),
    ],
)
async def test_every_expression_of_the_documentation_is_taken_with_its_cycle(cron: str, cycle: str) -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        result = await client.call_tool(TOOL, {**PLAIN, "cron": cron})
        schedule = await schedule_of(client, facts_of(result)["task_id"])

    assert (schedule["cron_express"], schedule["cycle_type"]) == (" ".join(cron.split()), cycle)


async def test_values_without_a_schedule_are_refused() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        result = await client.call_tool(TOOL, {**PLAIN, "para_value": "bizdate=$bizdate"})

    assert any(line.startswith("/para_value: needs cron or deploy") for line in facts_of(result)["error"]["fix"])


async def test_deploying_asks_once_before_the_first_write() -> None:
    time, asked = Time(), list[str]()
    emulator = emulated(time)

    async def answer(_: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        asked.append(params.message)
        assert writes(emulator) == []
        return ElicitResult(action="accept", content={"approve": True})

    async with assistant(emulator, time, answer=answer) as client:
        result = facts_of(await client.call_tool(TOOL, DEPLOYED))

    assert result["state"] == "deployed"
    assert len(asked) == 1
    assert "nightly_orders" in asked[0]
    assert "production" in asked[0]


async def test_without_consent_nothing_is_created_and_the_confirmation_does_it_all() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        plan = facts_of(await client.call_tool(TOOL, DEPLOYED))
        before = list(sent(emulator))
        answer = facts_of(await client.call_tool(TOOL, {**DEPLOYED, "confirmation": plan["confirmation"]}))

    assert plan["plan"]["what"].startswith('Create task "nightly_orders" in workspace 10000')
    assert before == ["ListFolders", *LOOKS, "ListFiles", "ListResourceGroups"]
    assert answer["state"] == "deployed"


async def test_a_plain_create_asks_nobody() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        answer = facts_of(await client.call_tool(TOOL, PLAIN))

    assert answer["state"] == "created"


@pytest.mark.parametrize("wish", [PLAIN, SCHEDULED, DEPLOYED], ids=["create", "schedule", "deploy"])
async def test_a_call_sends_nothing_but_the_operations_that_its_arguments_lead_to(wish: dict[str, Any]) -> None:
    time = Time()
    emulator = emulated(time)
    reached = create_batch_task.called_with(BatchTaskArguments.model_validate(wish)).operations
    async with trusted(emulator, time) as client:
        await client.call_tool(TOOL, wish)

    assert set(sent(emulator)) <= {operation.action() for operation in (*reached, *create_batch_task.optional)}
    assert set(reached) <= set(create_batch_task.operations)


async def test_a_policy_against_deploying_leaves_creating_possible() -> None:
    time = Time()
    rules = Hosting(gate=Gate(Mode.FULL, Policy(deny=["DeployFile"])))
    async with assistant(emulated(time), time, hosting=rules) as client:
        created = await client.call_tool(TOOL, SCHEDULED)
        deployed = await client.call_tool(TOOL, DEPLOYED)

    assert not created.is_error
    assert "deny = 'DeployFile' forbids" in text_of(deployed)
