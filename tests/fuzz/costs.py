"""Hostile calls over HTTP to a real server process: what each costs in CPU time and memory, and who waits meanwhile.

CPU time is compared with that of a yardstick, which this machine computes at the start.
"""

import json
import os
import sys
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import anyio
import httpx2

from bench.processes import KEYS, OURS, Listening, emulator, forget_peak, listening, peak, resident
from dataworks.json_size import LONGEST, MOST_SEPARATORS
from tests.fuzz.promises import PromiseBroken
from tests.loopback import web
from tests.server.http.talk import modern
from tests.tools.test_bad_input_everywhere import GOOD
from tools.catalog import ToolSpec
from tools.declarations import TOOLS
from tools.rules.mode import Mode

MOST_SECONDS = 1.0
"""CPU time of a call, on a machine where the yardstick takes ``YARDSTICK`` seconds."""

YARDSTICK = 0.025

MOST_MEGABYTES = 64.0

LATEST = 0.25
"""Seconds of the 99th percentile of ``/health``, on the same machine."""

NEXT_LOOK = 0.02

TICKS = os.sysconf("SC_CLK_TCK")

ROOM = LONGEST - 20_000
"""Bytes of the largest value that still fits into a request."""

PIECES = (
    *(
        "a",
        "A",
        "*",
        "a*",
        "a.*",
        "1",
        "a=",
        "${",
        "${a}",
        " ",
        "\t",
        "a,",
        "\\",
        '"',
        "{",
        "[",
        "{}",
        "[],",
        "é",
        "😀",
    ),
    *("\u202e", "//a@", "password=", "jdbc:", "cascad", "Request ID:", "0 ", "<", "%s", "/a", "~", "a\n"),
    *("%41", "%e4%b8%ad", "\\u0061", "&#61;", "\u200b", "\u200ba", "\uff41", "\ud800", "\\n", "\r", "grant ", "curl "),
    *(
        "%41a",
        "%2541a",
        "%e4%b8%ada",
        "\\u0061b",
        "\\x61b",
        "\\u4e2da",
        "a\\n",
        "\\u200ba",
        "&#97;b",
        "a&quot;",
        "\uff50a",
    ),
    *("password ", "password is ", "secret:\n", "<password>", "|password|", "pass(", "user", "token", '"user_name",'),
    *("Bearer ", "basic AAAA", "eyJ ", "mysql -p", "https://a:b@c ", "a/b@", "-----BEGIN A-----", "QUJDRA==\n", '\\"a'),
    *("=", ":", "</", "T", "#", "/*", "\u201c", "\uff0c "),
    *("a:bcd@e ", '{"password":', "identified by 'a'", "ssh-rsa AAAA ", "\u5bc6\u7801\u662f", "basic "),
)
STEP = {"name": "Reader", "category": "reader", "stepType": "mysql", "parameter": {}}
JOB = {"type": "job", "version": "2.0", "order": {"hops": []}}
REALTIME = {"type": "realtime", "version": "1.0", "setting": {}}


def values() -> Iterator[Any]:
    """Values that are as large as a request may be, or as many as it may hold; and numbers beyond all bounds."""
    for piece in PIECES:
        size = len(json.dumps(piece)) - 2
        yield from (piece * (length // size) for length in (1000, 20_000, ROOM))
        yield [piece * 9] * min(10_000, ROOM // (9 * size + 3))
        yield json.dumps({"a": piece * (ROOM // (len(json.dumps(json.dumps(piece))) - 6))})
        yield json.dumps([f"{piece * (24 // size or 1)}{number}" for number in range(ROOM // (2 * 24 + size + 16))])
        yield [piece * (900 // size)] * (ROOM // 1000)
    few, many = 9_990, MOST_SEPARATORS - 20_000
    of_few: tuple[Any, ...] = (0, None, {}, [], True, "", "a.b", "a.*")
    yield from ([item] * few for item in of_few)
    of_many: tuple[Any, ...] = (0, {}, [], {"a": {}})
    yield from ([item] * (many // 4) for item in of_many)
    yield from ([f"{word}{number}" for number in range(few)] for word in ("a.b", "a*b.", "*", "a.*"))
    yield {f"key{number}": number for number in range(many // 2)}
    yield {"A" * (ROOM // 2): 1}
    yield from (number for number in (-0.0, 1e308, -1, 10**300, 10**4000, 2**63, 5e-324))
    for depth in (60, 190, 5_000):
        yield "[" * depth + "]" * depth
    yield from (nested(depth, {"password": "p-9f2"}) for depth in (60, 190))
    yield from (in_texts(levels) for levels in (6, 18, 19))
    yield "{" + '"password":1,' * (many // 2) + '"a":2}'  # one key again and again
    yield "\U0001f600" + "a" * ROOM  # of four bytes a character in memory
    yield from scripts(many)


def nested(depth: int, value: Any) -> Any:
    """A value in so many objects."""
    for _ in range(depth):
        value = {"a": value}
    return value


def in_texts(levels: int) -> str:
    """A script in so many JSON texts, each with twice as many backslashes as the one in it."""
    text = json.dumps({"password": "p-9f2"})
    for _ in range(levels):
        text = json.dumps({"a": text})
    return text


def scripts(many: int) -> Iterator[Any]:
    """Scripts with as many steps, tables, keys and errors as there can be, as objects and as text."""
    made: list[dict[str, Any]] = [
        {**JOB, "steps": [STEP] * (many // 15)},
        {**JOB, "steps": [{**STEP, "name": f"n{number}"} for number in range(many // 15)]},
        {**JOB, "steps": [{**STEP, "stepType": f"mysq{number}"} for number in range(many // 15)]},
        {**JOB, "steps": [{f"nam{number}": 1} for number in range(many // 4)]},
        {**JOB, "steps": [None] * (many - 20)},
        {**JOB, "steps": [{**STEP, "parameter": {f"datasourc{number}": 1 for number in range(many // 2)}}]},
        {**JOB, "steps": [{**STEP, "parameter": {"connection": [{"a": 1}] * (many // 4)}}]},
        {**JOB, "steps": [STEP], "order": {"hops": [{"from": f"b{n}", "to": f"c{n}"} for n in range(many // 7)]}},
        {**REALTIME, "steps": [{**STEP, "parameter": {"connection": [{"table": ["x*"] * (many - 50)}]}}]},
        {f"typ{number}": "job" for number in range(many // 2)},
        {"steps": json.dumps([{}] * (many // 3))},
        {"a": "[" + "{}," * (ROOM // 4) + "{}]", "b": "***"},
        {"password": ["***"] * (many - 10)},
    ]
    for script in made:
        yield script
        yield json.dumps(script)


ATTACKS: tuple[Any, ...] = tuple(values())


@dataclass(frozen=True)
class Attack:
    """A call of a tool with one hostile value."""

    tool: str
    name: str
    value: Any

    def arguments(self) -> dict[str, Any]:
        usual = GOOD.get(self.tool, {"tool": "get_project", "error": "x", "kind": "batch", "script": "{}"})
        return {**usual, self.name: self.value}

    def __str__(self) -> str:
        return f"{self.tool}, {self.name}: {json.dumps(self.value)[:60]}"


def attacks(source: Random) -> Iterator[Attack]:
    """All attacks in any order: each value for each argument of each tool, known to clients or not."""
    places = [(spec.name, name) for spec in TOOLS for name in (*_names(spec), "unknown")]
    numbers = list(range(len(places) * len(ATTACKS)))
    source.shuffle(numbers)
    for number in numbers:
        place, value = divmod(number, len(ATTACKS))
        yield Attack(*places[place], ATTACKS[value])


def _names(spec: ToolSpec) -> Iterator[str]:
    yield from spec.arguments.model_fields


def yardstick() -> float:
    """CPU seconds for reading and writing a JSON text of a usual mix, on this machine; the least of several."""
    text = json.dumps([{"table": f"table_{number}", "columns": ["id", "name"]} for number in range(20_000)])

    def once() -> float:
        began = time.process_time()
        json.dumps(json.loads(text))
        return time.process_time() - began

    return min(once() for _ in range(7))


@dataclass
class Costs:
    """What was measured."""

    scale: float
    seconds: list[float] = field(default_factory=list[float])
    megabytes: list[float] = field(default_factory=list[float])
    waits: list[float] = field(default_factory=list[float])
    statuses: set[int] = field(default_factory=set[int])

    @property
    def late(self) -> float:
        """The 99th percentile of the waits for ``/health``, in seconds of the machine with the usual yardstick."""
        return sorted(self.waits)[int(len(self.waits) * 0.99)] / self.scale

    def line(self) -> str:
        return (
            f"{len(self.seconds):,} hostile calls: at most {max(self.seconds):.2f} s of CPU time, "
            f"{max(self.megabytes):.0f} MB; /health within {self.late * 1000:.0f} ms (p99 of {len(self.waits):,})"
        )


@contextmanager
def target(mode: Mode) -> Generator[Listening]:
    """A server with all tools, in front of an emulator in another process."""
    with emulator() as service:
        options = ("--rate", "0", "--toolsets", "all", "--mode", mode, "--transport", "http", "--port")
        with listening([str(OURS), "serve", "--endpoint", service.url, *options], **KEYS) as server:
            yield server


def fuzz_costs(number: int, goes_on: Callable[[Costs], bool], mode: Mode = Mode.FULL) -> Costs:
    """Send attacks as long as it is wished; the same number makes the same ones. By the mode, plans are made or not.

    Raises:
        PromiseBroken: a call cost too much, or was not answered.
    """
    costs = Costs(yardstick() / YARDSTICK)
    with target(mode) as server:
        anyio.run(_fuzz, server, Random(number), goes_on, costs)  # noqa: S311
    return costs


async def _fuzz(server: Listening, source: Random, goes_on: Callable[[Costs], bool], costs: Costs) -> None:
    async with web(server.url) as http, _watched(server, costs):
        for tool in ("list_projects", "create_realtime_task", "explain_error", "check_task_script"):
            await _sent(http, Attack(tool, "unknown", 1))  # loads what calls need
        found = attacks(source)
        while goes_on(costs):
            await _measured(server, http, list(islice(found, 1)), costs)
            await _measured(server, http, list(islice(found, 2)), costs)


async def _measured(server: Listening, http: httpx2.AsyncClient, sent: list[Attack], costs: Costs) -> None:
    """Send one attack, or several at once; a share of what they cost together is counted for each."""
    forget_peak(server.process_id)
    before, began = resident(server.process_id), cpu_seconds(server.process_id)
    async with anyio.create_task_group() as group:
        for attack in sent:
            group.start_soon(_counted, http, attack, costs)
    seconds = (cpu_seconds(server.process_id) - began) / costs.scale / len(sent)
    megabytes = (peak(server.process_id) - before) / len(sent)
    costs.seconds += [seconds] * len(sent)
    costs.megabytes += [megabytes] * len(sent)
    if seconds > MOST_SECONDS:
        raise PromiseBroken(f"{seconds:.2f} s of CPU time: {'; '.join(map(str, sent))}")
    if megabytes > MOST_MEGABYTES:
        raise PromiseBroken(f"{megabytes:.0f} MB: {'; '.join(map(str, sent))}")


async def _counted(http: httpx2.AsyncClient, attack: Attack, costs: Costs) -> None:
    costs.statuses.add(await _sent(http, attack))


async def _sent(http: httpx2.AsyncClient, attack: Attack) -> int:
    headers, body = modern("tools/call", name=attack.tool, arguments=attack.arguments())
    answer = await http.post("/mcp", content=json.dumps(body), headers=headers | {"content-type": "application/json"})
    if answer.status_code >= 500:
        raise PromiseBroken(f"HTTP {answer.status_code}: {attack}")
    if "ServerFailure" in answer.text:
        raise PromiseBroken(f"it failed inside: {attack}")
    return answer.status_code


@asynccontextmanager
async def _watched(server: Listening, costs: Costs) -> AsyncGenerator[None]:
    """Ask for ``/health`` again and again, from another process, which the attacks don't delay."""
    program = [sys.executable, str(Path(__file__).with_name("health.py")), server.url, str(NEXT_LOOK)]
    async with await anyio.open_process(program) as process:
        try:
            yield
        finally:
            process.terminate()
            assert process.stdout is not None
            said = b"".join([part async for part in process.stdout])
            costs.waits += [float(line) for line in said.decode().splitlines()]


def cpu_seconds(process: int) -> float:
    """The CPU time of a process, of threads that have ended too."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
