"""The scripts among a tool's arguments: each is checked before anything is sent, whichever tool it is."""

from collections.abc import Mapping
from typing import Annotated, Any

import anyio.to_thread
from pydantic import BaseModel, Field

from dataworks.scripts import findings
from dataworks.scripts.findings import Checked, Kind
from tools.arguments import Finding
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
}
"""Which kind of script a tool takes in which argument."""


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
    for name, kinds in SCRIPTS.get(tool, {}).items():
        script, kind = getattr(arguments, name), _expected(kinds, arguments)
        if script and kind is not None:
            told = await checked(script, kind)
            errors += (ScriptFinding.of(finding, f"/{name}") for finding in told.errors[:SHOWN])
            warnings += (ScriptFinding.of(finding, f"/{name}") for finding in told.warnings[:SHOWN])
    return [Finding(row.pointer, row.message, row.suggestion) for row in errors], warnings[:SHOWN]


def with_warnings(answers: dict[str, Any], rows: Mapping[str, Any]) -> dict[str, Any]:
    """The output schema of a tool that takes a script: warnings may go along with whatever it answers."""
    warnings = {"type": "array", "items": rows, "description": "What to look at in the script that was sent."}
    return {**answers, "properties": {**answers["properties"], "warnings": warnings}}


def _expected(kind: Kind | Mapping[str, Kind], arguments: BaseModel) -> Kind | None:
    return kind if isinstance(kind, str) else kind.get(getattr(arguments, "task_type", ""))
