"""Checks of the scripts in a tool's arguments, before any request is sent."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Annotated, Any, cast

from pydantic import BaseModel

from dataworks.language import Text
from dataworks.markers import HoldsScript, described, marked
from dataworks.scripts import findings
from dataworks.scripts.definition import Definition
from dataworks.scripts.findings import Checked, Kind
from dataworks.secrets import HIDDEN, MARK, mark_places
from tools.arguments.parsing import Arguments, BuiltScript, Finding
from tools.views.view import View

SHOWN = 20
"""Errors of a script that are reported at most, and warnings that an answer has at most."""

POINTER_SHOWN = 200

STORED_AS_IT_IS = Text(
    "{} stands for a secret that is not shown, and would be stored in its place",
    "{} 代替了未展示的密钥，若发送则会被当作其值保存",
)
WRITE_VALUE = Text("write the value itself, or name a data source that has it", "请写出值本身，或给出含有它的数据源")


class ScriptFinding(View):
    """One finding about a script."""

    pointer: Annotated[
        str,
        described(
            "JSON pointer (RFC 6901) in the script; empty: the whole script.",
            "脚本中的 JSON 指针（RFC 6901）；为空：整个脚本。",
        ),
    ]
    rule: str
    severity: Annotated[str, described("error or warning.", "error 或 warning。")]
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


def kind_of(value: dict[str, Any]) -> Kind | None:
    """The kind of a script, by its keys and values."""
    from dataworks.scripts.kinds import kind_of as known_kind  # as below

    return known_kind(value)


def checked(script: str, kind: Kind | None) -> Checked:
    """Check a script."""
    from dataworks.scripts.check import check  # loaded with the first script: a server starts without it

    return check(script, kind)


def takes_scripts(arguments: type[BaseModel]) -> bool:
    """Whether a tool takes a script, or builds one from its arguments."""
    if issubclass(arguments, Arguments) and arguments.built_script is not Arguments.built_script:
        return True
    return any(holds.kind is not None for holds in marked(arguments, HoldsScript).values())


def reviewed(arguments: BaseModel) -> tuple[list[Finding], list[ScriptFinding]]:
    """Check the scripts of a call; return errors and warnings."""
    errors, warnings = list[ScriptFinding](), list[ScriptFinding]()
    for row in _script_findings(arguments):
        (errors if row.severity == "error" else warnings).append(row)
    return [Finding(row.pointer, row.message, row.suggestion) for row in errors], warnings[:SHOWN]


def _script_findings(arguments: BaseModel) -> Iterator[ScriptFinding]:
    """Each finding, with its place in the arguments: in scripts that are given, and in one that is built from them."""
    built = arguments.built_script() if isinstance(arguments, Arguments) else None
    holders = marked(type(arguments), HoldsScript)
    for place in islice(_masked(arguments), SHOWN):
        yield ScriptFinding(
            pointer=place[:POINTER_SHOWN],
            rule="hidden-secret",
            severity="error",
            message=STORED_AS_IT_IS.said(HIDDEN),
            suggestion=WRITE_VALUE.said(),
        )
    for name, holds in holders.items():
        script = getattr(arguments, name)
        kind = _expected_kind(holds, arguments, script) if script else None
        if script and kind is not None:
            result = checked(script, kind)
            for finding in (*result.errors[:SHOWN], *result.warnings[:SHOWN]):
                yield ScriptFinding.of(finding, f"/{name}")
    if built is not None:
        result = checked(built.text, built.kind)
        for part in (result.errors, result.warnings):
            yield from islice(_of_built(built, part), SHOWN)


def _masked(arguments: BaseModel) -> Iterator[str]:
    """Pointers to masked secrets, as answers show them: sent back, the mask would overwrite the secret."""
    for name, value in vars(arguments).items():
        if isinstance(value, str) and MARK in value:
            yield from (f"/{name}{place}" for place in mark_places(value))


def _of_built(script: BuiltScript, found: Iterable[findings.Finding]) -> Iterator[ScriptFinding]:
    """The findings of a built script, each once, at the argument that it comes from."""
    placed = (replace(finding, pointer=script.place(finding.pointer) or "") for finding in found)
    seen = set[findings.Finding]()
    for finding in placed:
        if finding.pointer and finding not in seen:
            seen.add(finding)
            yield ScriptFinding.of(finding)


def _expected_kind(holds: HoldsScript, arguments: BaseModel, script: str) -> Kind | None:
    kind = holds.kind
    if isinstance(kind, tuple):
        own = kind_of(Definition(script).content)
        return cast("Kind", own if own in kind else kind[0])
    return cast("Kind | None", kind.get(getattr(arguments, "task_type", "")) if isinstance(kind, Mapping) else kind)
