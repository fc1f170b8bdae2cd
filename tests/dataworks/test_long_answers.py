"""Answers of the service that are longer than any real one: they are read up to a limit, and once."""

import gzip
from collections.abc import AsyncIterator, Iterator
from itertools import repeat
from typing import Any

import httpx2
import pytest

from dataworks.client import DataWorks
from dataworks.credentials import static
from dataworks.errors import TooLong, Unreadable
from dataworks.explain.local_errors import TOO_LONG
from dataworks.explain.lookup import explain
from dataworks.retry import may_have_effect
from dataworks.transport import LONGEST_ANSWER, Http
from tests.dataworks.clients import CREATE, KEY, READ

PART = bytes(2**20)


class Service(httpx2.AsyncBaseTransport, httpx2.AsyncByteStream):
    """A service that answers each request with these parts; it counts the requests, and the parts that were read."""

    def __init__(self, parts: Iterator[bytes], **headers: str) -> None:
        self.requests = self.read = self.closed = 0
        self._parts, self._headers = parts, headers

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        del request
        self.requests += 1
        headers = {name.replace("_", "-"): value for name, value in self._headers.items()}
        return httpx2.Response(200, headers=headers, stream=self)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            self.read += 1
            yield part

    async def aclose(self) -> None:
        self.closed += 1


def api_of(service: Service) -> DataWorks:
    return DataWorks("http://127.0.0.1", static(KEY), Http(service))


@pytest.mark.parametrize("operation", [READ, CREATE])
async def test_an_answer_without_end_is_read_up_to_a_limit_and_not_asked_for_again(operation: Any) -> None:
    service = Service(repeat(PART))
    with pytest.raises(TooLong, match="longer than 67,108,864 bytes") as raised:
        await api_of(service).call(operation)

    assert (service.requests, service.read, service.closed) == (1, LONGEST_ANSWER // len(PART) + 1, 1)
    assert may_have_effect(raised.value)
    assert explain(raised.value) is TOO_LONG


async def test_a_compressed_answer_is_not_decompressed_and_says_so() -> None:
    service = Service(iter([gzip.compress(PART)]), content_encoding="gzip")
    with pytest.raises(Unreadable, match="compressed, which was not asked for"):
        await api_of(service).call(CREATE)

    assert (service.requests, service.read, service.closed) == (1, 1, 1)


async def test_an_answer_of_the_length_of_the_limit_is_read() -> None:
    answer = b'{"Success":true,"RequestId":"r","Data":{"Status":"success","FileId":5}}'
    padding = LONGEST_ANSWER - len(answer)
    service = Service(iter([answer, *repeat(b" " * 2**20, padding // 2**20), b" " * (padding % 2**20)]))

    assert (await api_of(service).call(CREATE)).file_id == "5"


async def test_an_answer_of_far_too_many_values_is_not_parsed() -> None:
    service = Service(iter([b'{"Success":true,"Data":[' + b"{}," * 100_000 + b"{}]}"]))
    with pytest.raises(Unreadable, match="is not JSON"):
        await api_of(service).call(CREATE)
