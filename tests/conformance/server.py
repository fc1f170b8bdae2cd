"""Our server, with tools under the names that the suite calls.

Each is one of ours with its arguments filled in, so that the suite looks at our own answers, failures, progress and
questions. It takes the arguments of the ``serve`` command: ``python -m tests.conformance.server --emulator``.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

import pytest
from pydantic import Field

from server import cli
from tests.sessions import WISH
from tools.arguments.parsing import Arguments, parsed
from tools.arguments.schemas import input_schema
from tools.catalog import Call, ToolSpec
from tools.rules.plans import MayRead, plan_of
from tools.toolsets import ListedTool, listed_tools, listing
from tools.views.plan import Plan
from tools.views.view import View

NOWHERE = {**WISH, "task_name": "orders_elsewhere", "folder": "Business Flow/none/Data Integration"}
UPDATE = {
    "project_id": "10000",
    "task_type": "DI_REALTIME",
    "file_id": "100",
    "task_param": {"ResourceGroup": WISH["resource_group"]},
}

CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "test_simple_text": ("list_resource_groups", {}),
    "test_error_handling": ("create_realtime_task", NOWHERE),
    "test_tool_with_progress": ("create_realtime_task", WISH),
    "test_elicitation": ("update_di_sync_task", UPDATE),
    "test_input_required_result_elicitation": ("update_di_sync_task", UPDATE),
    "test_input_required_result_request_state": ("update_di_sync_task", UPDATE),
    "test_input_required_result_tampered_state": ("update_di_sync_task", UPDATE),
}
"""The suite's tool, and the call of ours that it is."""


class Sent(Arguments):
    """What the suite sends along; it changes nothing."""

    message: Annotated[str | None, Field(description="Words of the suite.")] = None


def suites() -> Iterator[ListedTool]:
    """The suite's tools: each is one of ours under another name, with its arguments filled in."""
    for name, (tool, arguments) in CALLS.items():
        ours = listed_tools()[tool]
        listed = replace(ours, name=name, description=f"Calls {tool}.", input_schema=input_schema(Sent))
        vars(listed)["spec"] = _filled(
            name, ours.spec, arguments
        )  # in place of the declaration, which has no such tool
        yield listed


def _filled(name: str, ours: ToolSpec, arguments: dict[str, Any]) -> ToolSpec:
    filled = parsed(ours.arguments, arguments)

    async def run(call: Call, _: Sent) -> View:
        return await ours.run(call, filled)

    operations = ours.called_with(filled).operations
    return replace(ours, name=name, arguments=Sent, run=run, operations=operations, operations_of=None)


async def planned(spec: ToolSpec, call: Call, arguments: Any, may_read: MayRead) -> Plan:
    """The plan of a tool, or of the call of ours that a tool of the suite is."""
    if spec.name not in CALLS:
        return await plan_of(spec, call, arguments, may_read)
    tool, filled = CALLS[spec.name]
    ours = listed_tools()[tool].spec
    return await plan_of(ours, call, parsed(ours.arguments, filled), may_read)


def main() -> None:
    """Serve our tools, and those of the suite after them."""
    known = listing()
    more = {tool.name: tool for tool in suites()}
    patch = pytest.MonkeyPatch()
    patch.setattr("tools.toolsets.listing", lambda: replace(known, tools={**known.tools, **more}))
    patch.setattr("tools.calls.served.listing", lambda: replace(known, tools={**known.tools, **more}))
    patch.setattr("tools.calls.invoke.plan_of", planned)
    cli.main(["serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
