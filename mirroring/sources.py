"""The data sources of a workspace, without what connects to them."""

from dataclasses import dataclass, field
from typing import Any, Literal

from dataworks.language import Text
from dataworks.operations.v2020.data_sources import DISABLED, NOT_REACHED, ListDataSources
from dataworks.operations.v2024 import data_sources as new
from dataworks.operations.v2024.data_map import Crawler, ListCrawlers
from emulator.seed.source_types import code_of
from emulator.seed.world_file import DataSourceEntry, is_crawled
from mirroring.ids import number
from mirroring.notes import Notes
from mirroring.pages import rows
from mirroring.read_only import ReadOnly

Environment = Literal["development", "production"]
REFUSED = Text("The data sources of these workspaces could not be read", "未能读取这些工作空间的数据源")
BY_NUMBER: dict[int | None, Environment] = {0: "development", 1: "production"}
BY_WORD: dict[str | None, Environment] = {new.DEVELOPMENT: "development", new.PRODUCTION: "production"}


@dataclass
class Source:
    """A data source as it was read.

    Attributes:
        ids: its id in each environment.
        unreached: where the last test of its connection failed.
        disabled: where it is switched off.
        places: the database, or the MaxCompute project, that its connection names in each environment.
        entity: its id in Data Map, if a crawler has collected it.
        instances: the instance that a crawler has collected it from, in each environment.
    """

    name: str
    type: str
    ids: dict[Environment, str] = field(default_factory=dict[Environment, str])
    unreached: set[Environment] = field(default_factory=set[Environment])
    disabled: set[Environment] = field(default_factory=set[Environment])
    places: dict[Environment, str] = field(default_factory=dict[Environment, str])
    entity: str | None = None
    instances: dict[Environment, str] = field(default_factory=dict[Environment, str])

    @property
    def read_in(self) -> Environment:
        """The environment whose tables are read: production, if it is there."""
        return "development" if self.ids and "production" not in self.ids else "production"

    @property
    def reachable(self) -> bool:
        """Whether the last test reached it, where its tables are read."""
        return self.read_in not in self.unreached

    @property
    def place(self) -> str:
        """The database, or the MaxCompute project, whose tables are read; "" if it is not known."""
        return self.places.get(self.read_in, "")

    @property
    def instance(self) -> str:
        """The instance whose tables are read; "" if no crawler has collected them."""
        return self.instances.get(self.read_in, "")

    def entry(self, database: dict[str, dict[str, str]]) -> DataSourceEntry:
        """Return it for a world file, with these tables."""
        given: dict[str, Any] = {
            "environments": sorted(self.ids) or ["development", "production"],
            "ids": {each: known for each, text in self.ids.items() if (known := number(text))},
            "crawled": self.entity is not None if (self.entity is not None) != is_crawled(self.type) else None,
        }
        return DataSourceEntry(
            type=self.type,
            reachable=self.reachable,
            enabled=self.read_in not in self.disabled,
            database=database,
            **given,
        )


async def sources_of(api: ReadOnly, project_id: str, notes: Notes, *, is_new: bool) -> dict[str, Source]:
    """Return the data sources by name, in the order of the service.

    On the new studio they are those of API 2024-05-18; the older one adds which are switched off, or were not reached.
    Where one version is refused, the other one is asked.
    """
    found = dict[str, Source]()
    older = await rows(api, ListDataSources(project_id=project_id))
    newer = await rows(api, new.ListDataSources(project_id=project_id)) if is_new or older is None else None
    if older is None and newer is None:
        notes.add(REFUSED, project_id)
    for each in newer or ():
        _add_new(found, each)
    for row in older or ():
        if row.name and row.data_source_type and (row.name in found or not newer):
            _add(found.setdefault(row.name, Source(row.name, code_of(row.data_source_type))), row)
    for crawler in await rows(api, ListCrawlers(project_id=project_id)) or ():
        _add_crawler(found, crawler)
    return found


def _add_new(found: dict[str, Source], each: new.DataSource) -> None:
    if each.name and each.type:
        source = found.setdefault(each.name, Source(each.name, code_of(each.type)))
        for item in each.items:
            environment = BY_WORD.get(item.environment, "production")
            source.ids[environment] = item.id
            source.places.setdefault(environment, _place(item.details))


def _add(source: Source, row: Any) -> None:
    environment = BY_NUMBER.get(row.env_type, "production")
    source.ids[environment] = row.id
    source.unreached.update([environment] if row.connect_status == NOT_REACHED else [])
    source.disabled.update([environment] if row.status == DISABLED else [])
    source.places.setdefault(environment, _place(row.details))


def _add_crawler(found: dict[str, Source], crawler: Crawler) -> None:
    for source in found.values():
        for environment, its_id in source.ids.items():
            if crawler.data_source_id == its_id and crawler.meta_entity_id:
                source.entity = source.entity or crawler.meta_entity_id
                source.instances.setdefault(environment, instance_of(crawler.meta_entity_id))


def instance_of(entity: str) -> str:
    """Return the instance in the id of a data source in Data Map: of ``mysql:rm-1``, ``rm-1``."""
    return entity.partition(":")[2].partition(":")[0]


def _place(details: dict[str, str] | None) -> str:
    return (details or {}).get("project") or (details or {}).get("database") or ""
