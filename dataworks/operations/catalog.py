"""All operations, found in the modules of this package. None of those is loaded before an operation is asked for."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, TypeGuard

from dataworks import operations as package
from dataworks.modules import modules_of
from dataworks.operation import VERSION, Operation, OperationKey


@cache
def operations() -> Mapping[OperationKey, type[Operation[Any]]]:
    """Every operation by version and action, in the order of the modules and of their lines."""
    values = (value for module in modules_of(package) for value in vars(module).values())
    return MappingProxyType({operation.key(): operation for operation in filter(_is_operation, values)})


def operation_named(action: str, version: str = VERSION) -> type[Operation[Any]] | None:
    """The operation of that name in a version of the API, or ``None`` if there is none."""
    return operations().get(OperationKey(version, action))


def _is_operation(value: object) -> TypeGuard[type[Operation[Any]]]:
    """Whether it is an operation, and not a base of one, such as ``Operation[Outcome]``: those have no effect."""
    return hasattr(value, "effect") and isinstance(value, type) and issubclass(value, Operation)
