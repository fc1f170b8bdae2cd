"""A request as a Python program for the official SDK."""

import json
import re
from collections.abc import Mapping
from textwrap import dedent
from typing import Any, cast

from dataworks.language import Text
from dataworks.markers import TEXT_ID, markers
from dataworks.operation import VERSION, Operation

NUMBERS = frozenset({"AsyncProcessId", "DeploymentId", "FileId", "NodeId", "ProjectId", "TaskId"})
"""Ids of version 2020-05-18: text here, since some clients lose digits of large numbers, and numbers in the SDK."""

PACKAGE = "alibabacloud-dataworks-public{}"
"""The official SDK of a version of the API."""

WIDTH = 100

ABOUT = Text(
    "{action} of Alibaba Cloud DataWorks.\n\nThis needs the package {package}, and an access key in the environment.\n",
    "阿里云 DataWorks 的 {action}。\n\n需要 {package} 包，以及环境变量中的 AccessKey。\n",
)
REGION, JSON_TAKEN = (
    Text("of the workspace's region", "工作空间所在地域的地址"),
    Text("Return JSON as the service takes it.", "返回服务所接受的 JSON。"),
)

HEAD = dedent(
    '''"""{about}"""

import json
import os

from {module} import models
from {module}.client import Client
from alibabacloud_tea_openapi.utils_models import Config

client = Client(
    Config(
        access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
        access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
        security_token=os.environ.get("ALIBABA_CLOUD_SECURITY_TOKEN"),
        protocol="{protocol}",
        endpoint="{host}",  # {region}
    )
)
'''
)

AS_JSON = dedent(
    '''

def as_json(value):
    """{json}"""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

'''
)
"""Part of programs that have JSON values."""

CALL = """
answer = {call}
print(json.dumps(answer.body.to_map(), indent=2, ensure_ascii=False))
"""

LONGEST, DEEPEST = 100_000, 100
"""Limits for formatting JSON: characters, since longer code is not readable, and levels, since Python parses 200."""


def as_python(operation: Operation[Any], endpoint: str) -> str:
    """A program that sends the request of an operation and prints the answer."""
    protocol, _, host = endpoint.partition("://")
    package = PACKAGE.format(operation.version.replace("-", ""))
    about = ABOUT.said(action=operation.action(), package=package)
    place = {"module": package.replace("-", "_"), "region": REGION.said(), "protocol": protocol, "host": host}
    head = HEAD.format(about=about, **place)
    call = CALL.format(call=_call_of(operation))
    return f"{head}{AS_JSON.format(json=JSON_TAKEN.said()) if 'as_json(' in call else ''}{call}"


def _call_of(operation: Operation[Any]) -> str:
    action = operation.action()
    lines = "".join(f"        {snake(name)}={value},\n" for name, value in _values(operation).items())
    inside = f"\n{lines}    " if lines else ""
    return f"client.{snake(action)}(\n    models.{action}Request({inside})\n)"


def snake(name: str) -> str:
    """A wire name as the SDK spells it: ``ListDISyncTasks`` becomes ``list_disync_tasks``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _values(operation: Operation[Any]) -> dict[str, str]:
    wire = operation.wire()
    spelled = {**wire.query, **wire.form}
    plain = operation.model_dump(mode="json", by_alias=True, exclude_none=True)
    names = [operation.parameter(field) for field in type(operation).model_fields]
    return {name: _value(operation, name, plain[name], spelled[name]) for name in names if name in spelled}


def _value(operation: Operation[Any], name: str, value: object, spelled: str) -> str:
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        rows = cast("list[object]", value)
        return f"[{', '.join(_item(operation, name, row) for row in rows)}]"
    return str(int(spelled)) if is_number(type(operation), name) else literal(spelled)


def _item(operation: Operation[Any], name: str, row: object) -> str:
    """An item of a list: an object has a class of its own in the SDK."""
    if not isinstance(row, dict):
        return repr(row)
    return f"models.{operation.action()}Request{name}({_arguments(cast('dict[str, str]', row))})"


def is_number(operation: type[Operation[Any]], name: str) -> bool:
    """Whether a parameter is an id that the SDK takes as a number."""
    if operation.version == VERSION:
        return name in NUMBERS
    field = next(each for each in operation.model_fields if operation.parameter(each) == name)
    if TEXT_ID in markers(operation.model_fields[field]):
        return False
    schema = operation.model_json_schema()["properties"][name]
    return any(str(each.get("pattern", "")).startswith("^[0-9]") for each in schema.get("anyOf", [schema]))


def _arguments(row: Mapping[str, str]) -> str:
    return ", ".join(f"{snake(name)}={value!r}" for name, value in row.items())


def literal(spelled: str) -> str:
    """A text as Python; a JSON object as a dict, if encoding that gives the same text."""
    found = json_literal(spelled, " " * 8)
    return repr(spelled) if found is None else f"as_json({found})"


def json_literal(spelled: str, margin: str = "") -> str | None:
    """The object in a JSON text as Python; ``None`` if encoding it gives another text, or if it is too long."""
    if not spelled.startswith("{") or len(spelled) > LONGEST:
        return None
    try:
        value: object = json.loads(spelled)
        again = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return formatted(value, margin) if again == spelled else None
    except (ValueError, RecursionError):
        return None


def formatted(value: object, margin: str = "") -> str:
    """A value as Python, on several lines if needed; ``margin`` is the indentation of its first line.

    Raises:
        RecursionError: the value is nested too deeply.
    """
    if len(margin) > 4 * DEEPEST:
        raise RecursionError
    whole = repr(value)
    if not isinstance(value, dict | list) or not value or len(margin + whole) <= WIDTH:
        return whole
    inner = f"{margin}    "
    if isinstance(value, list):
        rows = [formatted(child, inner) for child in cast("list[object]", value)]
    else:
        items = cast("dict[str, object]", value).items()
        rows = [f"{name!r}: {formatted(child, inner)}" for name, child in items]
    return "\n".join([whole[0], *(f"{inner}{row}," for row in rows), f"{margin}{whole[-1]}"])
