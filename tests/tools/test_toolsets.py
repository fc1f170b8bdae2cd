"""Which tools are on: what is not is neither listed nor called, and says how to turn it on."""

import pytest

from server.hosting import Hosting
from server.options import DEFAULT_TOOLSETS, parser
from tests.server.processes import ran, refused
from tests.sessions import Time, assistant, emulated, facts_of, sent, text_of
from tools.gate import Gate
from tools.mode import Mode
from tools.selection import BY_DEFAULT, Selection, selection
from tools.toolsets import TOOLS, TOOLSETS


def on(chosen: Selection) -> set[str]:
    return {spec.name for spec in TOOLS if Gate(selection=chosen).offers(spec)}


def names(*toolsets: str) -> set[str]:
    return {spec.name for toolset in toolsets for spec in TOOLSETS[toolset]}


def test_sync_tasks_and_flows_are_on_by_default_and_at_most_30_tools() -> None:
    assert on(selection()) == names("sync_tasks", "flows")
    assert len(on(selection())) <= 30


def test_sets_replace_the_default_tools_are_added_and_what_is_excluded_is_off() -> None:
    assert on(selection(["discovery"])) == names("discovery")
    assert on(selection(["all"])) == {spec.name for spec in TOOLS}
    assert on(selection(tools=["get_file"])) == names(*BY_DEFAULT) | {"get_file"}
    assert on(selection(["batch"], ["get_file"], ["get_file", "delete_file"])) == names("batch") - {"delete_file"}


def test_following_the_advice_turns_a_tool_on_and_none_off() -> None:
    chosen = selection(["flows"], ["get_file"])
    absence = chosen.absence("list_projects")

    assert absence is not None
    assert absence.fix.en == "Start the server with --toolsets flows,discovery or --tools get_file,list_projects."
    for wider in (selection(["flows", "discovery"]), selection(["flows"], ["get_file", "list_projects"])):
        assert on(chosen) | {"list_projects"} <= on(wider)


async def test_a_tool_that_is_off_is_not_listed_and_calling_it_says_how_to_turn_it_on() -> None:
    time = Time()
    emulator = emulated(time)
    rules = Hosting(gate=Gate(Mode.FULL, selection=selection(exclude=["delete_di_sync_task"])))
    async with assistant(emulator, time, hosting=rules) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        off = await client.call_tool("list_projects", {"nonsense": 1})
        excluded = await client.call_tool("delete_di_sync_task", {})
        setup = facts_of(await client.call_tool("describe_setup", {}))

    assert tools == names(*BY_DEFAULT) - {"delete_di_sync_task"}
    assert facts_of(off)["error"]["code"] == "NotAllowed"
    assert "toolset discovery is off" in text_of(off)
    assert "--toolsets sync_tasks,flows,discovery or --tools list_projects" in text_of(off)
    assert "without --exclude delete_di_sync_task" in text_of(excluded)
    assert sent(emulator) == []
    reasons = {row["name"]: row["why"] for row in setup["tools_off"]}
    assert set(setup["tools_on"]) == tools
    assert reasons.keys() == {spec.name for spec in TOOLS} - tools
    assert reasons["delete_di_sync_task"].startswith("the tool is excluded.")
    assert "--toolsets sync_tasks,flows,batch" in reasons["deploy_file"]


async def test_in_read_only_mode_that_is_the_reason_because_turning_the_tool_on_would_not_help() -> None:
    time = Time()
    rules = Hosting(gate=Gate(Mode.READ_ONLY, selection=selection()))
    async with assistant(emulated(time), time, hosting=rules) as client:
        result = await client.call_tool("create_folder", {})

    assert "read-only mode" in text_of(result)


async def test_a_failure_names_no_next_tool_that_is_off() -> None:
    time = Time()
    task = {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "5"}
    named = list[str | None]()
    for chosen in (selection(["all"]), selection()):
        async with assistant(emulated(time), time, hosting=Hosting(gate=Gate(selection=chosen))) as client:
            named.append(facts_of(await client.call_tool("get_di_sync_task", task))["error"].get("next_tool"))

    assert named == ["list_files", None]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--toolsets", "discovry"], "--toolsets: there is no 'discovry'; did you mean 'discovery'?"),
        (["--tools", "list_project"], "--tools: there is no 'list_project'; did you mean 'list_projects'?"),
        (["--exclude", "flows,xyz"], "--exclude: there is no 'flows'"),
        (["--toolsets", "zzz"], "there are flows, sync_tasks, discovery, batch, admin, all"),
    ],
    ids=["set", "tool", "excluded", "nothing near"],
)
@pytest.mark.parametrize("command", [["serve"], ["doctor"]], ids=["serve", "doctor"])
def test_an_unknown_name_ends_the_start_with_one_line(command: list[str], options: list[str], says: str) -> None:
    told = refused(*command, *options, "--emulator")

    assert says in told
    assert len(told.splitlines()) == 1


def test_the_shell_may_call_every_tool_unless_told_otherwise() -> None:
    good = ran("call", "list_projects", "--emulator")
    off = ran("call", "list_projects", "--emulator", "--toolsets", "flows")

    assert good.returncode == 0
    assert off.returncode == 1
    assert "toolset discovery is off" in off.stdout


def test_the_doctor_tells_what_a_server_would_have() -> None:
    result = ran("doctor", "--emulator", "--toolsets", "flows, batch")

    assert result.returncode == 0
    assert "name=list_projects, why=toolset discovery is off" in result.stdout


def test_the_options_name_the_toolsets_there_are() -> None:
    wanted = parser().parse_args(["serve"])

    assert wanted.toolsets == BY_DEFAULT == tuple(DEFAULT_TOOLSETS.split(","))
