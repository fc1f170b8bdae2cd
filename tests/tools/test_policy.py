"""The policy of whoever runs the server."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from dataworks.operation import Belongs
from server.hosting import Hosting
from tests.operations import OPERATIONS
from tests.sessions import FOLDER, WISH, Time, assistant, emulated, sent, text_of
from tools.catalog import ToolSpec
from tools.declarations import TOOLS
from tools.rules.caller import Caller
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy, WorkspaceTable

LIST = ("list_files", {"project_id": "10000"})
CREATE = ("create_realtime_task", WISH)
GROUPS: tuple[str, dict[str, Any]] = ("list_resource_groups", {})

REFUSED: dict[str, tuple[Policy, tuple[str, dict[str, Any]], str]] = {
    "a workspace that is not listed": (Policy(workspaces=["10001"]), LIST, "workspaces does not list 10000"),
    "a write where nothing is changed": (Policy(read_only=["10000"]), CREATE, "read_only lists 10000"),
    "a denied operation": (Policy(deny=["Create*"]), CREATE, "deny = 'Create*' forbids CreateDISyncTask"),
    "a denied tool": (Policy(deny=["list_*"]), GROUPS, "deny = 'list_*' forbids list_resource_groups"),
    "an operation that is not allowed": (Policy(allow=["Get*"]), LIST, "allow does not list ListFiles"),
    "an operation denied in one workspace": (
        Policy(workspace={"10000": WorkspaceTable(deny=["ListFiles"])}),
        LIST,
        "[workspace.10000] deny = 'ListFiles' forbids ListFiles",
    ),
    "a workspace by name": (
        Policy(workspaces=["10000"]),
        ("list_files", {"project_identifier": "shop"}),
        "given by project_id",
    ),
    **{
        f"{tool} without a workspace, with {about}": (policy, (tool, arguments), f"{about} is about workspaces, and")
        for tool, arguments in (
            ("delete_file", {"file_id": "1000000"}),
            ("deploy_file", {"file_id": "1000000"}),
            ("create_folder", {"folder_path": FOLDER}),
            ("list_files", {}),
        )
        for about, policy in (
            ("workspaces", Policy(workspaces=["10000"])),
            ("read_only", Policy(read_only=["10000"])),
            ("[workspace.10000]", Policy(workspace={"10000": WorkspaceTable(deny=["DeleteFile"])})),
        )
    },
}


@pytest.mark.parametrize(("policy", "call", "rule"), REFUSED.values(), ids=REFUSED.keys())
async def test_a_refusal_names_the_rule_and_nothing_is_sent(
    policy: Policy, call: tuple[str, dict[str, Any]], rule: str
) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, hosting=Hosting(gate=Gate(Mode.FULL, policy))) as client:
        result = await client.call_tool(*call)

    assert result.is_error
    assert f"policy: {rule}" in text_of(result) or rule in text_of(result)
    assert sent(emulator) == []


ALLOWED: dict[str, tuple[Policy, tuple[str, dict[str, Any]]]] = {
    "no rules": (Policy(), LIST),
    "a listed workspace": (Policy(workspaces=["10000"]), CREATE),
    "a read where nothing is changed": (Policy(read_only=["10000"]), LIST),
    "a call without a workspace": (Policy(workspaces=["1"]), GROUPS),
    "a listing of all workspaces": (Policy(workspaces=["1"]), ("describe_workspace", {})),
    "an allowed operation": (Policy(allow=["List*"]), LIST),
    "an allowed tool": (Policy(allow=["create_realtime_task"]), CREATE),
    "a setting of a workspace is no rule": (
        Policy(workspace={"10000": WorkspaceTable(studio="classic")}),
        ("list_files", {"project_identifier": "workspace_10000"}),
    ),
    "rules for another workspace": (Policy(workspace={"10001": WorkspaceTable(deny=["*"])}), LIST),
}


@pytest.mark.parametrize(("policy", "call"), ALLOWED.values(), ids=ALLOWED.keys())
async def test_what_no_rule_forbids_is_done(policy: Policy, call: tuple[str, dict[str, Any]]) -> None:
    time = Time()
    async with assistant(emulated(time), time, hosting=Hosting(gate=Gate(Mode.FULL, policy))) as client:
        result = await client.call_tool(*call)

    assert not result.is_error, text_of(result)


class NoArguments(BaseModel):
    """A call that names nothing."""


NO_ARGUMENTS = NoArguments()


@pytest.mark.parametrize("spec", TOOLS, ids=lambda spec: spec.name)
def test_where_workspaces_have_rules_every_tool_of_a_workspace_has_to_name_it(spec: ToolSpec) -> None:
    policy = Policy(workspaces=["10000"])
    of_the_account = all(operation.belongs is Belongs.ACCOUNT for operation in spec.operations)

    assert (policy.objection_to_call(spec, NO_ARGUMENTS) is None) is of_the_account


def test_a_studio_in_the_file_does_not_make_the_workspace_mandatory_and_hides_none(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('[workspace.10002]\nstudio = "new"\n', "utf-8")

    policy = Policy.load(path)

    assert policy.studios == {"10002": "new"}
    assert not policy.hides_workspaces
    assert [spec.name for spec in TOOLS if policy.objection_to_call(spec, NO_ARGUMENTS)] == []


def test_a_studio_beside_rules_weakens_none_of_them(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('[workspace.10002]\nstudio = "new"\ndeny = ["Delete*"]\n', "utf-8")

    policy = Policy.load(path)

    assert policy.hides_workspaces
    assert any(policy.objection_to_call(spec, NO_ARGUMENTS) for spec in TOOLS)


OTHER_SPELLINGS = ["010000", "0000000000000010000", "１００００", "10000 ", "+10000", "1e4", "10000\n"]


@pytest.mark.parametrize("workspace", OTHER_SPELLINGS)
async def test_another_spelling_of_a_workspace_does_not_get_around_the_policy(workspace: object) -> None:
    time = Time()
    emulator = emulated(time)
    gate = Gate(Mode.FULL, Policy(read_only=["10000"]))
    async with assistant(emulator, time, hosting=Hosting(gate=gate)) as client:
        result = await client.call_tool("create_folder", {"project_id": workspace, "folder_path": FOLDER})

    assert "/project_id: must " in text_of(result)
    assert sent(emulator) == []


async def test_a_workspace_that_is_sent_as_a_number_has_the_same_rules() -> None:
    time = Time()
    emulator = emulated(time)
    gate = Gate(Mode.FULL, Policy(read_only=["10000"]))
    async with assistant(emulator, time, hosting=Hosting(gate=gate)) as client:
        result = await client.call_tool("create_folder", {"project_id": 10000.0, "folder_path": FOLDER})

    assert "read_only lists" in text_of(result)
    assert sent(emulator) == []


async def test_a_caller_without_the_writing_scope_reads_only() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, hosting=Hosting(caller_of=lambda: Caller("ann", may_write=False))) as client:
        read = await client.call_tool(*LIST)
        write = await client.call_tool(*CREATE)

    assert not read.is_error
    assert "the token of ann lacks the scope for writing" in text_of(write)
    assert sent(emulator) == ["ListFiles"]


def test_a_policy_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('workspaces = ["10000"]\ndeny = ["Delete*"]\n[workspace.10000]\nallow = ["List*"]\n', "utf-8")

    policy = Policy.load(path)

    assert policy.workspaces == ["10000"]
    assert policy.workspace["10000"].allow == ["List*"]


def test_every_operation_and_every_tool_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(f"deny = {json.dumps([*OPERATIONS, *(spec.name for spec in TOOLS), '*'])}\n", "utf-8")

    assert Policy.load(path).deny


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("workspaces = [", "policy policy.toml:"),
        ("workspace = 1", "workspace"),
        ('[workspace.10002]\nstudio = "auto"', "workspace/10002/studio: Input should be 'classic' or 'new'"),
        ("denied = []", "denied"),
        ('read_only = ["shop"]', "read_only/0"),
        ('workspaces = ["10001", "010000"]', "workspaces/1: must be written without leading zeros"),
        (
            'deny = ["DeletDISync*"]',
            r"deny: 'DeletDISync\*' matches no operation .* mean 'DeleteDISyncTask'",
        ),
        (
            'deny = ["Delete*", "deletedisynctask"]',
            "deny: 'deletedisynctask' matches .* mean 'DeleteDISyncTask'",
        ),
        ('allow = ["retire_task"]', "allow: 'retire_task' matches .* did you mean 'retire_tasks'"),
        ('[workspace.10000]\ndeny = ["ListFile"]', "workspace/10000/deny: 'ListFile' matches .* mean 'ListFiles'"),
        ('deny = [""]', "deny: '' matches no operation"),
        ('[workspace.010000]\ndeny = ["*"]', "workspace/010000"),
    ],
)
def test_a_wrong_policy_file_is_refused_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(ValueError, match=says):
        Policy.load(path)
