"""The table of the emulator's behaviours and their evidence."""

from collections import Counter
from collections.abc import Iterator, Mapping

from dataworks.operation import VERSION, OperationKey
from emulator.gateway.evidence import GATEWAY, Behaviour, Evidence
from emulator.handlers.catalog import handlers

EVERY_OPERATION = "(every operation)"


def coverage() -> Mapping[str, tuple[Behaviour, ...]]:
    """Return the behaviours of each operation, and those of every operation at the end."""
    return {**{_name(key): handler.behaviours for key, handler in handlers().items()}, EVERY_OPERATION: GATEWAY}


def _name(key: OperationKey) -> str:
    """The name of an operation in the table: its action, with the version if another one has the same."""
    same = [other for other in handlers() if other.action == key.action]
    return key.action if key.version == VERSION or len(same) == 1 else f"{key.action} ({key.version})"


def table() -> Iterator[str]:
    """Yield the table as lines: operation, evidence, behaviour; and the share of each kind of evidence."""
    rows = coverage()
    width = max(map(len, rows))
    for action, behaviours in rows.items():
        for behaviour in behaviours:
            yield f"{action:{width}}  {behaviour.evidence:10}  {behaviour.sourced}"
    yield shares()


def shares() -> str:
    """Return how many behaviours there are of each kind of evidence, and their share."""
    counts = Counter(behaviour.evidence for behaviours in coverage().values() for behaviour in behaviours)
    total = counts.total()
    each = (f"{counts[evidence]} {evidence} ({counts[evidence] / total:.0%})" for evidence in Evidence)
    return f"({total} behaviours: {', '.join(each)})"
