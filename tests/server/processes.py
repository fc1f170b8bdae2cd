"""Real processes of our console script, and the raw wire to talk to them."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import IO, Any

import pytest
from alibabacloud_credentials.utils import auth_util

from server.cli import main
from tests.secrecy.observe import seen

COMMAND = Path(sys.executable).with_name("dataworks-di-mcp")
ALL = ("--toolsets", "all")

INITIALIZE = {
    "protocolVersion": "2025-11-25",
    "capabilities": {},
    "clientInfo": {"name": "test", "version": "1"},
}


KEYS = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "emulator", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "emulator"}
"""The access key of the emulator."""


@contextmanager
def started(*arguments: str, **environment: str) -> Generator[subprocess.Popen[bytes]]:
    """Our command, running; it is ended with the block."""
    process = subprocess.Popen(
        [COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
    )
    try:
        yield process
    finally:
        process.kill()
        for rest in process.communicate():
            seen(rest or b"", "the output of a process")


def ran(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Our command, run to its end."""
    return fed(b"", *arguments, **environment)


def fed(stdin: bytes, /, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Our command, run to its end, with this on its stdin."""
    result = subprocess.run(
        [COMMAND, *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    out, err = result.stdout.decode(encoding), result.stderr.decode(encoding)
    seen(out + err, "the output of a process")
    return subprocess.CompletedProcess(result.args, result.returncode, out, err)


def ran_here(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Our command, run to its end without a process of its own, which takes a second; what it logs, pytest keeps."""
    out, err = StringIO(), StringIO()
    with _untouched(environment), redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main(arguments)
    code = ended.value.code or 0
    if isinstance(code, str):
        err.write(f"{code}\n")
        code = 1
    seen(out.getvalue() + err.getvalue(), "the output of a command")
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


@contextmanager
def _untouched(environment: Mapping[str, str]) -> Generator[None]:
    """A command has the environment and the logging of its whole process; here both end with the block."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        # Alibaba's package reads them when it is imported, which may be long ago.
        patch.setattr(auth_util, "environment_access_key_id", environment.get("ALIBABA_CLOUD_ACCESS_KEY_ID"))
        patch.setattr(auth_util, "environment_access_key_secret", environment.get("ALIBABA_CLOUD_ACCESS_KEY_SECRET"))
        for name in ("logThreads", "logProcesses", "logMultiprocessing"):
            patch.setattr(logging, name, getattr(logging, name))
        loggers = {
            logger: logger.level for logger in map(logging.getLogger, ("dataworks", "tools", "server", "emulator"))
        }
        yield
        for logger, level in loggers.items():
            logger.setLevel(level)


def line_of(stream: IO[bytes] | None) -> str:
    """The next line that a process writes."""
    assert stream is not None
    line = stream.readline().decode()
    seen(line, "the output of a process")
    return line


def line_with(stream: IO[bytes] | None, word: str) -> str:
    """The first line that has a word in it."""
    while word not in (line := line_of(stream)):
        assert line, "the process has ended"
    return line


def tell(process: subprocess.Popen[bytes], *messages: dict[str, Any]) -> None:
    """Send JSON-RPC messages over stdin."""
    assert process.stdin is not None
    for message in messages:
        process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
    process.stdin.flush()


def asked(process: subprocess.Popen[bytes], number: int, method: str, params: dict[str, Any]) -> dict[str, Any]:
    """The answer to one JSON-RPC request over stdin and stdout; notifications before it are passed over."""
    tell(process, {"id": number, "method": method, "params": params})
    while True:
        message: dict[str, Any] = json.loads(line_of(process.stdout))
        if message.get("id") == number:
            return message


def greeted(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    """Initialize a session; the server's answer."""
    answer = asked(process, 0, "initialize", INITIALIZE)
    tell(process, {"method": "notifications/initialized"})
    return answer


def called(process: subprocess.Popen[bytes], number: int, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The result of one tool call."""
    result: dict[str, Any] = asked(process, number, "tools/call", {"name": tool, "arguments": arguments})["result"]
    return result
