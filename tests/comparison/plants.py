"""Differences that a second emulator has, each of another kind, with the case that must find it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from dataworks.operation import NEW as V2024
from dataworks.operation import VERSION as V2020
from dataworks.operation import OperationKey
from emulator.failures import Refusal, RequestRefused, WorkFailed
from emulator.handlers.handler import Handler
from emulator.handlers.paging import counted
from emulator.world.state import World
from tests.comparison.runs import CLASSIC, NEW, Change

Answer = Callable[[World, Any], Any]


@dataclass(frozen=True)
class Plant:
    """A difference: the kind of it, where it is, the case that finds it, and how the answer is made instead."""

    kind: str
    project_id: str
    writes: bool
    case: str
    key: OperationKey
    instead: Callable[[Answer], Answer]

    def change(self) -> Change:
        """Return what plants it."""
        return lambda handler: self._changed(handler) if handler.operation.key() == self.key else handler

    def _changed(self, handler: Handler) -> Handler:
        return replace(handler, answer=self.instead(handler.answer))


def data(change: Callable[[Any], Any]) -> Callable[[Answer], Answer]:
    """Change what is answered."""
    return lambda answer: lambda world, asked: change(answer(world, asked))


def request(change: Callable[[Any], Any]) -> Callable[[Answer], Answer]:
    """Change what is asked."""
    return lambda answer: lambda world, asked: answer(world, change(asked))


def refused_as(status: int, code: str) -> Callable[[Answer], Answer]:
    """Refuse with another status and code what is refused or fails."""

    def instead(answer: Answer) -> Answer:
        def changed(world: World, asked: Any) -> Any:
            try:
                return answer(world, asked)
            except (RequestRefused, WorkFailed) as refused:
                raise RequestRefused(Refusal(status, code, str(refused))) from None

        return changed

    return instead


def with_rows(name: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Answer], Answer]:
    return data(lambda page: {**page, name: [change(row) for row in page[name]]})


def twice(answer: Answer) -> Answer:
    """Create a job although there is one of this name, under another name."""

    def changed(world: World, asked: Any) -> Any:
        names = {job.name for job in world.workspaces[str(asked["ProjectId"])].jobs.values()}
        return answer(world, {**asked, "Name": f"{asked['Name']}{'_' * (asked['Name'] in names)}"})

    return changed


def earlier(answer: Answer) -> Answer:
    """Let a change of a running job take effect at once."""

    def changed(world: World, asked: Any) -> Any:
        result = answer(world, asked)
        for workspace in world.workspaces.values():
            job = workspace.jobs.get(asked["Id"])
            if job and job.last_run and "TableMappings" in asked:
                tables = job.last_run.plan.tables[: len(asked["TableMappings"])]
                run = replace(job.last_run, plan=replace(job.last_run.plan, tables=tables))
                workspace.jobs[job.id] = replace(job, runs=(*job.runs[:-1], run))
        return result

    return changed


def later(answer: Answer) -> Answer:
    """Keep a change of a file back."""
    return lambda world, asked: answer(world, asked.model_copy(update={"cron_express": None}))


def old(action: str) -> OperationKey:
    return OperationKey(V2020, action)


def new(action: str) -> OperationKey:
    return OperationKey(V2024, action)


def part_of_name(answer: Answer) -> Answer:
    """List the data sources of which the name is a part."""

    def changed(world: World, asked: Any) -> Any:
        whole = answer(world, asked.model_copy(update={"name": None, "page_size": 100, "page_number": 1}))
        rows = [row for row in whole["DataSources"] if (asked.name or "") in row["Name"]]
        return counted(rows, "DataSources", asked.page_number, asked.page_size)

    return changed


def with_times(change: Callable[[int], int]) -> Callable[[Answer], Answer]:
    """Change the numbers of fields whose names end in Time."""
    return data(lambda row: {name: change(each) if name.endswith("Time") else each for name, each in row.items()})


def counted_from_zero(name: str) -> Callable[[Answer], Answer]:
    return data(lambda page: {**page, name: page[name] - 1})


def renamed(name: str, other: str) -> Callable[[Answer], Answer]:
    return data(lambda page: {other if each == name else each: value for each, value in page.items()})


def without(name: str) -> Callable[[Answer], Answer]:
    """Answer as if a parameter had not been sent."""
    return request(lambda asked: asked.model_copy(update={name: None}))


PLANTS = (
    Plant("code", CLASSIC, False, "data-source-unknown", new("GetDataSource"), refused_as(400, "1101080166")),
    Plant(
        "status",
        CLASSIC,
        False,
        "columns-of-an-unknown-table",
        old("GetMetaTableColumn"),
        refused_as(404, "InvalidParameter.Meta.GuidFormat"),
    ),
    Plant(
        "missing field",
        CLASSIC,
        False,
        "workspace-in-2024",
        new("GetProject"),
        data(lambda row: {name: value for name, value in row.items() if name != "DevRoleDisabled"}),
    ),
    Plant(
        "extra field",
        CLASSIC,
        False,
        "groups-by-name-in-2024",
        new("ListResourceGroups"),
        with_rows("ResourceGroupList", lambda row: {**row, "OrderInstanceId": "x"}),
    ),
    Plant(
        "type",
        NEW,
        False,
        "job",
        new("GetDIJob"),
        data(lambda row: {**row, "ProjectId": str(row["ProjectId"])}),
    ),
    Plant(
        "order",
        NEW,
        False,
        "jobs-order",
        new("ListDIJobs"),
        data(lambda page: {**page, "DIJobs": page["DIJobs"][::-1]}),
    ),
    Plant(
        "default",
        NEW,
        False,
        "nodes-default-page",
        new("ListNodes"),
        request(lambda asked: asked.model_copy(update={"page_size": asked.page_size or 20})),
    ),
    Plant("filter", CLASSIC, False, "data-source-by-part-of-name", old("ListDataSources"), part_of_name),
    Plant(
        "page limit",
        CLASSIC,
        False,
        "jobs-page-of-200",
        new("ListDIJobs"),
        request(lambda asked: {**asked, "PageSize": min(asked.get("PageSize", 10), 100)}),
    ),
    Plant(
        "text or number", NEW, True, "job-create", new("CreateDIJob"), data(lambda row: {**row, "Id": str(row["Id"])})
    ),
    Plant(
        "state",
        CLASSIC,
        True,
        "realtime-stopping",
        old("GetDISyncInstanceInfo"),
        data(lambda row: {**row, "Status": {"PAUSE": "STOP"}.get(row["Status"], row["Status"])}),
    ),
    Plant("effect earlier", NEW, True, "job-run-details-after-change", new("UpdateDIJob"), earlier),
    Plant("effect later", CLASSIC, True, "file-read-updated", old("UpdateFile"), later),
    Plant(
        "default of a creation",
        NEW,
        True,
        "alarm-list",
        new("CreateDIAlarmRule"),
        request(lambda asked: {"Enabled": True, **asked}),
    ),
    Plant("what is refused", NEW, True, "job-create-same-name", new("CreateDIJob"), twice),
    Plant("form of a failure", NEW, True, "job-stop-stopped", new("StopDIJob"), refused_as(400, "Invalid.State")),
    Plant(
        "text of a failure",
        CLASSIC,
        True,
        "realtime-start-running",
        old("StartDISyncInstance"),
        refused_as(400, "Invalid.State"),
    ),
    Plant("empty list", NEW, True, "alarm-list-after-delete", new("ListDIAlarmRules"), refused_as(404, "500130")),
    Plant("time", CLASSIC, False, "data-source-by-id", new("GetDataSource"), with_times(lambda ms: ms // 1000)),
    Plant("page number", CLASSIC, False, "folders-of-a-flow", old("ListFolders"), counted_from_zero("PageNumber")),
    Plant("count", CLASSIC, False, "flows", old("ListBusiness"), counted_from_zero("TotalCount")),
    Plant("list of another name", CLASSIC, False, "flows", old("ListBusiness"), renamed("Business", "Businesses")),
    Plant(
        "list of another name, needed first",
        NEW,
        False,
        "groups-of-types",
        new("ListResourceGroups"),
        renamed("ResourceGroupList", "ResourceGroups"),
    ),
    Plant(
        "list left out",
        CLASSIC,
        False,
        "data-sources-in-2024",
        new("ListDataSources"),
        renamed("DataSources", "Rows"),
    ),
    Plant("filter ignored", CLASSIC, False, "workspace-by-id-in-list", new("ListProjects"), without("ids")),
)

HIDING = {"what is refused", "list of another name", "list of another name, needed first", "list left out"}
"""Kinds that leave other cases without what they need."""
