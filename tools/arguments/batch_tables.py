"""Comparing the plain arguments of a batch task with the tables that the service shows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from dataworks.client import DataWorks
from dataworks.explain.arguments import LEAVE_OUT, MEANT
from dataworks.flows.groups import MaySend
from dataworks.flows.table_looks import UNKNOWN, TableLook, TableSeen
from dataworks.language import Text
from dataworks.operations.v2020.data_sources import DataSource
from dataworks.quoting import all_named, named
from dataworks.retry import ONCE
from dataworks.scripts.partitions import level_name, levels
from dataworks.scripts.spelling import nearest
from tools.arguments.parsing import SHOWN, Finding

ONE_TABLE = re.compile(r"[^\W.]\w*(\.\w+)?")
"""A name of one table. Others, such as ``order_[0-9]`` or ``${name}``, are not checked."""

PLAIN_COLUMN = re.compile(r"\w*[^\W\d]\w*")
"""A name of a column; others are constants or expressions, which a source can read, but no table has."""

NO_TABLE = Text("{} has no table {}", "{} 中没有表 {}")
CREATE_TABLE = Text("create it first, since a batch task does not", "请先创建该表，离线任务不会建表")
LIST_TABLES = Text("list_source_tables shows them", "list_source_tables 会列出这些表")
NO_COLUMN = Text("{} has no column {}", "{} 中没有列 {}")
IS_PARTITION = Text("{} is a partition column of {}", "{} 是 {} 的分区列")
ONLY_READ = Text("give a complete reader for constants and expressions", "常量和表达式请写在完整的 reader 中")
IN_PARTITION = Text("leave it out; partition gives its value", "请去掉；其值由 partition 给出")
NOT_PARTITIONED = Text("{} has no partitions", "{} 不是分区表")
NO_LEVEL = Text("{} has no partition column {}; it has {}", "{} 没有分区列 {}；其分区列为 {}")
NEEDS_LEVEL = Text("{} is partitioned by {}", "{} 按 {} 分区")
SUCH_AS = Text("such as {}", "例如 {}")

TABLE_UNSEEN = Text("whether {} has the table {}", "{} 中是否有表 {}")
COLUMNS_UNSEEN = Text("the columns of {}", "{} 的列")
STEPS_UNSEEN = Text("the tables and columns of the complete {}", "完整的 {} 中的表和列")


class BatchWish(Protocol):
    """The arguments that name tables; a complete ``reader`` or ``writer`` is in place of some of them."""

    @property
    def project_id(self) -> str:
        """The workspace."""
        ...

    @property
    def table(self) -> str | None:
        """The table to read."""
        ...

    @property
    def columns(self) -> list[str] | None:
        """The columns of both sides."""
        ...

    @property
    def partition(self) -> str | None:
        """The partition to write."""
        ...

    def target(self) -> str:
        """The table to write."""
        ...


@dataclass(frozen=True)
class Compared:
    """What is wrong with the arguments, and what could not be checked."""

    findings: tuple[Finding, ...] = ()
    unseen: tuple[str, ...] = ()


async def compared(api: DataWorks, may_send: MaySend, wish: BatchWish, sources: dict[str, DataSource]) -> Compared:
    """Check the tables of the data sources that plain arguments name, by argument: ``source``, ``destination``."""
    look = TableLook(replace(api, retries=ONCE), may_send, wish.project_id)
    source, destination = sources.get("source"), sources.get("destination")
    read = await _source(look, wish, source) if source else _complete("reader")
    written = await _destination(look, wish, destination) if destination else _complete("writer")
    return Compared((*read.findings, *written.findings), (*read.unseen, *written.unseen))


def _complete(step: str) -> Compared:
    return Compared(unseen=(STEPS_UNSEEN.said(step),))


async def _source(look: TableLook, wish: BatchWish, source: DataSource) -> Compared:
    name, table = source.name or "", wish.table or ""
    seen = await look.at(name, table) if ONE_TABLE.fullmatch(table) else UNKNOWN
    findings = tuple(_missing(seen, "/table", name, table, LIST_TABLES))
    if findings and seen.remembered:
        return await _source(replace(look, refresh=True), wish, source)
    return Compared(findings, tuple(_unseen(seen, name, table)))


async def _destination(look: TableLook, wish: BatchWish, destination: DataSource) -> Compared:
    name, table = destination.name or "", wish.target()
    seen = await look.at_maxcompute(destination, table) if ONE_TABLE.fullmatch(table) else UNKNOWN
    findings = (
        *_missing(seen, "/destination_table", name, table, CREATE_TABLE),
        *islice(_columns(seen, table, wish.columns or []), SHOWN),
        *_partition(seen, table, wish.partition),
    )
    if findings and seen.remembered:
        return await _destination(replace(look, refresh=True), wish, destination)
    return Compared(findings, tuple(_unseen(seen, name, table)))


def _missing(seen: TableSeen, place: str, source: str, table: str, advice: Text) -> Iterator[Finding]:
    if seen.there is False:
        suggestion = MEANT.filled(named(seen.similar)) if seen.similar else advice
        yield Finding(place, NO_TABLE.filled(named(source), named(table)), suggestion)


def _unseen(seen: TableSeen, source: str, table: str) -> Iterator[str]:
    """What is not known about a table."""
    if seen.there is None:
        yield TABLE_UNSEEN.said(named(source), named(table))
    if seen.there is not False and not seen.columns:
        yield COLUMNS_UNSEEN.said(named(table))


def _columns(seen: TableSeen, table: str, columns: Sequence[str]) -> Iterator[Finding]:
    """Columns that the table does not have, or whose value the partition gives."""
    if not seen.columns:
        return
    known, keys = seen.names(partition=False), seen.names(partition=True)
    there, of_partition = {*map(str.casefold, known)}, {*map(str.casefold, keys)}
    for number, column in enumerate(columns):
        place, name = f"/columns/{number}", column.casefold()
        if name in of_partition:
            yield Finding(place, IS_PARTITION.filled(named(column), named(table)), IN_PARTITION)
        elif name not in there and column != "*":
            near = nearest(column, known)
            advice = MEANT.filled(named(near)) if near else None if PLAIN_COLUMN.fullmatch(column) else ONLY_READ
            yield Finding(place, NO_COLUMN.filled(named(table), named(column)), advice)


def _partition(seen: TableSeen, table: str, partition: str | None) -> Iterator[Finding]:
    """A partition that the table does not have, or not with these levels."""
    if not seen.columns:
        return
    keys, name = seen.names(partition=True), named(table)
    example = SUCH_AS.filled("/".join([f"{key}=${{bizdate}}" for key in keys[:1]] + [f"{key}=..." for key in keys[1:]]))
    given = [*map(level_name, levels(partition))] if partition else []
    if given and not keys:
        yield Finding("/partition", NOT_PARTITIONED.filled(name), LEAVE_OUT)
        return
    for level in given:
        if level.casefold() not in map(str.casefold, keys):
            yield Finding("/partition", NO_LEVEL.filled(name, named(level), all_named(keys)), example)
            return
    if len(given) < len(keys):
        yield Finding("/partition", NEEDS_LEVEL.filled(name, all_named(keys)), example)
