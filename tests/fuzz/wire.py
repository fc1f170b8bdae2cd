"""Hostile lines over stdio, to a real server process."""

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

from dataworks.json_size import LONGEST
from tests.bounds import BOUND
from tests.fuzz.arguments import Arguments, arguments_for, large_arguments_for
from tests.fuzz.examples import run_examples
from tests.fuzz.lines import large_lines, lines, spelled
from tests.fuzz.memory import NORMAL, Call
from tests.fuzz.promises import PromiseBroken, ResultChecker, alarms_in, json_line
from tests.fuzz.tally import Tally, outcome_of
from tests.secrecy.observe import seen
from tests.server.processes import COMMAND, INITIALIZE

Line = bytes | Call


ENVELOPE = 200
"""Bytes of a line around the parameters."""


@dataclass
class Server:
    """A process that serves the emulator, a thread that reads its stdout, and a file with its stderr."""

    process: subprocess.Popen[bytes]
    log: BinaryIO
    output: SimpleQueue[bytes] = field(default_factory=SimpleQueue[bytes])
    waiting: dict[str, str] = field(default_factory=dict[str, str])
    refusable: set[str] = field(default_factory=set[str])
    numbers: "count[int]" = field(default_factory=count)
    checker: ResultChecker = field(default_factory=lambda: ResultChecker({}))
    schemas: dict[str, Any] = field(default_factory=dict[str, Any])
    read: int = 0
    outcomes: Counter[str] = field(default_factory=Counter[str])

    def initialize(self) -> None:
        """Initialize a session, and list the tools."""
        self.wait_for(self.ask("initialize", INITIALIZE))
        self.write(spelled({"jsonrpc": "2.0", "method": "notifications/initialized"}))
        tools = self.wait_for(self.ask("tools/list", {}))["result"]["tools"]
        self.schemas = {tool["name"]: tool["inputSchema"] for tool in tools}
        self.checker = ResultChecker({tool["name"]: tool.get("outputSchema") for tool in tools})

    def ask(self, method: str, params: Any) -> str:
        """Send a request, and return its id."""
        number = f"fuzz-{next(self.numbers)}"
        self.write(spelled({"jsonrpc": "2.0", "id": number, "method": method, "params": params}))
        return number

    def call(self, tool: str, arguments: Arguments) -> str:
        """Send a tool call that needs a result.

        If it is too long, or not every reader accepts its JSON, an invalid request error is right too.
        """
        params = {"name": tool, "arguments": arguments}
        number = self.ask("tools/call", params)
        self.waiting[number] = tool
        written = spelled(params)
        if len(written) + ENVELOPE > LONGEST or not _readable(written):
            self.refusable.add(number)
        return number

    def write(self, line: bytes) -> None:
        """Send a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def wait_for(self, number: str) -> Any:
        """Return the answer with this id; check every line until then."""
        while True:
            message = self._checked(self._line())
            if message.get("id") == number and "method" not in message:
                return message

    def finish(self) -> None:
        """Check that a normal call works, every call was answered, and the log has no exception."""
        normal = self.wait_for(self.call(*NORMAL))
        if "result" not in normal or normal["result"].get("isError"):
            raise PromiseBroken(f"a normal call fails afterwards: {normal}")
        while self.waiting:
            self._checked(self._line())
        self.check_log()

    def check_log(self) -> None:
        """Check that the log has no exception."""
        self.log.seek(self.read)
        said = self.log.read().decode(errors="replace")
        self.read = self.log.tell()
        seen(said, "the log of a process")
        for line in alarms_in(said):
            raise PromiseBroken(f"the log says: {line}")

    def _checked(self, line: bytes) -> Any:
        message = json_line(line)
        number = str(message.get("id"))
        tool = self.waiting.pop(number, None)
        if tool is not None:
            if number in self.refusable and message.get("error", {}).get("code") == INVALID_REQUEST:
                return message
            if "result" not in message:
                raise PromiseBroken(f"a call of {tool} ends in a protocol error: {message}")
            self.checker.check(tool, message["result"])
            self.outcomes[outcome_of(message["result"]["structuredContent"])] += 1
        return message

    def _line(self) -> bytes:
        try:
            line = self.output.get(timeout=BOUND)
        except Empty:
            raise PromiseBroken("the server answers no more") from None
        seen(line, "the stdout of a process")
        if not line:
            raise PromiseBroken(f"the server has ended, with code {self.process.wait()}")
        return line


@contextmanager
def serving(*options: str) -> Generator[Server]:
    """Start a process, and initialize a session."""
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
        reader = Thread(target=_read, args=(process.stdout, server.output), daemon=True)
        reader.start()
        try:
            server.initialize()
            yield server
        finally:
            process.kill()
            process.wait()
            reader.join()
            assert process.stdin is not None
            _close(process.stdin)
            process.stdout.close()


class Target:
    """A process to send lines to; after a broken promise a new one is started."""

    def __init__(self, *options: str) -> None:
        self._options = options
        self._serving = serving(*options)
        self.server = self._serving.__enter__()

    def renew(self) -> None:
        """Start a new process."""
        self.close()
        self._serving = serving(*self._options)
        self.server = self._serving.__enter__()

    def close(self) -> None:
        """End the process."""
        self._serving.__exit__(None, None, None)

    def run_example(self, example: list[Line], tally: Tally) -> None:
        """Send some lines, and check all promises."""
        self.server.outcomes = tally.outcomes
        try:
            for line in example:
                self._send(line, tally)
            self.server.finish()
        except (PromiseBroken, OSError):
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
    """Start a process to send lines to."""
    process = Target(*options)
    try:
        yield process
    finally:
        process.close()


def fuzz_lines(process: Target, tally: Tally, number: int, examples: int, large: int) -> None:
    """Send so many hostile examples; the same number makes the same ones.

    Raises:
        PromiseBroken: a promise was not kept; its note is the smallest example that breaks it.
    """
    calls = _calls(process.server.schemas, arguments_for)
    large_calls = _calls(process.server.schemas, large_arguments_for)
    run_examples(process.run_example, st.lists(_half(lines, calls), min_size=1, max_size=8), tally, number, examples)
    run_examples(process.run_example, _half(large_lines, large_calls).map(lambda line: [line]), tally, number, large)


def _half(one: st.SearchStrategy[Any], other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.booleans().flatmap(lambda first: one if first else other)


def _calls(schemas: dict[str, Any], made: Callable[[Any], st.SearchStrategy[Arguments]]) -> st.SearchStrategy[Call]:
    names = st.sampled_from(sorted(schemas))
    return names.flatmap(lambda name: st.tuples(st.just(name), made(schemas[name])))


def _readable(raw: bytes) -> bool:
    """Whether this is valid JSON for every reader: no lone surrogates, no NaN, no numbers of thousands of digits."""
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


def _read(stream: IO[bytes], output: SimpleQueue[bytes]) -> None:
    for line in stream:
        output.put(line)
    output.put(b"")


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except BrokenPipeError:
        return
