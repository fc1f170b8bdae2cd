"""The findings of checking a script."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, get_args

from dataworks.language import Text

Severity = Literal["error", "warning"]
"""An error stops a call. A warning is returned with the answer: the service may accept what we don't know."""

Kind = Literal[
    "realtime-create",
    "realtime-update",
    "realtime-task",
    "batch-job",
    "create-param",
    "update-param",
    "start-param",
    "job",
]
"""The kinds of scripts: the input of a generation, for a new task and for an existing one; its result; a batch job; the
folder and resource group of a task, when it is created and when it is updated; the settings of a start; a Data
Integration job of the new studio."""

KINDS: tuple[Kind, ...] = get_args(Kind)

SHOWN = 60
"""How much of a value is quoted."""

TEXT = Text("text", "文本")
FLAG = Text("true or false", "true 或 false")
WHOLE = Text("a whole number", "整数")

MUST_BE = Text("must be {}, not {}", "必须是{}，不能是 {}")
NO_LIST = Text("must be a list, not {}", "必须是列表，不能是 {}")
LIST_AS_TEXT = Text("must be a list, not text that holds one", "必须是列表，不能是内容为列表的文本")
NONE_OF = Text("{} is none of {}", "{} 不是以下任何一个：{}")
EMPTY = Text("is empty", "为空")
NOT_EMPTY = Text("must not be empty", "不能为空")
TWICE = Text("names {} twice", "重复指定了 {}")
WRITE = Text("write {}", "请写 {}")
NAME_ONCE = Text("name it once", "请只指定一次")
NAME_COLUMNS = Text("name the columns", "请写出各列")
NO_QUOTES = Text("leave the quotes out", "请去掉引号")
AND_MORE = Text(" and {} more", " 等，另有 {} 个")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a script.

    Attributes:
        pointer: the place, as a JSON pointer (RFC 6901); the whole script is the empty pointer.
        rule: which rule it breaks, a word that stays the same.
        message: what is wrong.
        suggestion: what was probably meant, or what to write.
    """

    pointer: str
    rule: str
    message: str
    suggestion: str | None = None
    severity: Severity = "error"


Findings = Iterator[Finding]


@dataclass(frozen=True)
class Checked:
    """A script's kind, ``None`` if it is unknown, and all findings, errors first."""

    kind: Kind | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What the service would refuse."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What the service may accept, and the user should check."""
        return tuple(finding for finding in self.findings if finding.severity == "warning")


def at(pointer: str, key: str | int) -> str:
    """The pointer to what is under a key, or at a place of a list."""
    if isinstance(key, int):
        return f"{pointer}/{key}"
    return f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"


def quoted(value: Any) -> str:
    """A value as JSON, cut to a length that fits into a sentence."""
    parts = json.JSONEncoder().iterencode(value[: SHOWN + 1] if isinstance(value, str) else value)
    text = "".join(islice(parts, SHOWN + 1))  # each part has a character or more
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
