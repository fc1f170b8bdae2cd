"""Settings as ``doctor`` shows them: each with its value, without secrets, and where it comes from."""

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple, cast

from server.configuration.settings_file import SECRETS, SettingsFile
from tools.rendering import clean


class Shown(NamedTuple):
    """A setting in words."""

    value: str
    source: str


def shown_settings(options: argparse.Namespace, environment: Mapping[str, str] = os.environ) -> dict[str, Shown]:
    """Return the settings of the server that this command looks at, by key."""
    in_force = {name: options.sources.get(name, setting) for name, setting in options.of_server.items()}
    found = {setting.key: Shown(clean(_words(setting.value)), clean(setting.source)) for setting in in_force.values()}
    return {**found, **dict(_secrets(options.file, environment))}


def _words(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(map(str, cast("Sequence[object]", value))) or "none"
    if isinstance(value, bool) or value is None:
        return "none" if value is None else str(value).lower()
    return str(value.value) if isinstance(value, Enum) else f"{value:g}" if isinstance(value, float) else str(value)


def _secrets(file: SettingsFile | None, environment: Mapping[str, str]) -> Iterator[tuple[str, Shown]]:
    """Yield the secrets that are set, without their values."""
    for key, variable in SECRETS.items():
        if environment.get(variable):
            yield key, Shown("***", f"variable {variable}")
        elif file and file.secret(key):
            yield key, Shown("***", clean(f"{file.path}:{key}"))
