"""Who has one workspace, or means one, does not name it."""

from dataclasses import replace
from typing import Any

import pytest

from emulator.service import Emulator
from server.hosting import Hosting, hosting
from server.settings import Settings
from tests.server.processes import ran_here
from tests.sessions import WISH, Time, assistant, emulated, facts_of, sent, text_of
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy

NO_WORKSPACE = {name: value for name, value in WISH.items() if name != "project_id"}
HOME = Hosting(project="10000")


def alone() -> tuple[Emulator, Time]:
    """An account with one workspace."""
    time = Time()
    emulator = emulated(time)
    for other in ("10001", "10002"):
        del emulator.world.workspaces[other]
    return emulator, time


def running(emulator: Emulator, name: str) -> bool:
    tasks = emulator.world.workspaces["10000"].tasks.values()
    return any(task.name == name and task.run_state(emulator.world.clock()) == "RUN" for task in tasks)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_only_workspace_is_taken_and_looked_for_once(mode: str) -> None:
    emulator, time = alone()
    async with assistant(emulator, time, mode=mode) as client:
        offer = facts_of(await client.call_tool("describe_workspace", {}))
        plan = facts_of(await client.call_tool("create_realtime_task", {**NO_WORKSPACE, "start": True}))
        agreed = {**NO_WORKSPACE, "start": True, "confirmation": plan["confirmation"]}
        made = await client.call_tool("create_realtime_task", agreed)
        again = await client.call_tool("get_task_status", {"task_id": facts_of(made)["task_id"]})

    assert [row["project_id"] for row in offer["workspaces"]] == ["10000"]
    assert "mysql_shop" in [source["name"] for source in offer["data_sources"]]
    assert running(emulator, WISH["task_name"])
    assert not again.is_error
    assert sent(emulator).count("ListProjects") == 1


async def test_the_first_need_may_be_any_tool() -> None:
    emulator, time = alone()
    async with assistant(emulator, time) as client:
        result = await client.call_tool("find_sync_tasks", {})

    assert not result.is_error, text_of(result)
    assert sent(emulator)[0] == "ListProjects"


async def test_where_there_are_several_they_are_named_and_nothing_is_done() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        result = await client.call_tool("create_realtime_task", NO_WORKSPACE)

    assert "/project_id: is required, since there are several workspaces: 10000 (workspace_10000), 10001" in text_of(
        result
    )
    assert sent(emulator) == ["ListProjects"]


async def test_other_mistakes_are_said_before_anything_is_read() -> None:
    emulator, time = alone()
    async with assistant(emulator, time) as client:
        result = await client.call_tool("list_source_tables", {"sauce": "mysql_shop"})

    assert "/source: is required" in text_of(result)
    assert sent(emulator) == []


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        (Policy(workspaces=["10001"]), "mysql_shop"),  # the only one in reach has no such data source
        (Policy(deny=["ListProjects"]), "/project_id: is required"),
    ],
)
async def test_the_policy_says_what_is_in_reach(policy: Policy, says: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, hosting=Hosting(gate=Gate(policy=policy))) as client:
        result = await client.call_tool("list_source_tables", {"source": "mysql_shop"})

    assert says in text_of(result)
    assert "10000" not in text_of(result)


@pytest.mark.parametrize(("language", "who"), [("en", "operator of this server"), ("zh", "运维人员")])
async def test_where_there_is_none_a_person_is_named_who_can_change_that(language: Any, who: str) -> None:
    time = Time()
    hosting = Hosting(gate=Gate(policy=Policy(workspaces=["77"])), language=language)
    async with assistant(emulated(time), time, hosting=hosting) as client:
        described = facts_of(await client.call_tool("describe_workspace", {}))

    assert described["workspaces"] == []
    assert who in described["next"]


REFUSING: dict[str, Policy] = {
    "nothing is changed there": Policy(read_only=["10000"]),
    "its table forbids it": Policy.model_validate({"workspace": {"10000": {"deny": ["Generate*"]}}}),
}


@pytest.mark.parametrize("policy", REFUSING.values(), ids=REFUSING)
async def test_rules_are_asked_about_the_workspace_that_is_filled_in(policy: Policy) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, hosting=replace(HOME, gate=Gate(Mode.FULL, policy))) as client:
        result = await client.call_tool("create_realtime_task", NO_WORKSPACE)

    assert "policy: " in text_of(result)
    assert sent(emulator) == []


async def test_the_plan_names_the_workspace_and_its_consent_is_good_for_the_call_that_names_it_too() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, hosting=HOME) as client:
        plan = facts_of(await client.call_tool("create_realtime_task", {**NO_WORKSPACE, "start": True}))
        agreed = {**WISH, "start": True, "confirmation": plan["confirmation"]}
        result = await client.call_tool("create_realtime_task", agreed)

    assert not result.is_error, text_of(result)
    assert running(emulator, WISH["task_name"])
    assert "ListProjects" not in sent(emulator)


async def test_a_call_that_names_another_workspace_is_for_that_one() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, hosting=HOME) as client:
        offer = await client.call_tool("describe_workspace", {"project_id": "10001"})

    assert "mysql_shop" not in text_of(offer)


async def required(rules: Hosting) -> dict[str, bool]:
    """Whether each tool says that it needs a workspace."""
    time = Time()
    async with assistant(emulated(time), time, hosting=rules) as client:
        tools = (await client.list_tools()).tools
    return {tool.name: "project_id" in tool.input_schema.get("required", []) for tool in tools}


async def test_the_list_of_tools_asks_for_no_workspace_where_the_operator_chose_one() -> None:
    usual, at_home = await required(Hosting()), await required(HOME)

    assert usual["find_sync_tasks"]
    assert list(usual) == list(at_home)
    assert not any(at_home.values())


async def test_a_call_is_shown_as_code_with_the_workspace_that_it_would_have() -> None:
    time = Time()
    shown: dict[str, Any] = {"tool": "find_sync_tasks", "arguments": {}}
    async with assistant(emulated(time), time, hosting=HOME) as client:
        result = await client.call_tool("show_as_code", shown)

    assert '"project_id": "10000"' in facts_of(result)["code"]


def test_a_workspace_that_the_policy_does_not_list_ends_the_start(tmp_path: Any) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('workspaces = ["10001"]', "utf-8")

    with pytest.raises(ValueError, match="--project 10000 is not one of the workspaces"):
        hosting(Settings(), Mode.CONFIRM, policy, None, None, project="10000")


@pytest.mark.repeats
@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["call", "describe_workspace", "--emulator", "--project", "10000"], "mysql_shop"),
        (["doctor", "--emulator", "--project", "10000"], "project: 10000"),
        (["call", "get_task_status", "--help", "--project", "10000"], "call get_task_status\n"),
        (["config", "generic", "--emulator", "--project", "10000"], '"--project",\n'),
    ],
)
def test_every_command_of_a_server_takes_the_workspace(command: list[str], says: str) -> None:
    assert says in ran_here(*command).stdout


def test_a_workspace_that_is_no_id_is_refused() -> None:
    assert (
        "--project: must be the id of a workspace, a number, not 'shop'" in ran_here("serve", "--project=shop").stderr
    )
