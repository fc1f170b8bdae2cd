"""Data Integration jobs of the new studio: their life, and what is accepted."""

import json
from dataclasses import replace
from typing import Any

import pytest

from emulator.service import Emulator
from emulator.world.lifecycle import AfterReads, AfterSeconds, Failing
from tests.dataworks.test_job_requests import OF_JOBS
from tests.emulator.calls import Clock, emulator
from tests.emulator.job_calls import GROUP, HOME, RENAME, ask, asked, created, info, job, mapping, started, state


def test_a_job_is_created_started_stopped_and_deleted() -> None:
    service = emulator()
    job_id = created(service)

    seen = [state(service, job_id)]
    for action in ("StartDIJob", "StopDIJob"):
        assert ask(service, action, Id=job_id).payload["Success"] is True
        seen.append(state(service, job_id))
    assert ask(service, "DeleteDIJob", Id=job_id, ProjectId=HOME).payload["Success"] is True

    assert seen == ["Initialized", "Running", "Stop"]
    assert ask(service, "GetDIJob", Id=job_id).code == "500130"


def test_the_list_says_stopped_where_reading_a_job_says_stop() -> None:
    service = emulator()
    job_id = started(service)
    ask(service, "StopDIJob", Id=job_id)

    (row, _) = info(service, "ListDIJobs", ProjectId=HOME)["DIJobs"]

    assert (row["Id"], row["JobName"], row["JobStatus"]) == (job_id, "shop_to_holo", "Stopped")
    assert state(service, job_id) == "Stop"


def test_no_state_says_that_a_job_is_starting() -> None:
    service = emulator(AfterReads(2))
    job_id = started(service)

    assert [state(service, job_id) for _ in range(4)] == ["Initialized", "Initialized", "Running", "Running"]

    ask(service, "StopDIJob", Id=job_id)
    assert [state(service, job_id) for _ in range(3)] == ["Stopping", "Stopping", "Stop"]


def test_a_batch_job_ends_by_itself() -> None:
    clock = Clock()
    service = emulator(AfterSeconds(10), clock)
    job_id = started(service, MigrationType="Full")

    seen = []
    for _ in range(3):
        seen.append(state(service, job_id))
        clock.now += 10

    assert seen == ["Initialized", "Running", "Finished"]


@pytest.mark.parametrize("name", ["Id", "DIJobId"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_id_is_accepted_by_either_name_and_verb_in_query_and_form(name: str, method: str) -> None:
    service = emulator()
    job_id = created(service)

    in_query = asked(service, "GetDIJob", method, {name: job_id}, {})
    in_form = asked(service, "GetDIJob", "POST", {}, {name: str(job_id)})

    assert in_query.payload["PagingInfo"] == in_form.payload["PagingInfo"]
    assert in_query.payload["PagingInfo"]["DIJobId"] == str(job_id)


def test_a_creation_is_accepted_in_the_query_of_a_get_and_in_a_form() -> None:
    """As the official SDK sent it first, and as it sends it today."""
    service = emulator()
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in job().items()}

    in_form = asked(service, "CreateDIJob", "POST", {}, {**form, "JobName": "b", "Name": ""})
    in_query = ask(service, "CreateDIJob", **job())

    assert (in_form.status, in_query.status) == (200, 200)
    names = [row["JobName"] for row in info(service, "ListDIJobs", ProjectId=HOME)["DIJobs"]]
    assert names == ["shop_to_holo", "b", "refunds_to_holo"]


def test_a_name_is_used_once_in_a_workspace() -> None:
    service = emulator()
    created(service)

    again = ask(service, "CreateDIJob", **job())

    assert (again.payload["Success"], "Id" in again.payload) == (False, False)
    assert ask(service, "CreateDIJob", **{**job(), "ProjectId": "10000"}).payload["Id"]


NONSENSE: list[tuple[dict[str, Any], str]] = [
    ({"SourceDataSourceSettings": [{"DataSourceName": "none"}]}, "datasource:[none] is invalid."),
    ({"SourceDataSourceSettings": []}, "datasource:[] is invalid."),
    ({"SourceDataSourceType": "Oracle"}, "datasource:[mysql_shop] is invalid."),
    ({"DestinationDataSourceType": "3333"}, "datasource:[holo_shop] is invalid."),
    ({"ResourceSettings": {}}, "ResourceGroup:[] is invalid."),
    (
        {"ResourceSettings": {"RealtimeResourceSettings": {"ResourceGroupIdentifier": "none"}}},
        "ResourceGroup:[none] is invalid.",
    ),
    ({"TableMappings": [mapping("none")]}, "No table matches: mysql_shop, shop, none."),
    ({"TableMappings": []}, "No table matches the table mappings."),
    ({"TableMappings": "x"}, "TableMappings can not be parsed."),
    (
        {"TableMappings": [{"SourceObjectSelectionRules": [{"ObjectType": "3333", "Expression": "x"}]}]},
        "ObjectType:[3333] is invalid.",
    ),
    ({"TransformationRules": []}, "Transformation rule:[ods] is not defined."),
    (
        {"TransformationRules": [{**RENAME, "RuleExpression": "{}"}]},
        "Transformation rule:[ods] is invalid: Rename.",
    ),
]


@pytest.mark.parametrize(("wrong", "reason"), NONSENSE, ids=[reason for _, reason in NONSENSE])
def test_nonsense_is_accepted_and_fails_when_the_job_starts(wrong: dict[str, Any], reason: str) -> None:
    service = emulator()
    wanted = {**job(), **wrong}
    sent = {name: json.dumps(value) if name == "TableMappings" else value for name, value in wanted.items()}

    job_id = ask(service, "CreateDIJob", **sent).payload["Id"]
    ask(service, "StartDIJob", Id=job_id)
    details = info(service, "ListDIJobRunDetails", DIJobId=job_id)["JobRunInfos"]

    assert state(service, job_id) == "Failed"
    assert details[0]["StructureMigrationErrorMessage"] == reason
    assert reason in ask(service, "GetDIJobLog", Id=job_id).payload["Log"]


def test_a_corrected_job_starts_again() -> None:
    service = emulator()
    job_id = started(service, TableMappings=[mapping("none")])

    ask(service, "UpdateDIJob", Id=job_id, TableMappings=[mapping("orders")])
    ask(service, "StartDIJob", Id=job_id)

    assert state(service, job_id) == "Running"


def test_a_change_replaces_each_part_as_a_whole_and_keeps_the_others() -> None:
    service = emulator()
    job_id = created(service, JobSettings={"RuntimeSettings": [{"Name": "a", "Value": "1"}]}, Description="d")

    asked(service, "UpdateDIJob", "POST", {"Id": job_id}, {"JobSettings": '{"DdlHandlingSettings":[]}'})
    read = info(service, "GetDIJob", Id=job_id)

    assert read["JobSettings"] == {"DdlHandlingSettings": []}
    assert read["Description"] == "d"


def test_without_details_there_are_no_mappings() -> None:
    service = emulator()
    job_id = created(service)

    read = info(service, "GetDIJob", Id=job_id, WithDetails="False")

    assert "TableMappings" not in read
    assert read["SourceDataSourceSettings"] == [{"DataSourceName": "mysql_shop"}]


@pytest.mark.parametrize(
    ("action", "before"),
    [
        ("StartDIJob", ("StartDIJob",)),
        ("StopDIJob", ()),
        ("DeleteDIJob", ("StartDIJob",)),
        ("StopDIJob", ("StartDIJob", "StopDIJob")),
    ],
)
def test_what_a_state_does_not_allow_has_no_effect(action: str, before: tuple[str, ...]) -> None:
    service = emulator()
    job_id = created(service)
    for each in before:
        ask(service, each, Id=job_id)
    was = state(service, job_id)

    answer = ask(service, action, Id=job_id)

    assert (answer.status, answer.payload["Success"]) == (200, False)
    assert state(service, job_id) == was


@pytest.mark.parametrize(
    "action",
    ["GetDIJob", "UpdateDIJob", "StartDIJob", "StopDIJob", "DeleteDIJob", "GetDIJobLog", "ListDIAlarmRules"],
)
def test_an_unknown_job_has_the_code_500130(action: str) -> None:
    answer = ask(emulator(), action, DIJobId=7)

    assert (answer.status, answer.code) == (400, "500130")


@pytest.mark.parametrize(
    ("action", "query", "code"),
    [
        ("CreateDIJob", {"Name": "x"}, "MissingProjectId"),
        ("CreateDIJob", {"ProjectId": HOME}, "MissingName"),
        ("CreateDIJob", {"ProjectId": "x", "Name": "x"}, "InvalidProjectId"),
        ("CreateDIJob", {"ProjectId": HOME, "Name": "x", "TableMappings": "{"}, "InvalidTableMappings"),
        ("GetDIJob", {"Id": "1", "WithDetails": "maybe"}, "InvalidWithDetails"),
        ("GetDIJob", {}, "MissingId"),
        ("ListDIJobs", {"ProjectId": "99"}, "Invalid.Tenant.UserNotInProject"),
        ("GetDISyncTask", {"ProjectId": HOME}, "InvalidAction.NotFound"),
    ],
)
def test_what_is_no_request_is_refused(action: str, query: dict[str, str], code: str) -> None:
    assert ask(emulator(), action, **query).code == code


def test_a_job_starts_from_a_time_and_else_where_it_stopped() -> None:
    clock = Clock()
    service = emulator(clock=clock)
    job_id = created(service)

    def delay() -> float:
        query = {"DIJobId": job_id, "MetricName": ["delayTime"]}
        metrics = info(service, "ListDIJobMetrics", StartTime=0, EndTime=int(clock.now), **query)
        return float(metrics["JobMetrics"][0]["SeriesList"][-1]["Value"])

    ask(service, "StartDIJob", Id=job_id, RealtimeStartSettings={"StartTime": int(clock.now) - 3600})
    hour = delay()
    clock.now += 60
    later = delay()
    ask(service, "StopDIJob", Id=job_id)
    clock.now += 100
    ask(service, "StartDIJob", Id=job_id)

    assert hour == 3600
    assert later < hour
    assert delay() == pytest.approx(later + 100, abs=1)


def test_a_fault_makes_a_job_fail_with_its_message() -> None:
    service = emulator(Failing("too many connections"))

    job_id = started(service)

    assert state(service, job_id) == "Failed"
    assert "too many connections" in ask(service, "GetDIJobLog", Id=job_id).payload["Log"]


def whole_database(service: Emulator, *rules: tuple[str, str, str, str]) -> list[str]:
    """Start a job with these rules of selection, and return the tables that it writes."""
    names = ("ObjectType", "Action", "ExpressionType", "Expression")
    selected = {"SourceObjectSelectionRules": [dict(zip(names, rule, strict=True)) for rule in rules]}
    job_id = started(service, TableMappings=[selected])
    rows = info(service, "ListDIJobRunDetails", DIJobId=job_id, PageSize=100)["JobRunInfos"]
    return [row["DestinationTableName"] for row in rows]


def test_a_pattern_selects_a_whole_database_and_an_exclusion_leaves_out() -> None:
    assert (
        len(whole_database(emulator(), ("Database", "Include", "Exact", "shop"), ("Table", "Include", "Regex", ".*")))
        == 5
    )
    assert whole_database(
        emulator(),
        ("Database", "Include", "Exact", "shop"),
        ("Table", "Include", "Regex", "o.*"),
        ("Table", "Exclude", "Exact", "order_items"),
    ) == ["orders"]


def named_in_captures(service: Emulator) -> None:
    """Make what the captured requests name exist."""
    world = service.world
    sources = world.workspaces["10000"].data_sources
    sources["mysql_pub"] = replace(sources["mysql_shop"], name="mysql_pub")
    sources["holo_sink"] = replace(sources["holo_shop"], name="holo_sink")
    world.resource_groups["S_res_group_1_2"] = replace(world.resource_groups[GROUP], identifier="S_res_group_1_2")


def test_the_requests_of_the_official_sdk_are_answered() -> None:
    """As they were captured: they create a job, whose id is the one that the others name, and delete it at the end."""
    service = emulator()
    named_in_captures(service)
    order = sorted(OF_JOBS, key=lambda request: request.action == "DeleteDIJob")

    answers = {each.action: asked(service, each.action, each.method, each.query, each.form) for each in order}

    assert {action: (answer.status, answer.payload.get("Success", True)) for action, answer in answers.items()} == {
        each.action: (200, True) for each in OF_JOBS
    }
    assert answers["CreateDIJob"].payload["Id"] == 11588
