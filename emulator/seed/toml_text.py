"""Keys and strings as TOML writes them."""

import json
import re

BARE = re.compile(r"[A-Za-z0-9_-]+")


def key_text(name: str) -> str:
    """Return a key, in quotes where it needs them."""
    return name if BARE.fullmatch(name) else string_text(name)


def string_text(text: str) -> str:
    """Return a string of one line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
