"""``call --open``: the answer is a page in a private file, which a browser opens by itself."""

import json
import os
import re
import stat
import tempfile
from pathlib import Path
from typing import Any

import pytest

from server.pictures.opening import has_windows, show_in_browser
from server.pictures.page import embedded, page
from tests.server.pictures.chromium import Chromium
from tests.server.pictures.results import PREVIEWED
from tests.server.processes import ran
from tools.calls.results import Result
from tools.toolsets import listed_tools

PREVIEW = json.dumps(PREVIEWED)
NO_WINDOWS = {"BROWSER": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}


def opened(browser: Chromium, path: Path) -> Any:
    """The file in a browser, without a host; what it shows, and what went wrong."""
    browser.new_page()
    browser.call("Page.navigate", url=path.as_uri())
    browser.loaded()
    problems = [*browser.told("Runtime.exceptionThrown"), *browser.told("Runtime.consoleAPICalled")]
    urls = {each["request"]["url"] for each in browser.told("Network.requestWillBeSent")}
    assert (problems, urls - {path.as_uri()}) == ([], set())
    return browser.evaluate("document.body.innerText")


def test_a_call_says_where_its_page_is_and_answers_as_before(browser: Chromium, tmp_path: Path) -> None:
    plain = ran("call", "preview_realtime_task", PREVIEW, "--emulator")
    done = ran("call", "preview_realtime_task", PREVIEW, "--emulator", "--open", TMPDIR=str(tmp_path), **NO_WINDOWS)

    (path,) = tmp_path.glob("*.html")
    assert (done.returncode, done.stdout) == (0, plain.stdout)
    assert f"The picture is in {path} (no browser was found to open it)." in done.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    shown = opened(browser, path)
    assert shown.startswith("Preview")
    assert "→ shop_refunds" in shown


@pytest.mark.skipif(os.name != "posix", reason="a script takes the place of a browser")
def test_the_users_browser_opens_it(tmp_path: Path) -> None:
    script, asked = tmp_path / "browser", tmp_path / "asked"
    script.write_text(f'#!/bin/sh\necho "$1" > {asked}\n')
    script.chmod(0o700)

    done = ran(
        "call", "preview_realtime_task", PREVIEW, "--emulator", "--open", TMPDIR=str(tmp_path), BROWSER=str(script)
    )

    (path,) = tmp_path.glob("*.html")
    assert asked.read_text().strip() == path.as_uri()
    assert f"The picture is open in your browser: {path}" in done.stderr


def test_a_plan_in_a_file_shows_what_changes_and_has_no_button(browser: Chromium, tmp_path: Path) -> None:
    update = json.dumps(
        {"project_id": "10000", "task_type": "DI_OFFLINE", "file_id": "1000000", "task_param": {"Cu": 1.5}}
    )
    done = ran(
        "call",
        "update_di_sync_task",
        update,
        "--emulator",
        "--open",
        "--language",
        "zh",
        TMPDIR=str(tmp_path),
        **NO_WINDOWS,
    )

    (path,) = tmp_path.glob("*.html")
    assert done.returncode == 3
    assert f"图示位于 {path}" in done.stderr
    assert "尚未执行任何操作：此操作需要您的同意。" in opened(browser, path)
    assert browser.evaluate("document.querySelectorAll('button').length") == 0


def test_a_page_that_can_not_be_written_does_not_change_what_the_call_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))

    show_in_browser(listed_tools()["stop_tasks"], Result("text", {}), "en")

    assert capsys.readouterr().err == "The picture can't be written: No such file or directory\n"


HOSTILE = [
    "</script><script>document.title='x'</script>",
    "<!--<script>",
    "\u2028\u2029",
    "\ud800",
    "&lt;",
    "{given}",
    "]]>",
]


def test_what_is_in_the_file_stays_data_whatever_it_is(browser: Chromium, tmp_path: Path) -> None:
    result = {"content": [{"type": "text", "text": "\n".join(HOSTILE)}]}
    path = tmp_path / "page.html"
    path.write_text(page("en", result, "{style} </title> {script}"), "utf-8")

    shown = opened(browser, path)

    assert browser.evaluate("document.title") == "DataWorks Data Integration"
    assert all(text in shown for text in HOSTILE if text.isprintable())
    assert r"\u2028\u2029" in shown


def test_a_page_in_a_file_may_load_nothing_and_in_a_frame_the_rules_are_the_hosts(
    browser: Chromium, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    path.write_text(page("en", {"content": []}), "utf-8")
    opened(browser, path)

    refused = (
        "new Promise((done) => addEventListener('securitypolicyviolation', (event) => done(event.violatedDirective)))"
    )
    browser.evaluate(
        f"window.refused = {refused}; document.body.append(Object.assign(new Image(), {{src: 'x.png'}})); 0"
    )
    assert browser.evaluate("window.refused") == "img-src"
    assert "Content-Security-Policy" not in page("en")


@pytest.mark.parametrize("text", HOSTILE)
def test_embedded_data_is_ascii_without_a_sign_of_markup(text: str) -> None:
    data = embedded({text: text})

    assert data.isascii()
    assert re.search("[<>&]", data) is None
    assert json.loads(data) == {text: text}


@pytest.mark.parametrize(
    ("environment", "platform", "found"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"BROWSER": "w3m"}, "linux", True),
        ({}, "darwin", True),
    ],
)
def test_a_browser_is_looked_for_only_where_it_can_have_a_window(
    environment: dict[str, str], platform: str, found: bool
) -> None:
    assert has_windows(environment, platform) is found
