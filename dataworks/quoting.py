"""Names in sentences: text of the service or of a caller can't look like the text of this server around it."""

import json
import re
from collections.abc import Iterable

from dataworks.language import Text

LONGEST_NAME = 120
"""Characters of a name that a sentence shows at most."""

SHOWN = 10
"""Names that a sentence lists at most."""


LONGEST_MESSAGE = 1_000
"""Characters of a message of the service that a sentence shows at most."""

PLAIN = re.compile(r"[\w/.~-]{1,120}")
"""What can't look like a part of the sentence: one word, or a place in a script."""


TABLE_OF = Text("{} of {}", "{1} 的 {0}")
AND_MORE = Text("and {} more", "另有 {} 个")


def cut(text: str, longest: int) -> str:
    """A text; of one with more characters the first ones, and how many there are."""
    return text if len(text) <= longest else f"{text[:longest]}... ({len(text):,} characters)"


def named(name: object, longest: int = LONGEST_NAME) -> str:
    """A name in quotes; one longer than so many characters is cut, and its length is shown."""
    text = str(name)
    if len(text) <= longest:
        return json.dumps(text, ensure_ascii=False)
    return f"{json.dumps(text[:longest], ensure_ascii=False)}... ({len(text):,} characters)"


def plain_or_named(name: str) -> str:
    """A name of one word as it is, any other in quotes."""
    return name if PLAIN.fullmatch(name) else named(name)


def table_named(source: str, table: str) -> str:
    """The same for a table of a data source."""
    return TABLE_OF.said(plain_or_named(table), plain_or_named(source))


def all_named(names: Iterable[object]) -> str:
    """Several names, each in quotes; those after the first few are counted."""
    listed = list(names)
    more = [AND_MORE.said(len(listed) - SHOWN)] if len(listed) > SHOWN else []
    return ", ".join([*map(named, listed[:SHOWN]), *more])
