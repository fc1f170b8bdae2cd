"""The table of the emulator's behaviours and their evidence."""

from collections.abc import Iterator, Mapping

from emulator.gateway.evidence import GATEWAY, Behaviour
from emulator.handlers.catalog import handlers

EVERY_OPERATION = "(every operation)"


def coverage() -> Mapping[str, tuple[Behaviour, ...]]:
    """Return the behaviours of each operation, and those of every operation at the end."""
    return {**{key.action: handler.behaviours for key, handler in handlers().items()}, EVERY_OPERATION: GATEWAY}


def table() -> Iterator[str]:
    """Yield the table as lines: operation, evidence, behaviour."""
    rows = coverage()
    width = max(map(len, rows))
    for action, behaviours in rows.items():
        for behaviour in behaviours:
            yield f"{action:{width}}  {behaviour.evidence:10}  {behaviour.text}"
