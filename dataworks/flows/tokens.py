"""Client tokens that make the same request find its first result again."""

import hashlib
import json
from typing import Any, TypeVar

from dataworks.operation import Operation

Protected = TypeVar("Protected", bound=Operation[Any])


def protected(operation: Protected, endpoint: str, *salt: str) -> Protected:
    """The operation with a client token: a hash of the endpoint, the operation with its parameters, and the salt.

    The service keeps tokens by account, so the account need not be in it. An operation without one stays as it is.
    """
    if "client_token" not in type(operation).model_fields:
        return operation
    return operation.model_copy(update={"client_token": request_hash(operation, endpoint, *salt)})


def request_hash(operation: Operation[Any], endpoint: str, *salt: str) -> str:
    """The SHA-256 of the endpoint, the operation with its parameters, and the salt."""
    parts = (endpoint, operation.action(), *operation.wire(), salt)
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
