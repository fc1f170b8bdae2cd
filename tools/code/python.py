"""A request as a Python program for the official SDK."""

import json
import re
from collections.abc import Mapping
from typing import Any, cast

from dataworks.operation import Operation, wire_name

NUMBERS = frozenset({"AsyncProcessId", "DeploymentId", "FileId", "NodeId", "ProjectId", "TaskId"})
"""Ids: text to us, because they may be larger than some clients can count, and numbers to the SDK."""

WIDTH = 100

HEAD = '''"""{action} of Alibaba Cloud DataWorks.

This needs the package alibabacloud-dataworks-public20200518, and an access key in the environment.
"""

import json
import os

from alibabacloud_dataworks_public20200518 import models
from alibabacloud_dataworks_public20200518.client import Client
from alibabacloud_tea_openapi.utils_models import Config

client = Client(
    Config(
        access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
        access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
        security_token=os.environ.get("ALIBABA_CLOUD_SECURITY_TOKEN"),
        protocol="{protocol}",
        endpoint="{host}",  # that of the workspace's region
    )
)
'''

AS_JSON = '''

def as_json(value):
    """Return JSON as the service takes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

'''
"""For programs that have JSON laid out."""

CALL = """
answer = {call}
print(json.dumps(answer.body.to_map(), indent=2, ensure_ascii=False))
"""

LAID_OUT, DEEPEST = 100_000, 100
"""Characters up to which a JSON text is laid out, since nobody reads more; and levels, since Python reads 200."""


def as_python(operation: Operation[Any], endpoint: str) -> str:
    """A program that sends the request of an operation, and prints the answer."""
    protocol, _, host = endpoint.partition("://")
    head = HEAD.format(action=operation.action(), protocol=protocol, host=host)
    call = CALL.format(call=_call_of(operation))
    return f"{head}{AS_JSON if 'as_json(' in call else ''}{call}"


def _call_of(operation: Operation[Any]) -> str:
    action = operation.action()
    lines = "".join(f"        {snake(name)}={value},\n" for name, value in _values(operation).items())
    inside = f"\n{lines}    " if lines else ""
    return f"client.{snake(action)}(\n    models.{action}Request({inside})\n)"


def snake(name: str) -> str:
    """A name of the wire as the SDK spells it: ``ListDISyncTasks`` is ``list_disync_tasks``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _values(operation: Operation[Any]) -> dict[str, str]:
    wire = operation.wire()
    spelled = {**wire.query, **wire.form}
    plain = operation.model_dump(mode="json", by_alias=True, exclude_none=True)
    names = [wire_name(field) for field in type(operation).model_fields]
    return {name: _value(operation, name, plain[name], spelled[name]) for name in names if name in spelled}


def _value(operation: Operation[Any], name: str, value: object, spelled: str) -> str:
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        kind = f"models.{operation.action()}Request{name}"
        rows = cast("list[dict[str, str]]", value)
        return f"[{', '.join(f'{kind}({_arguments(row)})' for row in rows)}]"
    return str(int(spelled)) if name in NUMBERS else literal(spelled)


def _arguments(row: Mapping[str, str]) -> str:
    return ", ".join(f"{snake(name)}={value!r}" for name, value in row.items())


def literal(spelled: str) -> str:
    """A text as Python; JSON objects are laid out, where that gives the same text back."""
    found = json_literal(spelled, " " * 8)
    return repr(spelled) if found is None else f"as_json({found})"


def json_literal(spelled: str, margin: str = "") -> str | None:
    """The object in a JSON text as Python; ``None`` where that would not give the same text back, or is too long."""
    if not spelled.startswith("{") or len(spelled) > LAID_OUT:
        return None
    try:
        value: object = json.loads(spelled)
        again = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return laid_out(value, margin) if again == spelled else None
    except (ValueError, RecursionError):
        return None


def laid_out(value: object, margin: str = "") -> str:
    """A value as Python, on as many lines as it takes; ``margin`` is where the line begins that it is on.

    Raises:
        RecursionError: it is nested too deeply.
    """
    if len(margin) > 4 * DEEPEST:
        raise RecursionError
    whole = repr(value)
    if not isinstance(value, dict | list) or not value or len(margin + whole) <= WIDTH:
        return whole
    inner = f"{margin}    "
    if isinstance(value, list):
        rows = [laid_out(child, inner) for child in cast("list[object]", value)]
    else:
        items = cast("dict[str, object]", value).items()
        rows = [f"{name!r}: {laid_out(child, inner)}" for name, child in items]
    return "\n".join([whole[0], *(f"{inner}{row}," for row in rows), f"{margin}{whole[-1]}"])
