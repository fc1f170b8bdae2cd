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

    Without a version, that of 2020-05-18 comes first. The name may have the version in front, as ``name_of`` has it.
    """
    given, _, plain = action.rpartition("/")
    versions = (VERSION, NEW) if not given and version is None else (given or version or VERSION,)
    found = (operations().get(OperationKey(each, plain)) for each in versions)
    return next(filter(None, found), None)


def name_of(operation: type[Operation[Any]]) -> str:
    """Return the name of an operation: its action, with the newer version in front where both versions have it."""
    in_both = operation.version == NEW and OperationKey(VERSION, operation.action()) in operations()
    return "/".join(operation.key()) if in_both else operation.action()


@cache
def alike(operation: type[Operation[Any]]) -> tuple[type[Operation[Any]], ...]:
    """Return the operations of the other version that do the same."""
    others = (other for other in operations().values() if other.version != operation.version)
    return tuple(other for other in others if operation.action() == other.like or operation.like == other.action())


def _is_operation(value: object) -> TypeGuard[type[Operation[Any]]]:
    """Return whether it is an operation. Bases such as ``Operation[Outcome]`` are not: they have no effect."""
    return hasattr(value, "effect") and isinstance(value, type) and issubclass(value, Operation)
