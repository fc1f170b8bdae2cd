"""Views of the tables of a task."""

from typing import Annotated, Self

from pydantic import Field

from dataworks.language import Text
from dataworks.scripts.definition import Definition, TableMapping
from tools.views.view import View

TABLES_SHOWN = 20
CUT = Text("These are the first {} of {} tables.", "此处为 {1} 张表中的前 {0} 张。")
COLUMNS_SHOWN = 40


class TableRow(View):
    """One table of a task."""

    source: Annotated[str, Field(description="Source table, db.table.")]
    destination: Annotated[str, Field(description="Destination table or topic.")]
    primary_key: Annotated[tuple[str, ...], Field(description="Columns of the key; empty: no key.")]
    column_count: int
    columns: Annotated[tuple[str, ...], Field(description="Destination columns as 'name type'; may be cut.")]


class Tables(View):
    """The tables of a task; ``items`` holds the first ones."""

    count: int
    items: tuple[TableRow, ...]
    note: str | None = None

    @classmethod
    def of(cls, definition: Definition) -> Self:
        """The tables of a generated script."""
        mappings = definition.mappings
        left, rows = COLUMNS_SHOWN, list[TableRow]()
        for mapping in mappings[:TABLES_SHOWN]:
            rows.append(_row(mapping, left))
            left -= len(rows[-1].columns)
        return cls(count=len(mappings), items=tuple(rows), note=_cut(len(mappings)))


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
