"""A real browser without a window, and a web server whose page reports what it could do."""

import os
import shutil
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import anyio
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.server.auth.identity import listening

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
WITHOUT = "WITHOUT_BROWSER"
"""The variable to set where there is no Chromium; without it, its absence is a failure."""

OPTIONS = (
    "--headless",
    "--no-sandbox",  # it needs rights that a container lacks; only our own page is opened
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # it calls nobody but this machine
)


def browser() -> str:
    """The command of the browser; the test is left out only where the machine's user says so."""
    if os.environ.get(WITHOUT):
        pytest.skip(f"{WITHOUT} is set")
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail(f"Chromium is not installed (on Debian: apt install chromium). {WITHOUT}=1 leaves this test out.")
    return found


@dataclass
class Site:
    """A web server with one page, and what the page has reported."""

    origin: str = ""
    report: dict[str, Any] = field(default_factory=dict[str, Any])
    reported: anyio.Event = field(default_factory=anyio.Event)

    def app(self) -> Starlette:
        page = Path(__file__).with_name("page.html").read_text("utf-8")

        async def shown(_: Request) -> Response:
            return HTMLResponse(page)

        async def heard(request: Request) -> Response:
            self.report = await request.json()
            self.reported.set()
            return Response(status_code=204)

        return Starlette(routes=[Route("/", shown), Route("/report", heard, methods=["POST"])])

    async def visited(self, folder: Path, **query: str) -> dict[str, Any]:
        """What the page reports when a browser opens it."""
        command = [browser(), *OPTIONS, f"--user-data-dir={folder}", f"{self.origin}/?{urlencode(query)}"]
        process = await anyio.open_process(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        async with process:
            await self.reported.wait()
            process.terminate()
        return self.report


@asynccontextmanager
async def site() -> AsyncGenerator[Site]:
    """A site on a free port, which makes its page one of another origin than all others."""
    place = Site()
    async with listening(place.app()) as origin:
        place.origin = origin
        yield place
