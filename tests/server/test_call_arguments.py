"""Arguments of calls that are no object: some clients send a list or a text."""

import json
from typing import Any

from mcp_types import INVALID_PARAMS

from dataworks.json_size import MOST_SEPARATORS
from server.app import app
from server.call_arguments import as_object
from server.http.application import http_app
from server.http.exposure import Exposure
from tests.loopback import web
from tests.server.auth.identity import listening
from tests.server.http.talk import modern
from tests.server.processes import asked, greeted, started
from tests.sessions import Time, client_of, emulated

NONE: tuple[Any, ...] = ([], "", "{}", " {} \n", None, {})
OTHER: tuple[Any, ...] = (
    [1],
    [{}],
    "[]",
    "x",
    "{",
    "1",
    "null",
    1,
    True,
    '"{}"',
    "[" * 9_000,
    '{"keyword": "\\ud800"}',
    '{"page": NaN}',
    '{"a":' * 9_000,
)


async def over_http(tool: str, given: tuple[Any, ...]) -> list[Any]:
    time = Time()
    server = app(lambda: client_of(emulated(time), time))
    exposure = Exposure()
    async with listening(http_app(server, exposure), exposure.limits) as url, web() as http:
        answers = list[Any]()
        for arguments in given:
            headers, body = modern("tools/call", name=tool, arguments=arguments)
            answers.append((await http.post(f"{url}/mcp", json=body, headers=headers)).json())
        return answers


def over_stdio(tool: str, given: tuple[Any, ...]) -> list[Any]:
    with started("serve", "--emulator", "--toolsets", "all") as process:
        greeted(process)
        params = ({"name": tool, "arguments": arguments} for arguments in given)
        return [asked(process, number, "tools/call", each) for number, each in enumerate(params, 1)]


async def test_no_arguments_are_none_in_any_form_over_http() -> None:
    answers = await over_http("list_resource_groups", NONE)

    assert [answer["result"]["structuredContent"]["count"] > 0 for answer in answers] == [True] * len(NONE)


def test_no_arguments_are_none_in_any_form_over_stdio() -> None:
    answers = over_stdio("list_resource_groups", NONE)

    assert [answer["result"]["structuredContent"]["count"] > 0 for answer in answers] == [True] * len(NONE)


async def test_an_object_in_a_text_is_the_arguments() -> None:
    (answer,) = await over_http("get_project", (json.dumps({"project_id": "10000"}),))

    assert not answer["result"].get("isError")


async def test_a_text_among_the_arguments_stays_one() -> None:
    (answer,) = await over_http("show_as_code", ({"tool": "list_projects", "arguments": "{}"},))

    assert "list_projects" in answer["result"]["structuredContent"]["command"]


async def test_what_can_not_be_meant_as_an_object_is_refused() -> None:
    answers = await over_http("list_resource_groups", OTHER)

    assert [answer["error"]["code"] for answer in answers] == [INVALID_PARAMS] * len(OTHER)


def test_a_text_with_too_many_values_is_not_read() -> None:
    crowded = json.dumps({"a": [0] * MOST_SEPARATORS})

    assert as_object(crowded) is crowded
