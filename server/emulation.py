"""The emulator as the command line describes it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from dataworks.signing import Credentials
from emulator.faults.fault_rules import Faults
from emulator.faults.fault_text import parse_fault
from emulator.seed.initial_world import initial_world
from emulator.service import KEYS, Emulator, Worlds
from emulator.world.state import DataSource, World


def new_emulator(
    faults: Path | None = None,
    data: Path | None = None,
    more_faults: Sequence[str] = (),
    keys: Sequence[Credentials] = KEYS,
    *,
    world: Path | str | None = None,
    documented: bool = False,
) -> Emulator:
    """Return an emulator with the faults of a file, ``more_faults`` in short form, and keys.

    With a data file, the state is read from there and saved there. ``world`` is a world file, or the address of a MySQL
    server, whose tables a data source of the initial world has. ``documented``: where the pages and what was seen of
    the service differ, follow the pages.

    Raises:
        ValueError: an argument or a file is not valid.
        OSError: a file can't be read.
    """
    rules = Faults.load(faults) if faults else Faults()
    rules = rules.with_rules(map(parse_fault, more_faults))
    first = _making(world) if world else initial_world
    contents = first()
    contents.documented = documented
    if data:
        return Emulator(contents, keys=keys, faults=rules, save=_saving(contents, data))
    return Emulator(contents, keys=keys, faults=rules, worlds=Worlds(first, _of_text))


def _making(given: Path | str) -> Callable[[], World]:
    """Return what makes the world of a file, or the initial one with tables of a MySQL server, read once."""
    if isinstance(given, Path):
        from emulator.seed.file_world import world_of_file

        return partial(world_of_file, given)
    from emulator.seed.mysql_tables import mysql_source

    return partial(_with_source, mysql_source(given))


def _of_text(text: str) -> World:
    from emulator.seed.file_world import world_of  # only tests of other programs need it
    from emulator.seed.world_file import read_world

    return world_of(read_world(text))


def _with_source(source: DataSource) -> World:
    world = initial_world()
    for workspace in world.workspaces.values():
        name = source.name if source.name not in workspace.data_sources else f"mysql_{source.name}"
        workspace.data_sources[name] = replace(source, name=name)
    return world


def _saving(world: World, data: Path) -> Callable[[], None]:
    from emulator.world.store import Store  # slow to load, and rarely needed

    return Store(data, world).save


def key(text: str) -> Credentials:
    """Read ``ID:SECRET`` or ``ID:SECRET:TOKEN``.

    Raises:
        ValueError: it has not that form.
    """
    name, _, rest = text.partition(":")
    secret, separator, token = rest.partition(":")
    if not (name and secret) or bool(separator) != bool(token):
        raise ValueError("--key takes ID:SECRET or ID:SECRET:TOKEN")
    return Credentials(name, secret, token or None)
