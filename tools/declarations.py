"""All tool declarations, and the listing that is generated from them by ``python -m tools.declarations``."""

import json
from typing import Any

from dataworks.operations.catalog import name_of
from prompts import text
from tools.arguments.reviews import ScriptFinding, takes_scripts
from tools.arguments.schemas import answer_schema, input_schema
from tools.calls.failures import Failure
from tools.catalog import ToolSpec
from tools.toolsets import LISTING, TOOLSETS, declared_in
from tools.views.plan import Plan

DECLARED: dict[str, tuple[ToolSpec, ...]] = {
    toolset: tuple(spec for module in modules for spec in declared_in(module)) for toolset, modules in TOOLSETS.items()
}
"""The tools of each toolset."""

TOOLS: tuple[ToolSpec, ...] = tuple(spec for specs in DECLARED.values() for spec in specs)


def generated_listing() -> str:
    """The listing as JSON text."""
    rows = [
        _row(toolset, module, spec)
        for toolset, modules in TOOLSETS.items()
        for module in modules
        for spec in declared_in(module)
    ]
    shared = {"failure": answer_schema(Failure), "plan": answer_schema(Plan), "warning": answer_schema(ScriptFinding)}
    return json.dumps({"tools": rows, **shared}, indent=1, ensure_ascii=False) + "\n"


def _row(toolset: str, module: str, spec: ToolSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "toolset": toolset,
        "module": module,
        "title": spec.title,
        "description": text(f"tools/{spec.name}.md"),
        "operations": [name_of(operation) for operation in spec.operations],
        "read_only": spec.read_only,
        "needs_consent": spec.needs_consent,
        "repeatable": spec.repeatable,
        "warns": takes_scripts(spec.arguments),
        "input_schema": input_schema(spec.arguments),
        "view_schema": answer_schema(spec.view),
    }


if __name__ == "__main__":
    LISTING.write_text(generated_listing(), "utf-8")
