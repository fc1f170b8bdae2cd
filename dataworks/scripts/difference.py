"""How two task scripts differ, in words a person can check."""

import json
from collections.abc import Iterator
from typing import Any, cast

from dataworks.scripts.mapping import table_mappings

SHOWN = 10
"""How many differences are named; the rest are counted."""


def differences(present: str, wanted: str) -> list[str]:
    """What the wanted script changes about the present one; empty when both mean the same."""
    present_value, wanted_value = _decoded(present), _decoded(wanted)
    if present_value == wanted_value:
        return []
    return table_differences(present, wanted) or _shown([*_paths(present_value, wanted_value, "")])


def table_differences(present: str, wanted: str) -> list[str]:
    """The same of tables alone; empty where one of the scripts names none."""
    if present == wanted:  # as is usual; to read a script of thousands of tables takes a while
        return []
    before = {mapping.source for mapping in table_mappings(present)}
    after = {mapping.source for mapping in table_mappings(wanted)}
    if not before or not after:
        return []
    return _shown(
        [
            *(f"the present task also has table {table}" for table in sorted(before - after)),
            *(f"the present task lacks table {table}" for table in sorted(after - before)),
        ]
    )


def _shown(found: list[str]) -> list[str]:
    return found[:SHOWN] + ([f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else [])


def _decoded(script: str) -> object:
    try:
        return json.loads(script)
    except (ValueError, RecursionError):
        return script


def _paths(present: object, wanted: object, place: str) -> Iterator[str]:
    if type(present) is not type(wanted) or not isinstance(present, dict | list):
        if present != wanted:
            yield f"{place or '/'} differs"
        return
    before, after = _children(present), _children(wanted)
    for name in sorted(before.keys() | after.keys()):
        yield from _paths(before.get(name), after.get(name), f"{place}/{name}")


def _children(value: Any) -> dict[str, object]:
    rows = enumerate(cast("list[object]", value)) if isinstance(value, list) else value.items()
    return {str(name): child for name, child in rows}
