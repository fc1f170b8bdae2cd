"""Copying a real-time task: what it does, the script that requests a copy, and how the copy differs from it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dataworks.language import Text
from dataworks.quoting import plain_or_named, table_named
from dataworks.scripts.definition import Definition, Table, TableMapping
from dataworks.scripts.differences import shown, sources_unlike, unlike
from dataworks.scripts.findings import AND_MORE
from dataworks.scripts.reading import inner, text, without
from dataworks.scripts.realtime_script import PAIRS, DestinationType, realtime_script, split_table, table_forms_agree

NO_MAPPING = TableMapping(("", ""), {})
DESTINATIONS: dict[str, DestinationType] = {pair.step_type: name for name, pair in PAIRS.items()}

NAMED = 3
"""Columns that a difference names; the rest are counted."""

ITS_NAMES = ("srcDbName", "srcTable", "dstTable")
"""Keys of a rule that are only names; differences in them are reported separately."""

ITS_TARGET = ("schemaName", "tableName", "indexType")
"""Repeated names of the destination table (the official sample has one as its ``indexType``)."""


SOURCE_UNLIKE = Text("data source {} is read with other settings", "数据源 {} 的读取设置不同")
NO_COUNTERPART = Text("{} has no counterpart", "{} 没有对应的表")
READ_UNLIKE = Text("{} is read with other settings", "{} 的读取设置不同")
NOT_THERE = Text("{} is not in the original", "{} 不在原任务中")
ELSEWHERE = Text("{} goes to {}, in the original to {}", "{} 写入 {}，在原任务中写入 {}")
OTHER_SETTINGS = Text("{} has another {}", "{} 的 {} 不同")
OTHER_KEY = Text("{} has the key {}, in the original {}", "{} 的主键是 {}，在原任务中是 {}")
LACKS = Text("{} lacks the original's {}", "{} 缺少原任务中的 {}")
HAS_MORE = Text("{} has {}, the original has not", "{} 有 {}，原任务没有")
NO_STEP = Text("the step {} has no counterpart", "步骤 {} 没有对应的步骤")
OTHER_STEP = Text("the {}'s {} is another", "{} 的 {} 不同")
OTHER = Text("{} is another", "{} 不同")
NONE = Text("none", "无")


@dataclass(frozen=True)
class Original:
    """What a real-time task does, as far as a copy of it can be requested.

    Attributes:
        tables: the tables that it reads, as ``db.table``, by data source.
        destination: the data source that it writes to.
    """

    tables: Mapping[str, tuple[str, ...]]
    destination_type: DestinationType
    destination: str

    def does_the_same(self, other: "Original") -> bool:
        """Whether it reads the same tables, in any order, and writes to the same place."""
        tables, others = ({source: {*names} for source, names in each.tables.items()} for each in (self, other))
        places = ((each.destination_type, each.destination) for each in (self, other))
        return tables == others and len({*places}) == 1

    @property
    def databases(self) -> tuple[str, ...]:
        """The databases that it reads; an empty text where tables are named without one."""
        names = (table for tables in self.tables.values() for table in tables)
        return tuple(dict.fromkeys(split_table(name)[0] if "." in name else "" for name in names))


@dataclass(frozen=True)
class Elsewhere:
    """What a copy has instead of the original's; ``None``: the same.

    Attributes:
        destination_type: that of ``destination``, if it is of another type.
        added: tables that it reads in addition, from its only source, as ``db.table``.
        removed: tables that it does not read, by the name that they would have in the copy.
    """

    source: str | None = None
    database: str | None = None
    destination: str | None = None
    destination_type: DestinationType | None = None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def table(self, source: str, name: str) -> Table:
        """The table that the copy reads for a table of the original."""
        return self.source or source, name if self.database is None else f"{self.database}.{split_table(name)[1]}"


def original_of(definition: Definition) -> Original | None:
    """What a task does; ``None`` where no generation can be requested for it."""
    by_source = definition.tables_by_source(switched_off=False)
    tables = {source: names for source, names in by_source.items() if source and names}
    readers, writers = definition.of_category("reader"), definition.of_category("writer")
    writer = next(iter(writers), dict[str, Any]())
    destination = text(inner(writer, "parameter").get("datasource"))
    kind = DESTINATIONS.get(text(writer.get("stepType")))
    agree = table_forms_agree([name for names in tables.values() for name in names])
    from_mysql = all(reader.get("stepType") == "mysql" for reader in readers)
    return Original(tables, kind, destination) if tables and agree and destination and kind and from_mysql else None


def moved(original: Original, elsewhere: Elsewhere) -> Original:
    """What the copy will do. Only a single source, and a single database, can be replaced or get other tables."""
    tables: dict[str, tuple[str, ...]] = {}
    for source, names in original.tables.items():
        there = dict.fromkeys(elsewhere.table(source, name)[1] for name in names)
        kept = (name for name in there if name not in elsewhere.removed)
        tables[elsewhere.source or source] = tuple(dict.fromkeys([*kept, *elsewhere.added]))
    kind = elsewhere.destination_type or original.destination_type
    return Original(tables, kind, elsewhere.destination or original.destination)


def copy_script(wanted: Original, resource_group: str) -> str:
    """The script from which the copy is generated."""
    return realtime_script(wanted.tables, wanted.destination_type, wanted.destination, resource_group)


def shared_destinations(original: Definition, copy: Definition) -> tuple[str, ...]:
    """The destination tables that both tasks write to."""
    taken = {mapping.destination for mapping in original.mappings}
    return tuple(dict.fromkeys(mapping.destination for mapping in copy.mappings if mapping.destination in taken))


def copy_differences(original: Definition, copy: Definition, elsewhere: Elsewhere) -> tuple[str, ...]:
    """How the copy differs from the original, except in the names that were to be replaced.

    For another type of destination, names of tables, types of columns and settings there are others, as was requested.
    """
    sources = sources_unlike(original, copy, elsewhere.source)
    others = (SOURCE_UNLIKE.said(plain_or_named(name)) for name in sources)
    return tuple(shown([*_of_tables(original, copy, elsewhere), *others, *_of_the_rest(original, copy, elsewhere)]))


def table_copy_differences(original: Definition, copy: Definition, elsewhere: Elsewhere) -> tuple[str, ...]:
    """How the tables of a copy differ, where one is a script and the other a job, whose settings can't be compared."""
    return tuple(shown(_of_tables(original, copy, replace(elsewhere, destination_type=None))))


def _of_tables(original: Definition, copy: Definition, elsewhere: Elsewhere) -> Iterator[str]:
    before = {elsewhere.table(*read.table): read.settings for read in original.reads if read.enabled}
    after = {read.table: read.settings for read in copy.reads if read.enabled}
    mappings = {elsewhere.table(*mapping.table): mapping for mapping in original.mappings}
    others = {mapping.table: mapping for mapping in copy.mappings}
    several = len({source for source, _ in after}) > 1
    for table, settings in before.items():
        name = table_named(*table) if several else plain_or_named(table[1])
        if table not in after and table[1] in elsewhere.removed:
            continue
        if table not in after:
            yield NO_COUNTERPART.said(name)
            continue
        between = _between if elsewhere.destination_type is None else _between_types
        yield from between(name, mappings.get(table, NO_MAPPING), others.get(table, NO_MAPPING))
        if settings != after[table]:
            yield READ_UNLIKE.said(name)
    added = (table for table in after if table not in before and table[1] not in elsewhere.added)
    yield from (NOT_THERE.said(table_named(*table)) for table in added)


def _between(name: str, before: TableMapping, after: TableMapping) -> Iterator[str]:
    """How two rules of a table differ."""
    if before.destination != after.destination:
        now, then = map(plain_or_named, (after.destination, before.destination))
        yield ELSEWHERE.said(name, now, then)
    targets = [inner(mapping.rule, "dstCreateTableInfo").get("dataColumn") for mapping in (before, after)]
    columns, others = ((), ()) if targets[0] == targets[1] else (before.columns, after.columns)
    differing = [*_between_columns(name, columns, others)]
    yield from (*_between_keys(name, before, after), *differing)
    reported = {
        *(["primaryKeyInfo"] if before.primary_key != after.primary_key else []),
        *(["dstCreateTableInfo"] if differing else []),
    }
    settings = [setting for setting in unlike(_settings(before.rule), _settings(after.rule)) if setting not in reported]
    if settings:
        yield OTHER_SETTINGS.said(name, _listed(settings))


def _between_types(name: str, before: TableMapping, after: TableMapping) -> Iterator[str]:
    """How two rules for destinations of different types differ: in their key, and in the names of their columns."""
    yield from _between_keys(name, before, after)
    yield from _between_columns(name, *([each.partition(" ")[0] for each in rule.columns] for rule in (before, after)))


def _between_keys(name: str, before: TableMapping, after: TableMapping) -> Iterator[str]:
    if before.primary_key != after.primary_key:
        yield OTHER_KEY.said(name, _listed(after.primary_key), _listed(before.primary_key))


def _between_columns(name: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    lacking = [column for column in before if column not in after]
    gained = [column for column in after if column not in before]
    if lacking:
        yield LACKS.said(name, _listed(lacking))
    if gained:
        yield HAS_MORE.said(name, _listed(gained))


def _settings(rule: dict[str, Any]) -> dict[str, object]:
    """The settings of a rule, without names and the columns of the key."""
    key, target = inner(rule, "primaryKeyInfo"), inner(rule, "dstCreateTableInfo")
    more = {"primaryKeyInfo": without(key, "column"), "dstCreateTableInfo": without(target, *ITS_TARGET)}
    return {**without(rule, *ITS_NAMES), **more}


def _of_the_rest(original: Definition, copy: Definition, elsewhere: Elsewhere) -> Iterator[str]:
    same_type = elsewhere.destination_type is None
    compared = ("reader", "writer", "") if same_type else ("reader",)
    before, after = dict(_steps(original, compared)), dict(_steps(copy, compared))
    yield from (NO_STEP.said(plain_or_named(name)) for name in before if name not in after)
    for name in (name for name in before if name in after):
        settings = map(plain_or_named, unlike(before[name], after[name]))
        yield from (OTHER_STEP.said(plain_or_named(name), setting) for setting in settings)
    others = unlike(*(_without_steps(each, *([] if same_type else ["mode"])) for each in (original, copy)))
    yield from (OTHER.said(plain_or_named(f"/{name}")) for name in others)


def _without_steps(definition: Definition, *names: str) -> dict[str, Any]:
    extend = without(inner(definition.content, "extend"), "name", "resourceGroup", *names)
    return {**without(definition.content, "steps"), "extend": extend}


def _steps(definition: Definition, categories: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The settings of each step without tables and data sources; the first reader and writer are named by category."""
    seen = set[str]()
    for step in definition.steps:
        category, name = text(step.get("category")), text(step.get("name"))
        if (category if category in {"reader", "writer"} else "") not in categories:
            continue
        parameter = without(inner(step, "parameter"), "connection", "datasource", "tableMappingRule")
        yield (category if category in {"reader", "writer"} - seen else name or category), parameter
        seen.add(category)


def _listed(names: Iterable[str]) -> str:
    known = list(names)
    more = AND_MORE.said(len(known) - NAMED) if len(known) > NAMED else ""
    return (", ".join(map(plain_or_named, known[:NAMED])) or NONE.said()) + more
