"""Reading a real-time task for a call whose id may be that of a solution."""

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.language import Text
from dataworks.operations.v2020.sync_tasks import GetDISyncTask
from dataworks.scripts.definition import Definition
from dataworks.studios.classic_reads import current_definition, id_unknown
from dataworks.task_ids import IdOf, kind_of
from tools.arguments.outlook import Look
from tools.arguments.parsing import Finding, InvalidArguments

NO_SOLUTION = (
    Text("is a one-click solution, which this API can't change", "是一键同步解决方案，本 API 无法修改"),
    Text("the console can", "请在控制台修改"),
)


async def check_realtime(look: Look, project_id: str, file_id: str) -> None:
    """Check that there is a real-time task that a plan could not show.

    Raises:
        InvalidArguments: it is a solution.
        DataWorksError: there is no such task.
    """
    if not look.may_read(GetDISyncTask) or kind_of(file_id) is not IdOf.FILE:
        return
    try:
        await realtime_definition(look.api, project_id, file_id)
    except DataWorksError as error:
        if id_unknown(error):
            raise


async def realtime_definition(api: DataWorks, project_id: str, file_id: str) -> Definition:
    """The definition of a real-time task.

    Raises:
        InvalidArguments: it is a solution's.
        DataWorksError: it can't be read.
    """
    try:
        return await current_definition(api, project_id, file_id)
    except DataWorksError as error:
        if not id_unknown(error):
            raise
        asked = GetDISyncTask(project_id=project_id, task_type="DI_SOLUTION", file_id=file_id)
        try:
            await api.call(asked)
        except DataWorksError:
            raise error from None
        raise InvalidArguments([Finding("/task_id", *NO_SOLUTION)], after_reads=True) from None
