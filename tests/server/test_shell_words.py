"""What a shell may give to a command, and what it is told: arguments in any form, tools, advice, whole options."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.settings import Settings
from server.shell_arguments import arguments_of
from tests.server.processes import fed, ran, ran_here
from tests.sessions import FOLDER, GROUP
from tools.rules.gate import Gate
from tools.toolsets import ListedTool, listed_tools

TABLES = listed_tools()["create_realtime_task"].input_schema


@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        ([], {}),
        (["project_id=10000"], {"project_id": "10000"}),
        (["project_id=10000", "page=2"], {"project_id": "10000", "page": "2"}),
        (["name=a=b", "empty="], {"name": "a=b", "empty": ""}),
        (["tables=shop.orders"], {"tables": ["shop.orders"]}),
        (["tables=shop.orders,shop.refunds"], {"tables": ["shop.orders", "shop.refunds"]}),
        (['tables=["a,b"]'], {"tables": '["a,b"]'}),
        (['{"project_id": 1, "page": 1}', "page=2"], {"project_id": 1, "page": "2"}),
        (["source=业务"], {"source": "业务"}),
    ],
    ids=str,
)
def test_words_name_arguments(words: list[str], arguments: dict[str, Any]) -> None:
    assert arguments_of(words, TABLES) == arguments


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_arguments_come_from_a_file_as_any_editor_writes_it(tmp_path: Path, encoding: str) -> None:
    given = {"project_id": "10000", "source": "业务"}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(given, ensure_ascii=False), encoding)

    assert arguments_of([f"@{path}"], TABLES) == given


def test_a_value_comes_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "script.json"
    path.write_text('{"a": 1}\n', "utf-8-sig")

    assert arguments_of([f"script=@{path}"], TABLES) == {"script": '{"a": 1}\n'}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte order mark"])
def test_arguments_come_from_stdin(mark: bytes) -> None:
    result = fed(mark + b'{"project_id": 10000}', "call", "describe_workspace", "-", "--emulator", "--json")

    assert result.returncode == 0
    assert json.loads(result.stdout)["data_sources"]


def test_options_may_stand_anywhere() -> None:
    result = ran_here(
        "call", "--emulator", "list_folders", "project_id=10000", "--json", f"parent_folder_path={FOLDER}"
    )

    assert result.returncode == 0
    assert json.loads(result.stdout)["count"] == 0


def test_a_task_is_created_from_words() -> None:
    words = {
        "project_id": "10000",
        "task_name": "t",
        "folder": FOLDER,
        "source": "mysql_shop",
        "tables": "shop.orders,shop.refunds",
        "destination_type": "maxcompute",
        "destination": "odps_shop",
        "resource_group": GROUP,
        "start": "false",
        "wait_seconds": "30",
    }
    given = [f"{name}={value}" for name, value in words.items()]
    result = ran_here("call", "create_realtime_task", *given, "--emulator", "--json")

    assert result.returncode == 0
    assert json.loads(result.stdout)["tables"]["count"] == 2


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("describe_workspce", "describe_workspace"),
        ("DescribeWorkspace", "describe_workspace"),
        ("list-files", "list_files"),
        ("createRealtimeTask", "create_realtime_task"),
        ("create_realtime", "create_realtime_task"),
        ("x" * 100_000, ""),
        ("", ""),
    ],
    ids=lambda text: str(text)[:20],
)
def test_a_mistyped_tool_is_answered_with_the_nearest_three(name: str, meant: str) -> None:
    for further in ([], ["--help"]):
        result = ran_here("call", name, *further)
        offered = result.stderr.partition("did you mean ")[2].partition("?")[0].replace(" or ", ", ").split(", ")

        assert result.returncode == 1
        assert len(offered) == 3
        assert set(offered) <= set(listed_tools())
        assert meant in {*offered, ""}
        assert len(result.stderr) < 1000


@pytest.mark.parametrize("tool", listed_tools().values(), ids=lambda tool: tool.name)
def test_the_help_of_a_tool_shows_each_argument_with_its_type(tool: ListedTool) -> None:
    shown = ran_here("call", tool.name, "--help").stdout

    assert shown.startswith(f"{tool.name}: {tool.title}\n")
    for name, about in tool.input_schema["properties"].items():
        line = next(line for line in shown.splitlines() if line.startswith(f"  {name} "))
        rows = f"list of {about.get('items', {}).get('type')}s"
        kind = "object or string" if "anyOf" in about else rows if about["type"] == "array" else about["type"]
        words = about.get("enum") or about.get("items", {}).get("enum")
        assert all(value in line for value in words) if words else kind in line
        assert not words or line.removesuffix(", required").endswith(f" {words[-1]}")
        assert line.endswith(", required") is (name in tool.input_schema.get("required", []))


def test_the_tools_are_listed_as_the_options_allow() -> None:
    everything = ran_here("call", "--list").stdout
    reads = ran_here("call", "--list", "--read-only", "--toolsets", "discovery").stdout

    assert all(f"  {tool.name} " in everything for tool in listed_tools().values() if Gate().offers(tool))
    assert "list_files" in reads
    assert "delete_file" in everything
    assert "create_realtime_task" not in reads


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve", "--emul"],
        ["call", "describe_setup", "--emul"],
        ["call", "describe_setup", "--reg", "cn-shanghai"],
        ["doctor", "--prob"],
        ["emulate", "--cov"],
        ["explain", "x", "--lang", "zh"],
        ["demo", "--js"],
        ["--vers"],
    ],
    ids=" ".join,
)
def test_an_abbreviated_option_is_not_accepted(arguments: list[str]) -> None:
    result = ran_here(*arguments)

    assert result.returncode == 2
    assert arguments[-1] in result.stderr or arguments[-2] in result.stderr


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_advice_of_a_shell_is_about_commands_and_options(language: str) -> None:
    missing = ran("call", "list_files", "project_id=1", "--language", language, HOME="/dev/null")
    refused = ran_here("call", "list_files", "project_id=1", "--emulator", "--language", language)
    unknown = ran_here("explain", "Forbidden.Access", "--language", language)

    assert "--region REGION" in missing.stdout or "--region 指定" in missing.stdout
    assert ": dataworks-di-mcp doctor\n" in missing.stdout
    assert ": dataworks-di-mcp call list_projects --emulator\n" in refused.stdout
    assert "dataworks-di-mcp call list_projects\n" in unknown.stdout
    for result in (missing, refused, unknown):
        assert not any(
            word in result.stdout
            for word in ("operator of this server", "本服务器", "Start the server", "describe_setup")
        )


def test_the_advice_reaches_the_same_service_and_is_a_command_that_works() -> None:
    failed = ran_here(
        "call", "get_di_sync_task", "project_id=10000", "task_type=DI_REALTIME", "file_id=99", "--emulator"
    )
    advised = next(line for line in failed.stdout.splitlines() if line.startswith("next: "))

    again = ran_here(*advised.removeprefix("next: dataworks-di-mcp ").split())

    assert Settings().emulator is False
    assert advised.endswith(" --emulator")
    assert again.returncode == 0


def test_no_empty_list_is_printed() -> None:
    for arguments in (
        ["call", "find_sync_tasks", "project_id=10001", "--emulator"],
        ["call", "list_source_tables", "project_id=10000", "source=mysql_shop", "pattern=zzz", "--emulator"],
        ["call", "describe_workspace", "project_id=10000", "--emulator"],
        ["explain", "Forbidden.Access"],
    ):
        assert "[]" not in ran_here(*arguments).stdout
