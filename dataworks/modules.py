"""Finds the modules of a package, so that no list of them is needed."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    """Load all modules of a package, in order of name, including those of its packages."""
    for found in walk_packages(package.__path__, f"{package.__name__}."):
        yield import_module(found.name)
