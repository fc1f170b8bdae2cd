"""The emulator's control endpoint, next to the API: set faults, read the counts of calls and the list of tasks.

It takes no signature, since the emulator listens on this machine alone. Requests from web pages are refused: those
for another host (a domain that was made to point to this machine), and those with an ``Origin``.
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

PREFIX = "/_emulator/"

Answer = Callable[[Emulator, Request], Any]
"""Returns a value that becomes JSON.

Raises:
    ValueError: the request's body is invalid.
"""


def control(emulator: Emulator, request: Request) -> Reply:
    """Answer a control request: 200, or ``error`` with 400, 403, 404, 405 or 421."""
    if not _is_loopback(request.headers.get("host", "")):
        return _reply(421, {"error": "call it 127.0.0.1 or localhost"})
    if "origin" in request.headers:
        return _reply(403, {"error": "requests from web pages are refused"})
    methods = PATHS.get(request.path)
    if methods is None:
        return _reply(404, {"error": f"use {', '.join(PATHS)}"})
    if request.method not in methods:
        return _reply(405, {"error": f"use {', '.join(methods)}"})
    try:
        return _reply(200, methods[request.method](emulator, request))
    except ValueError as error:
        return _reply(400, {"error": str(error)})


def _faults(emulator: Emulator, _request: Request) -> dict[str, Any]:
    return emulator.faults.as_dict()


def _set_faults(emulator: Emulator, request: Request) -> dict[str, Any]:
    emulator.faults = Faults.read(request.body)
    return emulator.faults.as_dict()


def _no_faults(emulator: Emulator, _request: Request) -> dict[str, Any]:
    emulator.faults = Faults()
    return emulator.faults.as_dict()


def _calls(emulator: Emulator, _request: Request) -> dict[str, Any]:
    counts = dict(sorted(emulator.counts.items()))
    return {"total": emulator.counts.total(), "operations": counts, "struck": emulator.applied}


def _tasks(emulator: Emulator, _request: Request) -> dict[str, Any]:
    return {"tasks": [asdict(row) for row in tasks(emulator.world)]}


PATHS: dict[str, dict[str, Answer]] = {
    f"{PREFIX}faults": {"GET": _faults, "PUT": _set_faults, "DELETE": _no_faults},
    f"{PREFIX}calls": {"GET": _calls},
    f"{PREFIX}tasks": {"GET": _tasks},
}
"""The paths and their methods."""


def _is_loopback(host: str) -> bool:
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return is_loopback(name.strip("[]"))


def _reply(status: int, payload: dict[str, Any]) -> Reply:
    text = json.dumps(payload, ensure_ascii=False)
    return Reply(status, "application/json", text.encode("utf-8", "replace"))
