"""A task's definition: its script as the service sent it, and what the script says, read when it is first asked for.

The service's scripts are read leniently: unexpected values count as absent. The official sample of one is not even
valid JSON.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, NamedTuple

from pydantic import PlainSerializer, PlainValidator

from dataworks.fields import ScriptText
from dataworks.scripts.jobs.enumerations import PHASES
from dataworks.scripts.jobs.job_steps import SOURCE_KEY, job_steps
from dataworks.scripts.jobs.specification import in_one_spelling
from dataworks.scripts.leaves import same
from dataworks.scripts.reading import fields, inner, joined, rows, selected, text, texts, without

Table = tuple[str, str]
"""A data source, and a table of it as ``db.table``."""


GROUP_PLACES = (
    *(("setting", "resourceGroup"), ("extend", "resourceGroup")),
    *(("realtimeSyncConfig", "extend", "resourceGroup"), ("offlineSyncConfig", "resourceGroup")),
    *(("ResourceSettings", phase, "ResourceGroupIdentifier") for phase in PHASES.values()),
)
"""Where scripts name their resource group: a request, a generated or console-made script, a solution, and a job."""


class TableRead(NamedTuple):
    """A table that is read, and its settings in the script: its schema's and its own; none of a mere name.

    A table that is switched off is listed and not read.
    """

    table: Table
    settings: tuple[dict[str, Any], dict[str, Any]] | None = None

    @property
    def enabled(self) -> bool:
        """Whether it is not switched off."""
        return self.settings is None or self.settings[1].get("enable") is not False


class TableMapping(NamedTuple):
    """A table that is read, and the rule that says where it goes, which is read as far as somebody asks."""

    table: Table
    rule: dict[str, Any]

    @property
    def source(self) -> str:
        """The name of the table, as ``db.table``."""
        return self.table[1]

    @property
    def destination(self) -> str:
        """The table or topic that it goes to."""
        return text(self.rule.get("dstTable"))

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The columns of the key."""
        return texts(inner(self.rule, "primaryKeyInfo").get("column"))

    @property
    def has_key(self) -> bool:
        """Whether it has a key: columns that it names, or those of the source's key."""
        return bool(self.primary_key) or inner(self.rule, "primaryKeyInfo").get("type") == SOURCE_KEY

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the destination, as ``name type``."""
        columns = rows(inner(self.rule, "dstCreateTableInfo"), "dataColumn")
        return tuple(joined(" ", column.get("name"), column.get("type")) for column in columns)


@dataclass(frozen=True)
class Summary:
    """A definition in short; everything once, in the script's order.

    Attributes:
        sources: data sources that are read.
        destinations: data sources that are written to.
        tables: what is read, as ``db.table`` where the script names the database. One that is read from several
            sources is listed once for each, followed by its source.
        lacking: the end that it lacks, ``reader`` or ``writer``, so that it can't run.
        resource_group: as in ``Definition``.
    """

    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    tables: tuple[str, ...]
    lacking: str | None = None
    resource_group: str | None = None


@dataclass(frozen=True)
class Definition:
    """The script of a batch task, a real-time task or a solution, or a job's specification: ``text`` is as it came.

    Each property is computed once. False: there is no text.
    """

    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)

    @cached_property
    def value(self) -> object:
        """The JSON value of the text; where it has none, the text itself."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return self.text

    @property
    def sent(self) -> str:
        """The text as operations take it, which they need not read again."""
        known = isinstance(self.text, ScriptText) or not isinstance(self.value, dict)
        return self.text if known else ScriptText(self.text)

    @property
    def content(self) -> dict[str, Any]:
        """The object in the text; an empty one if there is none."""
        return fields(self.value)

    def means_the_same(self, other: "Definition") -> bool:
        """Whether both have the same JSON value, of the same types; only texts that differ are read for that."""
        return same(self.text, other.text)

    @cached_property
    def steps(self) -> tuple[dict[str, Any], ...]:
        """Its steps; those of a solution are nested deeper, and those of a job follow from what it says."""
        deeper = inner(self.content, "realtimeSyncConfig", "content")
        return (*rows(self.content, "steps"), *rows(deeper, "steps"), *job_steps(self.content))

    @property
    def resource_group(self) -> str | None:
        """The resource group that it names, by identifier or number, in any form of script."""
        content = in_one_spelling(self.content)
        found = (inner(content, *place).get(name) for *place, name in GROUP_PLACES)
        return next((str(group) for group in found if isinstance(group, str | int) and group), None)

    def of_category(self, category: str) -> list[dict[str, Any]]:
        """Its readers, or its writers."""
        return [step for step in self.steps if step.get("category") == category]

    @cached_property
    def connections(self) -> tuple[dict[str, Any], ...]:
        """What its readers read, by data source."""
        readers = self.of_category("reader")
        return tuple(row for reader in readers for row in rows(inner(reader, "parameter"), "connection"))

    @cached_property
    def reads(self) -> tuple[TableRead, ...]:
        """The tables of its connections, in the script's order."""
        return tuple(read for place in self.connections for read in _reads(place, text(place.get("datasource"))))

    def tables_by_source(self, *, switched_off: bool = True) -> dict[str, tuple[str, ...]]:
        """The tables of its connections, as ``db.table``, by data source; ``switched_off``: those too."""
        found = {text(place.get("datasource")): dict[str, None]() for place in self.connections}
        for read in self.reads:
            if switched_off or read.enabled:
                found[read.table[0]][read.table[1]] = None
        return {source: tuple(tables) for source, tables in found.items()}

    @cached_property
    def rule_groups(self) -> tuple[dict[str, Any], ...]:
        """Where its tables go, by data source."""
        mappings = (inner(step, "parameter", "tableMappingRule") for step in self.steps)
        return tuple(group for mapping in mappings for group in rows(mapping, "datasource"))

    @cached_property
    def mappings(self) -> tuple[TableMapping, ...]:
        """Where each of its tables goes; only generated scripts say so."""
        return tuple(mapping for group in self.rule_groups for mapping in _mappings(group))

    @property
    def lacking(self) -> str | None:
        """The end that it lacks, ``reader`` or ``writer``, so that it can't run; ``None`` if it has no steps."""
        found = [text(step.get("category")) for step in self.steps]
        if not found or "reader" not in found:
            return "reader" if found else None
        return None if "writer" in found else "writer"

    @cached_property
    def summary(self) -> Summary | None:
        """What it reads and where it writes; ``None`` if it has no steps."""
        if not self.steps:
            return None
        readers, writers = self.of_category("reader"), self.of_category("writer")
        tables = dict.fromkeys(read.table for reader in readers for read in _all_reads(reader))
        ends = _sources(readers), _sources(writers)
        return Summary(*ends, _distinct_names([*tables]), self.lacking, self.resource_group)


def _definition(value: object) -> Definition:
    """What a field of an answer holds, whether as text or as the value itself."""
    if isinstance(value, Definition):
        return value
    return Definition(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value else "")


DefinitionField = Annotated[
    Definition, PlainValidator(_definition), PlainSerializer(lambda definition: definition.text or None)
]
"""The field of an answer that holds a script."""

NO_DEFINITION = Definition()


def places(step: dict[str, Any]) -> list[dict[str, Any]]:
    """Where a step names its data sources and tables: its parameter, and the connections in that."""
    parameter = inner(step, "parameter")
    return [parameter, *rows(parameter, "connection")]


def _reads(place: dict[str, Any], source: str) -> Iterator[TableRead]:
    for name in texts(place.get("table")):
        yield TableRead((source, name))
    for _, database, schema, info in selected(place):
        if isinstance(info, dict):
            name = joined(".", database, fields(info).get("table"))
            yield TableRead((source, name), (without(schema, "tableInfos"), fields(info)))


def _all_reads(reader: dict[str, Any]) -> Iterator[TableRead]:
    """The tables of any reader, which may name its data source for all its connections."""
    usual = inner(reader, "parameter").get("datasource")
    for place in places(reader):
        yield from _reads(place, ", ".join(texts(place.get("datasource") or usual)))


def _mappings(group: dict[str, Any]) -> Iterator[TableMapping]:
    source = text(group.get("srcDatasourceName"))
    for rule in rows(group, "tableRule"):
        yield TableMapping((source, joined(".", rule.get("srcDbName"), rule.get("srcTable"))), rule)


def _sources(steps: list[dict[str, Any]]) -> tuple[str, ...]:
    found = (text(place.get("datasource")) for step in steps for place in places(step))
    return tuple(dict.fromkeys(filter(None, found)))


def _distinct_names(tables: list[Table]) -> tuple[str, ...]:
    times = Counter(name for _, name in tables)
    return tuple(f"{name} ({source or '?'})" if times[name] > 1 else name for source, name in tables)
