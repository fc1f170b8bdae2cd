"""A request as a Python program for the official SDK."""

import json
import re
from collections.abc import Mapping
from pprint import pformat
from textwrap import indent
from typing import Any, cast
from urllib.parse import urlsplit

from dataworks.operation import Operation, wire_name
from tools.code.functions import helped

NUMBERS = frozenset({"AsyncProcessId", "DeploymentId", "FileId", "NodeId", "ProjectId", "TaskId"})
"""Ids: text to us, because they may be larger than some clients can count, and numbers to the SDK."""

WIDTH = 100

HEAD = '''"""{about}

It needs the package alibabacloud-dataworks-public20200518, and an access key in the environment.
"""

import json
import os
{imports}
os.environ.setdefault("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")  # no look for a metadata server

from alibabacloud_dataworks_public20200518 import models
from alibabacloud_dataworks_public20200518.client import Client
from alibabacloud_tea_openapi.utils_models import Config

client = Client(
    Config(
        access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
        access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
        security_token=os.environ.get("ALIBABA_CLOUD_SECURITY_TOKEN"),
        endpoint="{host}",
        protocol="{protocol}",
    )
)
'''

IMPORTS = ("sys", "time")
"""What a program imports only if it uses it."""

LAID_OUT = 100_000
"""Characters up to which a JSON text is laid out; nobody reads more."""

CALL = """answer = {call}
print(json.dumps(answer.body.to_map(), indent=2, ensure_ascii=False))
"""


def as_python(operation: Operation[Any], endpoint: str) -> str:
    """A program that sends the request of an operation, and prints the answer."""
    body = CALL.format(call=call_of(operation))
    return program(f"{operation.action()} of Alibaba Cloud DataWorks.", endpoint, body)


def program(about: str, endpoint: str, body: str) -> str:
    """A whole program: what it is, its client, the functions that it uses, and what it does."""
    address, work = urlsplit(endpoint), helped(body)
    imports = "".join(f"import {name}\n" for name in IMPORTS if f"{name}." in work)
    return HEAD.format(about=about, imports=imports, host=address.netloc, protocol=address.scheme.upper()) + work


def call_of(operation: Operation[Any], names: Mapping[str, str] | None = None) -> str:
    """The call of an operation; ``names`` are parameters whose value is a variable of the program."""
    action = operation.action()
    values = {**_values(operation), **(names or {})}
    lines = "".join(f"        {snake(name)}={value},\n" for name, value in values.items())
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
    try:
        readable = spelled.startswith("{") and len(spelled) <= LAID_OUT
        value: object = json.loads(spelled) if readable else None
        again = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        laid_out = pformat(value, width=WIDTH, sort_dicts=False)
    except (ValueError, RecursionError):
        return repr(spelled)
    if value is None or again != spelled:
        return repr(spelled)
    return f"text(\n{indent(laid_out, ' ' * 12)}\n        )" if "\n" in laid_out else f"text({laid_out})"
