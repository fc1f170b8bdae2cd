"""Requests as cases spell them: nothing in them is checked, since wrong ones are cases too."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dataworks.operation import NEW, VERSION, Effect, Operation, OperationKey, Wire, wire_value
from dataworks.operations.catalog import operations
from dataworks.operations.older_jobs import SPELLINGS
from dataworks.request import Unsigned

RESERVED = frozenset(
    "action version format accesskeyid signature signaturemethod signaturenonce signatureversion timestamp"
    " securitytoken".split()
)
"""Parameters of the protocol, in lower case. A case can't have one: it could make another operation of the request."""


@dataclass(frozen=True)
class RawRequest:
    """A request to be signed and sent.

    Attributes:
        name: the operation.
    """

    version: str
    name: str
    method: str
    query: Mapping[str, str]
    form: Mapping[str, str]

    def unsigned(self) -> Unsigned:
        """Return it as it is signed and sent."""
        return Unsigned(self.version, self.name, self.method, Wire(dict(self.query), dict(self.form)))

    @property
    def parameters(self) -> Mapping[str, str]:
        """All parameters."""
        return {**self.query, **self.form}


@cache
def effect_of(action: str) -> Effect | None:
    """Return the strongest effect that an operation of this name has in any version; ``None``: it is not known."""
    effects = [operation.effect for key, operation in operations().items() if key.action == action]
    return max(effects, key=lambda effect: effect.strength, default=None)


def raw_request(version: str, action: str, parameters: Mapping[str, Any]) -> RawRequest:
    """Return a request with its parameters where the operation has them; unknown ones are in the query."""
    texts = {name: wire_value(value, version) for name, value in parameters.items() if value is not None}
    operation = operations().get(OperationKey(version, action))
    if operation is None and version == VERSION and _is_older_job(action):
        return RawRequest(version, action, "POST", {}, texts)
    if operation is None:
        operation = next((each for key, each in operations().items() if key.action == action), None)
    method = operation.method if operation else "GET" if version == NEW else "POST"
    in_form = _in_form(operation) if operation and method == "POST" else frozenset[str]()
    query = {name: text for name, text in texts.items() if name not in in_form}
    return RawRequest(version, action, method, query, {name: texts[name] for name in texts if name in in_form})


def _is_older_job(action: str) -> bool:
    return any(spelling.operation.action() == action for spelling in SPELLINGS)


@cache
def _in_form(operation: type[Operation[Any]]) -> frozenset[str]:
    return frozenset(operation.parameter(name) for name in operation.model_fields if operation.is_in_body(name))
