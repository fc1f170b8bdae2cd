"""Where the value of each setting comes from: the command line, else a variable, else the file, else the default."""

import argparse
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from server.client_formats import TOKEN_VARIABLE
from server.configuration.effects import DESTINATION, GUARDS, without_effect
from server.configuration.keys import CONFIG, PREFIX, Commands, Keys, settings_of, unknown, variable
from server.configuration.reading import from_variable
from server.configuration.settings_file import SECRETS, SettingsFile
from server.identity.options import roles_of
from server.identity.roles import Roles
from server.settings import REGION_VARIABLES

TABLES = {"doctor": ("doctor", "serve"), CONFIG: (CONFIG, "serve")}
"""The tables of commands that are about a server; any other command has the table of its name."""


class Rank(IntEnum):
    """The sources, the strongest first."""

    FLAG = 0
    VARIABLE = 1
    FILE = 2
    DEFAULT = 3


@dataclass(frozen=True)
class Setting:
    """The value of an option, and where it comes from, in words."""

    value: object
    rank: Rank
    source: str
    key: str


@dataclass(frozen=True)
class Sources:
    """What a command takes its settings from.

    Attributes:
        flags: the options of the command line that are given, by their attribute.
        environment: the variables.
        file: the file of settings.
        tables: the tables in it.
    """

    flags: Mapping[str, object]
    environment: Mapping[str, str]
    file: SettingsFile | None
    tables: tuple[str, ...]

    def settings(self, keys: Keys) -> dict[str, Setting]:
        """Return the strongest value of each option, by its attribute.

        Raises:
            ValueError: a value is wrong, or one source says two things about the same.
        """
        found: dict[str, Setting] = {}
        for setting, attribute in self._given(keys):
            before = found.setdefault(attribute, setting)
            if before.rank == setting.rank and before.key != setting.key:
                raise ValueError(f"{before.source} and {setting.source} exclude each other")
            found[attribute] = min(before, setting, key=lambda each: each.rank)
        self._leave_one_destination(found)
        self._leave_the_variable_of_the_key(found)
        return {
            action.dest: found.get(action.dest) or self._default(key, action)
            for key, action in reversed([*keys.items()])  # an attribute has the default of its first option
        }

    def _given(self, keys: Keys) -> Iterator[tuple[Setting, str]]:
        for key, action in keys.items():
            attribute = action.dest
            if attribute in self.flags:  # what counts less has no effect, so it may also be wrong
                if attribute == key or attribute not in keys:
                    flag = f"--{key.replace('_', '-')}"
                    yield Setting(self.flags[attribute], Rank.FLAG, flag, key), attribute
                continue
            name = variable(key)
            text = self.environment.get(name)
            if text:
                value = _of_variable(action, name, text)
                if value is not None:
                    yield Setting(value, Rank.VARIABLE, f"variable {name}", key), attribute
            elif self.file and (there := self.file.found(key, action, self.tables)):
                yield Setting(there.value, Rank.FILE, there.source, key), attribute

    def _leave_one_destination(self, found: dict[str, Setting]) -> None:
        """Drop the emulator and an address where a stronger source says where calls go."""
        said = {name: found[name] for name in DESTINATION if name in found and found[name].value}
        strongest = min((setting.rank for setting in said.values()), default=Rank.DEFAULT)
        both = [said[name] for name in ("emulator", "endpoint") if name in said and said[name].rank == strongest]
        if len(both) > 1:
            raise ValueError(f"{both[0].source} and {both[1].source} exclude each other")
        for name in ("emulator", "endpoint"):
            if name in said and said[name].rank > strongest:
                del found[name]

    def _leave_the_variable_of_the_key(self, found: dict[str, Setting]) -> None:
        path = found.get("state_key_file")
        if path and path.rank is Rank.FILE and self.environment.get(SECRETS["state_key"], "").strip():
            del found["state_key_file"]

    def _default(self, key: str, action: argparse.Action) -> Setting:
        if key == "region":
            for name in REGION_VARIABLES:
                if self.environment.get(name):
                    return Setting(self.environment[name], Rank.DEFAULT, f"variable {name}", key)
        return Setting(action.default, Rank.DEFAULT, "default", key)


def _of_variable(action: argparse.Action, name: str, text: str) -> object:
    try:
        return from_variable(action, text)
    except ValueError as error:
        raise ValueError(f"{name} {error}") from None


def settle(options: argparse.Namespace, commands: Commands, environment: Mapping[str, str] = os.environ) -> None:
    """Complete the options that were given on the command line; ``options.sources`` then has each setting.

    Raises:
        ValueError: a setting is wrong, of no command, missing, or without effect; the text says where it is.
        OSError: the file can't be read.
    """
    command = commands[options.command]
    options.unused_guards = []
    keys = settings_of(command)
    path = getattr(options, CONFIG, None) or (environment.get(variable(CONFIG)) if keys else None)
    if keys:
        _check_names(commands, environment)
    options.file = SettingsFile.load(Path(path), commands) if path else None
    options.config = options.file and options.file.path
    tables = TABLES.get(options.command, (options.command,))
    sources = Sources(options.given, environment, options.file, tables)
    options.sources = _applied(sources.settings(keys), options)
    missing = [action for action in keys.values() if action.required and not vars(options)[action.dest]]
    if missing:
        command.error(f"the following arguments are required: {', '.join(each.option_strings[0] for each in missing)}")
    options.of_server = _of_server(sources, commands["serve"]) if options.command == "doctor" else {}


def _of_server(sources: Sources, serve: argparse.ArgumentParser) -> dict[str, Setting]:
    """Return the settings that a server would have in force.

    Raises:
        ValueError: it would not start with them.
    """
    options = argparse.Namespace(default=serve.get_default, unused_guards=[])
    found = _applied(sources.settings(settings_of(serve)), options)
    roles = roles_of(options)
    if options.metrics:
        from server.telemetry.metrics_page import address

        address(options.metrics)
    if options.transport == "http":
        _check_front(options, roles, found["token_file"].source)
    return found


def _check_front(options: argparse.Namespace, roles: Roles | None, of_tokens: str) -> None:
    """Check what only a server over HTTP has; ``of_tokens``: where the name of its token file is from."""
    from server.http.front import front  # the library of the protocol takes long to load

    try:
        front(options, roles)
    except OSError as error:
        raise ValueError(f"{of_tokens} {options.token_file}: {error.strerror}") from None


def _check_names(commands: Commands, environment: Mapping[str, str]) -> None:
    """Refuse variables with our prefix that mean nothing: with one that is misspelt, less is set than was meant."""
    keys = {key for command in commands.values() for key in settings_of(command)} | {CONFIG}
    known = {*map(variable, keys), TOKEN_VARIABLE, *SECRETS.values()}
    for name, value in environment.items():
        if value and name.startswith(PREFIX) and name not in known:
            raise ValueError(unknown(name, known))


def _applied(found: Mapping[str, Setting], options: argparse.Namespace) -> dict[str, Setting]:
    """Set the options, and return the settings in force: what has no effect in a weaker source than the command line is
    left out, since a file and variables serve several commands; ``unused_guards`` then has what must be said about it.

    Raises:
        ValueError: what was given has no effect, and without it a server would be open to more callers.
    """
    for attribute, setting in found.items():
        setattr(options, attribute, setting.value)
    unused = {}
    for attribute, needed in without_effect(options).items():
        setting, default = found[attribute], options.default(attribute)
        is_guard, over_http = attribute in GUARDS, getattr(options, "transport", None) == "http"
        if setting.rank is Rank.FLAG or (is_guard and over_http):
            raise ValueError(f"{setting.source} has no effect {needed}")
        if is_guard:
            options.unused_guards.append(f"{setting.source} has no effect {needed}")
        setattr(options, attribute, default)
        source = f"default, since {setting.source} has no effect {needed}"
        unused[attribute] = Setting(default, Rank.DEFAULT, source, setting.key)
    return {**found, **unused}
