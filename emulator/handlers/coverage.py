"""What the emulator does and how we know: a table to be printed, and to be worked off with a real account.

``documented`` stands in an official page, ``sdk`` follows from the official SDK, ``assumed`` is our reading.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from dataworks.operation import Operation
from dataworks.operations.data_sources import GetDataSourceMeta, ListDataSources, TestNetworkConnection
from dataworks.operations.deployments import (
    DeleteFile,
    DeployFile,
    GetDeployment,
    ListFileVersions,
    SubmitFile,
    UpdateFile,
)
from dataworks.operations.files import GetFile, ListFiles
from dataworks.operations.project_config import ListDIProjectConfig, UpdateDIProjectConfig
from dataworks.operations.resource_groups import ListResourceGroups
from dataworks.operations.running import (
    DeployDISyncTask,
    GetDISyncInstanceInfo,
    StartDISyncInstance,
    StopDISyncInstance,
    TerminateDISyncInstance,
)
from dataworks.operations.sync_tasks import (
    CreateDISyncTask,
    DeleteDISyncTask,
    GenerateDISyncTaskConfigForCreating,
    GenerateDISyncTaskConfigForUpdating,
    GetDISyncTask,
    ListRefDISyncTasks,
    QueryDISyncTaskConfigProcessResult,
    UpdateDISyncTask,
)
from dataworks.operations.tables import GetMetaTableColumn
from dataworks.operations.workspaces import CreateFolder, GetProject, ListBusiness, ListFolders, ListProjects


class Evidence(StrEnum):
    """How we know."""

    DOCUMENTED = "documented"
    SDK = "sdk"
    ASSUMED = "assumed"


class Behaviour(NamedTuple):
    """One thing the emulator does."""

    evidence: Evidence
    text: str


def documented(text: str) -> Behaviour:
    """An official page says so, or shows it in a sample."""
    return Behaviour(Evidence.DOCUMENTED, text)


def sdk(text: str) -> Behaviour:
    """It follows from what the official SDK sends, expects or says."""
    return Behaviour(Evidence.SDK, text)


def assumed(text: str) -> Behaviour:
    """No source says so."""
    return Behaviour(Evidence.ASSUMED, text)


COVERAGE: dict[type[Operation[Any]], tuple[Behaviour, ...]] = {
    GenerateDISyncTaskConfigForCreating: (
        documented("MySQL to MaxCompute, Kafka or Hologres; selectedTables wins over table."),
        documented("Success answers Status as a boolean, and fills Message in."),
        documented("The same request with the same ClientToken answers the first ProcessId."),
        assumed("What is named and does not exist fails at once, not when the result is asked for."),
        assumed("The same ClientToken with another request is Invalid.DI.Parameter."),
        assumed("Column types, and destination names for MaxCompute and Kafka (database_table)."),
    ),
    GenerateDISyncTaskConfigForUpdating: (
        sdk("Takes the reader step alone; everything else comes from the task's present script."),
        assumed("The tables named are the full desired set; kept tables keep their rule."),
        assumed("A task that was not generated fails with fileId:[n] is invalid."),
    ),
    QueryDISyncTaskConfigProcessResult: (
        documented("The script comes as JSON in a string, with the structure of the sample."),
        documented("Success fills Message in."),
        assumed("While it is not done: Status success, and no TaskContent."),
        assumed("An unknown process is Param.Invalid."),
    ),
    CreateDISyncTask: (
        documented("A folder that does not exist fails with Invalid path: ..."),
        documented("The same request with the same ClientToken answers the first FileId."),
        documented("A name that is taken is Invalid.DI.Parameter.File.Existed."),
        sdk("TaskParam may be left out: then the task goes to the workspace's first folder."),
        assumed("Real-time scripts must have the generated structure, batch ones a reader, a writer and fitting hops."),
        assumed("The data sources that the script names must exist in production; tables are not looked at."),
    ),
    UpdateDISyncTask: (
        documented("An empty TaskContent keeps the script; Cu is a multiple of 0.5."),
        documented("A resource group that does not exist fails with ResourceGroup:[...] is invalid."),
        assumed("Afterwards the file counts as not committed, until it is deployed again."),
        assumed(
            "DI_REALTIME is accepted, although the page says batch only; World.realtime_updates = False refuses it."
        ),
    ),
    GetDISyncTask: (
        documented("Code for a real-time task, SolutionDetail for a solution; Message is filled in on success."),
        documented("An id that does not exist fails with fileId:[n] is invalid."),
        assumed("A new solution has status 1, not running."),
    ),
    DeployDISyncTask: (
        documented("Commits and deploys in one; failure says: submit and deploy fail."),
        assumed("It fails when the script names a data source that has no production side."),
        assumed("A running task may be deployed again, and goes on running."),
    ),
    StartDISyncInstance: (
        documented("It answers at once; the state changes later. StartParam is read for DI_REALTIME only."),
        assumed("A task that is not deployed, or not in NORUN or PAUSE, fails; the texts are ours."),
        assumed("NORUN, then WAIT, then RUN. One that can not run goes to PAUSE: there is no state for failure."),
    ),
    GetDISyncInstanceInfo: (
        documented("Status is the run state of a real-time task: PAUSE, NORUN, RUN, KILLING or WAIT."),
        documented("For a solution Status is the call's result, and the state stands in SolutionInfo."),
        assumed("A task that was never started is NORUN, deployed or not; the names of a solution's steps."),
    ),
    StopDISyncInstance: (
        assumed("From WAIT or RUN to KILLING, then PAUSE; in any other state it fails, and the text is ours."),
    ),
    TerminateDISyncInstance: (
        documented("The task is undeployed."),
        assumed("Only from NORUN or PAUSE; while it runs or stops it fails, and the text is ours."),
    ),
    DeleteDISyncTask: (
        documented("Real-time tasks only."),
        assumed("A task that is deployed can not be deleted; the text is ours."),
    ),
    ListRefDISyncTasks: (
        sdk("NodeId, names and data sources as JSON lists in a string; no total."),
        assumed("Told from the scripts of all tasks, deployed or not; a task that was never committed has no NodeId."),
    ),
    ListFiles: (
        sdk("All filters; 23 is a batch task, 900 a real-time task; 10 rows a page, 100 at most."),
        assumed("Oldest first; solutions are listed as 900; Keyword ignores case."),
        assumed("A task that was never committed has no NodeId."),
    ),
    GetFile: (
        sdk("By FileId or NodeId; the script is the file's Content, the schedule is NodeConfiguration."),
        assumed("Of two tasks with the same id the batch task is answered."),
    ),
    UpdateFile: (
        sdk("What is left out stays; InputList and OutputList are split at commas."),
        assumed("A cron expression of another length than six or seven fields fails; it is not looked at further."),
    ),
    SubmitFile: (
        sdk("Data is the deployment's id; a batch task needs an InputList."),
        assumed("The file counts as committed until it is changed, and has a node, at once."),
    ),
    DeployFile: (
        sdk("Data is the deployment's id."),
        assumed("It fails until the submission is successful; the texts are ours."),
    ),
    GetDeployment: (
        sdk("Status 0 ready, 1 successful, 2 failed; environments 0 editor, 1 development, 2 production."),
        assumed("CheckingStatus is never set: checks take no time."),
    ),
    ListFileVersions: (
        sdk("What was submitted, with the states COMMITTING, COMMITTED, DEPLOYING, DEPLOYED and CANCELLED."),
        assumed("Newest first; a failed submission is CANCELLED, after a failed deployment it is COMMITTED again."),
    ),
    DeleteFile: (
        sdk("A file that was never committed is gone at once; another one has a DeploymentId to ask for."),
        assumed("The file is no longer listed from the first moment on; a deployed real-time task is refused."),
    ),
    ListProjects: (
        sdk("The rows stand in PageResult, without Success and Data; 10 rows a page, 100 at most."),
        assumed("No workspace of ours has tags, so asking for any finds none."),
    ),
    GetProject: (
        sdk("By id or by identifier; Status 0 is an available workspace, not a failed call."),
        assumed("Every workspace is a standard one: development and production apart."),
    ),
    ListDataSources: (
        sdk("Sent by GET; a row is a data source in one environment, with its Content as JSON text."),
        assumed("Which fields Content has; secrets are planted there in full, where samples mask some."),
        assumed("Name is the exact name; without EnvType both environments are listed."),
    ),
    GetDataSourceMeta: (
        documented("Meta is JSON text in the shape that TaskParam takes as selectedTables."),
        documented("A source that is not reached fails with read datasource time out."),
        assumed("A page counts tables, and there is no total; without EnvType it is production."),
    ),
    TestNetworkConnection: (
        sdk("TaskList stands beside Success, not in Data; ConnectMessage is empty when connected."),
        assumed("The resource group only has to exist; the words of ConnectMessage."),
    ),
    GetMetaTableColumn: (
        sdk("Sent by GET; pages are counted by PageNum; a table is named odps.project.table."),
        assumed("Only by TableGuid; a table that does not exist fails, and the text is ours."),
    ),
    ListBusiness: (
        sdk("Names and ids of flows, in pages."),
        assumed("A flow is there when a folder lies in it; Keyword ignores case."),
    ),
    ListFolders: (
        sdk("Ids and full paths, in pages."),
        assumed("Only the folders right below the path; a path that is not there fails, and the text is ours."),
    ),
    CreateFolder: (
        sdk("Data is the folder's id."),
        assumed("The flow must be there; a path that is taken fails, and the text is ours."),
    ),
    ListDIProjectConfig: (
        documented("Config is a JSON text: what is done with each of eight kinds of DDL message."),
        assumed("What was set for the pair, else for the destination alone, else WARNING for all."),
    ),
    UpdateDIProjectConfig: (
        documented("Without a source type the setting holds for all sources."),
        assumed("The whole setting is replaced."),
    ),
    ListResourceGroups: (
        sdk("Data is the list itself; without a type, scheduling groups are listed."),
        assumed("Keyword looks into the name and ignores case."),
    ),
}

GATEWAY = (
    sdk("ACS3-HMAC-SHA256 is verified over the decoded query and the headers that are named as signed."),
    documented(
        "Wrong key, wrong secret, a clock 15 minutes off and a used nonce have the codes of the gateway's list."
    ),
    sdk("The legacy HMAC-SHA1 signature in the query is verified too."),
    sdk("Query and form are read alike; booleans in any case; an empty value counts as not sent."),
    documented("XML for Format=XML, JSON otherwise."),
    sdk("A fault may throttle with x-acs-retry-after in milliseconds, or with Retry-After in seconds."),
    documented("A fault may let the token expire, or set the clock wrong; the codes are those of the gateway's list."),
    assumed("Unknown parameters are ignored; GET and POST are both accepted; temporary keys are not known."),
)
"""What holds for every operation."""


def table() -> Iterator[str]:
    """The table as lines: operation, evidence, behaviour."""
    rows = {**{operation.action(): rows for operation, rows in COVERAGE.items()}, "(every operation)": GATEWAY}
    width = max(map(len, rows))
    for action, behaviours in rows.items():
        for behaviour in behaviours:
            yield f"{action:{width}}  {behaviour.evidence:10}  {behaviour.text}"
