"""Where an operation does not take a type of task, the tool says what does it instead, and sends nothing."""

import re
from typing import Any, get_args

import pytest

from tests.operations import OPERATIONS
from tests.sessions import Time, assistant, emulated, facts_of, sent, text_of
from tools.catalog import snake_case
from tools.declarations import TOOLS

INSTEAD = {
    (action, kind): advice.en for action, operation in OPERATIONS.items() for kind, advice in operation.instead.items()
}
ALL_TYPES = {"DI_OFFLINE", "DI_REALTIME", "DI_SOLUTION"}
ARGUMENTS: dict[str, Any] = {
    "project_id": "10000",
    "file_id": "100",
    "task_id": "100",
    "async_process_id": "10",
    "task_param": {},
    "datasource_name": "mysql_shop",
    "ref_type": "from",
}


def left_out() -> set[tuple[str, str]]:
    """Every operation with every type of task that it does not take."""
    taken = {
        action: set(get_args(operation.model_fields["task_type"].annotation))
        for action, operation in OPERATIONS.items()
        if "task_type" in operation.model_fields
    }
    return {(action, kind) for action, kinds in taken.items() for kind in ALL_TYPES - kinds}


def test_every_type_that_an_operation_leaves_out_has_its_advice() -> None:
    assert set(INSTEAD) == left_out()


def test_every_tool_that_an_advice_names_exists() -> None:
    named = {word for advice in INSTEAD.values() for word in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", advice)}

    assert named - {spec.name for spec in TOOLS} == set()


@pytest.mark.parametrize(("action", "task_type"), INSTEAD, ids=lambda word: word)
async def test_the_advice_is_the_finding_at_the_task_type(action: str, task_type: str) -> None:
    known = {name: ARGUMENTS[name] for name in OPERATIONS[action].model_fields if name in ARGUMENTS}
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        result = await client.call_tool(snake_case(action), {**known, "task_type": task_type})

    finding = f"/task_type: {task_type} is not possible here; {INSTEAD[action, task_type]}"
    assert result.is_error
    assert facts_of(result)["error"]["fix"] == [finding]
    assert finding in text_of(result)
    assert sent(emulator) == []
