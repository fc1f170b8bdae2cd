"""The tools by toolset, as a server lists them, without their implementation.

``listing.json`` holds what clients see of each tool, and ``listing.json`` of the Chinese prompts the Chinese of its
texts. ``make listing`` writes them from the declarations, and a test checks them, so a server can start and list its
tools without loading them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from dataworks.language import Language
from prompts import text

if TYPE_CHECKING:
    from tools.catalog import ToolSpec

LISTING = Path(__file__).with_name("listing.json")

SAID = ("title", "description")
"""The keywords whose texts are in a language."""

TOOLSETS: Mapping[str, tuple[str, ...]] = {
    "tasks": (
        "workspace",
        "creating",
        "copying",
        "realtime",
        "several_tasks",
        "changing",
        "batch",
        "tasks",
        "watching",
        "alarms",
        "scripts",
        "code",
        "setup",
        "errors",
        "operations.folders",
    ),
    "sync_tasks": ("operations.sync_tasks",),
    "running": ("operations.running",),
    "discovery": ("operations.discovery",),
    "batch": ("operations.batch_files", "operations.nodes"),
    "jobs": ("operations.jobs",),
    "admin": ("operations.admin",),
}
"""The toolsets, each with the modules of ``tools.sets`` that declare its tools."""

BY_DEFAULT = ("tasks", "sync_tasks")
"""The toolsets that are on by default."""


@dataclass(frozen=True)
class ListedTool:
    """A tool of the listing.

    Attributes:
        toolset: name of its toolset.
        module: module below ``tools.sets`` that declares it.
        title: title that clients show.
        description: description for assistants.
        operations: names of the operations that it may send.
        read_only: whether it changes nothing.
        needs_consent: whether it needs consent in ``confirm`` mode.
        repeatable: whether it is idempotent: repeating a call has no further effect.
        warns: whether its answer can have warnings about a script.
        pictured: whether hosts that can show pages show its answer as a picture.
        input_schema: JSON schema of its arguments.
        view_schema: JSON schema of its answer, without failures.
    """

    name: str
    toolset: str
    module: str
    title: str
    description: str
    operations: Sequence[str]
    read_only: bool
    needs_consent: bool
    repeatable: bool
    warns: bool
    pictured: bool
    input_schema: Mapping[str, Any]
    view_schema: Mapping[str, Any]

    @cached_property
    def spec(self) -> "ToolSpec":
        """Its declaration, loaded on first use."""
        return next(spec for spec in declared_in(self.module) if spec.name == self.name)


@dataclass(frozen=True)
class Listing:
    """All tools, and the JSON schemas that their answers share: failure, plan and warning."""

    tools: Mapping[str, ListedTool]
    failure: Mapping[str, Any]
    plan: Mapping[str, Any]
    warning: Mapping[str, Any]


@cache
def listing(language: Language = "en") -> Listing:
    """The listing in a language."""
    content: dict[str, Any] = json.loads(LISTING.read_text("utf-8"))
    if language != "en":
        content = translated(content, json.loads(text(LISTING.name, language)))
    rows: list[dict[str, Any]] = content.pop("tools")
    return Listing({row["name"]: ListedTool(**row) for row in rows}, **content)


def translated(node: Any, words: Mapping[str, str], keyword: str = "") -> Any:
    """A part of the listing with other words; a text for which there are none is left out."""
    if isinstance(node, dict):
        parts = cast("Mapping[str, Any]", node)
        said = {name: translated(part, words, name) for name, part in parts.items()}
        return {name: part for name, part in said.items() if part is not None or parts[name] is None}
    if isinstance(node, list):
        return [translated(part, words) for part in cast("Sequence[Any]", node)]
    return words.get(node) if keyword in SAID and isinstance(node, str) else node


def listed_tools(language: Language = "en") -> Mapping[str, ListedTool]:
    """All tools by name; what is not read by users and models is the same in every language."""
    return listing(language).tools


def declared_in(module: str) -> tuple["ToolSpec", ...]:
    """Import a module of ``tools.sets`` and return the tools that it declares."""
    specs: tuple[ToolSpec, ...] = import_module(f"tools.sets.{module}").TOOLS
    return specs
