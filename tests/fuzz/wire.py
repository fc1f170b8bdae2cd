"""Hostile lines over stdio, to a real process of ours."""

import json
import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any, BinaryIO

from hypothesis import strategies as st
from mcp_types import INVALID_REQUEST

from tests.bounds import BOUND
from tests.fuzz.arguments import Arguments, arguments_for, giant_arguments_for
from tests.fuzz.lines import giant_lines, lines, spelled
from tests.fuzz.memory import NORMAL, Call
from tests.fuzz.promises import Broken, Judge, alarms_in, json_line
from tests.fuzz.stories import played
from tests.fuzz.tally import Tally, outcome_of
from tests.secrecy.observe import seen
from tests.server.processes import COMMAND, INITIALIZE

Line = bytes | Call


@dataclass
class Server:
    """A process that serves the emulator, a thread that reads its stdout, and a file with its stderr."""

    process: subprocess.Popen[bytes]
    log: BinaryIO
    said: SimpleQueue[bytes] = field(default_factory=SimpleQueue[bytes])
    waiting: dict[str, str] = field(default_factory=dict[str, str])
    refusable: set[str] = field(default_factory=set[str])
    numbers: "count[int]" = field(default_factory=count)
    judge: Judge = field(default_factory=lambda: Judge({}))
    schemas: dict[str, Any] = field(default_factory=dict[str, Any])
    read: int = 0
    outcomes: Counter[str] = field(default_factory=Counter[str])

    def greet(self) -> None:
        """Begin a session, and learn what tools there are."""
        self.wait_for(self.ask("initialize", INITIALIZE))
        self.write(spelled({"jsonrpc": "2.0", "method": "notifications/initialized"}))
        tools = self.wait_for(self.ask("tools/list", {}))["result"]["tools"]
        self.schemas = {tool["name"]: tool["inputSchema"] for tool in tools}
        self.judge = Judge({tool["name"]: tool.get("outputSchema") for tool in tools})

    def ask(self, method: str, params: Any) -> str:
        """Send a request; the id to wait for."""
        number = f"fuzz-{next(self.numbers)}"
        self.write(spelled({"jsonrpc": "2.0", "id": number, "method": method, "params": params}))
        return number

    def call(self, tool: str, arguments: Arguments) -> str:
        """Send a tool call that must be answered: by a result, or as no request, if it is none to everybody."""
        params = {"name": tool, "arguments": arguments}
        number = self.ask("tools/call", params)
        self.waiting[number] = tool
        if not _readable(spelled(params)):
            self.refusable.add(number)
        return number

    def write(self, line: bytes) -> None:
        """Send a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def wait_for(self, number: str) -> Any:
        """The answer with this id; every line until then is judged."""
        while True:
            message = self._judged(self._line())
            if message.get("id") == number and "method" not in message:
                return message

    def finish(self) -> None:
        """A normal call works, every call has been answered, and the log tells of no exception."""
        normal = self.wait_for(self.call(*NORMAL))
        if "result" not in normal or normal["result"].get("isError"):
            raise Broken(f"a normal call fails afterwards: {normal}")
        while self.waiting:
            self._judged(self._line())
        self.check_log()

    def check_log(self) -> None:
        """The log tells of no exception."""
        self.log.seek(self.read)
        said = self.log.read().decode(errors="replace")
        self.read = self.log.tell()
        seen(said, "the log of a process")
        for line in alarms_in(said):
            raise Broken(f"the log says: {line}")

    def _judged(self, line: bytes) -> Any:
        message = json_line(line)
        number = str(message.get("id"))
        tool = self.waiting.pop(number, None)
        if tool is not None:
            if number in self.refusable and message.get("error", {}).get("code") == INVALID_REQUEST:
                return message
            if "result" not in message:
                raise Broken(f"a call of {tool} ends in a protocol error: {message}")
            self.judge.check(tool, message["result"])
            self.outcomes[outcome_of(message["result"]["structuredContent"])] += 1
        return message

    def _line(self) -> bytes:
        try:
            line = self.said.get(timeout=BOUND)
        except Empty:
            raise Broken("the server answers no more") from None
        seen(line, "the stdout of a process")
        if not line:
            raise Broken(f"the server has ended, with code {self.process.wait()}")
        return line


@contextmanager
def serving(*options: str) -> Generator[Server]:
    """A new process, with a session begun."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [COMMAND, "serve", "--emulator", "--toolsets", "all", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        server = Server(process, log)
        assert process.stdout is not None
        reader = Thread(target=_read, args=(process.stdout, server.said), daemon=True)
        reader.start()
        try:
            server.greet()
            yield server
        finally:
            process.kill()
            process.wait()
            reader.join()
            assert process.stdin is not None
            _close(process.stdin)
            process.stdout.close()


class Target:
    """The process to send to; after a broken promise the next line meets a new one."""

    def __init__(self, *options: str) -> None:
        self._options = options
        self._serving = serving(*options)
        self.server = self._serving.__enter__()

    def renew(self) -> None:
        """Begin again with a new process."""
        self.close()
        self._serving = serving(*self._options)
        self.server = self._serving.__enter__()

    def close(self) -> None:
        """End the process."""
        self._serving.__exit__(None, None, None)

    def tried(self, story: list[Line], tally: Tally) -> None:
        """Send some lines; afterwards all promises hold."""
        self.server.outcomes = tally.outcomes
        try:
            for line in story:
                self._send(line, tally)
            self.server.finish()
        except (Broken, OSError):
            self.renew()
            raise

    def _send(self, line: Line, tally: Tally) -> None:
        if isinstance(line, bytes):
            tally.add("line", len(line))
            return self.server.write(line)
        tool, arguments = line
        raw = spelled({"name": tool, "arguments": arguments})
        tally.add(tool, len(raw))
        if _is_json(raw):
            self.server.call(tool, arguments)
        else:  # answered without its id
            self.server.ask("tools/call", {"name": tool, "arguments": arguments})
        return None


@contextmanager
def target(*options: str) -> Generator[Target]:
    """A process to send to."""
    aimed = Target(*options)
    try:
        yield aimed
    finally:
        aimed.close()


def bombard_lines(aimed: Target, tally: Tally, number: int, examples: int, giants: int) -> None:
    """Send so many hostile stories; the same number makes the same ones.

    Raises:
        Broken: a promise was not kept; the note on it is the smallest story that breaks it.
    """
    calls = _calls(aimed.server.schemas, arguments_for)
    giant_calls = _calls(aimed.server.schemas, giant_arguments_for)
    played(aimed.tried, st.lists(_half(lines, calls), min_size=1, max_size=8), tally, number, examples)
    played(aimed.tried, _half(giant_lines, giant_calls).map(lambda line: [line]), tally, number, giants)


def _half(one: st.SearchStrategy[Any], other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.booleans().flatmap(lambda first: one if first else other)


def _calls(schemas: dict[str, Any], made: Callable[[Any], st.SearchStrategy[Arguments]]) -> st.SearchStrategy[Call]:
    names = st.sampled_from(sorted(schemas))
    return names.flatmap(lambda name: st.tuples(st.just(name), made(schemas[name])))


def _readable(raw: bytes) -> bool:
    """Whether this is JSON to everybody: no half characters, no NaN, no numbers of thousands of digits."""
    try:
        json.dumps(json.loads(raw, parse_constant=_no_constant), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return True


def _is_json(raw: bytes) -> bool:
    """Whether this can be read at all: numbers of thousands of digits, and the deepest nesting, can't."""
    try:
        json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return True


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _read(stream: IO[bytes], said: SimpleQueue[bytes]) -> None:
    for line in stream:
        said.put(line)
    said.put(b"")


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except BrokenPipeError:
        return
