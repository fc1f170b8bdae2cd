"""The mirror of workspaces: what is read, in which order, and the world that it makes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from dataworks.language import Text
from dataworks.studio_settings import StudioSettings
from emulator.seed.table_text import UNKNOWN
from emulator.seed.world_file import DataSourceEntry, FolderEntry, WorkspaceEntry, WorldEntry
from mirroring.bound_groups import groups_of
from mirroring.collected import Collected, Listing, TablesFrom, collected, listings_of, place_of
from mirroring.columns import are_shown, columns_of
from mirroring.copied_jobs import jobs_of
from mirroring.copied_nodes import nodes_of
from mirroring.costs import Cost, costs_of_tasks
from mirroring.flow_folders import folders_of
from mirroring.home import Home, home_of
from mirroring.notes import Notes
from mirroring.read_only import ReadOnly
from mirroring.sources import Source
from mirroring.sync_files import tasks_of
from mirroring.table_names import TableReader, Tables, calls_for

CUT = Text("Of these lists, only the first pages could be read", "这些列表只读取到了前几页")

FOLDERS, FOR_FOLDERS = (
    Text("{} folders", "{} 的文件夹"),
    Text("one for each folder that has others", "每个含有其他文件夹的文件夹一次"),
)
TABLES, FOR_TABLES, FOR_OTHER_TABLES = (
    Text("{} tables", "{} 的表"),
    Text("one for each 100 tables of a data source", "数据源的每 100 张表一次"),
    Text(
        "one for each 100 tables of a data source that Data Map does not have",
        "数据地图中没有的数据源，每 100 张表一次",
    ),
)
COLUMNS, FOR_COLUMNS = (
    Text("{} columns", "{} 的列"),
    Text("one for each table whose columns the API shows", "API 显示其列的每张表一次"),
)


@dataclass(frozen=True)
class Wanted:
    """What a mirror has."""

    projects: tuple[str, ...]
    tables: bool = True
    tables_from: TablesFrom = TablesFrom.CHEAPER
    columns: bool = False
    tasks: bool = False
    studios: StudioSettings = field(default_factory=StudioSettings)

    def said(self) -> str:
        """Return it in words, which a file has, in English in any language, to say what it is a mirror of."""
        parts = [name for name in ("tables", "columns", "tasks") if getattr(self, name)]
        chosen = "" if self.tables_from is TablesFrom.CHEAPER else f" ({self.tables_from})"
        return f"workspaces {', '.join(self.projects)}; with {', '.join(parts) or 'no tables'}{chosen}"


@dataclass
class Mirror:
    """A mirror that is being made.

    Attributes:
        tell: is called with the costs of what comes next, before it is sent.
        costs: all of them.
    """

    api: ReadOnly
    wanted: Wanted
    tell: Callable[[Sequence[Cost]], None]
    notes: Notes = field(default_factory=Notes)
    costs: list[Cost] = field(default_factory=list[Cost])
    _shared: dict[str, Tables] = field(default_factory=dict[str, Tables])

    async def made(self) -> WorldEntry:
        """Read everything that is not known yet, and return the world.

        Raises:
            DataWorksError: a read failed, or there are no calls left. What was read before is kept.
        """
        homes = [await home_of(self.api, each, self.wanted.studios, self.notes) for each in self.wanted.projects]
        default = next((home.project.default_group for home in homes), None)
        groups = await groups_of(self.api, self.wanted.projects, default, self.notes)
        sources = [source for home in homes for source in home.sources.values()] if self.wanted.tables else []
        listings = await listings_of(self.api, sources, self.wanted.tables_from)
        together = [listing.cost for listing in listings if listing.pages > 1]
        self._announce([*together, *[cost for home in homes for cost in await self._costs(home, listings)]])
        folders = [await folders_of(self.api, home.id, home.flows, self.notes) for home in homes]
        found_together = await collected(self.api, listings, sources)
        tables = [await self._tables(home, found_together) for home in homes]
        tasks = [await self._tasks(home, found) for home, found in zip(homes, folders, strict=True)]
        texts = await self._texts(homes, tables)
        workspaces = {
            home.id: _workspace(home, found, work) for home, found, work in zip(homes, texts, tasks, strict=True)
        }
        for name in self.api.cut:
            self.notes.add(CUT, name)
        return WorldEntry(resource_group=groups, workspace=workspaces)

    def _announce(self, costs: Sequence[Cost]) -> None:
        self.costs += costs
        self.tell(costs)

    async def _costs(self, home: Home, listings: Sequence[Listing]) -> list[Cost]:
        found = list[Cost]()
        if home.flows:
            found.append(Cost(FOLDERS.said(home.id), len(home.flows), None, FOR_FOLDERS.said()))
        found += _costs_of_tables(home, {each.kind for each in listings}) if self.wanted.tables else []
        tasks = await costs_of_tasks(self.api, home.id, is_new=home.is_new) if self.wanted.tasks else []
        return [*found, *(cost._replace(part=f"{home.id} {cost.part}") for cost in tasks)]

    async def _tables(self, home: Home, together: Collected) -> dict[str, Tables]:
        reader = TableReader(self.api, home.id, self.notes, home.is_new, self._shared, together)
        sources = home.sources.values() if self.wanted.tables else ()
        return {source.name: await reader.tables_of(source) for source in sources}

    async def _tasks(self, home: Home, folders: Iterable[FolderEntry]) -> dict[str, Any]:
        """The folders of a workspace, and its tasks by the names of a world file."""
        known = {folder.path: folder for folder in folders}
        if not self.wanted.tasks:
            return {"folder": [*known.values()]}
        jobs = await jobs_of(self.api, home.id, self.notes)
        nodes = await nodes_of(self.api, home.id, self.notes) if home.is_new else []
        files = [] if home.is_new else await tasks_of(self.api, home.id, known, self.notes)
        return {"folder": [*known.values()], "job": jobs, "node": nodes, "task": files}

    async def _texts(
        self, homes: Sequence[Home], tables: Sequence[dict[str, Tables]]
    ) -> list[dict[str, DataSourceEntry]]:
        """The data sources with the texts of their tables, after how many calls their columns need is said."""
        every = [
            [(source, named.get(source.name, {})) for source in home.sources.values()]
            for home, named in zip(homes, tables, strict=True)
        ]
        if self.wanted.columns:
            self._announce([*_costs_of_columns(homes, every)])
        return [
            {source.name: source.entry(await self._source(source, named)) for source, named in each} for each in every
        ]

    async def _source(self, source: Source, tables: Tables) -> dict[str, dict[str, str]]:
        reads = self.wanted.columns and are_shown(source)
        return {
            database: {
                name: await columns_of(self.api, source, database, name, self.notes) if reads else UNKNOWN
                for name in names
            }
            for database, names in tables.items()
        }


def _costs_of_tables(home: Home, together: set[str]) -> Iterable[Cost]:
    """The calls for data sources that are asked by themselves, as those are too that Data Map turns out not to have."""
    places = {name: place_of(source) for name, source in home.sources.items()}
    listed = {name for name, place in places.items() if place and place.kind in together}
    least = calls_for(source for name, source in home.sources.items() if name not in listed)
    if least or listed:
        why = FOR_OTHER_TABLES if listed else FOR_TABLES
        yield Cost(TABLES.said(home.id), least, None, why.said())


def _costs_of_columns(homes: Sequence[Home], every: Sequence[Sequence[tuple[Source, Tables]]]) -> Iterable[Cost]:
    for home, sources in zip(homes, every, strict=True):
        shown = [(source, tables) for source, tables in sources if are_shown(source)]
        count = len(
            {
                (source.entity, database, name)
                for source, tables in shown
                for database in tables
                for name in tables[database]
            }
        )
        if count:
            yield Cost(COLUMNS.said(home.id), count, None, FOR_COLUMNS.said())


def _workspace(home: Home, sources: dict[str, DataSourceEntry], work: dict[str, Any]) -> WorkspaceEntry:
    return WorkspaceEntry(
        name=home.project.identifier,
        studio="new" if home.is_new else "classic",
        standard=home.project.standard,
        data_source=sources,
        **work,
    )
