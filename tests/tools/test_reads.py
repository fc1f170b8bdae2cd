"""In read-only mode nothing but reads is sent, whatever tool is called."""

from typing import Any

import pytest

from dataworks.operation import Effect
from dataworks.operations.catalog import operations
from server.hosting import Hosting
from tests.sessions import WISH, Time, assistant, emulated, sent
from tests.tools.job_examples import JOB_EXAMPLES
from tests.tools.node_examples import NODE_EXAMPLES
from tests.tools.test_show_as_code import EXAMPLES
from tools.catalog import ToolSpec
from tools.declarations import TOOLS
from tools.rules.gate import Gate
from tools.rules.mode import Mode

HOME = {"project_id": "10000"}
COMPOSED: dict[str, dict[str, Any]] = {
    "describe_workspace": HOME,
    "list_source_tables": {**HOME, "source": "mysql_shop", "pattern": "shop.*"},
    "preview_realtime_task": {name: value for name, value in WISH.items() if name not in {"task_name", "folder"}},
    "get_task_status": {**HOME, "task_id": "100"},
    "get_task_metrics": {"project_id": "10002", "task_id": "job-11500"},
    "get_task_log": {"project_id": "10002", "task_id": "job-11500"},
    "find_sync_tasks": {**HOME, "data_source": "mysql_pub", "state": "RUN"},
    "check_task_script": {"script": "{}"},
    "read_task_script": {**HOME, "task_id": "100"},
    "draft_task_script": {},
    "show_as_code": {"tool": "list_projects"},
    "describe_setup": {"probe": True},
    "explain_error": {"error": "Invalid path: x"},
}

READER = {"name": "Reader", "category": "reader", "parameter": {"connection": [{"table": ["orders"]}]}}
UPDATING = "GenerateDISyncTaskConfigForUpdating"
CHECKED = {**EXAMPLES, **JOB_EXAMPLES, UPDATING: {**EXAMPLES[UPDATING], "task_param": {"steps": [READER]}}}
"""Arguments that pass our own check of scripts, so that something is sent."""


def example(spec: ToolSpec) -> dict[str, Any]:
    found = NODE_EXAMPLES.get(spec.name)
    return found or (CHECKED[spec.operation] if spec.operation else COMPOSED[spec.name])


@pytest.mark.parametrize("spec", [spec for spec in TOOLS if spec.effect is Effect.READ], ids=lambda spec: spec.name)
async def test_a_tool_that_reads_sends_only_the_reads_that_it_names(spec: ToolSpec) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, hosting=Hosting(gate=Gate(Mode.READ_ONLY))) as client:
        result = await client.call_tool(spec.name, example(spec))

    effects = {key.action: operation.effect for key, operation in operations().items()}
    named = {operation.action() for operation in spec.operations}
    assert all(effects[action] is Effect.READ for action in sent(emulator))
    assert result.is_error or set(sent(emulator)) <= named
    assert sent(emulator) or not named


@pytest.mark.parametrize("spec", [spec for spec in TOOLS if spec.effect is not Effect.READ], ids=lambda spec: spec.name)
async def test_a_tool_that_writes_sends_nothing_at_all(spec: ToolSpec) -> None:
    time = Time()
    emulator = emulated(time)
    arguments = example(spec) if spec.operation else HOME
    async with assistant(emulator, time, hosting=Hosting(gate=Gate(Mode.READ_ONLY))) as client:
        listed = {tool.name for tool in (await client.list_tools()).tools}
        result = await client.call_tool(spec.name, arguments)

    assert spec.name not in listed
    assert result.is_error
    assert sent(emulator) == []
