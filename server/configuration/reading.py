"""Reads the value of an option from a variable or from a file, as the command line would read it."""

import argparse
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import cast

from server.configuration.option_values import digits, names

READER = argparse.ArgumentParser(add_help=False)
"""Reads single values; it has no options of its own."""


def from_variable(action: argparse.Action, text: str) -> object:
    """Return the value that the text of a variable means; ``None``: it says nothing.

    Raises:
        ValueError: it is none; the text says what it must be.
    """
    if action.nargs == 0:
        return _switched(action, {"true": True, "false": False}.get(text.strip().lower(), text))
    return _read(action, names(text) if _is_list(action) else [text])


def from_file(action: argparse.Action, value: object, folder: Path) -> object:
    """Return the value that a value of TOML means; ``None``: it says nothing. Paths are relative to ``folder``.

    Raises:
        ValueError: as ``from_variable``.
    """
    if action.nargs == 0:
        return _switched(action, value)
    if isinstance(value, list) and not _is_list(action):
        raise ValueError("takes one value, not a list")
    many = cast("list[object]", value) if isinstance(value, list) else [value]
    found = _read(action, [_text(action, each) for each in many])
    return folder / found if isinstance(found, Path) else found


def _is_list(action: argparse.Action) -> bool:
    return isinstance(action.default, list | tuple)


def _switched(action: argparse.Action, value: object) -> object:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {value!r}")
    return action.const if value else action.default


def _text(action: argparse.Action, value: object) -> str:
    """Return a value of TOML as a word of the command line."""
    number = getattr(action.type, "__annotations__", {}).get("return") in (int, float)
    fitting: tuple[type, ...] = (int, float) if number else (str, int) if action.type is digits else (str,)
    if isinstance(value, bool) or not isinstance(value, fitting):
        kind = "a number, without quotes" if number else "text, in quotes"
        raise ValueError(f"must be {kind}, not {_shown(value)}")
    if value == "":
        raise ValueError("must not be empty; leave it out instead")
    return str(value)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "a table" if isinstance(value, dict) else repr(value) if isinstance(value, str) else str(value)


def _read(action: argparse.Action, texts: Sequence[str]) -> object:
    """Return what the action makes of these texts, as of words after its option."""
    given = argparse.Namespace()
    try:
        for words in _rows(action, texts):
            values = READER._get_values(action, words)  # pyright: ignore[reportPrivateUsage]  # as it reads its own
            action(READER, given, values)
    except argparse.ArgumentError as error:
        raise ValueError(_problem(action, error, texts)) from None
    return getattr(given, action.dest, [])


def _rows(action: argparse.Action, texts: Sequence[str]) -> list[list[str]]:
    """Return the words for each time that the option would be repeated."""
    if action.nargs == "+":
        return [[*texts]]
    return [[",".join(texts)]] if isinstance(action.default, tuple) else [[text] for text in texts]


def _problem(action: argparse.Action, error: argparse.ArgumentError, texts: Sequence[str]) -> str:
    if action.choices is None:
        return error.message
    choices = [*map(str, action.choices)]
    near = get_close_matches(" ".join(texts), choices, n=1)
    meant = f"; did you mean {near[0]}?" if near else ""
    return f"must be one of {', '.join(choices)}, not {', '.join(texts)!r}{meant}"
