"""The instructions of the server: what names a tool that is off is left out.

In ``prompts/server.md``, a line ``- job: tool; tool`` says which tools do a job; other lines are sentences. The Chinese
text has the same with its own marks.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from dataworks.language import Language
from prompts import text
from tools.toolsets import listed_tools

NAME = re.compile(r"`(\w+)`")


class Marks(NamedTuple):
    """The marks after a job, between tools, and between sentences."""

    colon: str
    tools: str
    sentences: str


MARKS: Mapping[Language, Marks] = {"en": Marks(": ", "; ", ". "), "zh": Marks("：", "；", "。")}


def instructions(on: Collection[str], language: Language = "en") -> str:
    """Return the text for assistants that have these tools."""
    off = listed_tools().keys() - on
    marks = MARKS[language]
    lines = (_left_of(line, off, marks) for line in text("server.md", language).split("\n"))
    return "\n".join(_without_empty_lists([line for line in lines if line is not None], marks))


def _left_of(line: str, off: Collection[str], marks: Marks) -> str | None:
    """What is left of a line; ``None`` if nothing is."""
    job, colon, tools = line.partition(marks.colon) if line.startswith("- ") else ("", "", line)
    between = marks.tools if colon else marks.sentences
    left = [part for part in tools.split(between) if not set(NAME.findall(part)) & set(off)]
    return f"{job}{colon}{between.join(left)}" if left else None


def _without_empty_lists(lines: list[str], marks: Marks) -> Iterator[str]:
    """The lines without the headings of lists of which nothing is left."""
    for line, below in pairwise([*lines, ""]):
        if not line.endswith(marks.colon.rstrip()) or below.startswith("- "):
            yield line
