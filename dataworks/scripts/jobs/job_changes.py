"""Changing what a job specification says beside its tables: description, resources by phase, DDL, runtime settings."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dataworks.scripts.definition import Definition
from dataworks.scripts.jobs.changing import as_definition, specification
from dataworks.scripts.jobs.enumerations import NEEDED_PHASES, PHASES
from dataworks.scripts.reading import fields, inner, rows, text

EVERY_PHASE = "*"
"""The key of what all phases of a job are to have."""


@dataclass(frozen=True)
class JobChange:
    """What a job is to have; what is not named stays.

    Attributes:
        description: ``None``: as it is.
        groups: resource groups by phase (``realtime``, ``full``, ``schedule``), or of all its phases (``*``).
        cu: compute units, in the same way.
        ddl: the action for each type of DDL message, such as ``Ignore`` for ``DropTable``.
        settings: runtime settings by name.
    """

    description: str | None = None
    groups: Mapping[str, str] = field(default_factory=dict[str, str])
    cu: Mapping[str, float] = field(default_factory=dict[str, float])
    ddl: Mapping[str, str] = field(default_factory=dict[str, str])
    settings: Mapping[str, str] = field(default_factory=dict[str, str])


def changed_job(definition: Definition, change: JobChange) -> Definition:
    """The job with these settings, and nothing else changed."""
    content = {**as_definition(definition.content).content}
    if change.description is not None:
        content["Description"] = change.description
    if change.groups or change.cu:
        content["ResourceSettings"] = _resources(definition, change)
    settings = {**inner(content, "JobSettings")}
    for name, keys, wanted in (
        ("DdlHandlingSettings", ("Type", "Action"), change.ddl),
        ("RuntimeSettings", ("Name", "Value"), change.settings),
    ):
        if wanted:
            settings[name] = _with_rows([*rows(settings, name)], keys, wanted)
    return as_definition({**content, "JobSettings": settings})


def _resources(definition: Definition, change: JobChange) -> dict[str, Any]:
    """The resources of each phase."""
    found = {name: {**fields(row)} for name, row in inner(definition.content, "ResourceSettings").items()}
    needed = NEEDED_PHASES.get(specification(definition).migration_type, ())
    for key, wanted in (("ResourceGroupIdentifier", change.groups), ("RequestedCu", change.cu)):
        for phase, value in wanted.items():
            for name in [*found] or [*needed] if phase == EVERY_PHASE else [PHASES[phase]]:
                found.setdefault(name, {})[key] = value
    return found


def _with_rows(present: list[dict[str, Any]], keys: tuple[str, str], wanted: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows with other values, each in its place; new ones at the end."""
    key, value = keys
    kept = [{**row, value: wanted[text(row.get(key))]} if text(row.get(key)) in wanted else row for row in present]
    known = {text(row.get(key)) for row in present}
    return [*kept, *({key: name, value: each} for name, each in wanted.items() if name not in known)]


def groups_of(definition: Definition) -> tuple[str, ...]:
    """The resource groups that the phases of a job name, each once."""
    job = specification(definition)
    return tuple(dict.fromkeys(group for phase in PHASES.values() if (group := job.group(phase))))


def settings_of(definition: Definition) -> dict[str, object]:
    """What a change can change, as the job has it, by a name for each value."""
    content = as_definition(definition.content).content
    settings = inner(content, "JobSettings")
    found: dict[str, object] = {"description": content.get("Description")}
    for phase, name in PHASES.items():
        resources = inner(content, "ResourceSettings", name)
        found |= {f"groups/{phase}": resources.get("ResourceGroupIdentifier")}
        found |= {f"cu/{phase}": resources.get("RequestedCu")}
    found |= {f"ddl/{row.get('Type')}": row.get("Action") for row in rows(settings, "DdlHandlingSettings")}
    found |= {f"settings/{row.get('Name')}": row.get("Value") for row in rows(settings, "RuntimeSettings")}
    return {name: value for name, value in found.items() if value is not None}


def setting_differences(
    before: Definition, after: Definition, shown: Callable[[object], object]
) -> Iterator[tuple[str, object, object]]:
    """Each setting that differs: its name, the value before (``None``: it had none), and the value after.

    ``shown``: how a resource group is shown.
    """
    present, wanted = settings_of(before), settings_of(after)
    for name in dict.fromkeys((*wanted, *present)):
        old, new = present.get(name), wanted.get(name, "")
        if present.get(name) != wanted.get(name):
            yield (name, shown(old), shown(new)) if name.startswith("groups/") else (name, old, new)
