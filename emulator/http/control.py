"""The emulator's own door, beside the API: faults can be set, and it can be asked what it has seen and what it has.

It takes no signature, for the emulator listens on this machine alone. It is closed to web pages: what names another
host (a page's domain that was made to point here) or comes from a page (``Origin``) is refused.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from dataworks.endpoints import is_loopback
from emulator.exchange import Reply, Request
from emulator.faults.fault_rules import Faults
from emulator.service import Emulator
from emulator.world.inventory import tasks

PLACE = "/_emulator/"

Answer = Callable[[Emulator, Request], Any]
"""Answers with what becomes JSON.

Raises:
    ValueError: the request's body is not what it should be.
"""


def control(emulator: Emulator, request: Request) -> Reply:
    """Answer a request to the emulator itself: 200, or ``error`` with 400, 403, 404, 405 or 421."""
    if not _is_ours(request.headers.get("host", "")):
        return _reply(421, {"error": "call it 127.0.0.1 or localhost"})
    if "origin" in request.headers:
        return _reply(403, {"error": "web pages have no business here"})
    methods = PAGES.get(request.path)
    if methods is None:
        return _reply(404, {"error": f"there is {', '.join(PAGES)}"})
    if request.method not in methods:
        return _reply(405, {"error": f"use {', '.join(methods)}"})
    try:
        return _reply(200, methods[request.method](emulator, request))
    except ValueError as error:
        return _reply(400, {"error": str(error)})


def _faults(emulator: Emulator, _request: Request) -> dict[str, Any]:
    return emulator.faults.told()


def _set_faults(emulator: Emulator, request: Request) -> dict[str, Any]:
    emulator.faults = Faults.read(request.body)
    return emulator.faults.told()


def _no_faults(emulator: Emulator, _request: Request) -> dict[str, Any]:
    emulator.faults = Faults()
    return emulator.faults.told()


def _calls(emulator: Emulator, _request: Request) -> dict[str, Any]:
    counts = dict(sorted(emulator.counts.items()))
    return {"total": emulator.counts.total(), "operations": counts, "struck": emulator.struck}


def _tasks(emulator: Emulator, _request: Request) -> dict[str, Any]:
    return {"tasks": [asdict(row) for row in tasks(emulator.world)]}


PAGES: dict[str, dict[str, Answer]] = {
    f"{PLACE}faults": {"GET": _faults, "PUT": _set_faults, "DELETE": _no_faults},
    f"{PLACE}calls": {"GET": _calls},
    f"{PLACE}tasks": {"GET": _tasks},
}
"""What there is, and the methods that it takes."""


def _is_ours(host: str) -> bool:
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return is_loopback(name.strip("[]"))


def _reply(status: int, payload: dict[str, Any]) -> Reply:
    text = json.dumps(payload, ensure_ascii=False)
    return Reply(status, "application/json", text.encode("utf-8", "replace"))
