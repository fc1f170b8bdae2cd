"""The scripts among a tool's arguments: each is checked before anything is sent, whichever tool it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel, Field

from dataworks.scripts import findings
from dataworks.scripts.findings import Kind
from tools.arguments import Arguments, BuiltScript, Finding
from tools.views.view import View

SHOWN = 20
"""How many warnings go along with an answer."""

POINTER_SHOWN = 200

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
    "create_batch_task": {},
}
"""Which kind of script a tool takes in which argument. A tool without any builds its script from several arguments."""


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


def reviewed(tool: str, arguments: BaseModel) -> tuple[list[Finding], list[ScriptFinding]]:
    """What is wrong with the scripts in a call, and what somebody should look at."""
    found = [
        ScriptFinding.of(finding, f"/{name}")
        for name, kind in SCRIPTS.get(tool, {}).items()
        for finding in _check(getattr(arguments, name), _expected(kind, arguments))
    ]
    built = arguments.built_script() if isinstance(arguments, Arguments) else None
    found += dict.fromkeys(_built(built)) if built else ()
    errors = [Finding(row.pointer, row.message, row.suggestion) for row in found if row.severity == "error"]
    return errors, [row for row in found if row.severity == "warning"][:SHOWN]


def with_warnings(answers: dict[str, Any], rows: Mapping[str, Any]) -> dict[str, Any]:
    """The output schema of a tool that takes a script: warnings may go along with whatever it answers."""
    warnings = {"type": "array", "items": rows, "description": "What to look at in the script that was sent."}
    return {**answers, "properties": {**answers["properties"], "warnings": warnings}}


def _built(script: BuiltScript) -> Iterator[ScriptFinding]:
    """What is said of a script that is built, told of the arguments that it is built from."""
    for finding in _check(script.text, script.kind):
        place = script.place(finding.pointer)
        if place is not None:
            yield ScriptFinding.of(replace(finding, pointer=place))


def _expected(kind: Kind | Mapping[str, Kind], arguments: BaseModel) -> Kind | None:
    return kind if isinstance(kind, str) else kind.get(getattr(arguments, "task_type", ""))


def _check(script: str | None, kind: Kind | None) -> Sequence[findings.Finding]:
    if not script or kind is None:
        return ()
    from dataworks.scripts.check import check  # not before a script is there: the server starts without it

    return check(script, kind).findings
