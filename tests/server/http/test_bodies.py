"""What the body of a request may hold: it is counted before it is parsed."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from dataworks.json_size import MOST_SEPARATORS
from server.http.exposure import Exposure
from tests.loopback import web
from tests.server.http.talk import ERAS, REQUESTS, Stage, post, staged


async def sent(url: str, era: str, body: bytes) -> httpx2.Response:
    headers, _ = REQUESTS[era]()
    async with web() as http:
        return await http.post(f"{url}/mcp", content=body, headers=headers | {"content-type": "application/json"})


def request(era: str, more: Any) -> dict[str, Any]:
    _, body = REQUESTS[era]()
    return {**body, "params": {**body["params"], "more": more}}


CROWDS: dict[str, Any] = {
    "numbers": [0] * MOST_SEPARATORS,
    "objects": [{}] * (MOST_SEPARATORS // 2),
    "names": {f"name{number}": number for number in range(MOST_SEPARATORS // 2)},
    "lists after a quote": ['"\\', *[[]] * MOST_SEPARATORS],
}


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("crowd", CROWDS)
async def test_a_body_with_too_many_values_is_refused_before_it_is_parsed(era: str, crowd: str) -> None:
    body = json.dumps(request(era, CROWDS[crowd])).encode()
    async with staged(Stage()) as url:
        whole = await sent(url, era, body)
        broken = await sent(url, era, body[:-1])
        after = await post(url, era)

    assert [whole.status_code, broken.status_code, after.status_code] == [413, 413, 200]
    assert "more than 200,000 commas, colons and brackets" in whole.json()["error"]["message"]


@pytest.mark.parametrize("era", ERAS)
async def test_texts_may_hold_any_number_of_separators(era: str) -> None:
    body = json.dumps(request(era, '"{},[]:' * MOST_SEPARATORS)).encode()
    async with staged(Stage()) as url:
        assert (await sent(url, era, body)).status_code == 200


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32-be"])
async def test_another_encoding_in_which_they_could_hide_is_refused(era: str, encoding: str) -> None:
    hidden = "\u2222" + "".join("[]," for _ in range(100))  # a character whose two bytes look like two quotes
    async with staged(Stage()) as url:
        answer = await sent(url, era, json.dumps(request(era, hidden), ensure_ascii=False).encode(encoding))

    assert answer.status_code == 400
    assert "not JSON in UTF-8" in answer.json()["error"]["message"]


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_that_is_too_large_is_refused_and_named(era: str, declared: bool) -> None:
    body = json.dumps(request(era, "x" * 5000)).encode()

    async def parts() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 1000):
            yield body[start : start + 1000]

    headers, _ = REQUESTS[era]()
    async with staged(Stage(), Exposure(body_limit=4000)) as url, web() as http:
        headers |= {"content-type": "application/json"}
        answer = await http.post(f"{url}/mcp", content=body if declared else parts(), headers=headers)
        after = await post(url, era)

    assert [answer.status_code, after.status_code] == [413, 200]
    assert "larger than 4,000 bytes" in answer.json()["error"]["message"]
