"""The file of ``--config``: keys for all commands, and a table for each command that has values of its own."""

import argparse
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, cast

from dataworks.private_files import warn_if_exposed
from dataworks.signing import Credentials
from server.client_formats import KEY_VARIABLES
from server.configuration.keys import ONCE, Commands, Keys, normal, settings_of, unknown
from server.configuration.reading import from_file
from server.settings import STATE_KEY_VARIABLE
from tools.rendering import clean

SECRETS = {
    "state_key": STATE_KEY_VARIABLE,
    "access_key_id": KEY_VARIABLES[0],
    "access_key_secret": KEY_VARIABLES[1],
    "security_token": "ALIBABA_CLOUD_SECURITY_TOKEN",
}
"""Keys without an option, since what is on a command line can be read by others; each with its variable."""

LARGEST, MOST = 1_000_000, 20
"""Bytes of a file, and problems that are said at once."""


@dataclass(frozen=True)
class Found:
    """A value in the file.

    Attributes:
        value: what it means for the option.
        source: the file and the key.
    """

    value: object
    source: str


@dataclass(frozen=True)
class SettingsFile:
    """The content of a file, in which every key is one that some command has.

    Attributes:
        path: where it is.
        content: its keys in their usual form, and its tables.
    """

    path: Path
    content: Mapping[str, Any] = field(repr=False)

    @classmethod
    def load(cls, path: Path, commands: Commands) -> "SettingsFile":
        """Read a file.

        Raises:
            ValueError: it is no TOML, or has keys or values that are none of a command; the text says which, and where.
            OSError: it can't be read.
        """
        import tomllib  # seldom needed

        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ValueError(f"{path} has more than {LARGEST} bytes, so it is no file of settings")
        try:
            text = content.decode("utf-8-sig")
            found = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            problem = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
            raise ValueError(f"{path} is not TOML in UTF-8: {problem}") from None
        problems = [*islice(Examination(path.absolute().parent, text, commands).problems(found), MOST + 1)]
        if problems:
            more = problems[MOST:]
            problems[MOST:] = ["and more"] * len(more)
            number = f"more than {MOST}" if more else len(problems)
            heading = f"{path}: {number} to fix\n- " if problems[1:] else f"{path}: "
            raise ValueError(clean(heading + "\n- ".join(problems)))
        return cls(path, _normal(found))

    def found(self, key: str, action: argparse.Action, tables: tuple[str, ...]) -> Found | None:
        """Return the value of a key in the first of these tables that has it, or else outside of tables.

        Raises:
            ValueError: it is none for this option; the text says where it is.
        """
        for table in (*tables, ""):
            values = self.content.get(table, {}) if table else self.content
            if key in values and (not isinstance(values[key], dict) or table):
                return self._read(values[key], action, f"{table}.{key}" if table else key)
        return None

    def _read(self, value: object, action: argparse.Action, place: str) -> Found | None:
        try:
            meant = from_file(action, value, self.path.absolute().parent)
        except ValueError as error:
            raise ValueError(f"{self.path}: {place} {error}") from None
        return None if meant is None else Found(meant, f"{self.path}:{place}")

    def secret(self, key: str) -> str | None:
        """Return a secret of the file."""
        text = self.content.get(key)
        return text.strip() if isinstance(text, str) else None

    def credentials(self, environment: Mapping[str, str] = os.environ) -> Credentials | None:
        """Return the access key of the file, unless there is one in the variables.

        Raises:
            ValueError: half of it is missing.
        """
        key_id, secret = self.secret("access_key_id"), self.secret("access_key_secret")
        if environment.get(SECRETS["access_key_id"]) or not (key_id or secret):
            return None
        if not (key_id and secret):
            raise ValueError(f"{self.path}: access_key_id and access_key_secret belong together; one is missing")
        return Credentials(key_id, secret, self.secret("security_token"), f"of {self.path}")

    def warn(self) -> None:
        """Log a warning if every user of this machine can change the file, or read secrets in it."""
        warn_if_exposed(self.path, secret=any(key in self.content for key in (*SECRETS, "key")) or self._has_keys())

    def _has_keys(self) -> bool:
        return any(isinstance(table, dict) and "key" in table for table in self.content.values())


def _normal(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        normal(key): _normal(cast("dict[str, Any]", value)) if isinstance(value, dict) else value
        for key, value in content.items()
    }


@dataclass(frozen=True)
class Examination:
    """Finds everything that is wrong with the keys and values of a file.

    Attributes:
        folder: the folder of the file.
        text: its text, for the numbers of lines.
        commands: the commands that it may be for.
    """

    folder: Path
    text: str
    commands: Commands

    def problems(self, content: Mapping[str, Any]) -> Iterator[str]:
        """Yield a text for each problem."""
        keys = {name: settings_of(command) for name, command in self.commands.items()}
        yield from self._twice(content, "")
        for key, value in content.items():
            if isinstance(value, dict) and normal(key) in keys:
                yield from self._of_table(key, cast("dict[str, Any]", value), keys[normal(key)], keys)
            else:
                yield from self._general(key, cast("object", value), keys)

    def _of_table(self, table: str, content: Mapping[str, Any], own: Keys, keys: Mapping[str, Keys]) -> Iterator[str]:
        yield from self._twice(content, table)
        for key, value in content.items():
            name, place = normal(key), self._place(key, table)
            if name in own:
                yield from self._misread(value, [own[name]], f"{place}: {name}")
            elif name in SECRETS:
                yield f"{place}: {name} belongs above all tables"
            else:
                others = ", ".join(other for other, its in keys.items() if name in its)
                yield f"{place}: {f'{name} is a setting of {others}' if others else unknown(name, own)}"

    def _general(self, key: str, value: object, keys: Mapping[str, Keys]) -> Iterator[str]:
        name, place = normal(key), self._place(key, "")
        actions = [own[name] for own in keys.values() if name in own]
        if name in SECRETS:
            if not isinstance(value, str) or not value.strip():
                yield f"{place}: {name} must be text, in quotes"
        elif actions:
            yield from self._misread(value, actions, f"{place}: {name}")
        elif name in keys and name not in ONCE:
            yield f"{place}: {name} is a command: its settings belong below [{name}]"
        elif isinstance(value, dict):
            yield f"{place}: {unknown(name, keys, {}).replace('a setting here', 'a command')}"
        else:
            yield f"{place}: {unknown(name, {*SECRETS, *(each for own in keys.values() for each in own)})}"

    def _misread(self, value: object, actions: list[argparse.Action], place: str) -> Iterator[str]:
        """Yield what is wrong with a value if none of these options takes it."""
        problems: list[str] = []
        for action in actions:
            try:
                from_file(action, value, self.folder)
            except ValueError as error:
                problems.append(str(error))
        if len(problems) == len(actions):
            yield f"{place} {problems[0]}"

    @staticmethod
    def _twice(content: Mapping[str, Any], table: str) -> Iterator[str]:
        """Yield the keys that are there in two spellings."""
        seen: set[str] = set()
        for key in content:
            if normal(key) in seen:
                yield f"{f'[{table}] ' if table else ''}{normal(key)} is there twice, with - and with _"
            seen.add(normal(key))

    def _place(self, key: str, table: str) -> str:
        """Return where a key is: its line if it can be found, or its table."""
        inside, row = "", re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
        for number, line in enumerate(self.text.splitlines(), 1):
            header = HEADER.match(line)
            inside = re.sub(r"""["'\s]""", "", header[1]) if header else inside
            if (inside == table and row.match(line)) or (header and inside == f"{table}.{key}".strip(".")):
                return f"line {number}"
        return f"[{table}]" if table else "above all tables"


HEADER = re.compile(r"\s*\[+([^\[\]]*)\]")
"""The line with which a table begins."""
