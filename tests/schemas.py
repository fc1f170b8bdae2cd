"""A pytest plugin: a schema that was found to be valid is not checked again.

Each MCP client checks the schema of each tool that it calls. Here thousands of clients call the same few dozen tools.
"""

import json
from typing import Any

from jsonschema import Draft202012Validator

_check = Draft202012Validator.check_schema
_valid = set[str]()


def _check_once(schema: Any, *options: Any, **named: Any) -> None:
    text = json.dumps(schema, sort_keys=True)
    if text not in _valid:
        _check(schema, *options, **named)
        _valid.add(text)


Draft202012Validator.check_schema = staticmethod(_check_once)  # type: ignore[method-assign]
