"""The page: one file without any request of its own, for the frame of a host, or with an answer in it for a browser."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from dataworks.explain.explanation import Language
from dataworks.language import Text
from server.pictures.words import LABELS, WORDS
from server.settings import NAME, VERSION
from tools.calls.apps import PICTURE

HERE = Path(__file__).parent

SCRIPTS = ("elements.js", "mapping.js", "changes.js", "metrics.js", "facts.js", "host.js")
"""The parts of its script, in the order in which they use each other."""


POLICY = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'\">\n"
)
"""The rules of a page in a file, where no host applies any: it may load nothing."""


def page(language: Language, result: Mapping[str, Any] | None = None, title: str | None = None) -> str:
    """Return the page.

    ``result``: a result in the form of the protocol, which it shows at once, without a host, below the ``title``.
    """
    given = {
        "language": language,
        "name": NAME,
        "version": VERSION,
        "picture": PICTURE,
        "words": _in_both(WORDS),
        "labels": _in_both(LABELS),
        "title": title,
        "result": result,
    }
    start, _, end = _frame(POLICY if result is not None else "").partition("{given}")
    return f"{start}{embedded(given)}{end}"


def embedded(value: object) -> str:
    """Return JSON for an element of a page: ASCII, and without what could end the element."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def _frame(policy: str) -> str:
    frame = (HERE / "page.html").read_text("utf-8")
    script = "\n".join((HERE / name).read_text("utf-8") for name in SCRIPTS)
    style = (HERE / "page.css").read_text("utf-8")
    return frame.replace("{policy}", policy).replace("{style}", style).replace("{script}", script)


def _in_both(texts: Mapping[str, Text]) -> dict[str, dict[str, str]]:
    return {name: text._asdict() for name, text in texts.items()}
