"""What the emulator does and how we know, as a table."""

from collections.abc import Iterator, Mapping

from emulator.gateway.evidence import GATEWAY, Behaviour
from emulator.handlers.catalog import handlers

EVERY_OPERATION = "(every operation)"


def coverage() -> Mapping[str, tuple[Behaviour, ...]]:
    """What is done by each operation, and at the end what holds for every one."""
    told = {key.action: handler.behaviours for key, handler in handlers().items()}
    return {**told, EVERY_OPERATION: GATEWAY}


def table() -> Iterator[str]:
    """The table as lines: operation, evidence, behaviour."""
    rows = coverage()
    width = max(map(len, rows))
    for action, behaviours in rows.items():
        for behaviour in behaviours:
            yield f"{action:{width}}  {behaviour.evidence:10}  {behaviour.text}"
