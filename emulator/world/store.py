"""A world in one SQLite file: every change that was answered survives the end of the process.

Each value in an observable dictionary of the world is a row of the table ``thing``: ``shelf`` (the name of the
dictionary), key and value, the latter two as JSON. A request writes its changes in one transaction before it is
answered. Data sources, resource groups and speeds are part of the program and not in the file. The counts of reads are
not in the file either, so after a restart the states change by the clock alone.
"""

import sqlite3
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from dataworks.private_files import create_private, warn_if_exposed
from emulator.world.jobs import DIJob
from emulator.world.nodes import Node, Pipeline
from emulator.world.observable_dict import ObservableDict
from emulator.world.state import Deleted, Deployment, Folder, Process, Task, World

FORMAT = 4
"""The version of the file format. Raise it when the fields of a stored value change."""

APPLICATION_ID = 0x64776469  # "dwdi"
"""SQLite's application id of the emulator's files."""

SIGNATURE = b"SQLite format 3\0"
FORMAT_AT, APPLICATION_ID_AT, HEADER_SIZE = 60, 68, 100
"""The offsets of format and application id in a header, to recognise other files without opening them in SQLite."""

TABLE = """
CREATE TABLE thing (
    number INTEGER PRIMARY KEY,  -- insertion order
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


class Codec(NamedTuple):
    """The JSON serialization of the keys and values of a dictionary."""

    key: TypeAdapter[Any]
    value: TypeAdapter[Any]


WORLD_FIELDS = {
    "last": Codec(TypeAdapter(str), TypeAdapter(int)),
    "processes": Codec(TypeAdapter(str), TypeAdapter(Process)),
    "deployments": Codec(TypeAdapter(int), TypeAdapter(Deployment)),
    "tokens": Codec(TypeAdapter(tuple[str, str]), TypeAdapter(tuple[str, int])),
}
WORKSPACE_FIELDS = {
    "folders": Codec(TypeAdapter(str), TypeAdapter(Folder)),
    "tasks": Codec(TypeAdapter(tuple[str, int]), TypeAdapter(Task)),
    "configs": Codec(TypeAdapter(tuple[str, str | None]), TypeAdapter(dict[str, str])),
    "deleted": Codec(TypeAdapter(tuple[str, int]), TypeAdapter(Deleted)),
    "recycled": Codec(TypeAdapter(tuple[str, int]), TypeAdapter(Task)),
    "jobs": Codec(TypeAdapter(int), TypeAdapter(DIJob)),
    "nodes": Codec(TypeAdapter(int), TypeAdapter(Node)),
    "pipelines": Codec(TypeAdapter(str), TypeAdapter(Pipeline)),
}
"""The stored fields of a world and of each of its workspaces."""


class Store:
    """Stores a world in a file, for this process alone. If the file already has a world, it is restored first.

    Raises:
        ValueError: the file is not the emulator's, of another format, damaged, or in use; it is not changed.
        OSError: the file can't be read.
    """

    def __init__(self, path: Path, world: World) -> None:
        self._dicts = dict(_dicts(world))
        self._changed: dict[tuple[str, Any], None] = {}
        with _named_errors(path):
            _check_header(path)
            self._file = _locked(path)
            try:
                self._open(world)
            except BaseException:
                self.close()
                raise

    def save(self) -> None:
        """Write the changes since the last call. After an error the next call writes them again."""
        if self._changed:
            with _transaction(self._file):
                self._write(self._changed)
            self._changed.clear()

    def close(self) -> None:
        """Stop observing the world, and close the file."""
        for observed, _ in self._dicts.values():
            observed.on_change = None
        self._file.close()

    def _open(self, world: World) -> None:
        is_new = self._file.execute("SELECT 1 FROM sqlite_master").fetchone() is None
        if is_new:
            self._create()
        else:
            self._read()
            world.last["start"] += 1
        # A commit survives the end of the process, but not always a crash of the machine: no write waits for the disk.
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = NORMAL")
        for name, (observed, _) in self._dicts.items():
            observed.on_change = partial(self._mark_changed, name)
        self._mark_changed("last", "start")
        self.save()

    def _create(self) -> None:
        """Write the whole world to a new file."""
        with _transaction(self._file):
            self._file.execute(TABLE)
            self._file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self._file.execute(f"PRAGMA user_version = {FORMAT}")
            self._write((name, key) for name, (stored, _) in self._dicts.items() for key in stored)

    def _read(self) -> None:
        """Restore the whole world from the file."""
        for stored, _ in self._dicts.values():
            stored.clear()
        for name, key, value in self._file.execute(READ):
            stored, codec = self._dicts[name]
            stored[codec.key.validate_json(key)] = codec.value.validate_json(value)

    def _mark_changed(self, name: str, key: Any) -> None:
        self._changed[name, key] = None

    def _write(self, changed: Iterable[tuple[str, Any]]) -> None:
        """Write the current values of these dictionaries and keys; delete the rows of removed keys."""
        for name, key in changed:
            stored, codec = self._dicts[name]
            row = (name, codec.key.dump_json(key).decode())
            if key in stored:
                self._file.execute(WRITE, (*row, codec.value.dump_json(stored[key]).decode()))
            else:
                self._file.execute(REMOVE, row)


def _dicts(world: World) -> Iterator[tuple[str, tuple[ObservableDict[Any, Any], Codec]]]:
    """Yield every stored dictionary by its name in the file: ``processes``, ``10000/tasks``."""
    for name, codec in WORLD_FIELDS.items():
        yield name, (getattr(world, name), codec)
    for workspace in world.workspaces.values():
        for name, codec in WORKSPACE_FIELDS.items():
            yield f"{workspace.id}/{name}", (getattr(workspace, name), codec)


def _check_header(path: Path) -> None:
    """Refuse a file that is not the emulator's, or not of this format, before SQLite opens it."""
    if not path.exists() or path.stat().st_size == 0:
        return
    with path.open("rb") as file:
        header = file.read(HEADER_SIZE)
    if not header.startswith(SIGNATURE) or _number(header, APPLICATION_ID_AT) != APPLICATION_ID:
        raise ValueError("it is not a data file of the emulator; name another file")
    if _number(header, FORMAT_AT) != FORMAT:
        raise ValueError(
            f"it has format {_number(header, FORMAT_AT)}, and this version reads {FORMAT}; name another file"
        )


def _number(header: bytes, place: int) -> int:
    return int.from_bytes(header[place : place + 4])


def _locked(path: Path) -> sqlite3.Connection:
    """Open the file for this process alone. SQLite gives its other files the mode of this one."""
    create_private(path)
    warn_if_exposed(path)
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
    """Commit all changes of a block, or none of them."""
    file.execute("BEGIN EXCLUSIVE")
    try:
        yield
        file.execute("COMMIT")
    except BaseException:
        if file.in_transaction:  # if the disk is full, SQLite has ended it already
            file.execute("ROLLBACK")
        raise


@contextmanager
def _named_errors(path: Path) -> Generator[None]:
    """Raise errors as a ValueError that names the file and the fix."""
    try:
        yield
    except (ValidationError, KeyError):
        reason = "it has contents that this version can't read; name another file"
    except ValueError as error:
        reason = str(error)
    except sqlite3.DatabaseError as error:
        in_use = error.sqlite_errorname == "SQLITE_BUSY"
        reason = "another process uses it; end that one, or name another file" if in_use else f"SQLite: {error}"
    else:
        return
    raise ValueError(f"data {path.name}: {reason}")
