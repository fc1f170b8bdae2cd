"""Patterns for table names: ``*`` stands for any characters, everything else for itself."""

import re
from collections.abc import Collection


def is_pattern(table: str) -> bool:
    """Whether it stands for several tables."""
    return "*" in table


def matching(pattern: str, tables: Collection[str]) -> list[str]:
    """The tables, as ``db.table``, that a pattern stands for. Case matters, as it may in MySQL."""
    if not is_pattern(pattern):
        return [pattern] if pattern in tables else []
    shape = re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
    return [table for table in tables if shape.fullmatch(table)]
