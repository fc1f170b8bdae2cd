"""The instructions of the server: what names a tool that is off is left out.

In ``prompts/server.md``, a line ``- job: tool; tool`` says which tools do a job; other lines are sentences.
"""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from prompts import text
from tools.toolsets import listed_tools

NAME = re.compile(r"`(\w+)`")


def instructions(on: Collection[str]) -> str:
    """Return the text for assistants that have these tools."""
    off = listed_tools().keys() - on
    lines = (_left_of(line, off) for line in text("server.md").split("\n"))
    return "\n".join(_without_empty_lists([line for line in lines if line is not None]))


def _left_of(line: str, off: Collection[str]) -> str | None:
    """What is left of a line; ``None`` if nothing is."""
    job, colon, tools = line.partition(": ") if line.startswith("- ") else ("", "", line)
    between = "; " if colon else ". "
    left = [part for part in tools.split(between) if not set(NAME.findall(part)) & set(off)]
    return f"{job}{colon}{between.join(left)}" if left else None


def _without_empty_lists(lines: list[str]) -> Iterator[str]:
    """The lines without the headings of lists of which nothing is left."""
    for line, below in pairwise([*lines, ""]):
        if not line.endswith(":") or below.startswith("- "):
            yield line
