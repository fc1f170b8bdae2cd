"""The emulator as the command line describes it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from dataworks.signing import Credentials
from emulator.faults.fault_rules import Faults
from emulator.faults.fault_text import parse_fault
from emulator.seed.initial_world import initial_world
from emulator.service import KEYS, Emulator
from emulator.world.state import World


def new_emulator(
    faults: Path | None = None,
    data: Path | None = None,
    more_faults: Sequence[str] = (),
    keys: Sequence[str] = (),
    *,
    documented: bool = False,
) -> Emulator:
    """Return an emulator with the faults of a file, ``more_faults`` in short form, and more keys.

    A key is ``ID:SECRET``, or ``ID:SECRET:TOKEN``. With a data file, the state is read from there and saved there.
    ``documented``: where the pages and what was seen of the service differ, follow the pages.

    Raises:
        ValueError: an argument or a file is not valid.
        OSError: a file can't be read.
    """
    rules = Faults.load(faults) if faults else Faults()
    rules = rules.with_rules(map(parse_fault, more_faults))
    accepted, world = (*KEYS, *map(_key, keys)), initial_world(documented=documented)
    return Emulator(world, keys=accepted, faults=rules, save=_saving(world, data) if data else None)


def _saving(world: World, data: Path) -> Callable[[], None]:
    from emulator.world.store import Store  # slow to load, and rarely needed

    return Store(data, world).save


def _key(text: str) -> Credentials:
    name, _, rest = text.partition(":")
    secret, separator, token = rest.partition(":")
    if not (name and secret) or bool(separator) != bool(token):
        raise ValueError("--key takes ID:SECRET or ID:SECRET:TOKEN")
    return Credentials(name, secret, token or None)
