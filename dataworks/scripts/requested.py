"""What a generation is requested to do, and how a generated script differs from that."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dataworks.language import Text
from dataworks.scripts.definition import Definition
from dataworks.scripts.findings import AND_MORE, quoted
from dataworks.scripts.patterns import Names, is_pattern
from dataworks.scripts.reading import inner, text
from dataworks.scripts.realtime_script import split_table

NAMED = 10
"""Names that a difference lists at most; the others are counted."""

GENERATION = Text("the generation", "此次生成")

VERBS = {
    "sources": Text("{} reads from {}", "{}读取 {}"),
    "step_types": Text("{} has a writer of type {}", "{}的 writer 类型为 {}"),
    "destinations": Text("{} writes to {}", "{}写入 {}"),
}
"""What a script does with the names in an attribute of ``Requested``."""


TOO_MANY = Text("there are too many patterns to compare with the tables of {}", "通配符过多，无法与{}的表比较")
LACKS = Text("{} lacks {}", "{}缺少 {}")
MORE = Text("{} also reads {}", "{}还读取 {}")
NONE = Text("none", "无")


@dataclass(frozen=True)
class Requested:
    """What was requested; what is empty was not said.

    Attributes:
        sources: the data sources to read from.
        tables: tables, or patterns of them, by data source; those of ``""`` may be of any.
        step_types: the types of the writers.
        destinations: the data sources to write to.
    """

    sources: Sequence[str] = ()
    tables: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    step_types: Sequence[str] = ()
    destinations: Sequence[str] = ()

    @classmethod
    def of(cls, definition: Definition) -> "Requested":
        """What a script does, or requests."""
        writers = definition.of_category("writer")
        return cls(
            tuple(definition.tables_by_source()),
            definition.tables_by_source(switched_off=False),
            tuple(text(writer.get("stepType")) for writer in writers),
            tuple(text(inner(writer, "parameter").get("datasource")) for writer in writers),
        )

    def unlike(self, definition: Definition, it: Text = GENERATION) -> Iterator[tuple[str, str]]:
        """Each difference of a generated script: what it is about, an attribute of this class, and words about it."""
        does = Requested.of(definition)
        for name, verb in VERBS.items():
            wanted, found = getattr(self, name), getattr(does, name)
            if wanted and {*wanted} != {*found}:
                yield name, verb.said(it, listed(found))
        mapped = [(mapping.table[0], mapping.source) for mapping in definition.mappings]
        for source, entries in self.tables.items():
            tables = [*_of(source, does.tables), *(name for place, name in mapped if source in {"", place})]
            yield from (("tables", words) for words in _unlike(entries, dict.fromkeys(tables), it))


def _of(source: str, tables: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The tables of a data source; of all of them if it has no name."""
    yield from (name for place, names in tables.items() if source in {"", place} for name in names)


def _unlike(entries: Sequence[str], tables: Iterable[str], it: Text) -> Iterator[str]:
    """How tables differ from entries: names with their database, names without it, and patterns."""
    known = Names(tables)
    if known.too_many(entries):
        yield TOO_MANY.said(it)
        return
    bare = {split_table(name)[1]: name for name in tables if "." in name}
    matched = {entry: _matched(entry, known, bare) for entry in dict.fromkeys(entries)}
    lacking = [entry for entry, names in matched.items() if not names]
    more = {*tables} - {name for names in matched.values() for name in names}
    if lacking:
        yield LACKS.said(it, listed(lacking))
    if more:
        yield MORE.said(it, listed(sorted(more)))


def _matched(entry: str, known: Names, bare: Mapping[str, str]) -> list[str]:
    found = known.matching(entry)
    return found if found or is_pattern(entry) or entry not in bare else [bare[entry]]


def listed(names: Iterable[str]) -> str:
    """Names in quotes, or how many there are beyond the first ones."""
    known = [*dict.fromkeys(names)]
    more = AND_MORE.said(len(known) - NAMED) if len(known) > NAMED else ""
    return (", ".join(map(quoted, known[:NAMED])) or NONE.said()) + more
