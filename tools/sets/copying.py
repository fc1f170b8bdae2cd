"""Copying a real-time task for another source, database, destination or workspace."""

from dataworks.client import DataWorks
from dataworks.flows.copying import Copied, Copy
from dataworks.flows.copying import copy_realtime_task as copy
from dataworks.flows.destination_tables import seen_at_destination
from dataworks.flows.groups import MaySend, groups_for
from dataworks.flows.once import exists_on_failure
from dataworks.flows.realtime_creation import CREATION, NOTHING
from dataworks.language import Text
from dataworks.operation import Operations
from dataworks.operations.v2020.data_sources import GetDataSourceMeta, ListDataSources
from dataworks.operations.v2020.workspaces import ListFolders
from dataworks.quoting import all_named
from dataworks.scripts.copying import Elsewhere, Original, moved
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.jobs.job_changes import groups_of
from dataworks.scripts.jobs.job_copies import job_of_script
from dataworks.studio_settings import StudioName
from dataworks.studios.by_id import creating_studio_of
from dataworks.studios.creating import CreatingStudio
from dataworks.studios.groups import ACCOUNT_GROUPS, GROUP_LISTS
from dataworks.studios.studio import TaskPlace
from tools.arguments.copies import (
    JOB_CREATION,
    SEVERAL_SOURCES,
    TASK_FOR_EACH,
    CopyArguments,
    check_generation,
    elsewhere,
    original_task,
    same_folder,
    same_group,
)
from tools.arguments.folder_check import check_folder
from tools.arguments.group_check import CheckedGroups, checked_groups
from tools.arguments.job_copies import job_of_job
from tools.arguments.known_tables import check_tables, tables_not_there
from tools.arguments.new_tasks import FOLDER, STUDIO_READS, STUDIOS, creating_studio, wrong_studio
from tools.arguments.parsing import Finding, InvalidArguments
from tools.arguments.realtime_arguments import (
    begun,
)
from tools.arguments.source_check import SOURCE_READS, checked_sources, sources_of_job
from tools.catalog import Call, ToolSpec, tool
from tools.views.cautions import with_cautions
from tools.views.copies import CopyView, copy_view
from tools.views.groups import TaskGroup

IS_ORIGINAL = Text("is the name of the original", "是原任务的名称")
OTHER_NAME = Text("give the copy another name", "请为副本另起名称")
NO_ALARMS = Text("Alarm rules of the original are not copied.", "未复制原任务的告警规则。")
NOT_AS_JOB = Text(
    "Handling of DDL, types of columns and other settings of the script are not copied: jobs have other settings.",
    "未复制脚本中的 DDL 处理、列类型和其他设置：作业的设置与其不同。",
)
NOTHING_SAID = Original({}, "", "")
IN_A_FOLDER = {FOLDER: StudioName.CLASSIC}

COPYING: Operations = (*CREATION, *JOB_CREATION, ListDataSources, GetDataSourceMeta)


@tool(
    Text("Copy a real-time task", "复制实时任务"),
    CopyArguments,
    CopyView,
    operations=COPYING,
    optional=(ListFolders, *GROUP_LISTS, *STUDIO_READS, *SOURCE_READS),
    operations_of=CopyArguments.operations,
    repeatable=True,
)
async def copy_realtime_task(call: Call, arguments: CopyArguments) -> CopyView:
    """Read the original, create the copy, and report the differences."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    studio = await _studio_of_copy(call, arguments)
    if not studio.in_folders:
        return await _as_job(call, api, arguments, studio)
    if arguments.process_id is None and arguments.folder is not None:
        await check_folder(api, call.may_send, arguments.project_id, arguments.folder)
    with exists_on_failure(NOTHING.said()):
        definition = await _definition(api, arguments)
        original = await api.computed(original_task, arguments, definition)
        found = definition.resource_group
        groups = await groups_for(api, call.may_send, [arguments.resource_group or found])
        resource_group = arguments.resource_group or same_group(found, groups)
        folder = arguments.folder or await same_folder(api, arguments)
        other = await elsewhere(api, arguments, original)
    request = Copy(
        definition,
        original,
        arguments.project_id,
        arguments.task_name,
        resource_group,
        folder,
        other,
        arguments.original_project_id == arguments.project_id and arguments.destination in (None, original.destination),
        lost=(NO_ALARMS.said(),) if arguments.of_a_job else (),
    )

    async def check(wanted: Original, script: Definition) -> None:
        await check_generation(api, arguments, resource_group, wanted, script)

    copied = await copy(api, request, call.report, begun(arguments.process_id, arguments.waited_seconds), check)
    if isinstance(copied, Copied) and arguments.second_workspace() is None and copied.made.task_id == arguments.task_id:
        raise InvalidArguments([Finding("/task_name", IS_ORIGINAL, OTHER_NAME)], after_reads=True)
    group = TaskGroup.of(resource_group, groups)
    script = copied.made.present if isinstance(copied, Copied) else NO_DEFINITION
    present = seen_at_destination(api, arguments.project_id, script)
    return await api.computed(copy_view, copied, arguments.task_name, group, present, api.meter.calls)


async def _definition(api: DataWorks, arguments: CopyArguments) -> Definition:
    """The definition of the original, of either studio."""
    place = TaskPlace(arguments.original_project_id, arguments.task_id)
    return await creating_studio_of(arguments.task_id).read(api, place)


async def _studio_of_copy(call: Call, arguments: CopyArguments) -> CreatingStudio:
    """The studio of the copy: with a folder the classic one, in the same workspace that of the original.

    Raises:
        InvalidArguments: the workspace has no folders.
    """
    own = creating_studio_of(arguments.task_id)
    if arguments.folder is not None:
        return await creating_studio(call.chooser(), arguments.project_id, arguments.folder, IN_A_FOLDER)
    if arguments.original_project_id == arguments.project_id:
        return own
    found = await call.chooser().studio_of(arguments.project_id)
    return own if found is None else STUDIOS[found]


async def _as_job(call: Call, api: DataWorks, arguments: CopyArguments, studio: CreatingStudio) -> CopyView:
    """Create the copy as a job, whose specification is made here."""
    if arguments.process_id is not None:
        raise InvalidArguments([wrong_studio("/process_id", StudioName.CLASSIC)], after_reads=True)
    with exists_on_failure(NOTHING.said()):
        definition = await _definition(api, arguments)
        resource_group = await _group_of_job(call, api, arguments, definition)
        script, elsewhere = await _job_script(api, arguments, definition, resource_group)
        named = await api.computed(sources_of_job, Definition(script), "/source", "/destination")
        unsure = await checked_sources(api, call.may_send, arguments.project_id, named)
        missing = await _not_there(api, call.may_send, arguments, Definition(script))
        checked = await _checked(call, api, arguments, studio, script)
    place = arguments.project_id, arguments.task_name, resource_group, "", elsewhere
    same_place = arguments.original_project_id == arguments.project_id and arguments.destination is None
    lost = (NO_ALARMS if arguments.of_a_job else NOT_AS_JOB).said()
    request = Copy(definition, NOTHING_SAID, *place, same_place, studio, script, (lost,))
    copied = await copy(api, request, call.report)
    if isinstance(copied, Copied) and arguments.second_workspace() is None and copied.made.task_id == arguments.task_id:
        raise InvalidArguments([Finding("/task_name", IS_ORIGINAL, OTHER_NAME)], after_reads=True)
    group = TaskGroup.of(resource_group, checked.groups)
    view = await api.computed(copy_view, copied, arguments.task_name, group, None, api.meter.calls)
    return with_cautions(view, (*missing, *unsure, *checked.unchecked))


async def _group_of_job(call: Call, api: DataWorks, arguments: CopyArguments, definition: Definition) -> str:
    """The group of a copy: the one of the call, else the original's, whose script may name it by number.

    Raises:
        InvalidArguments: the original names none, or one whose identifier is not known.
    """
    found = arguments.resource_group or definition.resource_group
    if found and (arguments.of_a_job or arguments.resource_group):
        return found
    return same_group(found, await groups_for(api, call.may_send, [found]))


async def _not_there(
    api: DataWorks, may_send: MaySend, arguments: CopyArguments, copied: Definition
) -> tuple[str, ...]:
    """What to say about tables of another source or database that the original may not have.

    Raises:
        InvalidArguments: the data source does not have a table that is added.
    """
    of_others = arguments.second_workspace() is not None or (arguments.source or arguments.database) is not None
    said = list[str]()
    for source, tables in copied.tables_by_source(switched_off=False).items():
        await check_tables(api, arguments.project_id, source, arguments.add or (), "/add/{}")
        said += await tables_not_there(api, may_send, arguments.project_id, source, tables) if of_others else ()
    return tuple(said)


async def _checked(
    call: Call, api: DataWorks, arguments: CopyArguments, studio: CreatingStudio, script: str
) -> CheckedGroups:
    """The groups that the copy can run on.

    Raises:
        InvalidArguments: the group that the call names does not exist, or does not work; or the original's, and the
            call names none.
    """
    listed = studio.groups(arguments.project_id) or ACCOUNT_GROUPS
    places = dict.fromkeys(await api.computed(lambda: groups_of(Definition(script))), "/resource_group")
    groups = await groups_for(api, call.may_send, places, listed)
    if arguments.resource_group is None and groups.items is not None:
        for name in places:
            same_group(name, groups)
    return await checked_groups(api, call.may_send, listed, places)


async def _job_script(
    api: DataWorks, arguments: CopyArguments, definition: Definition, resource_group: str
) -> tuple[str, Elsewhere]:
    """The specification of the copy, and what it has in place of the original's.

    Raises:
        InvalidArguments: the original can't be copied, or not with these arguments.
    """
    if arguments.of_a_job:
        return await job_of_job(api, arguments, definition)
    original = await api.computed(original_task, arguments, definition)
    other = await elsewhere(api, arguments, original)
    wanted = moved(original, other)
    if len(wanted.tables) > 1:
        problem = SEVERAL_SOURCES.filled(all_named(wanted.tables))
        raise InvalidArguments([Finding("/task_id", problem, TASK_FOR_EACH)], after_reads=True)
    script = await api.computed(job_of_script, definition, wanted, arguments.task_name, resource_group)
    return script, other


TOOLS: tuple[ToolSpec, ...] = (copy_realtime_task,)
