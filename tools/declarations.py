"""All tool declarations, and the listings that are generated from them by ``python -m tools.declarations``."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from dataworks.language import Language
from dataworks.operations.catalog import name_of
from prompts import FOLDER, text
from tools.arguments.reviews import ScriptFinding, takes_scripts
from tools.arguments.schemas import answer_schema, input_schema
from tools.calls.failures import Failure
from tools.catalog import ToolSpec
from tools.toolsets import LISTING, SAID, TOOLSETS, declared_in, translated
from tools.views.plan import Plan

DECLARED: dict[str, tuple[ToolSpec, ...]] = {
    toolset: tuple(spec for module in modules for spec in declared_in(module)) for toolset, modules in TOOLSETS.items()
}
"""The tools of each toolset."""

TOOLS: tuple[ToolSpec, ...] = tuple(spec for specs in DECLARED.values() for spec in specs)


def generated() -> dict[Path, str]:
    """The files of the listing: what clients see of the tools, and the Chinese of its texts."""
    english, chinese = _content("en"), _content("zh")
    words = dict(_pairs(english, chinese))
    if translated(english, words) != chinese:
        raise ValueError("a text of the listing has two Chinese texts")
    return {LISTING: _json(english), FOLDER / "zh" / LISTING.name: _json(words)}


def _json(content: object) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _pairs(english: Any, chinese: Any, keyword: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text and its Chinese."""
    if isinstance(english, dict):
        for name, part in cast("Mapping[str, Any]", english).items():
            if name in chinese:
                yield from _pairs(part, chinese[name], name)
    elif isinstance(english, list):
        for part, other in zip(cast("Sequence[Any]", english), chinese, strict=True):
            yield from _pairs(part, other)
    elif keyword in SAID:
        yield english, chinese


def _content(language: Language) -> dict[str, Any]:
    rows = [
        _row(toolset, module, spec, language)
        for toolset, modules in TOOLSETS.items()
        for module in modules
        for spec in declared_in(module)
    ]
    parts = {"failure": Failure, "plan": Plan, "warning": ScriptFinding}
    shared = {name: answer_schema(part, language) for name, part in parts.items()}
    return {"tools": rows, **shared}


def _row(toolset: str, module: str, spec: ToolSpec, language: Language) -> dict[str, Any]:
    return {
        "name": spec.name,
        "toolset": toolset,
        "module": module,
        "title": spec.title.to(language),
        "description": text(f"tools/{spec.name}.md", language),
        "operations": [name_of(operation) for operation in spec.operations],
        "read_only": spec.read_only,
        "needs_consent": spec.needs_consent,
        "repeatable": spec.repeatable,
        "warns": takes_scripts(spec.arguments),
        "pictured": spec.view.pictured,
        "input_schema": input_schema(spec.arguments, language),
        "view_schema": answer_schema(spec.view, language),
    }


if __name__ == "__main__":
    for _path, _text in generated().items():
        _path.write_text(_text, "utf-8")
