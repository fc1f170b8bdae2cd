"""A result as a page in a file, and in the browser of the user at the terminal."""

import os
import sys
import tempfile
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dataworks.explain.explanation import Language
from dataworks.language import Text
from server.output import note
from server.pictures.page import page
from server.settings import NAME
from tools.calls.apps import facts_for_page
from tools.calls.results import Result
from tools.toolsets import ListedTool

OPENED = Text("The picture is open in your browser: {}", "图示已在浏览器中打开：{}")
WRITTEN = Text("The picture is in {} (no browser was found to open it).", "图示位于 {}（未找到可打开它的浏览器）。")
NOT_WRITTEN = Text("The picture can't be written: {}", "无法写入图示：{}")


def show_in_browser(tool: ListedTool, result: Result, language: Language) -> None:
    """Write the page of a result into a new file that only its user can read, open it, and say on stderr where it is.

    The call is done by then, so nothing here makes it fail.
    """
    try:
        path = _written(page(language, _on_the_wire(tool, result), tool.title))
    except OSError as error:
        note(f"{NOT_WRITTEN.to(language).format(error.strerror)}\n")
        return
    words = OPENED if _is_opened(path) else WRITTEN
    note(f"{words.to(language).format(path)}\n")


def _on_the_wire(tool: ListedTool, result: Result) -> dict[str, Any]:
    return {
        "content": [{"type": "text", "text": result.text}],
        "structuredContent": result.structured,
        "isError": result.failed,
        "_meta": facts_for_page(tool.name, result.picture),
    }


def _written(text: str) -> Path:
    file, path = tempfile.mkstemp(prefix=f"{NAME}-", suffix=".html")
    with os.fdopen(file, "w", encoding="utf-8") as stream:
        stream.write(text)
    return Path(path)


def _is_opened(path: Path) -> bool:
    """Whether a browser took the page; one inside the terminal would hide the answer, and could not draw it."""
    if not has_windows(os.environ):
        return False
    try:
        return webbrowser.open(path.as_uri())
    except webbrowser.Error:
        return False


def has_windows(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a browser can have a window here, or the user has named one."""
    named = ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")
    return platform in ("darwin", "win32") or any(environment.get(name) for name in named)
