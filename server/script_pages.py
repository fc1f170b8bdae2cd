"""The pages about task scripts: what each kind looks like, and what the steps of batch jobs take."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dataworks.scripts import reference
from dataworks.scripts.findings import KINDS
from dataworks.scripts.spelling import nearest
from dataworks.scripts.step_types import meant_step_type

KNOWN = "What is known, not all there is: the service may take more."


def formats_page() -> str:
    """Every kind of script."""
    kinds = (f"## {told.kind}\n\n{_format(told)}" for told in reference.formats())
    return _page("Task scripts of Data Integration (API 2020-05-18)", *kinds)


def format_page(kind: str) -> str | None:
    """One kind of script, or ``None`` if there is no such kind."""
    return next((_page(f"Script {kind}", _format(told)) for told in reference.formats() if told.kind == kind), None)


def kinds() -> Iterable[str]:
    """The kinds of scripts there are."""
    return KINDS


def kind_meant(name: str) -> str | None:
    """The kind whose page somebody looks for."""
    return nearest(name, KINDS)


def steps_page() -> str:
    """Every step type, with the parameters it must have."""
    return _page("Step types of batch jobs", KNOWN, *map(_summary, reference.step_types()))


def step_page(name: str) -> str | None:
    """One step type with all its parameters, or ``None`` if it is not known."""
    categories = reference.step_type(name)
    if categories is None:
        return None
    tables = (_table(category, parameters) for category, parameters in categories.items())
    return _page(f"Step type {name}", KNOWN, *tables)


def step_meant(name: str) -> str | None:
    """The step type whose page somebody looks for."""
    return meant_step_type(name)


def _page(title: str, *blocks: str) -> str:
    return "\n\n".join((f"# {title}", *blocks)) + "\n"


def _format(told: reference.Format) -> str:
    notes = "\n".join(f"- {note}" for note in told.notes)
    return f"This is {told.what}: {told.use}.\n\n{notes}\n\n```json\n{told.example}\n```"


def _summary(name: str) -> str:
    lines = (
        f"- {category}: {_needed(parameters)}" for category, parameters in (reference.step_type(name) or {}).items()
    )
    return "\n".join((f"## {name}", "", *lines))


def _needed(parameters: Mapping[str, Any]) -> str:
    needed = [f"`{name}`" for name, facts in parameters.items() if facts["required"] is True]
    return ", ".join(needed) or "nothing is required"


def _table(category: str, parameters: Mapping[str, Any]) -> str:
    heads = ("| parameter | required | default | values |", "| --- | --- | --- | --- |")
    return "\n".join((f"## As {category}", "", *heads, *_rows(parameters)))


def _rows(parameters: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, facts in parameters.items():
        required = {True: "yes", False: "no"}.get(facts["required"], facts["required"])
        yield f"| `{name}` | {required} | {facts.get('default', '')} | {_listed(facts.get('values', ()))} |"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)
