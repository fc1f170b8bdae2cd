"""The emulator as the command line describes it."""

from collections.abc import Sequence
from pathlib import Path

from emulator.fault_text import parse_fault
from emulator.faults import Faults
from emulator.seed import initial_world
from emulator.service import KEYS, Emulator


def new_emulator(faults: Path | None = None, more_faults: Sequence[str] = (), keys: Sequence[str] = ()) -> Emulator:
    """An emulator with the faults of a file and with others in one word each, and with more keys as ``ID:SECRET``.

    Raises:
        ValueError: one of them is not as it should be; the text says how.
        OSError: the file can't be read.
    """
    told = Faults.load(faults) if faults else Faults()
    accepted = KEYS | dict(map(_key, keys))
    return Emulator(initial_world(), keys=accepted, faults=told.with_rules(map(parse_fault, more_faults)))


def _key(text: str) -> tuple[str, str]:
    name, separator, secret = text.partition(":")
    if not (name and separator and secret):
        raise ValueError("--key takes ID:SECRET")
    return name, secret
