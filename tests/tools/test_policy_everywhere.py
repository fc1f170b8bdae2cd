"""A rule of the policy holds for every way to an operation, and what it forbids is not shown either."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from pydantic import BaseModel

from dataworks.answers import Answer
from dataworks.operation import Belongs, Operation
from dataworks.operations.v2020.workspaces import ListProjects
from server.hosting import Hosting
from tests.operations import OPERATIONS
from tests.sessions import WISH, Time, assistant, client_of, emulated, facts_of, sent, text_of
from tests.tools.test_policy import NO_ARGUMENTS
from tools.catalog import ToolSpec, snake_case
from tools.declarations import TOOLS
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy, WorkspaceTable

COLUMNS = {"table_guid": "odps.shop_dw.shop_orders"}
TASK = {"project_id": "10000", "task_ids": ["100"]}
ONLY_SHOP = Policy(workspaces=["10000"])
HIDDEN = {
    "not listed": ONLY_SHOP,
    "everything denied": Policy(workspace={"10001": WorkspaceTable(deny=["*"])}),
    "lists denied": Policy(workspace={"10001": WorkspaceTable(deny=["list_projects"])}),
    "nothing allowed": Policy(workspace={"10001": WorkspaceTable(allow=[])}),
}


async def answer(policy: Policy, tool: str, arguments: dict[str, Any]) -> tuple[bool, str, list[str]]:
    """Whether a call is refused, the text of its answer, and the operations that were sent."""
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, hosting=Hosting(gate=Gate(Mode.FULL, policy))) as client:
        result = await client.call_tool(tool, arguments)
    return result.is_error, f"{text_of(result)}{result.structured_content}", sent(emulator)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_says_whose_data_it_reads_or_changes(name: str) -> None:
    operation = OPERATIONS[name]
    names_a_workspace = "project_id" in operation.model_fields

    assert (operation.belongs is Belongs.WORKSPACE) is names_a_workspace
    if lists_workspaces(operation):
        assert operation.answer.shown is not Answer.shown


def lists_workspaces(operation: type[Operation[Any]]) -> bool:
    """Whether rows of its answer have the id of a workspace that the request does not name."""
    rows = [
        part for field in operation.answer.model_fields.values() for part in getattr(field.annotation, "__args__", ())
    ]
    models = [row for row in rows if isinstance(row, type) and issubclass(row, BaseModel)]
    return operation.belongs is not Belongs.WORKSPACE and any("project_id" in row.model_fields for row in models)


def test_one_operation_lists_workspaces() -> None:
    assert [name for name, operation in OPERATIONS.items() if lists_workspaces(operation)] == ["ListProjects"]


@pytest.mark.parametrize(
    "policy",
    [
        ONLY_SHOP,
        Policy(workspaces=["10001"]),
        Policy(workspace={"10001": WorkspaceTable(deny=["*"])}),
        Policy(workspace={"10001": WorkspaceTable(deny=["get_meta_*"])}),
        Policy(workspace={"10001": WorkspaceTable(allow=["List*"])}),
    ],
)
async def test_what_belongs_to_a_workspace_that_is_not_named_is_refused(policy: Policy) -> None:
    refused, text, operations = await answer(policy, "get_meta_table_column", COLUMNS)

    assert refused
    assert "which of them GetMetaTableColumn is for can't be decided" in text
    assert operations == []


@pytest.mark.parametrize(
    "policy", [Policy(read_only=["10000"]), Policy(workspace={"10000": WorkspaceTable(deny=["Delete*"])}), Policy()]
)
async def test_it_goes_ahead_where_the_rules_of_no_workspace_could_forbid_it(policy: Policy) -> None:
    refused, _, operations = await answer(policy, "get_meta_table_column", COLUMNS)

    assert not refused
    assert operations == ["GetMetaTableColumn"]


@pytest.mark.parametrize("policy", HIDDEN.values(), ids=HIDDEN)
@pytest.mark.parametrize("tool", ["list_projects", "describe_workspace"])
async def test_a_workspace_that_is_not_allowed_is_in_no_list(tool: str, policy: Policy) -> None:
    refused, text, _ = await answer(policy, tool, {})

    assert not refused
    assert "10000" in text
    assert "10001" not in text


async def test_hidden_workspaces_are_not_counted() -> None:
    time = Time()
    async with assistant(emulated(time), time, hosting=Hosting(gate=Gate(policy=ONLY_SHOP))) as client:
        facts = facts_of(await client.call_tool("list_projects", {}))

    assert (facts["total_count"], facts["count"]) == (1, 1)


@pytest.mark.parametrize("number", [1, 2, 3, 9])
async def test_a_page_does_not_show_how_many_workspaces_are_hidden_on_others(number: int) -> None:
    time = Time()
    emulator = emulated(time)
    shop = emulator.world.workspaces["10000"]
    emulator.world.workspaces.update({str(each): replace(shop, id=str(each)) for each in range(20_000, 20_023)})
    async with assistant(emulator, time, hosting=Hosting(gate=Gate(policy=ONLY_SHOP))) as client:
        result = await client.call_tool("list_projects", {"page_number": number, "page_size": 10})

    facts = facts_of(result)
    assert "total_count" not in facts
    assert "25" not in text_of(result)
    assert facts.get("next") in (None, f"There may be more rows: page_number {number + 1}.")


async def test_the_setup_shows_no_rule_about_a_workspace_that_is_not_allowed() -> None:
    rules = {
        "10000": WorkspaceTable(deny=["ListFiles"]),
        "10001": WorkspaceTable(deny=["*"]),
        "10009": WorkspaceTable(deny=["ListFiles"]),
    }
    policy = Policy(workspaces=["10000", "10001"], read_only=["10000", "10009"], workspace=rules, deny=["DeleteFile"])
    time = Time()
    async with assistant(emulated(time), time, hosting=Hosting(gate=Gate(policy=policy))) as client:
        shown = facts_of(await client.call_tool("describe_setup", {}))["policy"]

    assert "10009" not in shown
    assert "read_only = ['10000']" in shown
    assert "DeleteFile" in shown


async def test_hidden_rows_end_no_list_and_stay_out_of_what_is_cached_for_others() -> None:
    time = Time()
    emulator = emulated(time)
    shop = emulator.world.workspaces["10000"]
    numbers = [str(number) for number in range(20_000, 20_250)]
    emulator.world.workspaces.update({number: replace(shop, id=number) for number in numbers})
    everything = client_of(emulator, time)
    some = replace(everything, may_show=lambda _, workspace: workspace.endswith("7"))

    wanted = [number for number in numbers if number.endswith("7")]
    assert [row.project_id async for page in some.pages(ListProjects()) for row in page.project_list] == wanted
    assert len((await some.cached(ListProjects(page_size=100))).project_list) < 20
    assert len((await everything.cached(ListProjects(page_size=100))).project_list) == 100


def senders() -> list[tuple[str, ToolSpec]]:
    """Each operation by both of its names, with each tool that may send it."""
    pairs = product(TOOLS, OPERATIONS.items())
    found = [(name, spec) for spec, (name, operation) in pairs if operation in spec.operations]
    return [(each, spec) for name, spec in found for each in (name, snake_case(name))]


def test_denying_an_operation_or_its_tool_stops_every_tool_that_may_send_it() -> None:
    assert [
        (name, spec.name)
        for name, spec in senders()
        if Policy(deny=[name]).objection_to_call(spec, NO_ARGUMENTS) is None
    ] == []


DENIED = ["delete_*", "Delete*", "delete_di_sync_task", "DeleteDISyncTask", "*_di_sync_task", "[d]elete?*"]


@pytest.mark.parametrize("pattern", DENIED)
async def test_deleting_is_stopped_under_every_name(pattern: str) -> None:
    refused, text, operations = await answer(Policy(deny=[pattern]), "retire_tasks", TASK)

    assert refused
    assert "deny" in text
    assert set(operations) <= {"ListFiles"}, "what type of task it is has to be read first"


async def test_denying_the_tool_of_a_read_stops_the_lookups_of_others() -> None:
    policy = Policy(deny=["list_folders"])
    refused, text, operations = await answer(
        policy, "create_realtime_task", {**WISH, "folder": "Business Flow/nowhere"}
    )

    assert refused
    assert "ListFolders" not in operations, text


async def test_allowing_the_tool_of_an_operation_allows_it_in_every_tool() -> None:
    spec = next(spec for spec in TOOLS if spec.name == "list_source_tables").called_with(NO_ARGUMENTS)

    assert Policy(allow=["get_data_source_meta"]).objection_to_call(spec, NO_ARGUMENTS) is None
    assert Policy(allow=["list_files"]).objection_to_call(spec, NO_ARGUMENTS) is not None


FORBIDDEN_CODE: list[tuple[str, dict[str, Any]]] = [
    ("delete_file", {"project_id": "10000", "file_id": "1000000"}),
    ("delete_file", {"file_id": "1000000"}),
    ("retire_tasks", TASK),
    ("list_files", {"project_id": "10001"}),
    ("get_project", {"project_identifier": "workspace_10001"}),
    ("get_meta_table_column", COLUMNS),
]


@pytest.mark.parametrize(("tool", "arguments"), FORBIDDEN_CODE)
async def test_a_forbidden_call_is_not_written_as_code_either(tool: str, arguments: dict[str, Any]) -> None:
    policy = Policy(workspaces=["10000"], deny=["delete_*"])
    refused, text, _ = await answer(policy, "show_as_code", {"tool": tool, "arguments": arguments})

    assert refused
    assert "policy" in text
    assert "import" not in text


async def test_an_allowed_call_is_written_as_code() -> None:
    asked = {"tool": "list_files", "arguments": {"project_id": "10000"}}
    refused, text, _ = await answer(ONLY_SHOP, "show_as_code", asked)

    assert not refused, text


@pytest.mark.parametrize(
    "arguments",
    [{}, {"project_identifier": "workspace_10001"}, {"project_id": "10000", "project_identifier": "workspace_10001"}],
)
async def test_a_workspace_is_not_read_by_its_name(arguments: dict[str, str]) -> None:
    refused, text, operations = await answer(ONLY_SHOP, "get_project", arguments)

    assert refused
    assert "workspace_10001" not in text.replace(str(arguments), "")
    assert operations == []


async def test_a_copy_reads_from_allowed_workspaces_only() -> None:
    copy = {
        "project_id": "10000",
        "task_id": "100",
        "from_project_id": "10001",
        "task_name": "copy",
        "folder": WISH["folder"],
    }
    refused, text, operations = await answer(
        ONLY_SHOP, "copy_realtime_task", {**copy, "resource_group": WISH["resource_group"]}
    )

    assert refused
    assert "workspaces does not list 10001" in text
    assert operations == []
