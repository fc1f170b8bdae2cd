"""Who has one workspace, or means one, does not name it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from emulator.service import Emulator
from server.hosting import Hosting, hosting
from server.settings import Settings
from tests.server.processes import ran_here
from tests.sessions import Time, assistant, emulated, facts_of, sent, text_of
from tests.stories.homes import Home, both
from tests.wishes.outcomes import tasks_of
from tests.wishes.worlds import world
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy


def wish(home: Home) -> dict[str, Any]:
    """A real-time task that is to run, in the workspace that is meant."""
    return {**{name: value for name, value in home.wish.items() if name != "project_id"}, "start": True}


def at(home: Home) -> Hosting:
    """The rules of a server whose operator chose the workspace."""
    return Hosting(project=home.project_id)


def running(emulator: Emulator, home: Home) -> bool:
    return tasks_of(emulator, home.project_id)[home.wish["task_name"]].state == "RUN"


@both
@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_only_workspace_is_taken_and_looked_for_once(home: Home, mode: str) -> None:
    emulator, time = await world("one_workspace", home)
    async with assistant(emulator, time, mode=mode) as client:
        offer = facts_of(await client.call_tool("describe_workspace", {}))
        plan = facts_of(await client.call_tool("create_realtime_task", wish(home)))
        agreed = {**wish(home), "confirmation": plan["confirmation"]}
        made = await client.call_tool("create_realtime_task", agreed)
        again = await client.call_tool("get_task_status", {"task_id": facts_of(made)["task_id"]})

    assert [row["project_id"] for row in offer["workspaces"]] == [home.project_id]
    assert "mysql_shop" in [source["name"] for source in offer["data_sources"]]
    assert running(emulator, home)
    assert not again.is_error
    assert sent(emulator).count("ListProjects") == 1


@both
async def test_the_first_need_may_be_any_tool(home: Home) -> None:
    emulator, time = await world("one_workspace", home)
    async with assistant(emulator, time) as client:
        result = await client.call_tool("find_sync_tasks", {})

    assert not result.is_error, text_of(result)
    assert sent(emulator)[0] == "ListProjects"


@both
async def test_where_there_are_several_they_are_named_and_nothing_is_done(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        result = await client.call_tool("create_realtime_task", wish(home))

    assert "/project_id: is required, since there are several workspaces: 10000 (workspace_10000), 10001" in text_of(
        result
    )
    assert sent(emulator) == ["ListProjects"]


@both
async def test_other_mistakes_are_said_before_anything_is_read(home: Home) -> None:
    emulator, time = await world("one_workspace", home)
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


REFUSING: dict[str, Callable[[str], Policy]] = {
    "nothing is changed there": lambda here: Policy(read_only=[here]),
    "its table forbids it": lambda here: Policy.model_validate({"workspace": {here: {"deny": ["CreateDI*"]}}}),
}


@both
@pytest.mark.parametrize("policy", REFUSING.values(), ids=REFUSING)
async def test_rules_are_asked_about_the_workspace_that_is_filled_in(
    home: Home, policy: Callable[[str], Policy]
) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(
        emulator, time, hosting=replace(at(home), gate=Gate(Mode.FULL, policy(home.project_id)))
    ) as client:
        result = await client.call_tool("create_realtime_task", wish(home))

    assert "policy: " in text_of(result)
    assert sent(emulator) == []


@both
async def test_the_plan_names_the_workspace_and_its_consent_is_good_for_the_call_that_names_it_too(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, hosting=at(home)) as client:
        plan = facts_of(await client.call_tool("create_realtime_task", wish(home)))
        agreed = {**wish(home), **home.workspace, "confirmation": plan["confirmation"]}
        result = await client.call_tool("create_realtime_task", agreed)

    assert not result.is_error, text_of(result)
    assert running(emulator, home)
    assert "ListProjects" not in sent(emulator)


@both
async def test_a_call_that_names_another_workspace_is_for_that_one(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, hosting=at(home)) as client:
        offer = await client.call_tool("describe_workspace", {"project_id": "10001"})

    assert "mysql_shop" not in text_of(offer)


async def required(rules: Hosting) -> dict[str, bool]:
    """Whether each tool says that it needs a workspace."""
    time = Time()
    async with assistant(emulated(time), time, hosting=rules) as client:
        tools = (await client.list_tools()).tools
    return {tool.name: "project_id" in tool.input_schema.get("required", []) for tool in tools}


@both
async def test_the_list_of_tools_asks_for_no_workspace_where_the_operator_chose_one(home: Home) -> None:
    usual, at_home = await required(Hosting()), await required(at(home))

    assert usual["find_sync_tasks"]
    assert list(usual) == list(at_home)
    assert not any(at_home.values())


@both
async def test_a_call_is_shown_as_code_with_the_workspace_that_it_would_have(home: Home) -> None:
    time = Time()
    shown: dict[str, Any] = {"tool": "find_sync_tasks", "arguments": {}}
    async with assistant(emulated(time), time, hosting=at(home)) as client:
        result = await client.call_tool("show_as_code", shown)

    assert f'"project_id": "{home.project_id}"' in facts_of(result)["code"]


def test_a_workspace_that_the_policy_does_not_list_ends_the_start(tmp_path: Any) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('workspaces = ["10001"]', "utf-8")

    with pytest.raises(ValueError, match="--project 10000 is not one of the workspaces"):
        hosting(Settings(), Mode.CONFIRM, policy, None, None, project="10000")


@both
@pytest.mark.repeats
@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["call", "describe_workspace", "--emulator", "--project", "HERE"], "mysql_shop"),
        (["doctor", "--emulator", "--project", "HERE"], "project: HERE"),
        (["call", "get_task_status", "--help", "--project", "HERE"], "call get_task_status\n"),
        (["config", "generic", "--emulator", "--project", "HERE"], '"--project",\n'),
    ],
)
def test_every_command_of_a_server_takes_the_workspace(home: Home, command: list[str], says: str) -> None:
    words = [home.project_id if word == "HERE" else word for word in command]

    assert says.replace("HERE", home.project_id) in ran_here(*words).stdout


def test_a_workspace_that_is_no_id_is_refused() -> None:
    assert (
        "--project: must be the id of a workspace, a number, not 'shop'" in ran_here("serve", "--project=shop").stderr
    )
