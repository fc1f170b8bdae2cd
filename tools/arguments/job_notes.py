"""What a plan says about a job that has the name of one to create."""

from dataworks.client import DataWorks
from dataworks.language import SEMICOLON, Text
from dataworks.operation import Operations
from dataworks.operations.v2024.jobs import GetDIJob, ListDIJobs
from dataworks.scripts.definition import Definition
from dataworks.scripts.differences import altered
from dataworks.studios.creating import CreatingStudio
from dataworks.studios.studio import TaskPlace
from tools.arguments.outlook import will_be_refused

JOB_READS: Operations = (ListDIJobs, GetDIJob)
"""The operations that find a job by its name, and show it."""

EXISTS_ALREADY = Text("it exists already: {}", "已存在：{}")
OTHER_JOB = Text("has another specification: {}", "定义不同：{}")


async def job_notes(
    api: DataWorks, studio: CreatingStudio, project_id: str, name: str, wanted: Definition
) -> tuple[str, ...]:
    """That a job of this name exists, and how it differs from the requested one, so that it will be refused.

    Raises:
        DataWorksError: the jobs can't be read.
    """
    row = await studio.named(api, project_id, name)
    if row is None:
        return ()
    present = row.definition or await studio.read(api, TaskPlace(project_id, row.task_id))
    changes = await api.computed(altered, present, wanted)
    refused = [will_be_refused(OTHER_JOB.said(SEMICOLON.said().join(changes)))] if changes else []
    return (EXISTS_ALREADY.said(row.task_id), *refused)
