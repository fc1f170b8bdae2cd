"""What change_task can change of a job, in one argument."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from dataworks.fields import DECODED, LONGEST_TEXT, Name, Printable
from dataworks.language import Text
from dataworks.markers import NOT_IN_PLAN, described
from dataworks.operations.v2024.job_settings import DdlAction, DdlType
from dataworks.scripts.definition import Definition
from dataworks.scripts.jobs.changing import specification
from dataworks.scripts.jobs.enumerations import PHASES
from dataworks.scripts.jobs.job_changes import EVERY_PHASE, JobChange
from tools.arguments.job_options import NO_PHASE, Phase, Units
from tools.arguments.parsing import Finding, InvalidArguments

GIVE_GROUP = Text("leave it out, or give the group of the phase too: {}", "请去掉，或同时给出该阶段的资源组：{}")


class JobSettingsArgument(BaseModel):
    """The settings that only jobs have; what is left out stays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: Annotated[Printable | None, Field(max_length=LONGEST_TEXT)] = None
    groups: Annotated[dict[Phase, Name], Field(max_length=3)] = {}
    cu: Annotated[dict[Phase, Units], Field(max_length=3)] = {}
    ddl: Annotated[dict[DdlType, DdlAction], Field(max_length=20)] = {}
    settings: Annotated[dict[Name, Name], Field(max_length=100)] = {}

    def change(self, group: str | None, cu: float | None) -> JobChange:
        """The change of a job; group and units of all its phases give way to those of one."""
        groups: dict[str, str] = {} if group is None else {EVERY_PHASE: group}
        units: dict[str, float] = {} if cu is None else {EVERY_PHASE: cu}
        groups |= {str(phase): each for phase, each in self.groups.items()}
        units |= {str(phase): each for phase, each in self.cu.items()}
        ddl = {str(kind): str(action) for kind, action in self.ddl.items()}
        return JobChange(self.description, groups, units, ddl, dict(self.settings))


def check_phases(options: JobSettingsArgument | None, present: Definition) -> None:
    """Check that compute units are for phases that a job has, or gets with a group.

    Raises:
        InvalidArguments: they are not.
    """
    job = specification(present)
    findings = [
        Finding(f"/options/cu/{phase}", NO_PHASE, GIVE_GROUP.filled(f"groups: {{{phase}: ...}}"))
        for phase in (options.cu if options else ())
        if options and phase not in options.groups and not job.group(PHASES[phase])
    ]
    if findings:
        raise InvalidArguments(findings, after_reads=True)


JobSettingsField = Annotated[
    JobSettingsArgument | None,
    DECODED,
    WithJsonSchema({"type": "object"}),
    NOT_IN_PLAN,
    described(
        "Jobs: description, ddl {DropTable: Ignore}, groups, cu {realtime, full}, settings {name: value}.",
        ("作业：description、ddl {DropTable: Ignore}、groups、cu {realtime, full}、settings {name: value}。"),
    ),
]
