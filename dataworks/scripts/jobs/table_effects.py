"""How two specifications of a job differ in their tables, by name, so that a user can check it."""

from dataclasses import dataclass

from dataworks.scripts.definition import Definition
from dataworks.scripts.jobs.changing import name_of, specification
from dataworks.scripts.jobs.job_steps import destination_of, sources
from dataworks.scripts.jobs.specification import Specification
from dataworks.scripts.patterns import is_pattern


@dataclass(frozen=True)
class TableEffects:
    """What changes.

    Attributes:
        added: new tables and patterns, each with where it goes.
        removed: tables and patterns that are not named any more, each with where it went.
        moved: those that go to another place: where they went, and where they go.
        left_out, taken_back: tables that are left out of a pattern, or are no longer; each with the pattern.
        rules: rules that go, since nothing refers to them any more.
    """

    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    moved: tuple[tuple[str, str, str], ...]
    left_out: tuple[tuple[str, str], ...]
    taken_back: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]


def table_effects(before: Definition, after: Definition) -> TableEffects:
    """How the tables of a job change."""
    one, other = specification(before), specification(after)
    old, new = _destinations(one), _destinations(other)
    out, now_out = _left_out(one), _left_out(other)
    names = {rule.key for rule in other.rules}
    return TableEffects(
        tuple(pair for pair in new.items() if pair[0] not in old),
        tuple(pair for pair in old.items() if pair[0] not in new),
        tuple((name, old[name], to) for name, to in new.items() if old.get(name, to) != to),
        tuple(pair for pair in now_out if pair not in out),
        tuple(pair for pair in out if pair not in now_out),
        tuple(rule.key.name for rule in one.rules if rule.key not in names),
    )


def _destinations(job: Specification) -> dict[str, str]:
    """Where each table or pattern goes."""
    return {name_of(source): destination_of(job, source, each) for source, each in sources(job) if source.enabled}


def _left_out(job: Specification) -> dict[tuple[str, str], None]:
    """The tables that are left out, each with the pattern that selects it."""
    found, patterns = dict[tuple[str, str], None](), dict[str, str]()
    for source, each in sources(job):
        if source.enabled and is_pattern(source.table):
            patterns.setdefault(each.pointer, name_of(source))
        elif not source.enabled and each.pointer in patterns:
            found[name_of(source), patterns[each.pointer]] = None
    return found
