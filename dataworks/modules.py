"""The modules of a package, for what is found by where it stands and needs no list."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    """Load every module of a package, by name, those of packages in it too."""
    for found in walk_packages(package.__path__, f"{package.__name__}."):
        yield import_module(found.name)
