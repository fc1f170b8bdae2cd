"""The emulator as the command line describes it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
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
    world: str | None = None,
    documented: bool = False,
) -> Emulator:
    """Return an emulator with the faults of a file, ``more_faults`` in short form, and more keys.

    A key is ``ID:SECRET``, or ``ID:SECRET:TOKEN``. With a data file, the state is read from there and saved there.
    ``world`` is a world file, or the address of a MySQL server, whose tables a data source of the initial world has.
    ``documented``: where the pages and what was seen of the service differ, follow the pages.

    Raises:
        ValueError: an argument or a file is not valid.
        OSError: a file can't be read.
    """
    rules = Faults.load(faults) if faults else Faults()
    rules = rules.with_rules(map(parse_fault, more_faults))
    contents = _world(world) if world else initial_world()
    contents.documented = documented
    accepted = (*KEYS, *map(_key, keys))
    return Emulator(contents, keys=accepted, faults=rules, save=_saving(contents, data) if data else None)


def _world(given: str) -> World:
    """Return the world of a file, or the initial one with the tables of a MySQL server."""
    if not given.startswith("mysql:"):
        from emulator.seed.file_world import world_of_file

        return world_of_file(Path(given))
    from emulator.seed.mysql_tables import mysql_source

    world, source = initial_world(), mysql_source(given)
    for workspace in world.workspaces.values():
        name = source.name if source.name not in workspace.data_sources else f"mysql_{source.name}"
        workspace.data_sources[name] = replace(source, name=name)
    return world


def _saving(world: World, data: Path) -> Callable[[], None]:
    from emulator.world.store import Store  # slow to load, and rarely needed

    return Store(data, world).save


def _key(text: str) -> Credentials:
    name, _, rest = text.partition(":")
    secret, separator, token = rest.partition(":")
    if not (name and secret) or bool(separator) != bool(token):
        raise ValueError("--key takes ID:SECRET or ID:SECRET:TOKEN")
    return Credentials(name, secret, token or None)
