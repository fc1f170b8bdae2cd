"""All handlers, collected from the modules of this package at the first request."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from dataworks.modules import modules_of
from dataworks.operation import OperationKey
from emulator import handlers as package
from emulator.handlers.handler import Handler


@cache
def handlers() -> Mapping[OperationKey, Handler]:
    """Return every handler by version and action of its operation, in the order of modules and definitions."""
    values = (value for module in modules_of(package) for value in vars(module).values())
    found = (value for value in values if isinstance(value, Handler))
    return MappingProxyType({handler.operation.key(): handler for handler in found})
