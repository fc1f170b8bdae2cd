"""The emulator's control endpoint, next to the API, for tests: set its world, its time and its faults; see what it has.

It takes no signature: the emulator listens on this machine alone, or a key is asked for (``access.py``).
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from emulator.exchange import Reply, Request
from emulator.faults.fault_rules import Faults
from emulator.service import Emulator
from emulator.world.inventory import tasks
from emulator.world.lifecycle import Speed
from emulator.world.state import Workspace

PREFIX = "/_emulator/"

SPEEDS = {"generations": "speed", "instances": "running_speed", "deployments": "deploying_speed"}
"""The attributes of the world that say how quickly states change, by our names."""

M = TypeVar("M", bound=BaseModel)


class Move(BaseModel):
    """By how many seconds time moves on."""

    model_config = ConfigDict(extra="forbid")

    seconds: float = Field(gt=0, le=10 * 366 * 86400)


ByName = Annotated[Speed, Field(discriminator="name")] | None


class NewSpeeds(BaseModel):
    """How quickly states change from now on."""

    model_config = ConfigDict(extra="forbid")

    generations: ByName = None
    instances: ByName = None
    deployments: ByName = None

    def given(self) -> Iterator[tuple[str, Speed]]:
        """Yield the speeds that were given, by kind."""
        yield from ((kind, speed) for kind in SPEEDS if (speed := getattr(self, kind)) is not None)


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


def _world(emulator: Emulator, _request: Request) -> dict[str, Any]:
    """The number of things of each kind in each workspace."""
    return {number: _counted(workspace) for number, workspace in emulator.world.workspaces.items()}


def _counted(workspace: Workspace) -> dict[str, Any]:
    databases = [each for source in workspace.data_sources.values() for each in source.databases.values()]
    counted = {kind: len(getattr(workspace, kind)) for kind in ("data_sources", "folders", "tasks", "jobs", "nodes")}
    return {"name": workspace.identifier, **counted, "tables": sum(map(len, databases))}


def _set_world(emulator: Emulator, request: Request) -> dict[str, Any]:
    try:
        text = request.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"the body is not UTF-8 at byte {error.start + 1}") from None
    emulator.begin(text)
    return _world(emulator, request)


def _first_world(emulator: Emulator, request: Request) -> dict[str, Any]:
    emulator.begin()
    return _world(emulator, request)


def _time(emulator: Emulator, _request: Request) -> dict[str, Any]:
    return {"now": emulator.world.clock(), "ahead": emulator.ahead}


def _move_time(emulator: Emulator, request: Request) -> dict[str, Any]:
    emulator.move(_read(Move, request).seconds)
    return _time(emulator, request)


def _speeds(emulator: Emulator, _request: Request) -> dict[str, Any]:
    return {kind: asdict(getattr(emulator.world, name)) for kind, name in SPEEDS.items()}


def _set_speeds(emulator: Emulator, request: Request) -> dict[str, Any]:
    for kind, speed in _read(NewSpeeds, request).given():
        setattr(emulator.world, SPEEDS[kind], speed)
    return _speeds(emulator, request)


def _read(model: type[M], request: Request) -> M:
    """Read the JSON of a request's body."""
    try:
        return model.model_validate_json(request.body)
    except ValidationError as error:
        raise ValueError("; ".join(map(_problem, error.errors()))) from None


def _problem(error: ErrorDetails) -> str:
    """Return the place of an error in the body, and what is wrong there."""
    place, context = "/".join(map(str, error["loc"])) or "the body", error.get("ctx", {})
    match error["type"]:
        case "union_tag_invalid":
            return f"{place}/name: write one of {context['expected_tags']}"
        case "union_tag_not_found":
            return f"{place}/name: it is missing"
        case "extra_forbidden":
            return f"{place}: there is no such key"
        case _:
            return f"{place}: {error['msg']}"


PATHS: dict[str, dict[str, Answer]] = {
    f"{PREFIX}faults": {"GET": _faults, "PUT": _set_faults, "DELETE": _no_faults},
    f"{PREFIX}world": {"GET": _world, "PUT": _set_world, "DELETE": _first_world},
    f"{PREFIX}time": {"GET": _time, "POST": _move_time},
    f"{PREFIX}speeds": {"GET": _speeds, "PUT": _set_speeds},
    f"{PREFIX}calls": {"GET": _calls},
    f"{PREFIX}tasks": {"GET": _tasks},
}
"""The paths and their methods."""


def json_reply(status: int, payload: dict[str, Any]) -> Reply:
    """Return a reply that is JSON."""
    text = json.dumps(payload, ensure_ascii=False)
    return Reply(status, "application/json", text.encode("utf-8", "replace"))
