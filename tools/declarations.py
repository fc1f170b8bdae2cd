"""All tool declarations, and the listings that are generated from them by ``python -m tools.declarations``."""

import json
from typing import Any

from dataworks.language import Language
from dataworks.operations.catalog import name_of
from prompts import text
from tools.arguments.reviews import ScriptFinding, takes_scripts
from tools.arguments.schemas import answer_schema, input_schema
from tools.calls.failures import Failure
from tools.catalog import ToolSpec
from tools.toolsets import LISTINGS, TOOLSETS, declared_in
from tools.views.plan import Plan

DECLARED: dict[str, tuple[ToolSpec, ...]] = {
    toolset: tuple(spec for module in modules for spec in declared_in(module)) for toolset, modules in TOOLSETS.items()
}
"""The tools of each toolset."""

TOOLS: tuple[ToolSpec, ...] = tuple(spec for specs in DECLARED.values() for spec in specs)


def generated_listing(language: Language) -> str:
    """The listing in a language as JSON text."""
    rows = [
        _row(toolset, module, spec, language)
        for toolset, modules in TOOLSETS.items()
        for module in modules
        for spec in declared_in(module)
    ]
    parts = {"failure": Failure, "plan": Plan, "warning": ScriptFinding}
    shared = {name: answer_schema(part, language) for name, part in parts.items()}
    return json.dumps({"tools": rows, **shared}, indent=1, ensure_ascii=False) + "\n"


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
    for _language, _path in LISTINGS.items():
        _path.write_text(generated_listing(_language), "utf-8")
