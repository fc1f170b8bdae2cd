"""What the command line shows about tools: which there are, what one takes, and which is meant."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from textwrap import fill, indent
from typing import Any

from dataworks.language import Language
from server.settings import NAME
from server.shell_arguments import FORMS
from tools.arguments.home import without_workspace
from tools.rules.gate import Gate
from tools.toolsets import ListedTool, listed_tools

WIDTH = 100


def tool_named(name: str, language: Language = "en") -> ListedTool:
    """Return the tool of this name, in a language.

    Raises:
        ValueError: there is none; the text names the nearest three.
    """
    tools = listed_tools(language)
    if name not in tools:
        first, second, third = get_close_matches(name[:80].lower().replace("-", "_"), tools, n=3, cutoff=0)
        raise ValueError(f"there is no tool {name[:80]!r}; did you mean {first}, {second} or {third}? --list shows all")
    return tools[name]


def list_of_tools(gate: Gate, language: Language = "en") -> str:
    """Return the tools that are on, by toolset, with their titles."""
    tools = [tool for tool in listed_tools(language).values() if gate.offers(tool)]
    width = max((len(tool.name) for tool in tools), default=0)
    toolsets = dict.fromkeys(tool.toolset for tool in tools)
    return (
        "\n".join(
            "\n".join(
                [f"{toolset}:", *(f"  {tool.name:{width}}  {tool.title}" for tool in tools if tool.toolset == toolset)]
            )
            for toolset in toolsets
        )
        + "\n"
    )


def help_of(tool: ListedTool, *, at_home: bool = False) -> str:
    """Return what a tool does, and its arguments with their types; ``at_home``: it needs no workspace."""
    schema = without_workspace(tool.input_schema) if at_home else tool.input_schema
    rows = list(_rows(schema))
    width = max((len(name) for name, _, _ in rows), default=0)
    required = "".join(f" {name}=..." for name in schema.get("required", []))
    lines = [f"{tool.name}: {tool.title}", "", fill(tool.description, WIDTH), "", "arguments:"]
    for name, kind, description in rows:
        lines += [
            f"  {name:{width}}  {kind}",
            *([indent(fill(description, 80), " " * (width + 4))] if description else []),
        ]
    return "\n".join(
        [
            *lines,
            *([] if rows else ["  none"]),
            "",
            f"usage: {NAME} call {tool.name}{required}",
            f"Arguments: {FORMS}",
            "",
        ]
    )


def _rows(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each argument with its type and its description, the required ones first."""
    required = schema.get("required", [])
    for name, about in sorted(schema["properties"].items(), key=lambda item: item[0] not in required):
        kind = f"{type_of(about)}, required" if name in required else type_of(about)
        yield name, kind, about.get("description", "")


def type_of(about: Mapping[str, Any]) -> str:
    """Return the type of an argument in words."""
    if "enum" in about:
        return " or ".join(map(str, about["enum"]))
    if "anyOf" in about:
        return " or ".join(map(type_of, about["anyOf"]))
    if about["type"] == "array":
        items = about["items"]
        return f"list of {type_of(items)}" if "enum" in items else f"list of {type_of(items)}s"
    bounds = [f"{word} {about[key]}" for key, word in (("minimum", "from"), ("maximum", "to")) if key in about]
    return " ".join([about["type"], *bounds])
