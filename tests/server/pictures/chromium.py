"""Chromium without a window, led over its DevTools protocol through two pipes; it reaches no network."""

import base64
import contextlib
import json
import os
import subprocess
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

from tests.server.http.browser import OPTIONS, browser

ONE_PROCESS = ("--disable-site-isolation-trials", "--disable-features=IsolateSandboxedIframes,IsolateOrigins")
"""So that the frame of a page answers in the same session as the page."""

PIPES = 'reads=$1 writes=$2; shift 2; eval "exec \\"\\$@\\" 3<&$reads 4>&$writes"'
"""The protocol's pipes have fixed numbers, which this process may use for something else."""

Site = Callable[[str], tuple[str, dict[str, str]] | None]
"""The document and the headers of an address; ``None``: there is nothing."""


class Chromium:
    """A running browser with one page.

    Attributes:
        site: what it finds at an address; nothing else is reached.
        events: what it has told, by method.
    """

    def __init__(self, reads: int, writes: int) -> None:
        self.site: Site = lambda _: None
        self.events: list[dict[str, Any]] = []
        self._writes = writes
        self._answers: dict[int, SimpleQueue[dict[str, Any]]] = {}
        self._number, self._lock = 0, Lock()
        self._session: str | None = None
        Thread(target=self._read, args=(reads,), daemon=True).start()

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command, and wait for its answer."""
        queue: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._send(method, params, queue)
        answer = queue.get()
        assert "error" not in answer, f"{method}: {answer.get('error')}"
        result: dict[str, Any] = answer["result"]
        return result

    def told(self, method: str) -> list[dict[str, Any]]:
        """The parameters of the events of one kind."""
        return [event["params"] for event in self.events if event["method"] == method]

    def new_page(self) -> None:
        """Go on in a new page; what was told about the one before is forgotten."""
        self._session, self.events = None, []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility", "DOM"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=840, height=940, deviceScaleFactor=1, mobile=False)
        self.call("Fetch.enable", patterns=[{"urlPattern": "http*"}])

    def evaluate(self, expression: str, context: int | None = None) -> Any:
        """The value of an expression, or of its promise, in the page or in a frame of it."""
        where = {"contextId": context} if context else {}
        answer = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=False, **where
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def loaded(self) -> None:
        """Wait until the page is loaded."""
        self.evaluate("new Promise((done) => document.readyState === 'complete' ? done() : (onload = done))")

    def _send(self, method: str, params: dict[str, Any], queue: SimpleQueue[dict[str, Any]] | None = None) -> None:
        with self._lock:
            self._number += 1
            if queue is not None:
                self._answers[self._number] = queue
            session = {"sessionId": self._session} if self._session else {}
            message = {"id": self._number, "method": method, "params": params, **session}
            os.write(self._writes, json.dumps(message).encode() + b"\0")

    def _read(self, reads: int) -> None:
        with os.fdopen(reads, "rb") as stream:
            rest = b""
            while data := stream.read1(1 << 20):
                *messages, rest = (rest + data).split(b"\0")
                for message in messages:
                    self._take(json.loads(message))
        for queue in [*self._answers.values()]:
            queue.put({"error": "the browser has ended"})

    def _take(self, message: dict[str, Any]) -> None:
        if "id" in message:
            queue = self._answers.pop(message["id"], None)
            if queue is not None:
                queue.put(message)
            return
        self.events.append(message)
        if message["method"] == "Fetch.requestPaused":
            self._serve(message["params"])

    def _serve(self, paused: dict[str, Any]) -> None:
        """Answer a request of the page from the site, instead of the network."""
        request, found = paused["requestId"], self.site(paused["request"]["url"])
        if found is None:
            self._send("Fetch.failRequest", {"requestId": request, "errorReason": "AddressUnreachable"})
            return
        body, headers = found
        rows = [{"name": name, "value": value} for name, value in headers.items()]
        text = base64.b64encode(body.encode()).decode()
        answer = {"requestId": request, "responseCode": 200, "responseHeaders": rows, "body": text}
        self._send("Fetch.fulfillRequest", answer)


@contextmanager
def chromium(folder: Path) -> Generator[Chromium]:
    """A browser, which ends afterwards."""
    (their_reads, our_writes), (our_reads, their_writes) = os.pipe(), os.pipe()
    options = (*OPTIONS, *ONE_PROCESS, "--remote-debugging-pipe", f"--user-data-dir={folder}", "about:blank")
    command = ["bash", "-c", PIPES, "bash", str(their_reads), str(their_writes), browser(), *options]
    nothing = subprocess.DEVNULL
    with subprocess.Popen(
        command, pass_fds=(their_reads, their_writes), stdin=nothing, stdout=nothing, stderr=nothing
    ) as process:
        os.close(their_reads)
        os.close(their_writes)
        try:
            yield Chromium(our_reads, our_writes)
        finally:
            with contextlib.suppress(OSError):
                os.close(our_writes)  # the end of the pipe is the end of the browser
            process.terminate()
