"""No test fails because a machine is slow: none waits briefly, or measures time but by the fixtures of ``tests.alone``.

Where time is skipped over, and does not pass, a test may do as it likes.
"""

import ast
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import pytest

from tests import bounds
from tests.structure.tree import name, parsed, sources

CLOCKS = {f"{clock}{unit}" for clock in ("monotonic", "perf_counter", "process_time") for unit in ("", "_ns")}
LIMITED = {"fail_after", "move_on_after", "wait", "Timer"}
"""Functions that take seconds by their place, first or last."""

LIMITS = {"timeout", "read_timeout_seconds"}
"""What seconds are called where they are given by name."""

HASTY = {"httpx2.AsyncClient", "httpx2.Client"}
"""Left alone, they give up after five seconds."""

LONG = {"None", "BOUND"}
SKIPPING = "import SkippingLoop"

CLOCKS_OF = {
    *("tests/alone.py", "tests/chaos/__main__.py", "tests/fuzz/tally.py"),
    *("tests/fuzz/costs.py", "tests/fuzz/health.py"),
}
"""Where clocks are handed to tests that are alone, where a run tells how long it took, and where time is compared with
a yardstick."""

TESTS = [path for path in sources("tests").values() if name(path) not in CLOCKS_OF]


def hasty(tree: ast.AST) -> Iterator[str]:
    """The parts of a test file that a slow machine could fail at."""
    if _measures(tree) or any(ast.unparse(limit) not in LONG for limit in _limits(tree)):
        yield f"line {getattr(tree, 'lineno', 0)}: {ast.unparse(tree)}"
    for child in _parts(tree):
        yield from hasty(child)


def _parts(tree: ast.AST) -> Iterator[ast.AST]:
    """What is in it, but for waits that are begun again, or followed by something else, when time is up."""
    again = isinstance(tree, ast.While) or (isinstance(tree, ast.Try) and "TimeoutExpired" in _caught(tree))
    yield from (part for part in ast.iter_child_nodes(tree) if not (again and _limits(_call(part))))


def _caught(tree: ast.Try) -> str:
    return " ".join(ast.unparse(handler.type) for handler in tree.handlers if handler.type)


def _call(part: ast.AST) -> ast.AST:
    """The call that a statement, a negation, or a tree is."""
    if isinstance(part, ast.Expr):
        return part.value
    return part.operand if isinstance(part, ast.UnaryOp) else part


def _measures(tree: ast.AST) -> bool:
    named = tree.attr if isinstance(tree, ast.Attribute) else tree.id if isinstance(tree, ast.Name) else ""
    return named in CLOCKS or (isinstance(tree, ast.Compare) and "time.time()" in ast.unparse(tree))


def _limits(tree: ast.AST) -> list[ast.expr]:
    if not isinstance(tree, ast.Call):
        return []
    function = ast.unparse(tree.func)
    found = [keyword.value for keyword in tree.keywords if keyword.arg in LIMITS]
    if function.rpartition(".")[2] in LIMITED:
        found += tree.args[:1]
    if function in HASTY and not {"timeout", "transport"} & {keyword.arg for keyword in tree.keywords}:
        found.append(ast.Constant("five seconds"))
    return found


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_no_test_depends_on_the_speed_of_the_machine(path: Path) -> None:
    assert SKIPPING in path.read_text("utf-8") or list(hasty(parsed(path))) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("begun = time.monotonic()", True),
        ("from time import perf_counter\ndef test() -> None:\n    begun = perf_counter()", True),
        ("assert time.time() - begun < 5", True),
        ("with anyio.fail_after(20): pass", True),
        ("with anyio.move_on_after(limit): pass", True),
        ("subprocess.run(command, timeout=60)", True),
        ("process.wait(10)", True),
        ("http = httpx2.AsyncClient()", True),
        ("try:\n    process.wait(10)\nexcept OSError:\n    pass", True),
        ("try:\n    process.wait(10)\nexcept subprocess.TimeoutExpired:\n    process.kill()", False),
        ("while not told.wait(0.1):\n    say()", False),
        ("token = issuer.token(exp=int(time.time()) - 120)", False),
        ("with anyio.fail_after(BOUND): pass", False),
        ("http = httpx2.AsyncClient(timeout=None)", False),
        ("http = httpx2.AsyncClient(transport=prepared)", False),
        ("process.wait()\nsubprocess.run(command)", False),
    ],
)
def test_a_dependence_on_speed_is_found(code: str, found: bool) -> None:
    assert bool(list(hasty(ast.parse(code)))) is found


@pytest.mark.parametrize(
    "work", [lambda: threading.Event().wait(), lambda: anyio.run(anyio.sleep_forever)], ids=["thread", "loop"]
)
def test_what_hangs_fails(work: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "BOUND", 0.01)

    with pytest.raises(pytest.fail.Exception, match="it hangs"), contextmanager(bounds.bounded)():
        work()
