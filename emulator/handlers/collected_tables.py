"""The handler of the tables that Data Map has of all data sources of one type."""

import base64
import re
from collections.abc import Iterator
from hashlib import sha256

from dataworks.operations.v2020.tables import ListTables
from emulator.failures import PUBLIC, RequestRefused
from emulator.gateway.evidence import assumed, documented
from emulator.gateway.families import BARE
from emulator.handlers.handler import Data, handles
from emulator.handlers.paging import DEFAULT_SIZE
from emulator.handlers.v2024.data_map import instance_of
from emulator.handlers.workspaces import OWNER
from emulator.world.state import PRODUCTION, World

MAXCOMPUTE = "odps"
REGION = "cn-shanghai"
PLACE = re.compile(r"from row ([0-9]{1,9}) on")
"""What a token has, in base64."""


@handles(
    ListTables,
    documented("The tables of one type in the whole account, with their number; 10 rows a page, 100 at most."),
    documented(
        "NextToken is the place of the next page. DataSourceUniqueId is a hash, and not the id of a data source."
    ),
    assumed(
        "It has what crawlers have collected, and MaxCompute. InstanceId is the one in MetaEntityId of a crawler, and "
        "DatabaseName and ProjectName are those of the connection, which GetDataSourceMeta calls dbName.",
        case="tables-of-a-type",
    ),
    assumed(
        "A type without tables, or an unknown one, has a Total of 0; the last page has no NextToken.",
        case="tables-of-an-unknown-type tables-of-a-type",
    ),
    assumed("How a NextToken that is none is refused.", case="tables-by-a-wrong-token"),
    family=BARE,
)
def list_tables_of_type(world: World, request: ListTables) -> Data:
    """Return a page of the tables of all data sources of a type."""
    found = list(_entities(world, request.data_source_type.lower()))
    start, size = _start(request.next_token), request.page_size or DEFAULT_SIZE
    following = {"NextToken": _token(start + size)} if start + size < len(found) else {}
    return {"Total": len(found), "TableEntityList": found[start : start + size], **following}


def _entities(world: World, kind: str) -> Iterator[Data]:
    """Yield the tables, those of a MaxCompute project once."""
    seen = set[str]()
    for instance, database, name in _tables(world, kind):
        qualified = (
            f"maxcompute-table.{database}.{name}" if not instance else f"{kind}-table.{instance}.{database}.{name}"
        )
        if qualified not in seen:
            seen.add(qualified)
            yield {"EntityQualifiedName": qualified, "EntityContent": _content(kind, instance, database, name)}


def _tables(world: World, kind: str) -> Iterator[tuple[str, str, str]]:
    """Yield instance, database and name of the tables; MaxCompute has no instances."""
    for workspace in world.workspaces.values():
        for source in workspace.data_sources.values():
            is_there = kind == MAXCOMPUTE or (source.crawled and PRODUCTION in source.environments)
            if source.type == kind and is_there:
                instance = "" if kind == MAXCOMPUTE else instance_of(workspace, source)
                yield from ((instance, place, name) for place, tables in source.databases.items() for name in tables)


def _content(kind: str, instance: str, database: str, name: str) -> Data:
    place = f"{OWNER}:{REGION}:{kind}:{':'.join(filter(None, (instance, database)))}"
    where = {"InstanceId": instance, "DatabaseName": database} if instance else {"ProjectName": database}
    return {
        "TableName": name,
        "DataSourceQualifiedName": place,
        "DataSourceUniqueId": sha256(place.encode()).hexdigest(),
        **where,
    }


def _token(start: int) -> str:
    return base64.b64encode(f"from row {start} on".encode()).decode()


def _start(token: str | None) -> int:
    """The first row of a page.

    Raises:
        RequestRefused: the token is none.
    """
    if token is None:
        return 0
    try:
        found = PLACE.fullmatch(base64.b64decode(token, validate=True).decode())
    except ValueError:
        found = None
    if found is None:
        raise RequestRefused(PUBLIC.malformed)
    return int(found[1])
