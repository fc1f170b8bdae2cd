"""Which tools there are, by toolset, as far as a server must know them before one is called.

``listing.json`` has what clients see of each tool. It is written from the declarations by ``make listing``, and a test
holds it true: so a server starts, and lists its tools, without loading any of them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tools.catalog import ToolSpec

LISTING = Path(__file__).with_name("listing.json")

TOOLSETS: Mapping[str, tuple[str, ...]] = {
    "flows": (
        "workspace",
        "creating",
        "copying",
        "realtime",
        "batch",
        "tasks",
        "scripts",
        "code",
        "setup",
        "errors",
    ),
    "sync_tasks": ("operations.sync_tasks",),
    "discovery": ("operations.discovery",),
    "batch": ("operations.batch_files",),
    "admin": ("operations.admin",),
}
"""The toolsets, each with the modules of ``tools.sets`` that its tools are declared in."""

BY_DEFAULT = ("sync_tasks", "flows")
"""The toolsets that a server has when nothing else is said."""


@dataclass(frozen=True)
class ListedTool:
    """A tool as it is listed.

    Attributes:
        toolset: the one it belongs to.
        module: where in ``tools.sets`` it is declared.
        title: what people see.
        description: what assistants read.
        operations: the actions that it may send.
        reads: whether it changes nothing.
        asks: whether it needs consent in ``confirm`` mode.
        repeatable: whether the same call again does no more than the first one.
        warns: whether warnings about a script may go along with its answer.
        takes: the JSON schema of its arguments.
        answers: the JSON schema of its answer, failures apart.
    """

    name: str
    toolset: str
    module: str
    title: str
    description: str
    operations: Sequence[str]
    reads: bool
    asks: bool
    repeatable: bool
    warns: bool
    takes: Mapping[str, Any]
    answers: Mapping[str, Any]

    @cached_property
    def spec(self) -> "ToolSpec":
        """Its declaration; loaded when it is first asked for."""
        return next(spec for spec in declared_in(self.module) if spec.name == self.name)


@dataclass(frozen=True)
class Listing:
    """All tools, and the JSON schemas that their answers share: of a failure, of a plan, of a warning."""

    tools: Mapping[str, ListedTool]
    failure: Mapping[str, Any]
    plan: Mapping[str, Any]
    warning: Mapping[str, Any]


@cache
def listing() -> Listing:
    """What the file says."""
    content: dict[str, Any] = json.loads(LISTING.read_text("utf-8"))
    rows: list[dict[str, Any]] = content.pop("tools")
    return Listing({row["name"]: ListedTool(**row) for row in rows}, **content)


def listed_tools() -> Mapping[str, ListedTool]:
    """All tools by their names."""
    return listing().tools


def declared_in(module: str) -> tuple["ToolSpec", ...]:
    """The tools that a module of ``tools.sets`` declares."""
    specs: tuple[ToolSpec, ...] = import_module(f"tools.sets.{module}").TOOLS
    return specs
