"""The scripts among a tool's arguments: each is checked before anything is sent, whichever tool it is."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, cast

import anyio.to_thread
from pydantic import BaseModel, Field

from dataworks.markers import Holds, marker
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

HIDDEN_SECRET = {
    "message": f"{HIDDEN} stands for a secret that is not shown, and would be stored in its place",
    "suggestion": "write the value itself, or name a data source that has it",
}


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


def takes_scripts(arguments: type[BaseModel]) -> bool:
    """Whether a tool takes a script that is checked, or builds one from its arguments."""
    if issubclass(arguments, Arguments) and arguments.built_script is not Arguments.built_script:
        return True
    return any(holds.kind is not None for _, holds in _holders(arguments))


async def reviewed(arguments: BaseModel) -> tuple[list[Finding], list[ScriptFinding]]:
    """What is wrong with the scripts in a call, and what somebody should look at."""
    errors, warnings = list[ScriptFinding](), list[ScriptFinding]()
    async for told in _told(arguments):
        (errors if told.severity == "error" else warnings).append(told)
    return [Finding(row.pointer, row.message, row.suggestion) for row in errors], warnings[:SHOWN]


async def _told(arguments: BaseModel) -> AsyncIterator[ScriptFinding]:
    """Each finding, with its place in the arguments: of scripts that were given, and of one that is built from them."""
    built = arguments.built_script() if isinstance(arguments, Arguments) else None
    holders = list(_holders(type(arguments)))
    for place in _masked(arguments) if holders or built else ():
        yield ScriptFinding(pointer=place[:POINTER_SHOWN], rule="hidden-secret", severity="error", **HIDDEN_SECRET)
    for name, holds in holders:
        script, kind = getattr(arguments, name), _expected(holds, arguments)
        if script and kind is not None:
            told = await checked(script, kind)
            for finding in (*told.errors[:SHOWN], *told.warnings[:SHOWN]):
                yield ScriptFinding.of(finding, f"/{name}")
    if built is not None:
        for row in dict.fromkeys(_of_built(built, await checked(built.text, built.kind))):
            yield row


def _holders(arguments: type[BaseModel]) -> Iterator[tuple[str, Holds]]:
    """The parameters that hold scripts."""
    for name, field in arguments.model_fields.items():
        holds = marker(field, Holds)
        if holds is not None:
            yield name, holds


def _masked(arguments: BaseModel) -> Iterator[str]:
    """Where answers have the mark in place of a secret: sent back, it would overwrite the secret itself."""
    for name in type(arguments).model_fields:
        value = getattr(arguments, name)
        if isinstance(value, str):
            yield from (f"/{name}{place}" for place in marks(value))


def _of_built(script: BuiltScript, told: Checked) -> Iterator[ScriptFinding]:
    """What is said of a script that is built, told of the arguments that it is built from."""
    for finding in told.findings:
        place = script.place(finding.pointer)
        if place is not None:
            yield ScriptFinding.of(replace(finding, pointer=place))


def _expected(holds: Holds, arguments: BaseModel) -> Kind | None:
    kind = holds.kind
    return cast("Kind | None", kind.get(getattr(arguments, "task_type", "")) if isinstance(kind, Mapping) else kind)
