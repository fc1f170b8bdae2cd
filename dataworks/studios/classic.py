"""The classic studio: DISync tasks and one-click solutions of API 2020-05-18, which are files of DataStudio."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.language import Text
from dataworks.operation import Operation, Operations
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2020.running import (
    DeployDISyncTask,
    GetDISyncInstanceInfo,
    StartDISyncInstance,
    StopDISyncInstance,
    TerminateDISyncInstance,
)
from dataworks.operations.v2020.sync_tasks import DeleteDISyncTask, GetDISyncTask
from dataworks.scripts.definition import Definition
from dataworks.studios.classic_reads import current_definition, file_with, id_unknown, listed_with
from dataworks.studios.states import RUNNING, STARTING, STOPPING, UNKNOWN
from dataworks.studios.studio import AS_USUAL, Act, Look, Row, Start, Studio, TaskPlace

READS: Operations = (GetDISyncInstanceInfo, ListFiles, GetDISyncTask)
"""The operations that show a task and its run state."""


ACTS: Mapping[Act, type[Operation[Any]]] = {
    "deployed": DeployDISyncTask,
    "started": StartDISyncInstance,
    "stopped": StopDISyncInstance,
    "taken offline": TerminateDISyncInstance,
    "deleted": DeleteDISyncTask,
}
ACTS_OF_SOLUTIONS: Mapping[Act, type[Operation[Any]]] = {"deployed": DeployDISyncTask, "started": StartDISyncInstance}
"""What this API can do with each; the console stops and deletes solutions."""


class RealtimeFiles(Studio):
    """Real-time tasks: what is changed in the workspace is deployed before production has it."""

    task_type: ClassVar[Literal["DI_REALTIME", "DI_SOLUTION"]] = "DI_REALTIME"
    acts = ACTS
    looks = GetDISyncInstanceInfo
    reads = READS
    gone = Text("Task {} is no longer among the files of the workspace{}.", "任务 {} 已不在工作空间的文件中{}。")

    def request(self, act: Act, place: TaskPlace, start: Start = AS_USUAL) -> Operation[Any]:
        """The request, by task type and number."""
        settings = {"start_param": start.param} if act == "started" else {}
        task = {"project_id": place.project_id, "task_type": self.task_type, "file_id": place.number}
        return self.acts[act].model_validate({**task, **settings})

    async def look(self, api: DataWorks, place: TaskPlace) -> Look:
        """A solution has a state of its own."""
        asked = GetDISyncInstanceInfo(project_id=place.project_id, task_type=self.task_type, file_id=place.number)
        info = await api.call(asked)
        solution = info.solution_info
        return Look(((solution.status if solution else info.status) or UNKNOWN).upper(), info.message)

    async def read(self, api: DataWorks, place: TaskPlace) -> Definition:
        """Its code, or its process content."""
        return await current_definition(api, place.project_id, place.number, self.task_type)

    async def row(self, api: DataWorks, place: TaskPlace, *, whole: bool = False) -> Row | None:
        """Its row in the list of files."""
        if whole:
            listed = await listed_with(api, place.project_id, place.number)
            return None if listed is None else Row(listed.file_name, bool(listed.commit_status), listed.content)
        file = await file_with(api, place.project_id, place.number)
        return None if file is None else Row(file.file_name, bool(file.commit_status))

    def is_unknown(self, error: DataWorksError) -> bool:
        """By the message of the service."""
        return id_unknown(error)

    async def is_gone(self, api: DataWorks, place: TaskPlace) -> bool:
        """Whether the list of files lacks it."""
        return await file_with(api, place.project_id, place.number) is None


class Solutions(RealtimeFiles):
    """One-click solutions."""

    task_type = "DI_SOLUTION"
    acts = ACTS_OF_SOLUTIONS

    def is_stopped(self, state: str) -> bool:
        """Not all of its states are documented."""
        return state not in {UNKNOWN, STARTING, RUNNING, STOPPING}

    async def row(self, api: DataWorks, place: TaskPlace, *, whole: bool = False) -> Row | None:
        """None: the number of a solution may be that of another file, too."""
        del api, place, whole
        return None

    def is_unknown(self, error: DataWorksError) -> bool:
        """What a solution answers once it is gone is not known."""
        del error
        return False


REALTIME_FILES, SOLUTIONS = RealtimeFiles(), Solutions()
