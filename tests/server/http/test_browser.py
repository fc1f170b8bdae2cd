"""A page in a real browser uses the tools over streamable HTTP if its origin is allowed, and can't if not."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.server.auth.test_tokens import ANNA, LINES, written
from tests.server.http.browser import NAMES, WITHOUT, Site, browser, site
from tests.server.processes import line_with, started

pytestmark = pytest.mark.repeats

BLOCKED = "Failed to fetch"


@dataclass
class Web:
    """A server of the tools, a site whose page may call it, and another one."""

    server: str
    allowed: Site
    other: Site


@pytest.fixture(name="served")
async def _served(tmp_path: Path) -> AsyncGenerator[Web]:
    tokens = written(tmp_path / "tokens", LINES)
    async with site() as allowed, site() as other:
        options = ["--port", "0", "--token-file", str(tokens), "--allowed-origins", allowed.origin]
        with started("serve", "--emulator", "--transport", "http", *options) as process:
            yield Web(line_with(process.stderr, "Serving MCP").split()[-1], allowed, other)


async def seen(page: Site, web: Web, folder: Path, path: str = "") -> dict[str, Any]:
    return await page.visited(folder / "profile", server=web.server + path, token=ANNA)


@pytest.mark.parametrize("path", ["", "/"])
async def test_a_page_on_an_allowed_origin_lists_the_tools_and_calls_one(
    path: str, served: Web, tmp_path: Path
) -> None:
    report = await seen(served.allowed, served, tmp_path, path)

    for version in ("legacy", "modern"):
        assert "create_realtime_task" in report[version]["tools"], report
        assert "mysql_shop" in report[version]["text"]
    assert (report["legacy"]["stream"], report["legacy"]["ended"]) == (200, 200)
    assert report["refused"] == {"status": 401, "scheme": "Bearer"}


async def test_the_same_page_on_another_origin_can_do_nothing(served: Web, tmp_path: Path) -> None:
    report = await seen(served.other, served, tmp_path)

    assert report == {"legacy": BLOCKED, "modern": BLOCKED, "refused": BLOCKED}


def test_a_missing_browser_is_a_failure_unless_the_user_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(WITHOUT, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pytest.fail.Exception, match="Chromium is not installed"):
        browser()

    monkeypatch.setenv(WITHOUT, "1")
    with pytest.raises(pytest.skip.Exception, match=WITHOUT):
        browser()

    monkeypatch.delenv(WITHOUT)
    found = tmp_path / NAMES[-1]
    found.touch(0o755)
    assert browser() == str(found)
