"""The page of pictures in a host made of the official package, ``AppBridge``, which is strict about each message."""

import json
import subprocess
from collections.abc import Generator
from typing import Any

import pytest

from server.pictures.page import page
from tests.clients.runtimes import FOLDER, NODE
from tests.server.pictures import results
from tests.server.pictures.chromium import Chromium, chromium
from tests.server.pictures.hosted import CSP, FRAME, HOST

BUNDLE = """
import { build } from "esbuild";
const bundle = await build({ entryPoints: ["app_bridge.mjs"], bundle: true, format: "iife", write: false });
process.stdout.write(bundle.outputFiles[0].text);
"""

FOCUSED = """new Promise((done) => {
    const look = () => {
        const button = document.querySelector("button");
        return button ? done(button.focus()) : setTimeout(look);
    };
    look();
})"""
ASKED = "new Promise((done) => { const look = () => (heard.messages.length ? done() : setTimeout(look)); look(); })"

HTML = '<!doctype html><link rel="icon" href="data:,"><iframe id="frame" title="page" sandbox="allow-scripts"></iframe>'


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Generator[Chromium]:
    with chromium(tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture(scope="module")
def bridge() -> str:
    command = [NODE, "--input-type=module", "--eval", BUNDLE]
    return subprocess.run(command, cwd=FOLDER, check=True, capture_output=True, text=True).stdout


class Frame:
    """The page in its frame, and what the bridge in front of it has heard."""

    def __init__(self, browser: Chromium, bridge: str) -> None:
        headers = {"content-type": "text/html"}
        policy = {**headers, "content-security-policy": CSP}
        browser.site = {HOST: (HTML, headers), FRAME: (page("en"), policy)}.get
        browser.new_page()
        browser.call("Page.navigate", url=HOST)
        browser.loaded()
        browser.evaluate(f"{bridge}\nshow({json.dumps(FRAME)})")
        self.browser = browser
        tree = browser.call("Page.getFrameTree")["frameTree"]
        self.frame: str = tree["childFrames"][0]["frame"]["id"]

    def inside(self, expression: str) -> Any:
        contexts = [each["context"] for each in self.browser.told("Runtime.executionContextCreated")]
        found = next(each["id"] for each in reversed(contexts) if each["auxData"]["frameId"] == self.frame)
        return self.browser.evaluate(expression, found)

    def errors(self) -> list[Any]:
        return [*self.browser.told("Runtime.exceptionThrown"), *self.browser.told("Log.entryAdded")]


async def test_the_page_performs_the_handshake_draws_and_ends(browser: Chromium, bridge: str) -> None:
    frame = Frame(browser, bridge)
    result = (await results.preview()).model_dump(mode="json", by_alias=True, exclude_none=True)
    browser.evaluate(f"bridge.sendToolInput({{ arguments: {json.dumps(results.PREVIEWED)} }})")
    browser.evaluate(f"bridge.sendToolResult({json.dumps(result)})")
    browser.evaluate("bridge.setHostContext({ theme: 'dark', locale: 'zh-CN' })")
    browser.evaluate("bridge.teardownResource({})")

    assert "→ shop_refunds" in frame.inside("document.body.innerText")
    assert frame.inside("[document.documentElement.lang, document.documentElement.style.colorScheme]") == [
        "zh-CN",
        "dark",
    ]
    assert frame.errors() == []
    assert browser.evaluate("heard.calls") == 0


async def test_a_press_sends_a_message_that_the_bridge_takes(browser: Chromium, bridge: str) -> None:
    frame = Frame(browser, bridge)
    result = (await results.plan()).model_dump(mode="json", by_alias=True, exclude_none=True)
    browser.evaluate("bridge.sendToolInput({ arguments: {} })")
    browser.evaluate(f"bridge.sendToolResult({json.dumps(result)})")
    frame.inside(FOCUSED)
    for kind, text in (("keyDown", "\r"), ("keyUp", "")):
        browser.call("Input.dispatchKeyEvent", type=kind, key="Enter", text=text, windowsVirtualKeyCode=13)
    browser.evaluate(ASKED)

    (message,) = browser.evaluate("heard.messages")
    (content,) = message["content"]
    assert (message["role"], content["type"]) == ("user", "text")
    assert "Call change_realtime_tables again with the same arguments and confirmation: " in content["text"]
    assert frame.errors() == []
