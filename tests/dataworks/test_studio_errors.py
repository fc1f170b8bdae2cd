"""What only one studio answers, and an operation of one studio in a workspace on the other, is explained."""

import pytest

from dataworks.errors import Refused
from dataworks.explain.lookup import explain, explain_text
from dataworks.retry import may_have_effect
from emulator.faults.fault_rules import FaultRule, Faults
from tests.sessions import Time, assistant, emulated, facts_of

OF_STUDIOS = {
    "1201111431": "The workspace is on the new Data Studio",
    "500130": "There is no Data Integration job",
    "403030": "may not use this operation",
    "9990010001": "not activated",
    "58014884415": "FlowSpec",
    "0x5083000000000005": "FlowSpec",
    "5801489541076353033": "nothing to publish",
    "1101080008": "does not exist for this identity",
    "9990020002": "Too many calls",
    "InvalidPageSize": "page of this size",
    "MissingScene": "A required parameter is missing",
    "InvalidAction.NotFound": "does not know this operation in this version",
}


@pytest.mark.parametrize(("code", "means"), OF_STUDIOS.items())
def test_codes_that_only_one_studio_has_are_explained(code: str, means: str) -> None:
    assert means in explain(Refused("ListFiles", "message", 400, service_code=code)).means.en
    assert means in explain_text(code)[0].explanation.means.en
    assert means in explain_text(f"Error: code: {code}, request id 1")[0].explanation.means.en


@pytest.mark.parametrize(
    ("message", "means"),
    [
        ("folder /bizroot/shop/dataIntegration not found", "The workspace is on the new Data Studio"),
        ("/workflowroot/1", "The workspace is on the new Data Studio"),
        ("Code does not exist", "The workspace is on the new Data Studio"),
        ("The workspace does not use the new version of Data Studio.", "The workspace is on the classic Data Studio"),
        ("HTTP 400: Pipeline is not running.", "not at a stage"),
        ("can not exported multiple nodes into the same output", "the same output"),
        ("resourceGroupId is not in the project", "not bound"),
        ("Please activate DataWorks Enterprise Edition or Flagship Edition first", "edition"),
    ],
)
@pytest.mark.parametrize("status", [200, 400])
def test_words_that_only_one_studio_uses_say_more_than_a_number(message: str, means: str, status: int) -> None:
    assert means in explain(Refused("ListFiles", message, status, service_code="1201119999")).means.en
    assert means in explain_text(message)[0].explanation.means.en


def test_a_job_that_does_not_exist_is_no_internal_error() -> None:
    assert not may_have_effect(Refused("DeleteDIJob", "not exist", 500, service_code="500130"))
    assert may_have_effect(Refused("DeleteDIJob", "internal", 500, service_code="500131"))


@pytest.mark.parametrize(
    ("code", "message"), [("1201111431", "no folder"), ("1201119999", "folder /bizroot/shop/dataIntegration not found")]
)
async def test_a_classic_operation_in_a_new_workspace_says_what_finds_its_tasks(code: str, message: str) -> None:
    time = Time()
    rule = FaultRule(kind="refuse", status=400, code=code, message=message, operation="ListFiles")
    async with assistant(emulated(time, faults=Faults(rules=[rule])), time) as client:
        error = facts_of(await client.call_tool("list_files", {"project_id": "10000"}))["error"]

    assert error["means"].startswith("The workspace is on the new Data Studio")
    assert (error["next_tool"], error["next_arguments"]) == ("find_sync_tasks", {"project_id": "10000"})
