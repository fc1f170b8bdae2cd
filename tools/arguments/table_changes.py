"""Arguments that add tables to those of a task, and remove some."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dataworks.fields import DECODED, MOST_VALUES, Name
from dataworks.language import Text
from dataworks.quoting import named
from dataworks.scripts.definition import Definition
from dataworks.scripts.patterns import Names, is_pattern
from dataworks.studios.creating import CreatingStudio
from tools.arguments.parsing import Finding, InvalidArguments
from tools.arguments.realtime_arguments import WRITE_IT_AS, table_findings, too_many_patterns

TableNames = Annotated[Annotated[list[Name], Field(max_length=MOST_VALUES)] | None, DECODED]

NO_DATABASE = Text("names no database", "未指明数据库")
NOT_ALONE = Text(
    "can't leave out {}: a pattern of databases selects it, so the table would be left out of all of them",
    "无法单独排除 {}：它由数据库的模式选中，排除会影响所有匹配的数据库",
)
NAME_EACH = Text("remove the pattern, and add the tables that are to stay", "请移除该模式，再添加需要保留的表")
IN_BOTH, OMIT_ONE = (
    Text("names {}, which is in /add too", "包含 {}，它也在 /add 中"),
    Text("leave one out", "请去掉一个"),
)


@dataclass(frozen=True)
class Tables:
    """The tables of a data source that come and go.

    Attributes:
        selected: tables among those of the call that a pattern of the task selects.
    """

    source: str
    added: list[str]
    removed: list[str]
    selected: set[str]


def left_out_tables(studio: CreatingStudio, definition: Definition, source: str, entries: Sequence[str]) -> list[str]:
    """Those of the entries that a pattern of the task selects, and that can be left out of it.

    Raises:
        InvalidArguments: others would be left out too.
    """
    found = studio.by_pattern(definition, source, entries)
    wrong = [table for table in found if not studio.can_leave_out(definition, source, table)]
    if wrong:
        raise InvalidArguments([Finding("/remove", NOT_ALONE.filled(named(wrong[0])), NAME_EACH)], after_reads=True)
    return found


def table_change_findings(add: list[str], remove: list[str]) -> Iterator[Finding]:
    """Invalid names, and tables that are to come and to go."""
    yield from _table_errors(add, "/add")
    yield from _table_errors(remove, "/remove")
    yield from _overlap(add, remove)


def removed_tables(entries: list[str], tables: Sequence[str]) -> list[str]:
    """The tables that these entries stand for.

    Raises:
        InvalidArguments: there are too many patterns among them.
    """
    names = Names(tables)
    if names.too_many(entries):
        raise InvalidArguments([too_many_patterns("/remove")], after_reads=True)
    return list(dict.fromkeys(table for entry in entries for table in names.matching(entry)))


def _table_errors(tables: list[str], place: str) -> Iterator[Finding]:
    """Errors in table names, which must have their database, as in the script of the task."""
    for number, table in enumerate(tables):
        if "." not in table:
            yield Finding(f"{place}/{number}", NO_DATABASE, WRITE_IT_AS.filled("db.table"))
    yield from table_findings([table for table in tables if "." in table], place)


def _overlap(add: list[str], remove: list[str]) -> Iterator[Finding]:
    """The entries of ``remove`` that overlap with ``add``; both may have patterns."""
    added, removed = Names(add), Names(remove)
    if added.too_many(remove) or removed.too_many(add):
        yield too_many_patterns("/remove")
        return
    matched = {entry for pattern in add if is_pattern(pattern) for entry in removed.matching(pattern)}
    for entry in remove:
        if entry in matched or added.matching(entry):
            yield Finding("/remove", IN_BOTH.filled(named(entry)), OMIT_ONE)
