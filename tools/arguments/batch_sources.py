"""The script of a batch task from plain arguments, whose data sources are looked up for their types."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from dataworks.client import DataWorks
from dataworks.errors import Forbidden
from dataworks.explain.arguments import MEANT, WORKSPACE_SHOWS
from dataworks.flows.batch_creation import source_meant, source_named
from dataworks.flows.groups import MaySend
from dataworks.flows.new_workspace import new_source_meant, new_source_named
from dataworks.language import Text
from dataworks.operations.v2020.data_sources import PRODUCTION, DataSource
from dataworks.operations.v2024.data_sources import ListDataSources as ListNewSources
from dataworks.quoting import all_named, named
from dataworks.scripts.batch_script import READERS, WRITERS
from tools.arguments.batch_tables import BatchWish, Compared, compared
from tools.arguments.parsing import Finding, InvalidArguments

TO_PRODUCTION = Text(
    " Before it is deployed, add to production: {}, in development only.",
    "发布前，请将以下仅存在于开发环境的数据源添加到生产环境：{}。",
)
NO_SUCH_SOURCE = Text("no data source {} is in production", "生产环境中没有数据源 {}")
OTHER_TYPE = Text("{} is of type {}, plain arguments are for {}", "{} 的类型为 {}，简单参数仅适用于 {}")
COMPLETE_STEP = Text("give a complete {} instead", "请改为给出完整的 {}")
TYPE_UNSEEN = Text("the type of data source {}", "数据源 {} 的类型")


class BatchScripts(BatchWish, Protocol):
    """The arguments that a script is built from; a complete ``reader`` or ``writer`` needs no lookup."""

    @property
    def reader(self) -> str | None:
        """A complete reader."""
        ...

    @property
    def writer(self) -> str | None:
        """A complete writer."""
        ...

    @property
    def deploy(self) -> bool:
        """Whether the task is deployed, so that its data sources have to be in production."""
        ...

    def script(self, source_type: str, destination_type: str) -> str:
        """The script for these types of data sources."""
        ...

    def usual(self, source_type: str, destination_type: str) -> str:
        """The same without what is optional."""
        ...


@dataclass(frozen=True)
class Built:
    """The script of a task.

    Attributes:
        only_in_development: data sources in plain arguments that are not in production.
        unseen: what was not checked.
        usual: the script without what is optional, if all of it is from plain arguments.
    """

    text: str
    only_in_development: tuple[str, ...]
    unseen: tuple[str, ...]
    usual: str

    @property
    def note(self) -> str:
        """What these data sources mean for the task."""
        names = self.only_in_development
        return TO_PRODUCTION.said(all_named(names)) if names else ""


@dataclass(frozen=True)
class Sources:
    """Where data sources are looked up.

    Attributes:
        named: reads the one of a name.
        meant: reads the name that is most similar to one that none has.
        may_send: whether the rules allow a read.
        optional: whether a task is made all the same where this identity may not list them.
    """

    named: Callable[[DataWorks, str, str], Awaitable[DataSource | None]] = source_named
    meant: Callable[[DataWorks, str, str], Awaitable[str | None]] = source_meant
    may_send: MaySend = lambda _: True
    optional: bool = False

    async def find(self, api: DataWorks, project_id: str, name: str, usual: str) -> tuple[DataSource | None, bool]:
        """The data source of this name, if there is one, and whether it was read.

        Where it may not be read, it is treated as one of the usual type, in production.
        """
        assumed = DataSource(id="", name=name, data_source_type=usual, env_type=PRODUCTION)
        if self.optional and not self.may_send(ListNewSources(project_id=project_id, name=name)):
            return assumed, False
        try:
            return await self.named(api, project_id, name), True
        except Forbidden:
            if not self.optional:
                raise
            return assumed, False


CLASSIC_SOURCES, NEW_SOURCES = Sources(), Sources(new_source_named, new_source_meant, optional=True)


async def built_for(
    api: DataWorks, may_send: MaySend, arguments: BatchScripts, where: Sources = CLASSIC_SOURCES
) -> Built:
    """The script, for the actual types of the data sources.

    Raises:
        InvalidArguments: there is no such data source where the task needs it, its type needs a complete step, or its
            tables are not as the arguments say.
    """
    findings, sources = list[Finding](), dict[str, DataSource]()
    plain = {"source": (arguments.reader, READERS), "destination": (arguments.writer, WRITERS)}
    for field, (step, supported) in plain.items():
        found = await _supported(api, arguments, field, supported, findings, where) if step is None else None
        sources |= {field: found} if found else {}
    looked = await compared(api, may_send, arguments, sources) if not findings else Compared()
    if findings or looked.findings:
        raise InvalidArguments([*findings, *looked.findings], after_reads=True)
    types = {field: found.data_source_type or "" for field, found in sources.items()}
    apart = tuple(found.name or "" for found in sources.values() if found.env_type != PRODUCTION)
    both = types.get("source", ""), types.get("destination", "")
    unread = tuple(TYPE_UNSEEN.said(named(each.name or "")) for each in sources.values() if not each.id)
    return Built(arguments.script(*both), apart, (*unread, *looked.unseen), arguments.usual(*both))


async def _supported(
    api: DataWorks,
    arguments: BatchScripts,
    field: str,
    supported: dict[str, str],
    findings: list[Finding],
    where: Sources,
) -> DataSource | None:
    """A data source; ``None``, and a finding, if plain arguments don't support it, or it is not where it has to be."""
    name = getattr(arguments, field)
    found, _ = await where.find(api, arguments.project_id, name, next(iter(supported)))
    if found is None or (arguments.deploy and found.env_type != PRODUCTION):
        problem = NO_SUCH_SOURCE.filled(named(name))
        meant = await where.meant(api, arguments.project_id, name) if found is None else None
        advice = MEANT.filled(named(meant)) if meant else WORKSPACE_SHOWS
        findings.append(Finding(f"/{field}", problem, advice))
    elif found.data_source_type not in supported:
        step, types = "reader" if field == "source" else "writer", ", ".join(supported)
        problem = OTHER_TYPE.filled(named(name), named(found.data_source_type or ""), types)
        findings.append(Finding(f"/{field}", problem, COMPLETE_STEP.filled(step)))
    else:
        return found
    return None
