"""Views of the tables of a task."""

from typing import Annotated, Any, Self

from pydantic import Field

from dataworks.language import Text
from dataworks.markers import described
from dataworks.scripts.definition import NO_DEFINITION, Definition, TableMapping
from tools.views.view import View

TABLES_SHOWN = 20
CUT = Text("These are the first {} of {} tables.", "此处为 {1} 张表中的前 {0} 张。")
COLUMNS_SHOWN = 40
PICTURED = 20_000
"""Tables that a picture has at most."""


class TableRow(View):
    """One table of a task."""

    source: Annotated[str, described("Source table, db.table.", "来源表，db.table。")]
    destination: Annotated[str, described("Destination table or topic.", "目标表或 topic。")]
    primary_key: Annotated[tuple[str, ...], described("Columns of the key; empty: no key.", "键的列；为空：没有键。")]
    column_count: int
    columns: Annotated[
        tuple[str, ...],
        described("Destination columns as 'name type'; may be cut.", "目标端的列，写成 'name type'；可能截断。"),
    ]


class Tables(View):
    """The tables of a task; ``items`` holds the first ones."""

    count: int
    items: tuple[TableRow, ...]
    note: str | None = None

    definition: Annotated[Definition, Field(exclude=True)] = NO_DEFINITION
    """The script with all tables, for the picture."""

    def picture(self) -> dict[str, Any]:
        """All tables, where the answer has only the first ones."""
        return pictured(self.definition) if self.count > len(self.items) else {}

    @classmethod
    def of(cls, definition: Definition) -> Self:
        """The tables of a generated script."""
        mappings = definition.mappings
        left, rows = COLUMNS_SHOWN, list[TableRow]()
        for mapping in mappings[:TABLES_SHOWN]:
            rows.append(_row(mapping, left))
            left -= len(rows[-1].columns)
        return cls(count=len(mappings), items=tuple(rows), note=_cut(len(mappings)), definition=definition)


def _row(mapping: TableMapping, left: int) -> TableRow:
    columns = mapping.columns
    return TableRow(
        source=mapping.source,
        destination=mapping.destination,
        primary_key=mapping.primary_key,
        column_count=len(columns),
        columns=columns[: max(left, 0)],
    )


def _cut(count: int) -> str | None:
    return CUT.said(TABLES_SHOWN, count) if count > TABLES_SHOWN else None


def pictured(definition: Definition) -> dict[str, Any]:
    """The tables of a script in short: source, destination, key (``source``: that of the source), count of columns."""
    rows = [
        [each.source, each.destination, [*each.primary_key] or ("source" if each.has_key else []), len(each.columns)]
        for each in definition.mappings[:PICTURED]
    ]
    return {"tables": rows} if rows else {}
