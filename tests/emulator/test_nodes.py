"""Nodes of the new Data Studio and their pipelines, against what is known of the service."""

import json
from typing import Any

import pytest

from emulator.handlers.v2024.pipelines import approve
from emulator.world.lifecycle import AfterReads, AtOnce, Failing
from tests.emulator.calls import Answer, Clock, call, emulator
from tests.emulator.job_calls import GROUP, HOME, ask, asked
from tests.emulator.node_calls import ROOT, create, deploy, node, pipeline, post, read, spec, stages, step


@pytest.mark.parametrize(("kind", "place"), [("Node", "dependencies"), ("CycleWorkflow", "flow")])
def test_both_spellings_of_a_flow_spec_are_read(kind: str, place: str) -> None:
    service = emulator()

    found = read(service, create(service, spec(node(), kind=kind, place=place)))

    kept = json.loads(found["Spec"])["spec"]
    assert kept["nodes"][0]["script"]["runtime"]["command"] == "DI"
    assert kept["dependencies"][0]["depends"] == [{"type": "Normal", "output": ROOT}]
    assert int(found["Id"]) > 2**53
    assert "TaskId" not in found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{}", "58014884415"),
        (json.dumps({"kind": "Node", "spec": {"nodes": [{}]}}), "58014884415"),
        (spec(node(script={"runtime": {"command": "DI"}, "content": json.dumps({"job": {}})})), "58014884415"),
        (spec(node(), kind="TriggerWorkflow"), "58014884415"),
    ],
)
def test_a_flow_spec_that_lacks_something_is_refused(text: str, code: str) -> None:
    answer = post(emulator(), "CreateNode", Scene="DATAWORKS_PROJECT", Spec=text)

    assert (answer.status, answer.code) == (400, code)


def test_a_name_is_unique_and_a_scene_needed() -> None:
    service = emulator()
    create(service)

    assert post(service, "CreateNode", Spec=spec(node())).code == "MissingScene"
    assert post(service, "CreateNode", Scene="DATAWORKS_PROJECT", Spec=spec(node())).status == 400


def test_nodes_are_listed_with_counts_as_text_and_no_small_pages() -> None:
    service = emulator()
    create(service)
    create(service, spec(node("other")))

    page = ask(service, "ListNodes", ProjectId=HOME, Name="ORD").payload["PagingInfo"]

    assert (page["TotalCount"], page["PageNumber"]) == ("1", "1")
    assert page["Nodes"][0]["Script"] == {"Path": "shop/orders", "Runtime": {"Command": "DI"}}
    assert ask(service, "ListNodes", ProjectId=HOME, PageSize="5").code == "InvalidPageSize"
    assert ask(service, "ListNodes", ProjectId="10000").payload["PagingInfo"]["TotalCount"] == "0"


def test_an_update_changes_only_what_it_names() -> None:
    service = emulator()
    number = create(service)

    def update(part: dict[str, Any], kind: str = "Node") -> Answer:
        text = json.dumps({"version": "2.0.0", "kind": kind, "spec": {"nodes": [{"id": number, **part}]}})
        return post(service, "UpdateNode", Id=number, Spec=text)

    assert update({"trigger": {"cron": "00 00 05 * * ?"}, "recurrence": "Pause"}).payload["Success"] is True
    kept = json.loads(read(service, number)["Spec"])["spec"]["nodes"][0]
    assert kept["trigger"] == {"type": "Scheduler", "cron": "00 00 05 * * ?"}
    assert (kept["recurrence"], kept["script"]["path"]) == ("Pause", "shop/orders")
    assert update({}, "CycleWorkflow").code == "58014884415"
    assert update({"runtimeResource": {"resourceGroup": GROUP}}).status == 400
    assert update({"script": {"runtime": {"command": "ODPS_SQL"}}}).status == 400


@pytest.mark.parametrize(
    ("standard", "expected"),
    [(False, "BUILD_PACKAGE PROD_CHECK PROD"), (True, "BUILD_PACKAGE DEV_CHECK DEV PROD_CHECK PROD")],
)
def test_only_stages_that_were_started_are_done(standard: bool, expected: str) -> None:
    service = emulator()
    service.world.workspaces[HOME].standard = standard
    number = create(service)
    run = pipeline(service, number)

    first = stages(service, run)

    assert " ".join(filter(None, first)) == expected
    assert [state for code, state in first.items() if code] == ["Success", *["Init"] * expected.count(" ")]
    assert first[""] == "Running"
    assert step(service, run, "PROD").status == 400
    for code in expected.split()[1:]:
        assert step(service, run, code).payload["Success"] is True
        assert step(service, run, code).status == 400
    assert set(stages(service, run).values()) == {"Success"}
    assert read(service, number)["TaskId"] == 702001


def test_a_stage_takes_a_while_and_the_next_one_waits_for_it() -> None:
    service = emulator(AfterReads(2))
    run = pipeline(service, create(service))

    assert stages(service, run)["BUILD_PACKAGE"] == "Running"
    assert step(service, run, "DEV_CHECK").status == 400
    assert [stages(service, run)["BUILD_PACKAGE"] for _ in range(2)] == ["Running", "Success"]


def test_stages_of_an_automatic_pipeline_start_by_themselves() -> None:
    service = emulator()
    number = create(service)

    part = pipeline(service, number, RunMode="Auto", AutoRunUntilStage="DEV")
    whole = pipeline(service, number, RunMode="Auto")

    assert [state for code, state in stages(service, part).items() if code] == ["Success"] * 3 + ["Init"] * 2
    assert set(stages(service, whole).values()) == {"Success"}


def test_an_approval_is_given_in_the_console_only() -> None:
    service = emulator()
    workspace = service.world.workspaces[HOME]
    workspace.approves = True
    number = create(service)

    found = deploy(service, number)

    assert (found["DEV"], found["APPROVAL"], found["PROD"], found[""]) == ("Success", "Init", "Init", "Running")
    run = list(workspace.pipelines)[-1]
    approve(service.world, workspace, run)
    assert step(service, run, "PROD_CHECK").status == step(service, run, "PROD").status == 200
    assert stages(service, run)[""] == "Success"


def test_two_nodes_can_not_have_one_output_in_production() -> None:
    service = emulator()
    outputs = {"nodeOutputs": [{"data": "workspace_10002.orders"}]}

    assert deploy(service, create(service))[""] == "Success"
    found = deploy(service, create(service, spec(node("other", outputs=outputs))))

    assert (found["PROD"], found[""]) == ("Fail", "Fail")
    run = ask(service, "ListPipelineRuns", ProjectId=HOME).payload["PagingInfo"]["PipelineRuns"][0]
    assert "can not exported multiple nodes into the same output" in run["Message"]
    assert step(service, run["Id"], "PROD").payload["Message"] == "pipeline is not running"


def test_an_unknown_parent_fails_and_so_does_a_deployment() -> None:
    assert deploy(service := emulator(), create(service, spec(node(), "nothing_root")))["PROD_CHECK"] == "Fail"
    assert deploy(service := emulator(Failing("no quota")), create(service))["PROD"] == "Fail"


def test_a_node_in_production_is_taken_offline_before_it_is_deleted() -> None:
    service = emulator()
    number = create(service)
    assert post(service, "CreatePipelineRun", Type="Offline", ObjectIds=[number]).code == "5801489541076353033"
    deploy(service, number)

    assert post(service, "DeleteNode", Id=number).status == 400
    assert set(deploy(service, number, "Offline").values()) == {"Success"}
    assert "TaskId" not in read(service, number)
    assert post(service, "DeleteNode", Id=number).payload["Success"] is True
    assert ask(service, "GetNode", Id=number, ProjectId=HOME).status == 400


def test_a_deployed_node_runs_each_day_and_has_a_log() -> None:
    clock = Clock()
    service = emulator(AtOnce(), clock)
    number = create(service)
    deploy(service, number)
    task = read(service, number)["TaskId"]
    midnight = int((clock.now + 8 * 3600) // 86400 * 86400 - 8 * 3600)

    def runs() -> list[dict[str, Any]]:
        page = post(service, "ListTaskInstances", Bizdate=midnight * 1000, TaskId=task).payload["PagingInfo"]
        return [*page["TaskInstances"]]

    assert [run["Status"] for run in runs()] == ["WaitTime"]
    clock.now = midnight + 86400 + 2.5 * 3600 + 30
    assert [run["Status"] for run in runs()] == ["Running"]
    clock.now += 60
    (run,) = runs()
    log = ask(service, "GetTaskInstanceLog", Id=run["Id"]).payload["TaskInstanceLog"]
    assert (run["Status"], run["TaskName"], run["Bizdate"]) == ("Success", "orders", midnight * 1000)
    assert "Exit with SUCCESS" in log
    assert ask(service, "GetTask", Id=task).payload["Task"]["Script"]["Parameters"] == "bizdate=$yyyymmdd"
    assert post(service, "ListTasks", Ids=[task]).payload["PagingInfo"]["Tasks"][0]["Id"] == task


@pytest.mark.parametrize(
    "action", ["CreateFolder", "CreateDISyncTask", "GetFile", "StartDISyncInstance", "ListFolders"]
)
def test_a_classic_operation_fails_in_the_new_studio(action: str) -> None:
    paths = {"FolderPath": "Business Flow/a/Data Integration/b", "ParentFolderPath": "Business Flow"}
    task = {"TaskType": "DI_REALTIME", "FileId": "100", "TaskContent": "{}", "TaskName": "a"}

    assert call(emulator(), action, {**paths, **task, "ProjectId": HOME}).code == "1201111431"


def test_nodes_are_not_created_in_the_classic_studio() -> None:
    form = {"ProjectId": "10000", "Scene": "DATAWORKS_PROJECT", "Spec": spec(node())}

    assert asked(emulator(), "CreateNode", "POST", {}, form).status == 400
    assert call(emulator(), "ListFiles", {"ProjectId": HOME}).data["TotalCount"] == 0


def test_a_workspace_of_others_is_forbidden() -> None:
    answer = ask(emulator(), "ListNodes", ProjectId="99")

    assert (answer.status, answer.code) == (403, "403030")
