"""What a connection writes, and when it is sent."""

import asyncio

from emulator.http.gathered import MOST_GATHERED, Gathered


class Recorder(asyncio.Transport):
    """A transport that records what it is to send."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = list[bytes]()
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.closed
        self.sent.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


def gathered() -> tuple[Gathered, Recorder]:
    recorder = Recorder()
    return Gathered(recorder, asyncio.get_running_loop()), recorder


async def test_head_and_body_of_an_answer_are_sent_together() -> None:
    transport, recorder = gathered()

    for part in (b"head", b"body", b""):
        transport.write(part)
    await asyncio.sleep(0)
    transport.write(b"next")
    await asyncio.sleep(0)

    assert recorder.sent == [b"headbody", b"next"]


async def test_a_large_body_is_not_kept_back() -> None:
    transport, recorder = gathered()

    transport.write(b"head")
    transport.write(b"x" * MOST_GATHERED)

    assert len(recorder.sent) == 1
    await asyncio.sleep(0)
    assert len(recorder.sent) == 1


async def test_what_is_written_is_sent_before_the_connection_closes() -> None:
    transport, recorder = gathered()

    transport.write(b"last")
    transport.close()
    await asyncio.sleep(0)

    assert (recorder.sent, transport.is_closing()) == ([b"last"], True)


async def test_nothing_is_sent_on_a_connection_that_was_lost() -> None:
    transport, recorder = gathered()

    transport.write(b"late")
    recorder.close()
    await asyncio.sleep(0)

    assert recorder.sent == []
