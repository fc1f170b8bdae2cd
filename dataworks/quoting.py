"""Names in sentences: text of the service or of a caller can't look like the text of this server around it."""

import json
from collections.abc import Iterable

LONGEST_NAME = 120
"""Characters of a name that a sentence shows at most."""

SHOWN = 10
"""Names that a sentence lists at most."""


def named(name: object) -> str:
    """A name in quotes; a long one is cut, and its length is shown."""
    text = str(name)
    if len(text) <= LONGEST_NAME:
        return json.dumps(text, ensure_ascii=False)
    return f"{json.dumps(text[:LONGEST_NAME], ensure_ascii=False)}... ({len(text):,} characters)"


def all_named(names: Iterable[object]) -> str:
    """Several names, each in quotes; those after the first few are counted."""
    listed = list(names)
    more = [f"and {len(listed) - SHOWN} more"] if len(listed) > SHOWN else []
    return ", ".join([*map(named, listed[:SHOWN]), *more])
