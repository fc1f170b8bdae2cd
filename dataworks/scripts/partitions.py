"""Partitions of MaxCompute, as scripts write them: ``pt=${bizdate}/hh=01``."""

import re

from dataworks.language import Text
from dataworks.scripts.steps import is_variable

NOT_ONE = Text("is not one partition", "不是一个分区")
CUT_OFF = Text("has a variable without its end", "中的变量缺少结尾")
TWICE = Text("names a level twice", "重复了同一级分区")

VARIABLE = re.compile(r"\$\{[^{}]*+\}|\$\[[^\[\]]*+\]")
"""It may have signs that else are between levels, as in ``${yyyymmddhh24-1/24}``. Each text is read once."""


def levels(partition: str) -> list[str]:
    """The levels of a partition, such as ``pt=${variable}``; all variables have this name."""
    return re.split("[,/]", VARIABLE.sub("${variable}", partition))


def level_name(level: str) -> str:
    """The partition column of a level."""
    return level.partition("=")[0].strip()


def fault_of(partition: str) -> str:
    """Why a text does not name one partition; empty if it does. A variable may stand for all of a level."""
    known = [level for level in levels(partition) if "=" in level or not is_variable(level)]
    names = [level_name(level).casefold() for level in known]
    if re.search(r"[*?]", partition) or not all(map(_is_level, known)):
        return NOT_ONE.said()
    if re.search(r"\$[{\[]", VARIABLE.sub("", partition)):
        return CUT_OFF.said()
    return TWICE.said() if len({*names}) < len(names) else ""


def _is_level(level: str) -> bool:
    """Whether it has one name and one value, as the service splits it."""
    name, *values = map(str.strip, level.split("="))
    return bool(name) and len(values) == 1 and all(values)
