"""A pytest plugin: no result of the whole run advises a call of a tool that is off in its session.

A tool that is off may be named only where the same sentence ends with who can turn it on.
"""

import re
from collections.abc import Awaitable, Callable, Generator, Iterator
from typing import Any

import pytest

from tools.rules.gate import Gate
from tools.toolsets import listed_tools

ADVICE = {
    "next",
    "fix",
    "exists",
    "means",
    "note",
    "notes",
    "cautions",
    "also",
    "suggestion",
    "what",
    "changes",
    "lost",
}
NAMES = {"next_tool", "stand_in"}
NAME = re.compile(r'"(?:\\.|[^"\\])*"|--[\w-]+ [\w,]+|\b[a-z]+(?:_[a-z\d]+)+\b')
WHO = ("operator of this server", "运维人员")

FOUND: list[str] = []
"""What was found since the last test ended."""


def watching(gate: Gate) -> Any:
    """Middleware of an MCP server with these rules, which notes each call that can't be made."""

    async def watched(ctx: Any, call_next: Callable[[Any], Awaitable[Any]]) -> Any:
        result = await call_next(ctx)
        content = result.get("structuredContent") if isinstance(result, dict) else None
        content = content or getattr(result, "structured_content", None)
        if ctx.method == "tools/call" and content:
            FOUND.extend(unfollowable(content, gate))
        return result

    return watched


def unfollowable(content: object, gate: Gate, place: str = "") -> Iterator[str]:
    """Yield what a structured answer advises and nobody can do."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from unfollowable(value, gate, name)
    elif isinstance(content, list):
        for value in content if place in ADVICE or any(isinstance(row, dict) for row in content[:1]) else ():
            yield from unfollowable(value, gate, place)
    elif isinstance(content, str) and place in ADVICE | NAMES:
        yield from (f"{place}: {name} is off: {content}" for name in _off(content, gate))


def _off(text: str, gate: Gate) -> Iterator[str]:
    known = listed_tools()
    for word in NAME.findall(text) if "_" in text else ():
        tool = known.get(word)
        if tool is not None and not gate.offers(tool) and not _told_who(text, word):
            yield word


def _told_who(text: str, name: str) -> bool:
    """Return whether a sentence ends with a remark that names the tool and who can turn it on."""
    remark = re.split(r"[(（]", text)[-1]
    return name in remark and any(who in remark for who in WHO)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test in which an answer advised what can't be done."""
    report = yield
    if FOUND:
        before = [report.longreprtext] if report.failed else []
        report.outcome = "failed"
        report.longrepr = "\n".join([*before, f"An answer in {item.nodeid} can't be followed:", *dict.fromkeys(FOUND)])
        FOUND.clear()
    return report
