"""The comparison finds what was planted in a second emulator, by the name of its case, and nothing else."""

import pytest

from comparison.outcome import Verdict
from comparison.report import as_json, report, rows
from emulator.world.jobs import DIJob
from emulator.world.lifecycle import AfterReads, AtOnce, Speed
from tests.comparison.plants import HIDING, PLANTS, Plant, data, old
from tests.comparison.runs import CLASSIC, NAME, NEW, Second, compared, compared_over_http, second


def with_two_jobs(service: Second) -> Second:
    """Add a job, so that the list of jobs has an order."""
    jobs = service.world.workspaces[NEW].jobs
    first = next(iter(jobs.values()))
    jobs[first.id + 1] = DIJob(first.id + 1, "orders_to_holo", first.given)
    return service


def planted(*plants: Plant) -> Second:
    return with_two_jobs(second(*(plant.change() for plant in plants)))


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.kind)
async def test_each_difference_is_found_by_the_case_of_its_behaviour(plant: Plant) -> None:
    run = await compared(planted(plant), plant.project_id, NAME if plant.writes else None)
    result = run.comparison.result
    shown = report(result)

    assert plant.case in run.different()
    assert len(run.different()) < 12
    assert f"[{plant.case}]" in shown.partition("\nEqual")[0]
    assert all(row.outcome.differences for row in rows(result) if row.outcome.case.name == plant.case)
    assert result.exit_code == 1


@pytest.mark.parametrize("project_id", [CLASSIC, NEW])
async def test_all_of_them_at_once_are_found_over_http(project_id: str) -> None:
    plants = [plant for plant in PLANTS if plant.project_id == project_id and plant.kind not in HIDING]
    run = await compared_over_http(planted(*plants), project_id, NAME)

    assert {plant.case for plant in plants} <= run.different()


@pytest.mark.parametrize("speed", [AtOnce(), AfterReads(3)], ids=["at once", "after reads"])
@pytest.mark.parametrize("name", [None, NAME], ids=["reads", "writes"])
@pytest.mark.parametrize("project_id", [CLASSIC, NEW])
async def test_nothing_is_found_between_two_equal_emulators(project_id: str, name: str | None, speed: Speed) -> None:
    run = await compared(with_two_jobs(second(speed=speed)), project_id, name)

    assert run.different() == set()
    assert run.named(Verdict.NOT_COMPARABLE) == set()
    assert len(run.named(Verdict.EQUAL)) > (70 if name is None else 130)
    assert (run.named(Verdict.NOT_TRIED) == set()) == (name is not None)
    assert (run.comparison.result.exit_code, run.comparison.result.left) == (0, [])


@pytest.mark.parametrize("project_id", [CLASSIC, NEW])
async def test_nothing_is_found_over_http_either_and_nothing_is_left(project_id: str) -> None:
    service = second()
    before = set(service.world.workspaces[project_id].jobs), set(service.world.workspaces[project_id].nodes)
    run = await compared_over_http(service, project_id, NAME)
    workspace = service.world.workspaces[project_id]

    assert run.different() == set()
    assert (set(workspace.jobs), set(workspace.nodes)) == before
    assert [task.name for task in workspace.tasks.values() if task.name.startswith(NAME)] == []


async def test_a_list_that_is_empty_on_one_side_is_not_called_equal() -> None:
    emptied = Plant("empty", CLASSIC, False, "", old("ListDataSources"), data(lambda page: {**page, "DataSources": []}))
    run = await compared(second(emptied.change()), CLASSIC)

    assert "data-source-content" in run.named(Verdict.NOT_COMPARABLE) | run.different()
    assert "data-source-content" not in run.named(Verdict.EQUAL)


async def test_the_report_as_json_has_each_behaviour_with_what_both_answer() -> None:
    plant = PLANTS[0]
    run = await compared(planted(plant), plant.project_id)
    found = [row for row in as_json(run.comparison.result)["behaviours"] if row["verdict"] == Verdict.DIFFERENT]

    assert [(row["operation"], row["case"]) for row in found] == [("GetDataSource", plant.case)]
    assert found[0]["differences"] == [{"where": "code", "theirs": "1101080166", "ours": "400010"}]
    assert "Terraform" in found[0]["behaviour"]
