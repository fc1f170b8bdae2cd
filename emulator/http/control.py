"""The emulator's control endpoint, next to the API: set faults, read the counts of calls and the list of tasks.

It takes no signature, since the emulator listens on this machine alone.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

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
    """Answer a control request: 200, or ``error`` with 400, 404 or 405."""
    methods = PATHS.get(request.path)
    if methods is None:
        return json_reply(404, {"error": f"use {', '.join(PATHS)}"})
    if request.method not in methods:
        return json_reply(405, {"error": f"use {', '.join(methods)}"})
    try:
        return json_reply(200, methods[request.method](emulator, request))
    except ValueError as error:
        return json_reply(400, {"error": str(error)})


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


def json_reply(status: int, payload: dict[str, Any]) -> Reply:
    """Return a reply that is JSON."""
    text = json.dumps(payload, ensure_ascii=False)
    return Reply(status, "application/json", text.encode("utf-8", "replace"))
