"""What was mirrored and is served again gives the same answers to every read."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dataworks.operation import NEW, VERSION, Effect
from dataworks.sts.operations import STS_VERSION
from emulator.handlers.catalog import handlers
from emulator.service import Emulator
from emulator.world.ids import FIRST_NODE
from tests.emulator.calls import Answer, call
from tests.emulator.job_calls import GROUP, RULE, ask, asked, started
from tests.mirroring.running import Runs
from tests.sessions import Time, emulated

CLASSIC, EMPTY, NEW_HOME = 10000, 10001, 10002
FOLDER = "Business Flow/shop/Data Integration"


class Read(NamedTuple):
    """A read with its arguments."""

    version: str
    action: str
    arguments: dict[str, Any]


HISTORY = "the history of deployments and runs is not copied"
STARTS = "it starts a generation from columns, of which the API does not show all"
KEYS = "each answer has new keys"
EXCLUDED = {
    (VERSION, "GetDeployment"): HISTORY,
    (VERSION, "GenerateDISyncTaskConfigForCreating"): STARTS,
    (VERSION, "GenerateDISyncTaskConfigForUpdating"): STARTS,
    (VERSION, "QueryDISyncTaskConfigProcessResult"): STARTS,
    (NEW, "GetPipelineRun"): HISTORY,
    (NEW, "ListPipelineRuns"): HISTORY,
    (NEW, "ListTaskInstances"): HISTORY,
    (NEW, "GetTaskInstanceLog"): HISTORY,
    (STS_VERSION, "AssumeRole"): KEYS,
    (STS_VERSION, "AssumeRoleWithOIDC"): KEYS,
}
"""Reads that a copy answers otherwise, with the reason."""

ASIDE = frozenset(
    {"RequestId", "HostId", "Recommend", "CreateTime", "ModifyTime", "LastEditTime", "StartTime", "EndTime"}
    | {"SubmitTime", "GmtCreate", "GmtModified", "CommitTime", "CreatorName"}
)
"""Ids of requests, times, and the name of a person, which is replaced."""


def classic_reads(service: Emulator) -> Iterator[tuple[str, dict[str, Any]]]:
    for home in (CLASSIC, EMPTY, NEW_HOME):
        for names in ({"ProjectId": home},):
            yield "ListDataSources", {**names, "PageSize": 100}
            yield "ListFiles", {**names, "NeedContent": True, "NeedAbsoluteFolderPath": True}
            yield "GetProject", names
            yield "ListBusiness", {**names, "PageNumber": 1, "PageSize": 10}
            yield "ListFolders", {**names, "ParentFolderPath": FOLDER, "PageNumber": 1, "PageSize": 10}
            yield "ListFolders", {**names, "ParentFolderPath": "Business Flow/XXX", "PageNumber": 1, "PageSize": 10}
            yield "ListDIJobs", names
            for destination in ("odps", "holo"):
                yield "ListDIProjectConfig", {**names, "DestinationType": destination}
        for name in service.world.workspaces[str(home)].data_sources:
            for environment in (0, 1):
                place = {"ProjectId": home, "DatasourceName": name, "EnvType": str(environment)}
                yield "GetDataSourceMeta", {**place, "PageSize": 100}
                yield "TestNetworkConnection", {**place, "ResourceGroup": GROUP}
            for kind in ("DI_OFFLINE", "DI_REALTIME"):
                for end in ("from", "to"):
                    task = {"ProjectId": home, "TaskType": kind, "RefType": end}
                    yield "ListRefDISyncTasks", {**task, "DatasourceName": name}
    for number in {task.file_id for task in service.world.workspaces["10000"].tasks.values()}:
        yield "GetFile", {"ProjectId": CLASSIC, "FileId": number}
        yield "ListFileVersions", {"ProjectId": CLASSIC, "FileId": number}
        for kind in ("DI_REALTIME", "DI_SOLUTION"):
            yield "GetDISyncInstanceInfo", {"ProjectId": CLASSIC, "TaskType": kind, "FileId": number}
            yield "GetDISyncTask", {"ProjectId": CLASSIC, "TaskType": kind, "FileId": number}
    for number in (0, 1, 4, 7):
        yield "ListResourceGroups", {"ResourceGroupType": number}
    yield "ListProjects", {}
    yield "GetMetaTableColumn", {"TableGuid": "odps.shop_dw.shop_orders"}
    yield "GetMetaTableColumn", {"TableGuid": "odps.shop_dw.orders"}
    for kind in ("ODPS", "mysql", "holo"):
        yield "ListTables", {"DataSourceType": kind, "PageSize": 100}
    for job in service.world.workspaces["10002"].jobs:
        yield "GetDIJob", {"DIJobId": job}
        yield "ListDIAlarmRules", {"DIJobId": job}


def new_reads(service: Emulator) -> Iterator[tuple[str, dict[str, Any]]]:
    for home in (CLASSIC, EMPTY, NEW_HOME):
        yield "ListCrawlers", {"ProjectId": home}
        yield "ListDataSources", {"ProjectId": home, "PageSize": 100}
        yield "ListDIJobs", {"ProjectId": home}
        yield "ListNodes", {"ProjectId": home}
        yield "ListTasks", {"ProjectId": home}
        yield "GetProject", {"Id": home}
        yield "ListResourceGroups", {"ProjectId": home, "ResourceGroupTypes": ["CommonV2", "ExclusiveScheduler"]}
        for number, _, _ in service.world.workspaces[str(home)].data_source_ids():
            yield "GetDataSource", {"Id": number}
            place = {"ProjectId": home, "DataSourceId": number}
            yield "TestDataSourceConnectivity", {**place, "ResourceGroupId": GROUP}
        instance = f"rm-{home}-mysql-shop"
        yield "ListDatabases", {"ParentMetaEntityId": f"mysql:{instance}"}
        yield "ListSchemas", {"ParentMetaEntityId": f"mysql-database:{instance}::shop"}
        yield "ListTables", {"ParentMetaEntityId": f"mysql-database:{instance}::shop"}
        yield "ListColumns", {"TableId": f"mysql-table:{instance}::shop::orders"}
    yield "ListTables", {"ParentMetaEntityId": "maxcompute-project:::shop_dw"}
    yield "ListColumns", {"TableId": "maxcompute-table:::shop_dw::shop_orders"}
    yield "ListProjects", {}
    now = int(service.world.clock())
    period = {"StartTime": now - 3600, "EndTime": now}
    for job in service.world.workspaces["10002"].jobs:
        yield "GetDIJob", {"Id": job}
        yield "ListDIAlarmRules", {"JobId": job}
        yield "ListDIJobRunDetails", {"DIJobId": job}
        yield "GetDIJobLog", {"Id": job}
        yield "ListDIJobMetrics", {"DIJobId": job, "MetricName": ["totalRecordsRead"], **period}
        yield "ListDIJobEvents", {"DIJobId": job, "EventType": "Failover", **period}
    for node in service.world.workspaces["10002"].nodes.values():
        yield "GetNode", {"Id": node.id}
        yield "GetTask", {"Id": node.task_id or 1}


def every_read(service: Emulator) -> Iterator[Read]:
    yield from (Read(VERSION, action, arguments) for action, arguments in classic_reads(service))
    yield from (Read(NEW, action, arguments) for action, arguments in new_reads(service))


def answer_to(service: Emulator, read: Read) -> Answer:
    if read.version == NEW:
        return ask(service, read.action, **read.arguments)
    return call(service, read.action, **read.arguments)


def compared(value: object) -> object:
    """What has to be the same."""
    match value:
        case dict():
            return {name: compared(each) for name, each in value.items() if name not in ASIDE}
        case list():
            return [compared(each) for each in value]
        case _:
            return value


def at_work(service: Emulator) -> None:
    """Let tasks be deployed and started, by others."""
    number = {"ProjectId": CLASSIC, "FileId": 1000000}
    assert call(service, "SubmitFile", **number).status == 200
    assert call(service, "DeployFile", **number).status == 200
    realtime = {"ProjectId": CLASSIC, "FileId": 100, "TaskType": "DI_REALTIME"}
    for action in ("DeployDISyncTask", "StartDISyncInstance"):
        assert call(service, action, **realtime).status == 200
    job = started(service, "orders", "refunds")
    assert ask(service, "CreateDIAlarmRule", DIJobId=job, **RULE).status == 200
    stopped = started(service, Name="other")
    assert ask(service, "StopDIJob", Id=stopped).status == 200
    change = {"ProjectId": "10002", "Id": str(FIRST_NODE)}
    spec = '{"kind": "Node", "version": "2.0.0", "spec": {"nodes": [{"recurrence": "Pause"}]}}'
    assert asked(service, "UpdateNode", "POST", {}, {**change, "Spec": spec}).status == 200


RUNS_OF_JOBS = {"ListDIJobMetrics", "GetDIJobLog", "ListDIJobEvents"}
"""What the runs of jobs leave behind, which no mirror has."""


@pytest.mark.parametrize("work", [lambda _: None, at_work], ids=["as it begins", "at work"])
def test_a_copy_gives_the_same_answers_to_every_read(work: Callable[[Emulator], None], tmp_path: Path) -> None:
    service = emulated(Time())
    work(service)
    runs = Runs(service, tmp_path / "copy.toml")
    assert runs.run() == 0
    copy, succeeded = runs.copy(), set[tuple[str, str]]()
    aside = RUNS_OF_JOBS if work is at_work else set[str]()

    for read in every_read(service):
        before, after = answer_to(service, read), answer_to(copy, read)
        if read.action not in aside:
            assert (after.status, compared(after.payload)) == (before.status, compared(before.payload)), read
        if before.status == 200 and before.payload.get("Success") is not False:
            succeeded.add(read[:2])

    reads = {(*key,) for key, handler in handlers().items() if handler.operation.effect is Effect.READ}
    assert succeeded | EXCLUDED.keys() == reads
    assert not succeeded & EXCLUDED.keys()
