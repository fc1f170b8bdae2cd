"""Completion in real shells: commands, options, values, tools and their arguments."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from server.cli import COMMANDS
from server.options import SHELLS as SUPPORTED
from server.shell_completion import ANY, FILES, script, table
from tests.server.processes import ran_here
from tests.server.shells import SHELLS, at_terminal, by_bash
from tools.toolsets import listed_tools

TABLE = dict(table())
PROJECT_TOOLS = sorted(name for name in listed_tools() if name.startswith("get_project"))

CASES = {
    "": sorted(COMMANDS),
    "co": ["compare", "completion", "config"],
    "completion ": ["bash", "fish", "zsh"],
    "config cur": ["cursor"],
    "config cursor --emu": ["--emulator"],
    "serve --mod": ["--mode"],
    "serve --mode ": ["confirm", "full", "read-only"],
    "serve --mode f": ["full"],
    "serve --mode full --transport h": ["http"],
    "demo ": ["--config", "--help", "--json", "--language"],
    "call get_proj": PROJECT_TOOLS,
    "call --project 10000 get_proj": PROJECT_TOOLS,
    "call --tools list_projects get_proj": PROJECT_TOOLS,
    "call get_project ": ["project_id=", "project_identifier="],
    "call get_project project_id=1 project_i": ["project_id=", "project_identifier="],
    "call get_project project_id=1 --js": ["--json"],
    "call no_such_tool --js": ["--json"],
    "serve --policy ": ["rules.toml"],
    "serve --region ": [],
    "call get_project project_id=": [],
    "call list_source_tables refresh=t": ["refresh=true"],
    "call create_realtime_task studio=n": ["studio=new"],
}


def there(shell: str) -> str:
    """The path of a shell; without it the test is skipped."""
    found = shutil.which(shell)
    return found or pytest.skip(f"no {shell} here")


pytestmark = pytest.mark.repeats


@pytest.mark.parametrize("line", CASES, ids=repr)
@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes(shell: str, line: str, tmp_path: Path) -> None:
    there(shell)
    (tmp_path / "rules.toml").touch()
    found = SHELLS[shell](f"dataworks-di-mcp {line}", tmp_path)

    assert sorted(each for each in found if each not in {"script", "printed"}) == CASES[line]


@pytest.mark.parametrize("loading", ["fpath=({folder} $fpath); {start}", "{start}; source {folder}/_dataworks-di-mcp"])
def test_zsh_completes_what_is_typed_whichever_way_it_loads_the_script(loading: str, tmp_path: Path) -> None:
    zsh = there("zsh")
    (tmp_path / "_dataworks-di-mcp").write_text(script("zsh"), "utf-8")
    load = loading.format(folder=tmp_path, start="autoload -Uz compinit; compinit -u -D")
    command = f'dataworks-di-mcp() {{ print -r -- "$@" > {tmp_path}/printed }}'
    keys = "dataworks-di-mcp call get_project_2\tproject_id\t10000 --emu\t"
    at_terminal([zsh, "-f", "-i"], f"{load}\n{command}\n{keys}\nexit\n".encode())

    printed = (tmp_path / "printed").read_text("utf-8")
    assert printed.split() == ["call", "get_project_2024", "project_id=10000", "--emulator"]


def test_bash_completes_after_variables_too(tmp_path: Path) -> None:
    there("bash")

    assert by_bash("A=1 dataworks-di-mcp emulate --documen", tmp_path)[-1] == "--documented"


def test_the_table_has_every_command_and_tool() -> None:
    assert TABLE[""] == [*COMMANDS]
    assert [name for name in COMMANDS if f"{name} -" not in TABLE] == []
    assert TABLE["call +"] == [*listed_tools()]
    assert {name: TABLE.get(f"call {name}", []) for name in listed_tools()} == {
        name: [f"{each}=" for each in tool.input_schema["properties"]] for name, tool in listed_tools().items()
    }


def test_no_word_of_the_table_means_something_to_a_shell() -> None:
    words = {word for place, words in TABLE.items() for word in (*place.split(), *words)} - {FILES, ANY}

    assert [word for word in words if not re.fullmatch(r"[\w.+=-]+", word)] == []


@pytest.mark.parametrize("shell", SUPPORTED)
def test_what_is_printed_is_a_program_of_that_shell(shell: str) -> None:
    path = there(shell)
    printed = ran_here("completion", shell)

    assert printed.returncode == 0
    assert "{{" not in printed.stdout
    checked = subprocess.run([path, "-n"], input=printed.stdout, text=True, check=False)
    assert checked.returncode == 0


def test_another_shell_is_refused() -> None:
    assert ran_here("completion", "csh").returncode == 2
