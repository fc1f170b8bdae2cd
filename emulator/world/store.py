"""A world in one SQLite file: what was answered is still there after the process was killed.

Each thing on a shelf of the world is a row: shelf, key and value, the latter two as JSON. A request that changed things
writes those, in one transaction, before it is answered. What comes with the program (data sources, resource groups,
speeds) is not in the file, and neither are looks at something on its way: it goes on by the clock alone.
"""

import sqlite3
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from emulator.world.shelf import Shelf
from emulator.world.state import Deleted, Deployment, Folder, Process, Task, World

FORMAT = 1
"""The shape of what is kept. It is to be raised whenever that of a kept thing changes."""

MAGIC = 0x64776469  # "dwdi"
"""SQLite's application id of our files."""

HEADER = b"SQLite format 3\0"
FORMAT_AT, MAGIC_AT, HEADER_SIZE = 60, 68, 100
"""Where a file's header has format and application id: a foreign file is recognised without SQLite touching it."""

TABLE = """
CREATE TABLE thing (
    number INTEGER PRIMARY KEY,  -- the order in which they came
    shelf TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (shelf, key)
)
"""
READ = "SELECT shelf, key, value FROM thing ORDER BY number"
WRITE = """
INSERT INTO thing (shelf, key, value) VALUES (?, ?, ?)
ON CONFLICT (shelf, key) DO UPDATE SET value = excluded.value
"""
REMOVE = "DELETE FROM thing WHERE shelf = ? AND key = ?"


class Kind(NamedTuple):
    """How keys and values of a shelf are spelled."""

    key: TypeAdapter[Any]
    value: TypeAdapter[Any]


OF_WORLD = {
    "last": Kind(TypeAdapter(str), TypeAdapter(int)),
    "processes": Kind(TypeAdapter(str), TypeAdapter(Process)),
    "deployments": Kind(TypeAdapter(int), TypeAdapter(Deployment)),
    "tokens": Kind(TypeAdapter(tuple[str, str]), TypeAdapter(tuple[str, int])),
}
OF_WORKSPACE = {
    "folders": Kind(TypeAdapter(str), TypeAdapter(Folder)),
    "tasks": Kind(TypeAdapter(tuple[str, int]), TypeAdapter(Task)),
    "configs": Kind(TypeAdapter(tuple[str, str | None]), TypeAdapter(dict[str, str])),
    "deleted": Kind(TypeAdapter(tuple[str, int]), TypeAdapter(Deleted)),
}
"""The shelves of a world and of each of its workspaces, by the names of their fields."""


class Store:
    """Keeps a world in a file from now on, and no other process can. A file that has one gives it its content first.

    Raises:
        ValueError: the file is not ours, of another version, damaged, or in use; it is left as it was.
        OSError: it can't be read.
    """

    def __init__(self, path: Path, world: World) -> None:
        self._shelves = dict(_shelves(world))
        self._changed: dict[tuple[str, Any], None] = {}
        with _explained(path):
            _check(path)
            self._file = _locked(path)
            try:
                self._open(world)
            except BaseException:
                self.close()
                raise

    def keep(self) -> None:
        """Write what has changed since the last time. Where that fails, the next time tries it again."""
        if self._changed:
            with _transaction(self._file):
                self._write(self._changed)
            self._changed.clear()

    def close(self) -> None:
        """Let go of the world and of the file."""
        for shelf, _ in self._shelves.values():
            shelf.changed = None
        self._file.close()

    def _open(self, world: World) -> None:
        is_new = self._file.execute("SELECT 1 FROM sqlite_master").fetchone() is None
        if is_new:
            self._create()
        else:
            self._read()
            world.last["start"] += 1
        # What is committed outlives the process at once, and the machine a moment later: no write waits for the disk.
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = NORMAL")
        for name, (shelf, _) in self._shelves.items():
            shelf.changed = partial(self._note, name)
        self._note("last", "start")
        self.keep()

    def _create(self) -> None:
        """Put everything into a new file."""
        with _transaction(self._file):
            self._file.execute(TABLE)
            self._file.execute(f"PRAGMA application_id = {MAGIC}")
            self._file.execute(f"PRAGMA user_version = {FORMAT}")
            self._write((name, key) for name, (shelf, _) in self._shelves.items() for key in shelf)

    def _read(self) -> None:
        """Take everything from the file."""
        for shelf, _ in self._shelves.values():
            shelf.clear()
        for name, key, value in self._file.execute(READ):
            shelf, kind = self._shelves[name]
            shelf[kind.key.validate_json(key)] = kind.value.validate_json(value)

    def _note(self, name: str, key: Any) -> None:
        self._changed[name, key] = None

    def _write(self, places: Iterable[tuple[str, Any]]) -> None:
        """Write what is in these places now; where there is nothing any more, its row goes."""
        for name, key in places:
            shelf, kind = self._shelves[name]
            place = (name, kind.key.dump_json(key).decode())
            if key in shelf:
                self._file.execute(WRITE, (*place, kind.value.dump_json(shelf[key]).decode()))
            else:
                self._file.execute(REMOVE, place)


def _shelves(world: World) -> Iterator[tuple[str, tuple[Shelf[Any, Any], Kind]]]:
    """Every shelf by its name in the file: ``processes``, ``10000/tasks``."""
    for name, kind in OF_WORLD.items():
        yield name, (getattr(world, name), kind)
    for workspace in world.workspaces.values():
        for name, kind in OF_WORKSPACE.items():
            yield f"{workspace.id}/{name}", (getattr(workspace, name), kind)


def _check(path: Path) -> None:
    """Refuse a file that is not ours, or not of this version, before SQLite touches it."""
    if not path.exists() or path.stat().st_size == 0:
        return
    with path.open("rb") as file:
        header = file.read(HEADER_SIZE)
    if not header.startswith(HEADER) or _number(header, MAGIC_AT) != MAGIC:
        raise ValueError("it is no data of the emulator; name another file")
    if _number(header, FORMAT_AT) != FORMAT:
        raise ValueError(
            f"it has format {_number(header, FORMAT_AT)}, and this version reads {FORMAT}; name another file"
        )


def _number(header: bytes, place: int) -> int:
    return int.from_bytes(header[place : place + 4])


def _locked(path: Path) -> sqlite3.Connection:
    """The file, open for this process alone."""
    file = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        file.execute("PRAGMA locking_mode = EXCLUSIVE")
        with _transaction(file):
            pass
    except BaseException:
        file.close()
        raise
    return file


@contextmanager
def _transaction(file: sqlite3.Connection) -> Generator[None]:
    """All of a block's changes, or none of them."""
    file.execute("BEGIN EXCLUSIVE")
    try:
        yield
        file.execute("COMMIT")
    except BaseException:
        if file.in_transaction:  # where the disk is full, SQLite has ended it already
            file.execute("ROLLBACK")
        raise


@contextmanager
def _explained(path: Path) -> Generator[None]:
    """Say which file it is, and what to do about it."""
    try:
        yield
    except (ValidationError, KeyError):
        reason = "it holds what this version does not know; name another file"
    except ValueError as error:
        reason = str(error)
    except sqlite3.DatabaseError as error:
        in_use = error.sqlite_errorname == "SQLITE_BUSY"
        reason = "another process uses it; end that one, or name another file" if in_use else f"SQLite says: {error}"
    else:
        return
    raise ValueError(f"data {path.name}: {reason}")
