"""A request as HTTP, in the format of ``.http`` files: one parameter per line, encoded as it is sent."""

from datetime import UTC, datetime
from typing import Any

from dataworks.language import Text
from dataworks.operation import Operation
from dataworks.request import build
from dataworks.signing import Credentials

NO_CREDENTIALS = Credentials("", "")
PER_REQUEST = frozenset({"authorization", "x-acs-date", "x-acs-signature-nonce"})
"""Headers that are computed for each request and authenticate it."""

NOTE = Text(
    "# Authorization (ACS3-HMAC-SHA256), x-acs-date and x-acs-signature-nonce are new for each request.",
    "# Authorization（ACS3-HMAC-SHA256）、x-acs-date 和 x-acs-signature-nonce 在每次请求时重新生成。",
)


def as_http(operation: Operation[Any], endpoint: str) -> str:
    """The request of an operation, without the headers in ``PER_REQUEST``."""
    request = build(operation, endpoint, NO_CREDENTIALS, datetime.fromtimestamp(0, UTC), "")
    address, _, query = request.url.partition("?")
    headers = (f"{name}: {value}" for name, value in request.headers.items() if name not in PER_REQUEST)
    lines = [NOTE.said(), f"{request.method} {address}", *_lines(query, "    ?", "    &"), *headers]
    return "\n".join([*lines, "", *_lines(request.body.decode(), "", "&")]).rstrip() + "\n"


def _lines(parameters: str, first: str, then: str) -> list[str]:
    parts = parameters.split("&") if parameters else []
    return [f"{then if place else first}{part}" for place, part in enumerate(parts)]
