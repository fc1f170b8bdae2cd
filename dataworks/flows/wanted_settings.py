"""The settings that a task is to have, and what has to be sent so that it has them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dataworks.client import DataWorks
from dataworks.fields import ScriptText
from dataworks.flows.groups import Groups
from dataworks.flows.schedule import Schedule, lacking
from dataworks.language import Text
from dataworks.operations.v2020.deployments import UpdateFile
from dataworks.operations.v2020.files import File, FileDetail, NodeConfiguration
from dataworks.operations.v2020.resource_groups import ResourceGroup
from dataworks.operations.v2020.sync_tasks import UpdateDISyncTask
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.settings import units_of, with_filter, with_group, with_units
from dataworks.studios.standing import GROUP, UNITS, Standing, note_of

NOT_SHOWN = Text("not shown by the service", "服务未返回")

NAMES = {GROUP: "resource_group", UNITS: "cu", "cron_express": "cron", "file_name": "name"}
"""What tools call the settings that have another name in the API."""


@dataclass(frozen=True)
class Wanted:
    """What a task is to have; ``None``: as it is. ``where``: an empty one reads all rows."""

    resource_group: ResourceGroup | None = None
    cu: float | None = None
    cron: str | None = None
    para_value: str | None = None
    where: str | None = None
    name: str | None = None

    def script(self, present: Definition) -> Definition:
        """The script with these settings, as far as a script has them."""
        found = present
        if self.resource_group is not None:
            found = with_group(found, self.resource_group.identifier or "", self.resource_group.id)
        if self.cu is not None:
            found = with_units(found, self.cu)
        return found if self.where is None else with_filter(found, self.where)

    def unseen(self, present: Definition) -> dict[str, object]:
        """Those of group and units that no answer of the service shows, by their names in ``UpdateDISyncTask``."""
        units, group = units_of(present), present.resource_group
        hidden = {} if group is not None or self.resource_group is None else {GROUP: self.resource_group.identifier}
        return {**hidden, **({UNITS: self.cu} if self.cu is not None and units is None else {})}

    def shown_before(self, present: Definition, node: NodeConfiguration, name: str | None) -> dict[str, object]:
        """The current settings, as far as the service shows them, by the parameters that set them."""
        group, units = present.resource_group, units_of(present)
        same = self.resource_group is not None and group in (self.resource_group.identifier, self.resource_group.id)
        lists = {"input_list": ",".join(each.input or "" for each in node.input_list)}
        known = {**lists, "file_name": name, GROUP: self.all_units()[GROUP] if same else group, UNITS: units}
        known = {name: value for name, value in known.items() if value is not None}
        return {**node.model_dump(mode="json", exclude={"input_list"}), **known}

    def all_units(self) -> dict[str, object]:
        """Group and units, as ``UpdateDISyncTask`` takes them."""
        group = {} if self.resource_group is None else {GROUP: self.resource_group.identifier}
        return {**group, **({} if self.cu is None else {UNITS: self.cu})}


@dataclass(frozen=True)
class Edit:
    """What has to be sent so that a task has the wanted settings.

    Attributes:
        script: its new script; false: it stays.
        param: ``TaskParam`` of ``UpdateDISyncTask``.
        file: parameters of ``UpdateFile``.
        before: their current values, where the service shows them.
        note: the comment of the submission, by which a later call knows that it has ``param``.
    """

    script: Definition = NO_DEFINITION
    param: Mapping[str, object] = field(default_factory=dict[str, object])
    file: Mapping[str, Any] = field(default_factory=dict[str, Any])
    before: Mapping[str, object] = field(default_factory=dict[str, object])
    note: str | None = None

    def __bool__(self) -> bool:
        return bool(self.script or self.param or self.file)

    def update(self, project_id: str, task_type: Any, file_id: str) -> UpdateDISyncTask | None:
        """The update of script, group and units, if there is one."""
        if not self.script and not self.param:
            return None
        return UpdateDISyncTask(
            project_id=project_id,
            task_type=task_type,
            file_id=file_id,
            task_content=self.script.sent if self.script else None,
            task_param=ScriptText.of(dict(self.param)) if self.param else None,
        )

    def file_update(self, project_id: str, file_id: str) -> UpdateFile | None:
        """The update of schedule and name, if there is one."""
        return UpdateFile(project_id=project_id, file_id=file_id, **self.file) if self.file else None

    def settings(self, groups: Groups) -> Iterator[tuple[str, object, object]]:
        """Each setting that changes: its name, the value before (``None``: it had none), and the value after."""
        for name, value in {**self.param, **self.file}.items():
            known = self.before.get(name)
            if known != value:
                before = NOT_SHOWN.said() if known is None and name in self.param else groups.shown(known)
                yield NAMES.get(name, name), before, groups.shown(value)


async def edit_of_batch(
    api: DataWorks, project_id: str, present: FileDetail, standing: Standing, wanted: Wanted
) -> Edit:
    """What has to be sent for a batch task.

    Group and units are shown nowhere, unless the script has them: the comment of the submitted version says them.
    """
    current = present.file.content
    script = await api.computed(wanted.script, current)
    changed = not await api.computed(current.means_the_same, script)
    unseen, node = wanted.unseen(current), present.node_configuration or NodeConfiguration()
    noted = standing.settings
    known = all(noted.get(name) == str(value) for name, value in unseen.items())
    values = wanted.para_value
    if values is None and wanted.where is not None:
        values = node.para_value  # so that variables of the filter get their values
    schedule = Schedule(wanted.cron, values)
    renamed = {"file_name": wanted.name} if wanted.name not in (None, present.file.file_name) else {}
    return Edit(
        script if changed else NO_DEFINITION,
        wanted.all_units() if changed or not known else {},
        {**await lacking(api, project_id, present, script.text, schedule), **renamed},
        {**noted, **wanted.shown_before(current, node, present.file.file_name)},
        note_of({**noted, **unseen}),
    )


def edit_of_realtime(file: File | None, present: Definition, wanted: Wanted, *, starting: bool) -> Edit:
    """What has to be sent for a real-time task.

    Units are shown nowhere. A deployed task that is starting (``starting``) was given them by the call that is
    continued; otherwise they are sent again.
    """
    script = wanted.script(present)
    changed = not present.means_the_same(script)
    unseen = {} if starting and file is not None and file.commit_status else wanted.unseen(present)
    name = file.file_name if file else None
    return Edit(
        script if changed else NO_DEFINITION,
        wanted.all_units() if changed or unseen else {},
        {"file_name": wanted.name} if wanted.name not in (None, name) else {},
        wanted.shown_before(present, NodeConfiguration(), name),
    )
