"""Client tokens that make the same request find its first result again."""

import hashlib
import json
from typing import Any, TypeVar

from dataworks.operation import Operation

Protected = TypeVar("Protected", bound=Operation[Any])


def protected(operation: Protected, endpoint: str, *salt: str) -> Protected:
    """The operation with a client token: a hash of the endpoint, the operation with its parameters, and the salt.

    The service keeps tokens by account, so the account need not be in it.
    """
    parts = (endpoint, operation.action(), *operation.wire(), salt)
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return operation.model_copy(update={"client_token": digest})
