"""The scripts among a tool's arguments: each is checked before anything is sent, whichever tool it is."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

import anyio.to_thread
from pydantic import BaseModel, Field

from dataworks.scripts import findings
from dataworks.scripts.findings import Checked, Kind
from dataworks.secrets import HIDDEN, marks
from tools.arguments.parsing import Arguments, BuiltScript, Finding
from tools.views.view import View

SHOWN = 20
"""How many errors of a script are told, and how many warnings go along with an answer."""

POINTER_SHOWN = 200

LARGE = 256 * 1024
"""Characters from which on a script is checked in a thread, so that other calls don't wait for it."""

GENERATED: Mapping[str, Kind] = {"DI_REALTIME": "realtime-create"}
CHANGED: Mapping[str, Kind] = {"DI_REALTIME": "realtime-update"}
CONTENT: Mapping[str, Kind] = {"DI_REALTIME": "realtime-task", "DI_OFFLINE": "batch-job"}
"""The kind by task type. The scripts of solutions (DI_SOLUTION) are not documented: any JSON object will do."""

SCRIPTS: dict[str, dict[str, Kind | Mapping[str, Kind]]] = {
    "generate_di_sync_task_config_for_creating": {"task_param": GENERATED},
    "generate_di_sync_task_config_for_updating": {"task_param": CHANGED},
    "create_di_sync_task": {"task_content": CONTENT, "task_param": "create-param"},
    "update_di_sync_task": {"task_content": CONTENT, "task_param": "update-param"},
    "create_realtime_task": {"script": "realtime-create"},
    "preview_realtime_task": {"script": "realtime-create"},
    "create_batch_task": {},
}
"""Which kind of script a tool takes in which argument. A tool without any builds its script from several arguments."""


HIDDEN_SECRET = {
    "message": f"{HIDDEN} stands for a secret that is not shown, and would be stored in its place",
    "suggestion": "write the value itself, or name a data source that has it",
}

SENDING = frozenset({*SCRIPTS, "update_file"})
"""Tools that send scripts, or text that may be one."""


class ScriptFinding(View):
    """One thing about a script."""

    pointer: Annotated[str, Field(description="Place in the script, as RFC 6901 has it; empty: the whole script.")]
    rule: str
    severity: Annotated[str, Field(description="error or warning.")]
    message: str
    suggestion: str | None = None

    @classmethod
    def of(cls, finding: findings.Finding, argument: str = "") -> "ScriptFinding":
        """The view of a finding; ``argument`` is the pointer to the script itself."""
        return cls(
            pointer=f"{argument}{finding.pointer}"[:POINTER_SHOWN],
            rule=finding.rule,
            severity=finding.severity,
            message=finding.message,
            suggestion=finding.suggestion,
        )


async def checked(script: str, kind: Kind | None) -> Checked:
    """All that can be said about a script, whatever its size; the server goes on answering meanwhile."""
    from dataworks.scripts.check import check  # not before a script is there: the server starts without it

    if len(script) < LARGE:
        return check(script, kind)
    return await anyio.to_thread.run_sync(check, script, kind, abandon_on_cancel=True)


async def reviewed(tool: str, arguments: BaseModel) -> tuple[list[Finding], list[ScriptFinding]]:
    """What is wrong with the scripts in a call, and what somebody should look at."""
    errors, warnings = list[ScriptFinding](), list[ScriptFinding]()
    async for told in _told(tool, arguments):
        (errors if told.severity == "error" else warnings).append(told)
    return [Finding(row.pointer, row.message, row.suggestion) for row in errors], warnings[:SHOWN]


async def _told(tool: str, arguments: BaseModel) -> AsyncIterator[ScriptFinding]:
    """Each finding, with its place in the arguments: of scripts that were given, and of one that is built from them."""
    for place in _masked(arguments) if tool in SENDING else ():
        yield ScriptFinding(pointer=place[:POINTER_SHOWN], rule="hidden-secret", severity="error", **HIDDEN_SECRET)
    for name, kinds in SCRIPTS.get(tool, {}).items():
        script, kind = getattr(arguments, name), _expected(kinds, arguments)
        if script and kind is not None:
            told = await checked(script, kind)
            for finding in (*told.errors[:SHOWN], *told.warnings[:SHOWN]):
                yield ScriptFinding.of(finding, f"/{name}")
    built = arguments.built_script() if isinstance(arguments, Arguments) else None
    if built is not None:
        for row in dict.fromkeys(_of_built(built, await checked(built.text, built.kind))):
            yield row


def _masked(arguments: BaseModel) -> Iterator[str]:
    """Where answers have the mark in place of a secret: sent back, it would overwrite the secret itself."""
    for name in type(arguments).model_fields:
        value = getattr(arguments, name)
        if isinstance(value, str):
            yield from (f"/{name}{place}" for place in marks(value))


def with_warnings(answers: dict[str, Any], rows: Mapping[str, Any]) -> dict[str, Any]:
    """The output schema of a tool that takes a script: warnings may go along with whatever it answers."""
    warnings = {"type": "array", "items": rows, "description": "What to look at in the script that was sent."}
    return {**answers, "properties": {**answers["properties"], "warnings": warnings}}


def _of_built(script: BuiltScript, told: Checked) -> Iterator[ScriptFinding]:
    """What is said of a script that is built, told of the arguments that it is built from."""
    for finding in told.findings:
        place = script.place(finding.pointer)
        if place is not None:
            yield ScriptFinding.of(replace(finding, pointer=place))


def _expected(kind: Kind | Mapping[str, Kind], arguments: BaseModel) -> Kind | None:
    return kind if isinstance(kind, str) else kind.get(getattr(arguments, "task_type", ""))
