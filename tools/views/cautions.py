"""What a user should know about the tables of a real-time task before it is created or changed."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol, Self, TypeVar

from dataworks.client import DataWorks
from dataworks.flows.destination_tables import Present, seen_at_destination
from dataworks.language import SEMICOLON, Text
from dataworks.scripts.definition import Definition, Table, TableMapping
from dataworks.scripts.reading import text
from tools.rendering import inline


class HasCautions(Protocol):
    """A view with cautions."""

    @property
    def cautions(self) -> tuple[str, ...]:
        """What the user should know."""
        ...

    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> Self:
        """The same with other values."""
        ...


V = TypeVar("V", bound=HasCautions)

NAMES_SHOWN = 3
"""Tables that a caution lists at most; the others are counted."""

NO_KEYS_OF_HOLOGRES = r"(?i)\S+ (?:numeric|decimal|float|double|real|json|bytea)|.*\[\]$"
NO_KEYS_OF_MYSQL = r"\S+ (?:\w*blob|\w*binary|bigint(?:\(\d+\))? unsigned)"
NOT_KEYS = {"holo": ("Hologres", re.compile(f"{NO_KEYS_OF_HOLOGRES}|{NO_KEYS_OF_MYSQL}"))}
"""By type of writer: what people call it, and columns, as ``name type``, that can't be in a primary key there.

An unsigned bigint of MySQL becomes a numeric. Source: help.aliyun.com/hologres/user-guide/primary-key.
"""

MORE = Text(" and {} more", "等，另有 {} 个")
PATTERNS = Text(
    "Sent as patterns: {}. Which tables match was not checked; tables that are created later may match too.",
    "以模式发送：{}。未检查匹配哪些表；之后新建的表也可能匹配。",
)
NO_KEY = Text(
    "No primary key: {}. Changed rows can't be distinguished and may be written twice.",
    "没有主键：{}。变更的行无法区分，可能重复写入。",
)
KEY_NOT_TAKEN = Text(
    "{product} takes no such column in a primary key: {tables}. Give these tables another key, or leave them out.",
    "{product} 的主键不支持此类列：{tables}。请为这些表更换主键，或不同步这些表。",
)
THERE_ALREADY = Text(
    "At the destination already: {}. The task writes into what is there; its columns are not compared.",
    "目标端已存在：{}。任务会写入现有的表；未比较其列。",
)
ROWS_MIX = Text(
    "{sources} all go to {destination}: their rows mix.", "{sources} 都写入 {destination}：数据会混在一起。"
)
UNSEEN = Text("Not checked: {}.", "未检查：{}。")
SOURCE_TYPES = Text(
    "losses by type conversion (the API shows no types of the source)", "类型转换的损失（API 不提供来源端类型）"
)
SOURCE_KEYS = Text("whether each table has a primary key (a job does not show it)", "各表是否有主键（作业不显示主键）")
AT_DESTINATION = Text("which tables exist at the destination", "目标端已有哪些表")
SOME_AT_DESTINATION = Text("the tables of the destination beyond the first 100", "目标端前 100 张表以外的表")
NO_SCRIPT = Text(
    "Not checked: keys and types of the tables, and which exist at the destination; preview_realtime_task does.",
    "未检查：表的主键和类型，以及目标端已有哪些表；可用 preview_realtime_task 查看。",
)
"""Said in a plan where no generated script is known."""


def cautions_of(
    definition: Definition, present: Present | None, only: Collection[Table] | None = None
) -> tuple[str, ...]:
    """The cautions about the tables of a generated script; ``only`` about these, where it is given."""
    mappings = [each for each in definition.mappings if only is None or each.table in only]
    if not mappings:
        return ()
    return tuple(_cautions(definition, mappings, present))


def known_cautions(
    api: DataWorks, project_id: str, script: Definition, only: Collection[Table] | None = None
) -> tuple[str, ...]:
    """The same for a plan, from what was read before; without a script, what was not checked."""
    if not script:
        return (NO_SCRIPT.said(),)
    return cautions_of(script, seen_at_destination(api, project_id, script), only)


def with_cautions(view: V, cautions: tuple[str, ...]) -> V:
    """The view with these cautions too."""
    return view.model_copy(update={"cautions": (*view.cautions, *cautions)}) if cautions else view


def _cautions(definition: Definition, mappings: Sequence[TableMapping], present: Present | None) -> Iterator[str]:
    yield from _listed(mappings, lambda each: each.source if "*" in each.source else None, PATTERNS)
    yield from _listed(mappings, lambda each: None if each.has_key else each.source, NO_KEY)
    for writer in definition.of_category("writer"):
        product, pattern = NOT_KEYS.get(text(writer.get("stepType")), ("", None))
        unusable = [name for each in mappings if pattern and (name := _unusable(each, pattern, present))]
        yield from [KEY_NOT_TAKEN.said(product=product, tables=listed(unusable))] if unusable else []
    there = present.tables if present else frozenset[str]()
    yield from _listed(mappings, lambda each: each.destination if each.destination in there else None, THERE_ALREADY)
    yield from _mixing(mappings)
    at_destination = AT_DESTINATION if present is None else SOME_AT_DESTINATION
    keys = [SOURCE_KEYS.said()] if any(each.has_key and not each.primary_key for each in mappings) else []
    unseen = [*keys, SOURCE_TYPES.said(), *([] if present and present.complete else [at_destination.said()])]
    yield UNSEEN.said(SEMICOLON.said().join(unseen))


def _listed(mappings: Sequence[TableMapping], name: Callable[[TableMapping], str | None], words: Text) -> Iterator[str]:
    names = [found for each in mappings if (found := name(each)) is not None]
    yield from [words.said(listed(names))] if names else []


def _unusable(mapping: TableMapping, pattern: re.Pattern[str], present: Present | None) -> str | None:
    """A table with the columns of its key that can't be one, by their types there, or else in the source."""
    key, read = {*mapping.primary_key}, present.columns.get(mapping.table, ()) if present else ()
    columns = mapping.columns or read
    wrong = [column for column in columns if column.partition(" ")[0] in key and pattern.match(column)]
    return f"{mapping.source} ({', '.join(wrong)})" if wrong else None


def _mixing(mappings: Sequence[TableMapping]) -> Iterator[str]:
    by_destination: dict[str, list[str]] = {}
    for mapping in mappings:
        by_destination.setdefault(mapping.destination, []).append(mapping.source)
    shared = [(destination, sources) for destination, sources in by_destination.items() if len(sources) > 1]
    for destination, sources in shared[:NAMES_SHOWN]:
        yield ROWS_MIX.said(sources=listed(sources), destination=inline(destination))


def listed(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = MORE.said(len(names) - NAMES_SHOWN) if len(names) > NAMES_SHOWN else ""
    return ", ".join(map(inline, names[:NAMES_SHOWN])) + more
