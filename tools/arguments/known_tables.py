"""Comparing the tables that a job is to read with those that its data source shows.

The service compares nothing before a job starts: a running job that gains a mistyped table is stopped, and fails
when it is started again.
"""

from collections.abc import Sequence
from dataclasses import replace

from dataworks.client import DataWorks
from dataworks.explain.arguments import MEANT
from dataworks.flows.groups import MaySend
from dataworks.flows.table_looks import TableLook
from dataworks.language import Text
from dataworks.quoting import all_named, named
from dataworks.retry import ONCE
from dataworks.scripts.patterns import is_pattern
from tools.arguments.batch_tables import LIST_TABLES, NO_TABLE
from tools.arguments.parsing import SHOWN, Finding, InvalidArguments

NOT_THERE = Text(
    "{} does not show {}: the job fails when it starts, unless they are there by then.",
    "{} 中看不到 {}：如届时仍不存在，作业启动时会失败。",
)


async def check_tables(api: DataWorks, project_id: str, source: str, tables: Sequence[str], place: str) -> None:
    """Check that a data source has the tables that are named, as far as it shows its tables; the call may list them.

    ``place`` is the pointer to the argument; ``{}`` in it stands for the place of a table in the list.

    Raises:
        InvalidArguments: it does not have one of them.
    """
    missing = await _missing(api, lambda _: True, project_id, source, tables)
    findings = [
        Finding(
            place.format(tables.index(table)),
            NO_TABLE.filled(named(source), named(table)),
            MEANT.filled(named(similar)) if similar else LIST_TABLES,
        )
        for table, similar in [*missing.items()][:SHOWN]
    ]
    if findings:
        raise InvalidArguments(findings, after_reads=True)


async def tables_not_there(
    api: DataWorks, may_send: MaySend, project_id: str, source: str, tables: Sequence[str]
) -> tuple[str, ...]:
    """Return what to say about tables that a data source does not have, as far as it shows its tables."""
    missing = await _missing(api, may_send, project_id, source, tables)
    return (NOT_THERE.said(named(source), all_named([*missing])),) if missing else ()


async def _missing(
    api: DataWorks, may_send: MaySend, project_id: str, source: str, tables: Sequence[str]
) -> dict[str, str | None]:
    wanted = [table for table in tables if not is_pattern(table) and "/" not in table]  # a regular expression has one
    look = TableLook(replace(api, retries=ONCE), may_send, project_id)
    return await look.missing(source, wanted) if wanted else {}
