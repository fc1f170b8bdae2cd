"""The operations of the classic studio by their actions, as tests name them."""

from typing import Any

from dataworks.operation import VERSION, Operation
from dataworks.operations.catalog import operations

OPERATIONS: dict[str, type[Operation[Any]]] = {
    key.action: operation for key, operation in operations().items() if key.version == VERSION
}
