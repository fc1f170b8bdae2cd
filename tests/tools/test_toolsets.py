"""Which tools are on: what is not is neither listed nor called, and says how to turn it on."""

from typing import Any

import pytest

from server.hosting import Hosting
from server.options import DEFAULT_TOOLSETS, parser
from tests.server.processes import ran_here
from tests.sessions import WISH, Time, assistant, emulated, facts_of, sent, text_of
from tools.declarations import DECLARED, TOOLS
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.selection import Selection, selection
from tools.toolsets import BY_DEFAULT


def on(chosen: Selection) -> set[str]:
    return {spec.name for spec in TOOLS if Gate(selection=chosen).offers(spec)}


def names(*toolsets: str) -> set[str]:
    return {spec.name for toolset in toolsets for spec in DECLARED[toolset]}


def test_tasks_and_sync_tasks_are_on_by_default_and_at_most_30_tools() -> None:
    assert on(selection()) == names("tasks", "sync_tasks")
    assert len(on(selection())) <= 30


def test_sets_replace_the_default_tools_are_added_and_what_is_excluded_is_off() -> None:
    assert on(selection(["discovery"])) == names("discovery")
    assert on(selection(["all"])) == {spec.name for spec in TOOLS}
    assert on(selection(tools=["get_file"])) == names(*BY_DEFAULT) | {"get_file"}
    assert on(selection(["batch"], ["get_file"], ["get_file", "delete_file"])) == names("batch") - {"delete_file"}


def test_following_the_advice_turns_a_tool_on_and_none_off() -> None:
    chosen = selection(["tasks"], ["get_file"])
    absence = chosen.absence("list_projects")

    assert absence is not None
    assert absence.fix.en == "--toolsets tasks,discovery or --tools get_file,list_projects turns it on."
    for wider in (selection(["tasks", "discovery"]), selection(["tasks"], ["get_file", "list_projects"])):
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
    assert "--toolsets tasks,sync_tasks,discovery or --tools list_projects" in text_of(off)
    assert "Leave out --exclude delete_di_sync_task" in text_of(excluded)
    assert sent(emulator) == []
    reasons = {row["name"]: row["why"] for row in setup["tools_off"]}
    assert set(setup["tools_on"]) == tools
    assert reasons.keys() == {spec.name for spec in TOOLS} - tools
    assert reasons["delete_di_sync_task"].startswith("the tool is excluded.")
    assert "--toolsets tasks,sync_tasks,batch" in reasons["deploy_file"]


async def test_in_read_only_mode_that_is_the_reason_because_turning_the_tool_on_would_not_help() -> None:
    time = Time()
    rules = Hosting(gate=Gate(Mode.READ_ONLY, selection=selection()))
    async with assistant(emulated(time), time, hosting=rules) as client:
        result = await client.call_tool("create_folder", {})

    assert "read-only mode" in text_of(result)


STEPS: dict[str, tuple[str, dict[str, Any], str, tuple[str | None, dict[str, Any] | None]]] = {
    "an unknown task": (
        "get_di_sync_task",
        {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "5"},
        "list_files",
        ("find_sync_tasks", {"project_id": "10000"}),
    ),
    "a folder": (
        "create_realtime_task",
        {**WISH, "folder": "Business Flow/shop/x"},
        "list_folders",
        ("describe_workspace", {"project_id": "10000"}),
    ),
    "a resource group": (
        "create_realtime_task",
        {**WISH, "resource_group": "S_res_group_none"},
        "list_resource_groups",
        ("describe_workspace", {"project_id": "10000"}),
    ),
    "a workspace": (
        "get_task_status",
        {"project_id": "404", "task_id": "100"},
        "list_projects",
        ("describe_workspace", None),
    ),
    "an explained folder": (
        "explain_error",
        {"error": "Invalid path: Business Flow/x"},
        "list_folders",
        ("describe_workspace", None),
    ),
    "an explained connection": (
        "explain_error",
        {"error": "read datasource time out"},
        "test_network_connection",
        (None, None),
    ),
}


@pytest.mark.parametrize(("tool", "arguments", "meant", "instead"), STEPS.values(), ids=STEPS.keys())
async def test_what_to_do_next_is_done_with_a_tool_that_is_on(
    tool: str, arguments: dict[str, Any], meant: str, instead: tuple[str | None, dict[str, Any] | None]
) -> None:
    time = Time()
    named = list[tuple[str | None, dict[str, Any] | None]]()
    for chosen in (selection(["all"]), selection()):
        async with assistant(emulated(time), time, hosting=Hosting(gate=Gate(selection=chosen))) as client:
            facts = facts_of(await client.call_tool(tool, arguments))
        told = facts.get("error", facts)
        named.append((told.get("next_tool"), told.get("next_arguments")))

    assert named[0][0] == meant
    assert named[1] == instead


async def test_a_refusal_names_no_tool_that_is_off_either() -> None:
    time = Time()
    chosen = Gate(selection=selection(["discovery"]))
    async with assistant(emulated(time), time, hosting=Hosting(gate=chosen)) as client:
        error = facts_of(await client.call_tool("describe_setup", {}))["error"]

    assert "next_tool" not in error


def test_whatever_stands_in_is_a_tool_with_these_arguments() -> None:
    specs = {spec.name: spec for spec in TOOLS}

    for off in specs.values():
        if off.alternative is not None:
            serving = specs[off.alternative.name]
            assert off.read_only == serving.read_only
            assert off.alternative.arguments.keys() <= serving.arguments.model_fields.keys()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--toolsets", "discovry"], "--toolsets: there is no 'discovry'; did you mean 'discovery'?"),
        (["--tools", "list_project"], "--tools: there is no 'list_project'; did you mean 'list_projects'?"),
        (["--exclude", "tasks,xyz"], "--exclude: there is no 'tasks'"),
        (["--toolsets", "zzz"], "there are tasks, sync_tasks, running, discovery, batch, jobs, admin, all"),
    ],
    ids=["set", "tool", "excluded", "nothing near"],
)
@pytest.mark.parametrize("command", [["serve"], ["doctor"]], ids=["serve", "doctor"])
def test_an_unknown_name_ends_the_start_with_one_line(command: list[str], options: list[str], says: str) -> None:
    told = ran_here(*command, *options, "--emulator")

    assert told.returncode == 1
    assert says in told.stderr
    assert len(told.stderr.splitlines()) == 1


def test_the_shell_may_call_every_tool_unless_told_otherwise() -> None:
    good = ran_here("call", "list_projects", "--emulator")
    off = ran_here("call", "list_projects", "--emulator", "--toolsets", "tasks")

    assert good.returncode == 0
    assert off.returncode == 1
    assert "toolset discovery is off" in off.stdout


def test_the_doctor_tells_what_a_server_would_have() -> None:
    result = ran_here("doctor", "--emulator", "--toolsets", "tasks, batch", "--lists")

    assert result.returncode == 0
    assert "name=list_projects, why=toolset discovery is off" in result.stdout


def test_the_options_name_the_toolsets_there_are() -> None:
    wanted = parser().parse_args(["serve"])

    assert wanted.toolsets == BY_DEFAULT == tuple(DEFAULT_TOOLSETS.split(","))
