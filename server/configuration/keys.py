"""Which options are settings: those that a variable and a file can set too, and by which names."""

import argparse
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TypeAlias, cast

PREFIX = "DATAWORKS_DI_"

CONFIG = "config"
"""The option that names the file."""

ONCE = {
    "help": "prints, and ends",
    "version": "prints, and ends",
    "list": "prints, and ends",
    "coverage": "prints, and ends",
    "yes": "is the consent to one call",
    CONFIG: "names the file itself",
}
"""Options that are said on the command line alone, and why; the last one is a variable too."""

Keys: TypeAlias = Mapping[str, argparse.Action]
"""The settings of a command by the keys of a file."""

Commands: TypeAlias = Mapping[str, argparse.ArgumentParser]


def commands_of(top: argparse.ArgumentParser) -> Commands:
    """Return the commands of our parser, which is its one action that consists of parsers."""
    (found,) = (action.choices for action in actions_of(top) if action.nargs == argparse.PARSER)
    return cast("Commands", found)


def actions_of(command: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return the options and arguments of a command."""
    return cast("list[argparse.Action]", vars(command)["_actions"])


def key_of(action: argparse.Action) -> str:
    """Return the name of an option as a key of a file."""
    return normal(action.option_strings[-1].removeprefix("--"))


def normal(key: str) -> str:
    """Return a key in its usual form."""
    return key.replace("-", "_")


def variable(key: str) -> str:
    """Return the name of the variable for a key."""
    return f"{PREFIX}{key.upper()}"


def settings_of(command: argparse.ArgumentParser) -> Keys:
    """Return the settings of a command."""
    keyed = {key_of(action): action for action in actions_of(command) if action.option_strings}
    return {key: action for key, action in keyed.items() if key not in ONCE}


def add_config(commands: Commands) -> None:
    """Add the option that names the file to each command that has settings."""
    for command in commands.values():
        if settings_of(command) and CONFIG not in map(key_of, filter(_is_option, actions_of(command))):
            add_config_option(command)


def add_config_option(command: argparse.ArgumentParser) -> None:
    """Add the option that names the file."""
    from pathlib import Path

    command.add_argument(f"--{CONFIG}", type=Path, metavar="FILE", help=f"settings (TOML; default: {variable(CONFIG)})")


def _is_option(action: argparse.Action) -> bool:
    return bool(action.option_strings)


def unknown(name: str, known: Iterable[str], once: Mapping[str, str] = ONCE) -> str:
    """Return what is said about a name that is no setting: why, or which is meant."""
    if name in once:
        return f"{name} {once[name]}: give it on the command line"
    near = get_close_matches(name, [*known], n=1)
    return f"{name} is not a setting here{f'; did you mean {near[0]}?' if near else ''}"
