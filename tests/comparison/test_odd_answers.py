"""A service that answers in another form than the emulator: the comparison reports it, and does not fail itself."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from comparison.preparation import NoWorkspace
from dataworks.request import Request
from dataworks.transport import Response
from emulator.transport import EmulatorTransport
from tests.comparison.runs import CLASSIC, NAME, NEW, Second, run_of, second, wanted


class Odd(EmulatorTransport):
    """Changes each answer."""

    def __init__(self, service: Second, change: Callable[[Any], Any]) -> None:
        super().__init__(service, service.shifted.sleep)
        self.change = change

    async def send(self, request: Request, limit: float) -> Response:
        response = await super().send(request, limit)
        if response.status != 200:
            return response
        return response._replace(body=json.dumps(self.change(json.loads(response.body))).encode())


def inside(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Change each value in an answer that is no object and no list."""

    def changed(value: Any) -> Any:
        match value:
            case dict():
                return {name: changed(child) for name, child in value.items()}
            case list():
                return [changed(child) for child in value]
            case _:
                return change(value)

    return changed


def as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def without_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: without_lists(child) for name, child in value.items() if not isinstance(child, list)}


ODD = {
    "numbers as text": inside(as_text),
    "nothing": inside(lambda _: None),
    "true": inside(lambda _: True),
    "words": inside(lambda _: "word"),
    "no lists": without_lists,
    "lists of nothing": lambda value: {name: [None, [], "x"] for name in value},
    "an empty object": lambda _: {},
}


@pytest.mark.parametrize("name", [None, NAME], ids=["reads", "writes"])
@pytest.mark.parametrize("project_id", [CLASSIC, NEW])
@pytest.mark.parametrize("kind", ODD)
async def test_odd_answers_are_differences(kind: str, project_id: str, name: str | None) -> None:
    service = second()
    run = run_of(service, wanted(project_id, name), http=Odd(service, ODD[kind]))
    with suppress(NoWorkspace):  # an answer without a workspace ends it
        await run.comparison.run()
        assert run.different()
        assert run.comparison.result.ended == ""
