"""The classic studio: DISync tasks and one-click solutions of API 2020-05-18, which are files of DataStudio."""

from collections.abc import Mapping
from typing import Any, ClassVar

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.fields import ScriptText
from dataworks.language import Text
from dataworks.operation import Operation
from dataworks.operations.v2020.files import File, ListedFile, ListFiles
from dataworks.operations.v2020.running import (
    DeployDISyncTask,
    GetDISyncInstanceInfo,
    StartDISyncInstance,
    StopDISyncInstance,
    TerminateDISyncInstance,
)
from dataworks.operations.v2020.sync_tasks import (
    CreateDISyncTask,
    DeleteDISyncTask,
    GenerateDISyncTaskConfigForCreating,
    GenerateDISyncTaskConfigForUpdating,
    GetDISyncTask,
    QueryDISyncTaskConfigProcessResult,
    TaskCreated,
    UpdateDISyncTask,
)
from dataworks.scripts.definition import Definition
from dataworks.scripts.realtime_script import change_script
from dataworks.studios.classic_reads import (
    ReadType,
    current_definition,
    file_named,
    file_with,
    id_unknown,
    is_known_as_edited,
    listed_with,
)
from dataworks.studios.creating import CreatingStudio, NewDefinition, NewTask
from dataworks.studios.standing import changed_since_deployed, never_submitted
from dataworks.studios.states import NEVER_RAN, RUNNING, STARTING, STOPPING, UNKNOWN
from dataworks.studios.studio import AS_USUAL, Act, Look, Row, Start, Studio, TaskPlace

NAME_TAKEN = "Invalid.DI.Parameter.File.Existed"

ACTS: Mapping[Act, type[Operation[Any]]] = {
    "deployed": DeployDISyncTask,
    "started": StartDISyncInstance,
    "stopped": StopDISyncInstance,
    "taken offline": TerminateDISyncInstance,
    "deleted": DeleteDISyncTask,
}
ACTS_OF_SOLUTIONS: Mapping[Act, type[Operation[Any]]] = {"deployed": DeployDISyncTask, "started": StartDISyncInstance}
"""What this API can do with each; the console stops and deletes solutions."""


def row_of(file: File) -> Row:
    """The row of a file; one that was certainly never submitted has never run."""
    return Row(
        file.file_id,
        file.file_name,
        state=NEVER_RAN if never_submitted(file) else UNKNOWN,
        submitted=bool(file.commit_status),
        changed=changed_since_deployed(file, None),
        edited=is_known_as_edited(file),
        definition=file.content,
        file_type=file.file_type,
        folder=file.absolute_folder_path if isinstance(file, ListedFile) else None,
    )


class DISyncStudio(Studio):
    """Tasks that the operations know by type and number."""

    task_type: ClassVar[ReadType]
    looks = GetDISyncInstanceInfo
    reads = (GetDISyncInstanceInfo, ListFiles, GetDISyncTask)
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

    async def is_gone(self, api: DataWorks, place: TaskPlace) -> bool:
        """Whether the list of files lacks it."""
        return await file_with(api, place.project_id, place.number) is None


class Solutions(DISyncStudio):
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


class RealtimeFiles(DISyncStudio, CreatingStudio):
    """Real-time tasks: what is changed in the workspace is deployed before production has it."""

    task_type = "DI_REALTIME"
    acts = ACTS
    creates = CreateDISyncTask
    updates = UpdateDISyncTask
    preparing = (GenerateDISyncTaskConfigForCreating, QueryDISyncTaskConfigProcessResult)
    taken = "The file name already exists."
    taken_code = NAME_TAKEN

    async def row(self, api: DataWorks, place: TaskPlace, *, whole: bool = False) -> Row | None:
        """Its row in the list of files."""
        file = await (listed_with if whole else file_with)(api, place.project_id, place.number)
        return None if file is None else row_of(file)

    def is_unknown(self, error: DataWorksError) -> bool:
        """By the message of the service."""
        return id_unknown(error)

    def groups(self, project_id: str) -> None:
        """The service checks them when it generates."""
        del project_id

    def prepare(self, project_id: str, script: str) -> GenerateDISyncTaskConfigForCreating:
        """The service generates it."""
        return GenerateDISyncTaskConfigForCreating(project_id=project_id, task_type=self.task_type, task_param=script)

    def prepare_other(self, new: NewDefinition) -> GenerateDISyncTaskConfigForUpdating:
        """The service generates it."""
        task, script = new.place, change_script(new.wanted)
        return GenerateDISyncTaskConfigForUpdating(
            project_id=task.project_id, task_type=self.task_type, task_id=task.number, task_param=script
        )

    def creation(self, new: NewTask, definition: Definition) -> CreateDISyncTask:
        """Folder and group are parameters beside the script."""
        param = {"FileFolderPath": new.folder, "ResourceGroup": new.resource_group}
        return CreateDISyncTask(
            project_id=new.project_id,
            task_type=self.task_type,
            task_content=definition.sent,
            task_param=ScriptText.of(param),
            task_name=new.task_name,
        )

    def created(self, answer: TaskCreated) -> str:
        """The number of the file."""
        return answer.file_id

    async def named(self, api: DataWorks, project_id: str, name: str) -> Row | None:
        """The file of any type that has the name."""
        file = await file_named(api, project_id, name)
        return None if file is None else row_of(file)

    def may_be_taken(self, error: DataWorksError) -> bool:
        """By the code of the service."""
        return error.code == NAME_TAKEN

    def update(self, place: TaskPlace, present: Definition, definition: Definition) -> UpdateDISyncTask:
        """The whole script."""
        del present
        content = definition.sent
        return UpdateDISyncTask(
            project_id=place.project_id, task_type=self.task_type, file_id=place.number, task_content=content
        )


REALTIME_FILES, SOLUTIONS = RealtimeFiles(), Solutions()
