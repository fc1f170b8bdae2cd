"""A rule about an operation is one about what does the same in the other version of the API."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from dataworks.operation import NEW, VERSION, Belongs, Operation
from dataworks.operations.catalog import alike, name_of, operation_named, operations
from tests.tools.test_policy import NO_ARGUMENTS
from tools.catalog import Capability, tool_of
from tools.rules.policy import Policy, WorkspaceTable

OF_NEW = [operation for operation in operations().values() if operation.version == NEW]
PAIRS = [(mine, other) for mine in operations().values() for other in alike(mine)]


def denied(operation: type[Operation[Any]], *rules: str) -> str | None:
    """What the policy says to a call of one operation under these rules."""
    objection = Policy(deny=[*rules]).objection_to_call(Capability.of(operation), NO_ARGUMENTS)
    return objection.en if objection else None


def named(name: str) -> type[Operation[Any]]:
    found = operation_named(name)
    assert found is not None
    return found


def test_both_directions_are_among_the_pairs() -> None:
    assert (named("StartDIJob"), named("StartDISyncInstance")) in PAIRS
    assert (named("StartDISyncInstance"), named("StartDIJob")) in PAIRS


@pytest.mark.parametrize(("mine", "other"), PAIRS, ids=lambda operation: name_of(operation))
def test_what_forbids_or_allows_one_forbids_or_allows_the_other(
    mine: type[Operation[Any]], other: type[Operation[Any]]
) -> None:
    for name in (other.action(), tool_of(other)):
        assert denied(mine, name) == f"deny = {name!r} forbids {name_of(mine)}, which does the same as {name}"
        assert Policy(allow=[name]).objection_to_call(Capability.of(mine), NO_ARGUMENTS) is None


@pytest.mark.parametrize(
    ("rule", "forbidden", "allowed"),
    [
        ("2024-05-18/StartDIJob", {"StartDIJob"}, {"StartDISyncInstance", "StopDIJob"}),
        ("2020-05-18/StartDISyncInstance", {"StartDISyncInstance"}, {"StartDIJob"}),
        ("GetProject", {"GetProject", "2024-05-18/GetProject"}, {"ListProjects"}),
        ("2024-05-18/GetProject", {"2024-05-18/GetProject"}, {"GetProject"}),
        ("2020-05-18/GetProject", {"GetProject"}, {"2024-05-18/GetProject"}),
        ("get_project_2024", {"2024-05-18/GetProject"}, {"GetProject"}),
        ("get_project", {"GetProject"}, {"2024-05-18/ListProjects"}),
        ("Stop*", {"StopDIJob", "StopDISyncInstance"}, {"StartDIJob"}),
        ("*DISync*", {"StartDIJob", "CreateNode", "DeleteDIJob"}, {"2024-05-18/ListProjects"}),
    ],
)
def test_a_version_in_front_of_a_name_is_that_operation_alone(
    rule: str, forbidden: set[str], allowed: set[str]
) -> None:
    assert {name for name in forbidden if denied(named(name), rule)} == forbidden
    assert {name for name in allowed if denied(named(name), rule)} == set()


def test_a_wildcard_that_allows_does_not_allow_what_the_other_version_calls_otherwise() -> None:
    policy = Policy(allow=["List*"])

    refused = [
        name_of(mine)
        for mine, other in PAIRS
        if other.action().startswith("List") and policy.objection_to_call(Capability.of(mine), NO_ARGUMENTS)
    ]

    assert {"GetMetaTableColumn", "GetDataSourceMeta"} <= {*refused}


def test_a_whole_version_can_be_forbidden() -> None:
    every = {operation.version for operation in operations().values() if denied(operation, "2024-05-18/*")}

    assert every == {NEW}
    assert all(denied(operation, f"{NEW}/*") for operation in OF_NEW)


def test_an_operation_is_named_with_its_version_only_where_two_have_the_name() -> None:
    names = {name_of(operation) for operation in operations().values()}

    assert len(names) == len(operations())
    assert {"StartDIJob", "GetProject", "2024-05-18/GetProject"} <= names
    assert not any(name.startswith(VERSION) for name in names)
    assert {tool_of(operation) for operation in OF_NEW} >= {"start_di_job", "get_project_2024"}
    assert len({tool_of(operation) for operation in operations().values()}) == len(operations())
    assert all(operation_named(name_of(operation)) is operation for operation in operations().values())


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("2024-05-18/StartDISyncInstance", "2020-05-18/StartDISyncInstance"),
        ("2024-05-18/StartDiJob", "2024-05-18/StartDIJob"),
        ("2023-05-18/GetProject", "GetProject"),
    ],
)
def test_a_rule_about_an_operation_that_a_version_does_not_have_is_refused(
    pattern: str, meant: str, tmp_path: Path
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(f'deny = ["{pattern}"]\n', "utf-8")

    with pytest.raises(ValueError, match=f"{pattern}' matches no operation and no tool; did you mean '.*{meant}"):
        Policy.load(path)


@pytest.mark.parametrize("pattern", ["StartDIJob", "2024-05-18/*", "start_di_*", "2024-05-18/ListNodes"])
def test_a_rule_about_an_operation_of_the_new_studio_is_read(pattern: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(f'deny = ["{pattern}"]\n', "utf-8")

    assert Policy.load(path).deny == [pattern]


class OfWorkspace(BaseModel):
    """The arguments of a tool that names a workspace."""

    project_id: str = "10000"


BY_ID = [operation for operation in OF_NEW if operation.belongs is Belongs.BY_ID]
POLICIES = [
    Policy(workspaces=["10000"]),
    Policy(workspace={"10001": WorkspaceTable(deny=["*"])}),
]


@pytest.mark.parametrize("policy", POLICIES, ids=["workspaces", "a table"])
@pytest.mark.parametrize("operation", BY_ID, ids=name_of)
def test_what_is_known_by_an_id_alone_is_refused_under_rules_about_workspaces_unless_one_is_named(
    operation: type[Operation[Any]], policy: Policy
) -> None:
    alone = policy.objection_to_call(Capability.of(operation), NO_ARGUMENTS)

    assert alone is not None
    assert "can't be decided" in alone.en
    assert policy.objection_to_call(Capability("start_tasks", (operation,), OfWorkspace), OfWorkspace()) is None
    assert policy.objection_to_call(Capability.of(operation), OfWorkspace(project_id="10001")) is not None


def test_every_operation_of_the_new_studio_says_whose_data_it_reads_or_changes() -> None:
    """Lists of the account may be narrowed to a workspace."""
    wrong = [
        name_of(operation)
        for operation in OF_NEW
        if operation.belongs is not Belongs.ACCOUNT
        and (operation.belongs is Belongs.WORKSPACE) is not ("project_id" in operation.model_fields)
    ]

    assert wrong == []
