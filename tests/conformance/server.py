"""Our server, with tools under the names that the suite calls.

Each is one of ours with its arguments filled in, so that the suite looks at our own answers, failures, progress and
questions. It takes the arguments of the ``serve`` command: ``python -m tests.conformance.server --emulator``.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Annotated, Any

import anyio
import pytest
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.server import require_client_extension
from mcp_types import CallToolResult, InputRequiredResult
from pydantic import BaseModel, Field

from server import cli
from server.app import Server
from server.long_work.task_requests import EXTENSION
from tests.conformance.fixtures import FIXTURES, REQUIRED
from tests.sessions import WISH
from tools.arguments.parsing import Arguments, parsed
from tools.arguments.realtime_arguments import WaitSeconds
from tools.arguments.schemas import input_schema
from tools.calls.context import Shared
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

TAKEN = {**WISH, "task_name": "datahub_to_datahub"}
TABLES = ["shop.orders", "shop.order_items", "shop.customers", "shop.refunds", "shop.products"]
CALLED = count(1)
"""The calls of tools that have to wait: fewer than there are choices of tables."""

START = {"project_id": "10000", "task_ids": ["100"]}

CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "test_simple_text": ("list_resource_groups", {}),
    "test_error_handling": ("create_realtime_task", NOWHERE),
    "test_tool_with_progress": ("create_realtime_task", WISH),
    "test_elicitation": ("update_di_sync_task", UPDATE),
    "test_input_required_result_elicitation": ("update_di_sync_task", UPDATE),
    "test_input_required_result_request_state": ("update_di_sync_task", UPDATE),
    "test_input_required_result_tampered_state": ("update_di_sync_task", UPDATE),
    "slow_compute": ("create_realtime_task", WISH),
    "failing_job": ("create_realtime_task", TAKEN),
    "confirm_delete": ("start_tasks", START),
}
"""The suite's tool, and the call of ours that it is."""


class Sent(Arguments):
    """What the suite sends along; it changes nothing."""

    message: Annotated[str | None, Field(description="Words of the suite.")] = None
    label: Annotated[str | None, Field(description="The same.")] = None
    filename: Annotated[str | None, Field(description="The same.")] = None
    seconds: Annotated[float | None, Field(description="How long it should take; ours take a second.")] = None


def _another(name: str, filled: BaseModel) -> BaseModel:
    """Other tables for each call of a tool that has to wait: what was generated before is there at once."""
    if name not in ("slow_compute", "failing_job"):
        return filled
    number = next(CALLED)
    tables = [table for place, table in enumerate(TABLES) if number >> place & 1]
    other = {"task_name": f"{WISH['task_name']}_{number}"} if name == "slow_compute" else {}
    return filled.model_copy(update={"tables": tables, **other})


class SentToWait(Sent):
    """The same to a tool that waits."""

    wait_seconds: WaitSeconds = 45


def suites() -> Iterator[ListedTool]:
    """The suite's tools: each is one of ours under another name, with its arguments filled in."""
    for name, (tool, arguments) in CALLS.items():
        ours = listed_tools()[tool]
        listed = replace(ours, name=name, description=f"Calls {tool}.", input_schema=input_schema(Sent))
        vars(listed)["spec"] = _filled(
            name, ours.spec, arguments
        )  # in place of the declaration, which has no such tool
        yield listed
    for name in FIXTURES:  # their calls never reach a declaration
        ours = listed_tools()["list_resource_groups" if name == "greet" else "create_realtime_task"]
        listed = replace(ours, name=name, description="Does what the suite wants.", input_schema=input_schema(Sent))
        vars(listed)["spec"] = ours.spec
        yield listed


def _filled(name: str, ours: ToolSpec, arguments: dict[str, Any]) -> ToolSpec:
    filled = parsed(ours.arguments, arguments)

    async def run(call: Call, _: Sent) -> View:
        return await ours.run(call, _another(name, filled))

    operations = ours.called_with(filled).operations
    sent = SentToWait if ours.waits else Sent
    return replace(ours, name=name, arguments=sent, run=run, operations=operations, operations_of=None)


async def planned(spec: ToolSpec, call: Call, arguments: Any, may_read: MayRead) -> Plan:
    """The plan of a tool, or of the call of ours that a tool of the suite is."""
    if spec.name == "confirm_delete":  # its plan takes so long that the question becomes a part of the task
        await anyio.sleep(2 * PREPARATION)
    if spec.name not in CALLS:
        return await plan_of(spec, call, arguments, may_read)
    tool, filled = CALLS[spec.name]
    ours = listed_tools()[tool].spec
    return await plan_of(ours, call, parsed(ours.arguments, filled), may_read)


class WithFixtures(Server):
    """Our server, and the tools of the suite that none of ours can be; tasks are given by our extension alone."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Shared, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool."""
        if context is not None and name in REQUIRED:
            require_client_extension(context.request_context, EXTENSION)
        if context is not None and name in FIXTURES:
            return await FIXTURES[name](arguments, context)
        return await super().call_tool(name, arguments, context)


PREPARATION = 0.5
"""Seconds after which a call becomes a task before its user is asked."""


def main() -> None:
    """Serve our tools, and those of the suite after them."""
    known = listing()
    more = {tool.name: tool for tool in suites()}
    patch = pytest.MonkeyPatch()
    patch.setattr("tools.toolsets.listing", lambda *_: replace(known, tools={**known.tools, **more}))
    patch.setattr("tools.calls.served.listing", lambda *_: replace(known, tools={**known.tools, **more}))
    patch.setattr("tools.calls.invoke.plan_of", planned)
    patch.setattr("server.long_work.answer.PREPARATION", PREPARATION)
    patch.setattr("server.app.Server", WithFixtures)
    cli.main(["serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
