"""Consent in a shell: the user at the terminal is asked, about the task as it is when the call is made."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from io import StringIO
from typing import Any

import pytest

from emulator.service import Emulator
from emulator.world.state import Task
from server.call import DONE, FAILED, NEEDS_CONSENT, run_call
from server.hosting import Hosting
from tests.sessions import Time, client_of, emulated, sent

TOOL = "update_di_sync_task"
UPDATE: dict[str, Any] = {
    "project_id": "10000",
    "task_type": "DI_OFFLINE",
    "file_id": "1000000",
    "task_param": {"Cu": 1.5},
}
QUESTION = "Go ahead? [y/N]"


@dataclass
class Keyboard:
    """A terminal where these lines are typed, each after its question; ``then`` happens before each answer."""

    lines: list[str]
    then: Callable[[], None] = lambda: None
    terminal: bool = True
    typed: list[str] = field(default_factory=list[str])

    def isatty(self) -> bool:
        return self.terminal

    def readline(self) -> str:
        self.then()
        self.typed.append(self.lines.pop(0) if self.lines else "")
        return self.typed[-1]


class Screen(StringIO):
    def isatty(self) -> bool:
        return True


@dataclass
class Shell:
    """A shell over one emulator."""

    patch: pytest.MonkeyPatch
    time: Time = field(default_factory=Time)
    hosting: Hosting = field(default_factory=Hosting)

    def __post_init__(self) -> None:
        self.emulator: Emulator = emulated(self.time)

    async def call(
        self, keyboard: Keyboard, agreed: bool = False, as_json: bool = False, **more: Any
    ) -> tuple[int, str, str]:
        """The exit code of a call, what it asked, and what it printed."""
        screen, printed = Screen(), StringIO()
        for name, stream in {"stdin": keyboard, "stderr": screen, "stdout": printed}.items():
            self.patch.setattr(sys, name, stream)
        backend = lambda: client_of(self.emulator, self.time)  # noqa: E731
        code = await run_call(backend, self.hosting, TOOL, [json.dumps({**UPDATE, **more})], agreed, as_json)
        return code, screen.getvalue(), printed.getvalue()

    @property
    def task(self) -> Task:
        return self.emulator.world.workspace("10000").task("DI_OFFLINE", "1000000")

    def change(self) -> None:
        """A colleague changes the task."""
        self.emulator.world.workspace("10000").add(replace(self.task, version=self.task.version + 1))

    @property
    def updated(self) -> int:
        return sent(self.emulator).count("UpdateDISyncTask")


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(monkeypatch)


async def test_a_yes_at_the_terminal_lets_the_call_happen(shell: Shell) -> None:
    code, asked, _ = await shell.call(Keyboard(["Yes\n"]))

    assert (code, asked.count(QUESTION), shell.updated) == (DONE, 1, 1)


@pytest.mark.parametrize("line", ["n\n", "\n", "", "yo\n", "yes please\n", "1\n", "true\n", "y y\n"])
async def test_anything_else_at_the_terminal_is_a_no(shell: Shell, line: str) -> None:
    code, _, printed = await shell.call(Keyboard([line]))

    assert (code, shell.updated) == (NEEDS_CONSENT, 0)
    assert "the user did not agree" in printed


@pytest.mark.parametrize("confirmation", ["x", "", 1, {"approve": True}], ids=str)
async def test_a_confirmation_does_not_replace_the_question_at_the_terminal(shell: Shell, confirmation: object) -> None:
    code, asked, printed = await shell.call(Keyboard(["n\n"]), confirmation=confirmation)

    assert (code, asked.count(QUESTION), shell.updated) == (NEEDS_CONSENT, 1, 0)
    assert "The confirmation that was sent is not used" in printed


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "text"])
async def test_without_a_terminal_there_is_a_plan_and_no_confirmation(shell: Shell, as_json: bool) -> None:
    code, _, printed = await shell.call(Keyboard([], terminal=False), as_json=as_json, confirmation="x")

    assert (code, shell.updated) == (NEEDS_CONSENT, 0)
    assert "u_pk_to_odps" in printed
    assert '"confirmation"' not in printed
    assert "confirmation: " not in printed


async def test_a_task_that_changed_before_the_yes_is_shown_again(shell: Shell) -> None:
    keyboard = Keyboard(["y\n", "n\n"], shell.change)
    code, asked, _ = await shell.call(keyboard)

    assert (code, asked.count(QUESTION), shell.updated) == (NEEDS_CONSENT, 2, 0)
    assert "The task changed since the last question" in asked


async def test_a_task_that_keeps_changing_is_left_alone(shell: Shell) -> None:
    code, asked, printed = await shell.call(Keyboard(["y\n"] * 9, shell.change))

    assert (code, asked.count(QUESTION), shell.updated) == (FAILED, 3, 0)
    assert "each time the task had changed" in printed


async def test_with_yes_nobody_is_asked_and_the_task_is_not_read_first(shell: Shell) -> None:
    code, asked, _ = await shell.call(Keyboard([]), agreed=True)

    assert (code, QUESTION in asked) == (DONE, False)
    assert sent(shell.emulator) == ["UpdateDISyncTask"]
