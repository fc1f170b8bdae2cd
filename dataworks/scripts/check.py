"""Checking a script: everything that is wrong with it at once, without asking the service. It never raises."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import chain
from typing import cast

from dataworks.language import Text
from dataworks.scripts.decoding import decoded, repeated_keys
from dataworks.scripts.findings import Checked, Finding, Findings, Kind
from dataworks.scripts.formats import FORMATS
from dataworks.scripts.jobs.check import job_rules
from dataworks.scripts.kinds import console_made, kind_of, misplaced
from dataworks.scripts.rules import batch_jobs, datax, generated, realtime, settings
from dataworks.scripts.rules.steps import CATEGORIES
from dataworks.scripts.spelling import few_comparisons
from dataworks.scripts.steps import Script

MOST_ERRORS = 1_000

Rule = Callable[[Script], Findings]

RULES: Mapping[Kind, tuple[Rule, ...]] = {
    "realtime-create": realtime.CREATE,
    "realtime-update": realtime.UPDATE,
    "realtime-task": generated.IN_ORDER,
    "batch-job": batch_jobs.IN_ORDER,
    "create-param": settings.CREATE,
    "update-param": settings.UPDATE,
    "start-param": settings.START,
    "job": (job_rules,),
}


NO_SCRIPT = Text(
    "is no script that is known: it has neither steps nor the keys of a parameter",
    "不是已知的脚本：既没有 steps，也没有参数的键",
)
BEGIN = Text('begin with {"type": ..., "steps": [...]}', '请以 {"type": ..., "steps": [...]} 开头')


def check(text: str, expected: Kind | None = None) -> Checked:
    """All findings about a script; its kind is detected unless one is expected."""
    with few_comparisons():
        return _checked(text, expected)


def _checked(text: str, expected: Kind | None) -> Checked:
    script = decoded(text)
    if script.value is None:
        return Checked(expected, script.findings)
    own = kind_of(script.value)
    if expected is None and own is None:
        message = NO_SCRIPT.said()
        return Checked(None, (Finding("", "unknown-kind", message, BEGIN.said()),))
    kind = cast("Kind", expected or own)
    wrong_place = tuple(misplaced(own, kind, script.value))
    if wrong_place:
        return Checked(own, wrong_place)
    found = _found(Script(kind, script.value), sent=expected is not None)
    return Checked(kind, _sorted([*repeated_keys(script), *found]))


def _found(script: Script, *, sent: bool) -> list[Finding]:
    """All findings. What the console wrote gets warnings, unless it is sent and can't run, for lack of a reader."""
    if datax.has_datax_shape(script.value):
        return [*datax.datax_shape(script)]
    found = _first(chain(FORMATS[script.kind](script.value, ""), *(rule(script) for rule in RULES[script.kind])))
    if console_made(script):
        fatal = {f"one-{category}" for category in CATEGORIES if sent and not script.of_category(category)}
        return [each if each.rule in fatal else replace(each, severity="warning") for each in found]
    return found


def _first(findings: Findings) -> list[Finding]:
    """The findings up to ``MOST_ERRORS`` errors, which are reason enough to refuse a script."""
    found, errors = list[Finding](), 0
    for finding in findings:
        found.append(finding)
        errors += finding.severity == "error"
        if errors == MOST_ERRORS:
            break
    return found


def _sorted(found: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda finding: finding.severity))
