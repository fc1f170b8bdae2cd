"""The page in the frame of a host that performs the handshake, under the rules that hosts apply."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mcp_types import CallToolResult

from tests.server.pictures.chromium import Chromium
from tests.structure.tree import ROOT

HOST, FRAME = "http://host.test/", "http://frame.test/"

CSP = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; media-src 'self' data:; connect-src 'none'; object-src 'none'"
)
"""What a host applies to a page that declares no domains."""

SHOWN = ROOT / ".pictures"
"""Where screenshots are kept."""

DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Waits until what was changed is drawn."""

CAPABLE: dict[str, Any] = {"message": {"text": {}}, "openLinks": {}}


@dataclass
class Hosted:
    """A page in its frame."""

    browser: Chromium
    frame: str

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page."""
        return self.browser.evaluate(expression, self._context())

    def in_host(self, expression: str) -> Any:
        """The value of an expression in the host."""
        return self.browser.evaluate(expression)

    def tell(self, method: str, params: Any) -> None:
        """Send a notification, and wait until the page has taken it."""
        message = json.dumps(json.dumps({"method": method, "params": params}))  # in a literal, __proto__ is no key
        self.in_host(f"tell(JSON.parse({message})); asked('ping')")

    def show(self, result: CallToolResult | dict[str, Any], **arguments: Any) -> None:
        """Give the page the result of a call."""
        raw = result if isinstance(result, dict) else result.model_dump(mode="json", by_alias=True, exclude_none=True)
        self.tell("ui/notifications/tool-input", {"arguments": arguments})
        self.tell("ui/notifications/tool-result", raw)

    def said(self) -> list[dict[str, Any]]:
        """The messages of the page, in their order."""
        messages: list[dict[str, Any]] = self.in_host("said")
        return messages

    def text(self, selector: str = "main") -> str:
        """The text of an element as a user sees it."""
        found: str = self.evaluate(f"document.querySelector({json.dumps(selector)}).innerText")
        return found

    def texts(self, selector: str) -> list[str]:
        """The texts of all such elements."""
        found: list[str] = self.evaluate(
            f"[...document.querySelectorAll({json.dumps(selector)})].map((each) => each.textContent)"
        )
        return found

    def click(self, selector: str) -> None:
        """Press the mouse on an element, as a user does."""
        place = f"document.querySelector({json.dumps(selector)}).getBoundingClientRect()"
        x, y = self.evaluate(f"(() => {{ const at = {place}; return [at.x + at.width / 2, at.y + at.height / 2]; }})()")
        left, top = self.in_host("(() => { const at = frame.getBoundingClientRect(); return [at.x, at.y]; })()")
        for kind in ("mousePressed", "mouseReleased"):
            self.browser.call("Input.dispatchMouseEvent", type=kind, x=x + left, y=y + top, button="left", clickCount=1)

    def press(self, key: str, code: int, text: str = "") -> None:
        """Press a key, as a user does; ``text``: what it writes."""
        named = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.browser.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **named)
        self.browser.call("Input.dispatchKeyEvent", type="keyUp", **named)

    def accessible(self) -> list[dict[str, Any]]:
        """What readers of screens get: role and name of each part."""
        nodes = self.browser.call("Accessibility.getFullAXTree", frameId=self.frame)["nodes"]
        return [node for node in nodes if not node.get("ignored")]

    def screenshot(self, name: str) -> Path:
        """Keep a picture of what is seen."""
        SHOWN.mkdir(exist_ok=True)
        data = self.browser.call("Page.captureScreenshot", format="png")["data"]
        path = SHOWN / f"{name}.png"
        path.write_bytes(base64.b64decode(data))
        return path

    def problems(self) -> list[Any]:
        """Errors of the console and of scripts, and requests beyond the two documents."""
        urls = [each["request"]["url"] for each in self.browser.told("Network.requestWillBeSent")]
        others = [url for url in urls if url not in (HOST, FRAME, "about:blank")]
        told = [event for event in self.browser.events if event["method"] in PROBLEMS]
        return [*others, *(event["params"] for event in told if _is_problem(event))]

    def _context(self) -> int:
        contexts = [each["context"] for each in self.browser.told("Runtime.executionContextCreated")]
        found: int = next(each["id"] for each in reversed(contexts) if each["auxData"]["frameId"] == self.frame)
        return found


PROBLEMS = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")


def _is_problem(event: dict[str, Any]) -> bool:
    kind = event["params"].get("type") or event["params"].get("entry", {}).get("level")
    return kind not in ("log", "info", "debug", "verbose")


def hosted(browser: Chromium, page: str, context: Any = None, capabilities: Any = None) -> Hosted:
    """The page in a new host, after the handshake."""
    host = (Path(__file__).with_name("host.html").read_text("utf-8"), {"content-type": "text/html"})
    documents = {HOST: host, FRAME: (page, {"content-type": "text/html", "content-security-policy": CSP})}
    browser.site = documents.get
    browser.new_page()
    loaded = browser.call("Page.navigate", url=HOST)
    assert "errorText" not in loaded
    browser.loaded()
    initialized = {
        "protocolVersion": "2026-01-26",
        "hostInfo": {"name": "test", "version": "1"},
        "hostCapabilities": CAPABLE if capabilities is None else capabilities,
        "hostContext": {"theme": "light", "locale": "en-US", **(context or {})},
    }
    browser.evaluate(f"show({json.dumps(FRAME)}, {json.dumps(initialized)})")
    tree = browser.call("Page.getFrameTree")["frameTree"]
    return Hosted(browser, tree["childFrames"][0]["frame"]["id"])
