"""A request as HTTP, in the form of ``.http`` files: one parameter a line, each spelled as it travels."""

from datetime import UTC, datetime
from typing import Any

from dataworks.operation import Operation
from dataworks.request import build
from dataworks.signing import Credentials

NOBODY = Credentials("", "")
OF_ITS_TIME = frozenset({"authorization", "x-acs-date", "x-acs-signature-nonce"})
"""Headers that are new with each request, and prove who sends it."""

NOTE = "# Authorization (ACS3-HMAC-SHA256), x-acs-date and x-acs-signature-nonce are made anew for each request."


def as_http(operation: Operation[Any], endpoint: str) -> str:
    """The request of an operation, without what is made anew each time."""
    request = build(operation, endpoint, NOBODY, datetime.fromtimestamp(0, UTC), "")
    address, _, query = request.url.partition("?")
    headers = (f"{name}: {value}" for name, value in request.headers.items() if name not in OF_ITS_TIME)
    lines = [NOTE, f"{request.method} {address}", *_lines(query, "    ?", "    &"), *headers]
    return "\n".join([*lines, "", *_lines(request.body.decode(), "", "&")]).rstrip() + "\n"


def _lines(parameters: str, first: str, then: str) -> list[str]:
    parts = parameters.split("&") if parameters else []
    return [f"{then if place else first}{part}" for place, part in enumerate(parts)]
