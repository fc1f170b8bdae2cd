"""Arguments for any tool, made from the schema that clients see: valid, nearly valid, and invalid."""

import json
from typing import Any

import jsonschema
from hypothesis import strategies as st

from dataworks.fields import LARGEST_ID
from tests.fuzz.scripts import scripts
from tests.fuzz.values import hostile, large_values, text
from tests.sessions import FOLDER, GROUP, WISH

Schema = dict[str, Any]
Arguments = dict[str, Any]

SCRIPT = [{"type": "object"}, {"type": "string"}]

IDS = ("10000", "10001", "100", "1000000", "1000001", "10", "11", "0", "9223372036854775807")
WORDS = (
    *("mysql_shop", "mysql_pub", "mm", "odps_shop", "kafka_shop", "holo_shop", "shop.orders", "shop.refunds", "orders"),
    *(
        "u_pk",
        "m_v1",
        FOLDER,
        GROUP,
        "S_res_group_XXX_XXXX",
        "workspace_10000",
        "100,1000000",
        "900,23",
        "4",
        "new_task",
    ),
)
"""Names and ids in the emulator's world, so that calls pass the first checks."""

KNOWN: dict[str, tuple[Any, ...]] = {
    **{name: (value,) for name, value in WISH.items()},
    "task_type": ("DI_REALTIME", "DI_OFFLINE"),
    "file_id": ("100", "1000000", "1000001"),
    "task_id": ("100", "1000001"),
    "async_process_id": ("10", "11"),
    "process_id": ("10", "11"),
    "cron": ("00 30 02 * * ?",),
}
"""Values by argument name; ids that end in 1 are those of the first object that an example creates."""


def valid(name: str, schema: Schema) -> st.SearchStrategy[Any]:
    """Return values that a schema allows, those of the emulator's world among them."""
    if schema.get("anyOf") == SCRIPT:
        return scripts
    known = [st.just(value) for value in KNOWN.get(name, ()) if _admits(schema, value)]
    return st.one_of(*known * 4, _any(name, schema))


def _admits(schema: Schema, value: Any) -> bool:
    return jsonschema.Draft202012Validator(schema).is_valid(value)


def _any(name: str, schema: Schema) -> st.SearchStrategy[Any]:
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")]))
    if "anyOf" in schema:
        return st.one_of(*(valid(name, each) for each in schema["anyOf"]))
    return _of_type(name, schema)


def _of_type(name: str, schema: Schema) -> st.SearchStrategy[Any]:
    match schema.get("type"):
        case "string":
            return _strings(schema)
        case "integer":
            return st.integers(schema.get("minimum"), schema.get("maximum"))
        case "number":
            return st.floats(schema.get("minimum"), schema.get("maximum"), allow_nan=False, allow_infinity=False)
        case "boolean":
            return st.booleans()
        case "array":
            items = valid(name, schema.get("items", {}))
            return st.lists(items, min_size=schema.get("minItems", 0), max_size=5)
        case "object":
            return objects(schema)
        case _:
            return hostile


def _strings(schema: Schema) -> st.SearchStrategy[Any]:
    if "pattern" in schema:
        return (
            st.sampled_from(IDS)
            | st.integers(0, LARGEST_ID).map(str)
            | st.from_regex(schema["pattern"], fullmatch=True)
        )
    return st.sampled_from(WORDS) | st.text(min_size=schema.get("minLength", 0), max_size=20)


def objects(schema: Schema) -> st.SearchStrategy[Arguments]:
    """Return objects that a schema allows."""
    needed = set(schema.get("required", []))
    fields = {name: valid(name, child) for name, child in schema.get("properties", {}).items()}
    return st.fixed_dictionaries(
        {name: values for name, values in fields.items() if name in needed},
        optional={name: values for name, values in fields.items() if name not in needed},
    )


@st.composite
def nearly_valid(draw: st.DrawFn, schema: Schema, wrong: st.SearchStrategy[Any] = hostile) -> Arguments:
    """Return valid arguments with one to three errors."""
    arguments = draw(objects(schema))
    for _ in range(draw(st.integers(1, 3))):
        _break_argument(draw, arguments, sorted(schema.get("properties", {})), wrong)
    return arguments


def _break_argument(draw: st.DrawFn, arguments: Arguments, names: list[str], wrong: st.SearchStrategy[Any]) -> None:
    name = draw(st.sampled_from(names)) if names else draw(text)
    match draw(st.sampled_from(["replace", "remove", "add", "misspell", "as text", "in a list", "null"])):
        case "replace":
            arguments[name] = draw(wrong)
        case "remove":
            arguments.pop(name, None)
        case "add":
            arguments[draw(text)] = draw(wrong)
        case "misspell":
            arguments[draw(st.sampled_from([name.upper(), name[:-1], f"{name} ", name.title()]))] = draw(wrong)
        case "as text":
            arguments[name] = json.dumps(arguments.get(name))
        case "in a list":
            arguments[name] = [arguments.get(name)]
        case _:
            arguments[name] = None


def arguments_for(schema: Schema) -> st.SearchStrategy[Arguments]:
    """Return arguments, from valid ones to arbitrary values."""
    return st.one_of(objects(schema), objects(schema), nearly_valid(schema), st.dictionaries(text, hostile, max_size=6))


def large_arguments_for(schema: Schema) -> st.SearchStrategy[Arguments]:
    """Return arguments with a large value among them."""
    return nearly_valid(schema, large_values) | st.dictionaries(text, large_values, min_size=1, max_size=2)
