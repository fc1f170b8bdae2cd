"""A server in a process of its own: ``program.py PORT [shared]``. It says on stderr where it is and how it ended."""

import os
import sys
from functools import partial

import anyio

from server.http.application import http_app
from server.http.exposure import Exposure
from server.http.webserver import serve
from tests.server.http.talk import Stage


async def process() -> str:
    """Say which process answers."""
    return str(os.getpid())


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def main(port: str, *words: str) -> None:
    stage = Stage()
    server = stage.server()
    server.add_tool(process)
    exposure = Exposure(port=int(port), shared_port="shared" in words)
    anyio.run(partial(serve, http_app(server, exposure), exposure, say))
    say(f"left {stage.left.is_set()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
