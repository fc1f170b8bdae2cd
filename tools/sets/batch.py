"""Toolset flows: batch tasks from plain arguments, to production if that is wanted."""

import json
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from dataworks.client import DataWorks
from dataworks.fields import DECODED, Name, Printable, ProjectId, Script, TaskName
from dataworks.flows.batch_creation import (
    BATCH_CREATION,
    BATCH_DEPLOYMENT,
    BATCH_SCHEDULING,
    BatchTask,
    NewBatchTask,
    State,
    source_type,
)
from dataworks.flows.batch_creation import create_batch_task as create
from dataworks.flows.cron import problems
from dataworks.flows.schedule import Schedule, valueless
from dataworks.markers import QUIET, InPlaceOf, Told
from dataworks.operation import Operations
from dataworks.operations.deployments import UpdateFile
from dataworks.scripts.batch_script import READERS, WRITERS, job_script, table_reader, table_writer, variables
from dataworks.scripts.definition import Definition
from tools.arguments.parsing import Arguments, BuiltScript, Finding, InvalidArguments, plain_or_complete
from tools.arguments.realtime_arguments import WaitSeconds
from tools.catalog import Call, PlanText, tool
from tools.views.view import ScriptShown, View

Columns = Annotated[list[Name], Field(min_length=1)]

READER, WRITER = InPlaceOf("reader"), InPlaceOf("writer")
MORE_OF_WRITER = InPlaceOf("writer", required=False)

BUILT = QUIET
"""The plan shows the script that is built from these."""

PLAIN_READER_PLACES = {"/steps/0/parameter/column": "/columns", "/steps/0": None}
PLAIN_WRITER_PLACES = {
    "/steps/1/parameter/column": "/columns",
    "/steps/1/parameter/partition": "/partition",
    "/steps/1/parameter/table": "/destination_table",
    "/steps/1": None,
}
"""Where what is said of a step belongs that is built from plain arguments."""

GOES_ON = "Call create_batch_task again with the same arguments: it goes on from there, and nothing is done twice."

NEXT: dict[State, str] = {
    "created": "It is not scheduled: the same call with cron and deploy does the rest. Or update_file sets "
    "cron_express, cycle_type, input_list{parameters}; then submit_file, deploy_file.",
    "scheduled": "It is not in production yet: the same call with deploy brings it there, or submit_file, deploy_file.",
    "submitting": f"It is being submitted and not deployed yet. {GOES_ON}",
    "submitted": "It is not in production yet: the same call with deploy brings it there, or deploy_file.",
    "deploying": f"It is submitted and being deployed. {GOES_ON}",
    "deployed": "It is in production, and runs as it is scheduled. get_file shows its schedule.",
}


class BatchTaskArguments(Arguments):
    """What a batch task is made from."""

    project_id: ProjectId
    task_name: TaskName
    folder: Annotated[Name, QUIET, Field(description="Full path.")]
    resource_group: Annotated[Name, QUIET, Field(description="Identifier.")]
    source: Annotated[Name | None, READER, BUILT, Field(description="Data source.")] = None
    table: Annotated[Name | None, READER, BUILT, Field(description="Source table.")] = None
    columns: Annotated[Columns | None, DECODED, BUILT, Field(description="Of both sides.")] = None
    destination: Annotated[Name | None, WRITER, BUILT, Field(description="Data source.")] = None
    destination_table: Annotated[Name | None, MORE_OF_WRITER, BUILT, Field(description="Default: as table.")] = None
    partition: Annotated[Name | None, MORE_OF_WRITER, BUILT, Field(description="Such as pt=${bizdate}.")] = None
    write_mode: Annotated[
        Literal["overwrite", "append"] | None, MORE_OF_WRITER, BUILT, Field(description="Default overwrite.")
    ] = None
    concurrency: Annotated[int | None, BUILT, Field(ge=1, le=32, description="Default 3.")] = None
    reader: Annotated[Script | None, BUILT, Field(description="{stepType, parameter} instead of source, table.")] = None
    writer: Annotated[Script | None, BUILT, Field(description="{stepType, parameter} instead of destination.")] = None
    cron: Annotated[
        Name | None, Told("is scheduled by"), Field(description="Such as 00 30 02 * * ? for daily 02:30.")
    ] = None
    para_value: Annotated[
        Printable | None,
        Told("gives its variables the values"),
        Field(description="Variables' values; default bizdate=$bizdate."),
    ] = None
    deploy: Annotated[bool, QUIET, Field(description="Submit and deploy it too.")] = False
    wait_seconds: WaitSeconds = 45

    def findings(self) -> Iterable[Finding]:
        """Steps that are described twice, or not enough."""
        yield from plain_or_complete(self, "reader")
        yield from plain_or_complete(self, "writer")
        both = self.reader is not None and self.writer is not None
        if self.columns is None and not both:
            yield Finding("/columns", "is required", "name the columns, in the same order for both sides")
        if self.columns is not None and both:
            yield Finding("/columns", "can't be given together with reader and writer", "they name their columns")
        if self.writer is None and self.reader is not None and self.destination_table is None:
            yield Finding("/destination_table", "is required", "a complete reader names no table to take it from")
        if self.cron is not None:
            yield from (Finding("/cron", *problem) for problem in problems(self.cron))
        if self.para_value is not None and self.schedule() is None:
            yield Finding("/para_value", "is of use with cron or deploy only", "give one of them, or leave it out")
        names = valueless(self.model_dump_json(exclude={"para_value"}), self.para_value) if self.schedule() else []
        if names:  # the task would read or write the wrong place
            example = " ".join(f"{name}=..." for name in names)
            yield Finding("/para_value", f"gives no value to {', '.join(names)}", f"write {example}")

    def schedule(self) -> Schedule | None:
        """The schedule that is wanted; a task that is deployed needs one even if it names no time."""
        cron = " ".join(self.cron.split()) if self.cron is not None else None
        return Schedule(cron, self.para_value) if self.cron is not None or self.deploy else None

    def built_script(self) -> BuiltScript:
        """The script, as if plain arguments named data sources of the types that they are for."""
        places = {
            **(PLAIN_READER_PLACES if self.reader is None else {"/steps/0": "/reader"}),
            **(PLAIN_WRITER_PLACES if self.writer is None else {"/steps/1": "/writer"}),
            "/setting/speed/concurrent": "/concurrency",
        }
        present = {"/columns": self.columns, "/destination_table": self.destination_table or self.table}
        given = {pointer: place for pointer, place in places.items() if place is None or present.get(place, True)}
        return BuiltScript("batch-job", self.script(next(iter(READERS)), next(iter(WRITERS))), given)

    def script(self, source_type: str, destination_type: str) -> str:
        """The script for these types of data sources; a complete step has a type of its own."""
        columns, table = self.columns or [], self.table or ""
        target, truncate = self.destination_table or table.rpartition(".")[2], self.write_mode != "append"
        if self.reader is None:
            reader = table_reader(source_type, self.source or "", table, columns)
        else:
            reader = json.loads(self.reader)
        if self.writer is None:
            plain = (destination_type, self.destination or "", target, columns, self.partition)
            writer = table_writer(*plain, truncate=truncate)
        else:
            writer = json.loads(self.writer)
        return job_script(reader, writer, self.concurrency or 3)

    def operations(self) -> Operations:
        """What a call with these arguments may send."""
        if self.deploy:
            return BATCH_DEPLOYMENT
        return BATCH_CREATION if self.schedule() is None else BATCH_SCHEDULING


class BatchTaskView(View):
    """A batch task."""

    state: Annotated[
        str, Field(description="created, scheduled, submitted or deployed; submitting or deploying: not done yet.")
    ]
    task_id: str
    task_name: str
    existed: Annotated[
        bool, Field(description="Found by its name: made earlier, or by this call with its answer lost.")
    ]
    replaced: Annotated[
        tuple[str, ...] | None, Field(description="Tasks of earlier calls that were deleted since; this one is new.")
    ] = None
    script: Annotated[ScriptShown, Field(description="As it was sent.")]
    variables: Annotated[tuple[str, ...], Field(description="What its parameters must set.")]
    api_calls: Annotated[int, Field(description="API calls this answer has cost.")]
    next: str


@tool(
    "Create a batch task",
    BatchTaskArguments,
    BatchTaskView,
    operations=BATCH_DEPLOYMENT,
    repeatable=True,
    operations_of=BatchTaskArguments.operations,
    plan=PlanText(
        "Create {task} unless it is there, submit it, and deploy it to production.",
        "A version that is in production now is replaced. Its schedule then runs it, and each run replaces what its "
        "table or partition holds, unless write_mode or writer say otherwise.",
    ),
    completing=(UpdateFile,),
)
async def create_batch_task(call: Call, arguments: BatchTaskArguments) -> BatchTaskView:
    """Build the script, create the task, and take it as far as it is wanted."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    wish = NewBatchTask(
        arguments.project_id,
        arguments.task_name,
        Definition(await _script(api, arguments)),
        arguments.resource_group,
        arguments.folder,
        arguments.schedule(),
        arguments.deploy,
    )
    return _view(await create(api, wish, call.report), wish, api.meter.calls)


async def _script(api: DataWorks, wish: BatchTaskArguments) -> str:
    """The script, for data sources as they are.

    Raises:
        InvalidArguments: a data source is not there, or plain arguments do not say enough for its type.
    """
    findings = list[Finding]()
    source = await _kind(api, wish, "source", READERS, findings) if wish.reader is None else None
    destination = await _kind(api, wish, "destination", WRITERS, findings) if wish.writer is None else None
    if findings:
        raise InvalidArguments(findings, after_reads=True)
    return wish.script(source or "", destination or "")


async def _kind(
    api: DataWorks, wish: BatchTaskArguments, field: str, kinds: dict[str, str], findings: list[Finding]
) -> str | None:
    """The type of a data source, or a finding why it can't be used in plain words."""
    name = getattr(wish, field)
    kind = await source_type(api, wish.project_id, name)
    if kind is None:
        problem = f"no data source {name} is in production"
        findings.append(Finding(f"/{field}", problem, "describe_workspace shows them"))
    elif kind not in kinds:
        step, known = "reader" if field == "source" else "writer", ", ".join(kinds)
        problem = f"{name} is of type {kind}, plain arguments are for {known}"
        findings.append(Finding(f"/{field}", problem, f"give a complete {step} instead"))
    else:
        return kind
    return None


def _view(made: BatchTask, wish: NewBatchTask, api_calls: int) -> BatchTaskView:
    names = variables(wish.definition.text)
    values = "bizdate=$bizdate" if names == ["bizdate"] else ", ".join(names)
    parameters = f" and para_value ({values})" if names else ""
    return BatchTaskView(
        state=made.state,
        task_id=made.file_id,
        task_name=wish.task_name,
        existed=made.existed,
        replaced=made.replaced or None,
        script=wish.definition.text,
        variables=tuple(names),
        api_calls=api_calls,
        next=NEXT[made.state].format(parameters=parameters),
    )


TOOLS = (create_batch_task,)
