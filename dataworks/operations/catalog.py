"""All operations, found in the modules of this package, which are loaded when an operation is first needed."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, TypeGuard

from dataworks import operations as package
from dataworks.modules import modules_of
from dataworks.operation import NEW, VERSION, Operation, OperationKey


@cache
def operations() -> Mapping[OperationKey, type[Operation[Any]]]:
    """Return all operations by version and action, in the order of modules and lines."""
    values = (value for module in modules_of(package) for value in vars(module).values())
    return MappingProxyType({operation.key(): operation for operation in filter(_is_operation, values)})


def operation_named(action: str, version: str | None = None) -> type[Operation[Any]] | None:
    """Return the operation of this name in a version of the API, or ``None`` if there is none.

    Without a version, that of 2020-05-18 comes first.
    """
    versions = (VERSION, NEW) if version is None else (version,)
    found = (operations().get(OperationKey(each, action)) for each in versions)
    return next(filter(None, found), None)


def _is_operation(value: object) -> TypeGuard[type[Operation[Any]]]:
    """Return whether it is an operation. Bases such as ``Operation[Outcome]`` are not: they have no effect."""
    return hasattr(value, "effect") and isinstance(value, type) and issubclass(value, Operation)
