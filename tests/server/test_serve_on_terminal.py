"""A server that a person starts in a terminal says what it waits for; one that a client starts says nothing."""

import os
import pty
import subprocess

import pytest

from tests.server.processes import COMMAND, fed

CONTROL_C, CONTROL_D = b"\x03", b"\x04"


IGNORING = ("sh", "-c", 'trap "" INT; exec "$@"', "sh")
"""Runs a command as a script in the background does, in which Ctrl+C is ignored until the program asks for it."""


@pytest.mark.repeats
@pytest.mark.parametrize(
    ("before", "key"),
    [((), CONTROL_C), (IGNORING, CONTROL_C), ((), CONTROL_D)],
    ids=["Ctrl+C", "Ctrl+C in a script", "Ctrl+D"],
)
@pytest.mark.parametrize(("language", "says"), [("en", "Waiting for an MCP client"), ("zh", "正在等待 MCP 客户端")])
def test_a_server_on_a_terminal_says_what_it_waits_for_and_ends_as_it_says(
    before: tuple[str, ...], key: bytes, language: str, says: str
) -> None:
    keyboard, stdin = pty.openpty()
    command = [*before, "setsid", "--ctty", "--wait", str(COMMAND), "serve", "--emulator", "--language", language]
    with subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        os.close(stdin)
        assert server.stderr is not None
        first = server.stderr.readline().decode()
        os.write(keyboard, key)
        written, rest = server.communicate()
    os.close(keyboard)

    assert first.startswith(says)
    assert all(word in first for word in ("Ctrl+C", "Ctrl+D", "dataworks-di-mcp config CLIENT", "docs/connect.md"))
    assert (written, rest, server.returncode) == (b"", b"", 0)


@pytest.mark.repeats
def test_a_server_without_a_terminal_is_silent() -> None:
    ended = fed(b"", "serve", "--emulator")

    assert (ended.stdout, ended.stderr, ended.returncode) == ("", "", 0)
