"""What the texts of options mean: functions for argparse, which say what is wrong with a text."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from dataworks.studio_settings import StudioSettings

Number = TypeVar("Number", int, float)

ADDRESS = "mysql:"
"""How an address in place of a world file begins."""


def names(text: str) -> tuple[str, ...]:
    """Return the names in a list with commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def digits(text: str) -> str:
    """Return the id of a workspace."""
    if not re.fullmatch("[1-9][0-9]{0,18}", text):
        raise argparse.ArgumentTypeError(f"must be the id of a workspace, a number, not {text!r}")
    return text


def studios(text: str) -> list[str]:
    """Return the words of the option, each a studio or one of a workspace."""
    words = [*names(text)]
    try:
        StudioSettings.read(words)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return words


def world(text: str) -> Path | str:
    """Return a file, which a client needs by its absolute path, or the address of a server as it is."""
    return text if text.startswith(ADDRESS) else Path(text)


def calls(text: str) -> int:
    """Return a number of calls."""
    return _within(1_000_000, int, text)


def rate(text: str) -> float:
    """Return requests per second."""
    return _within(1000, float, text)


def port(text: str) -> int:
    """Return the number of a port."""
    return _within(65535, int, text)


def _within(largest: int, kind: Callable[[str], Number], text: str) -> Number:
    """Return a number from 0 on; of a plain ValueError, argparse would say the name of the function above."""
    try:
        number = kind(text)
    except ValueError:
        number = None
    if number is None or not 0 <= number <= largest:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to {largest}, not {text!r}")
    return number
