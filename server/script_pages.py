"""The resources about task scripts: the format of each kind, and the parameters of the steps of batch jobs."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dataworks.scripts import examples, reference
from dataworks.scripts.examples import TO, example, example_step
from dataworks.scripts.findings import KINDS
from dataworks.scripts.spelling import nearest
from dataworks.scripts.step_types import meant_step_type

PLACES = "Replace data sources, tables, columns and values such as <path> by those of the workspace."

INCOMPLETE = "This list may be incomplete: the service may accept more."


def formats_page() -> str:
    """Return the formats of all kinds of scripts."""
    kinds = (f"## {each.kind}\n\n{_format(each)}" for each in reference.formats())
    return _page("Task scripts of Data Integration (API 2020-05-18)", *kinds)


def format_page(kind: str) -> str | None:
    """Return the format of one kind of script, or ``None`` if there is no such kind."""
    return next((_page(f"Script {kind}", _format(each)) for each in reference.formats() if each.kind == kind), None)


def kinds() -> Iterable[str]:
    """Return the kinds of scripts."""
    return KINDS


def nearest_kind(name: str) -> str | None:
    """Return the kind that is most similar to a name."""
    return nearest(name, KINDS)


def steps_page() -> str:
    """Return all step types with their required parameters."""
    return _page("Step types of batch jobs", INCOMPLETE, *map(_summary, reference.step_types()))


def step_page(name: str) -> str | None:
    """Return one step type with all its parameters, or ``None`` if it is not known."""
    categories = reference.step_type(name)
    if categories is None:
        return None
    tables = (_step(name, category, parameters) for category, parameters in categories.items())
    return _page(f"Step type {name}", INCOMPLETE, *tables)


def examples_page() -> str:
    """Return which examples there are."""
    realtime = _listed(name for name in pairs() if name.startswith(examples.REALTIME))
    readers, writers = (_listed(_of_category(category)) for category in ("reader", "writer"))
    return _page(
        "Example scripts",
        f"Real-time tasks: {realtime}.",
        f"Batch jobs: `READER{TO}WRITER`, such as `mysql{TO}odps`.",
        f"READER is one of {readers}.",
        f"WRITER is one of {writers}.",
    )


def _of_category(category: str) -> Iterator[str]:
    return (name for name in reference.step_types() if category in (reference.step_type(name) or {}))


def pairs() -> Iterable[str]:
    """Return the names of the examples."""
    return examples.example_names()


def nearest_pair(name: str) -> str | None:
    """Return the example that is most similar to a name."""
    return examples.nearest_example(name)


def example_page(name: str) -> str | None:
    """Return the example script of a pair, or ``None`` if there is none."""
    script = example(name)
    if script is None:
        return None
    text = json.dumps(json.loads(script), indent=2, ensure_ascii=False)
    return _page(f"Script {name}", PLACES, f"```json\n{text}\n```")


def nearest_step_type(name: str) -> str | None:
    """Return the step type that is most similar to a name."""
    return meant_step_type(name)


def _page(title: str, *blocks: str) -> str:
    return "\n\n".join((f"# {title}", *blocks)) + "\n"


def _format(kind: reference.Format) -> str:
    notes = "\n".join(f"- {note}" for note in kind.notes)
    return f"This is {kind.what}: {kind.use}.\n\n{notes}\n\n```json\n{kind.example}\n```"


def _summary(name: str) -> str:
    lines = (
        f"- {category}: {_required(parameters)}" for category, parameters in (reference.step_type(name) or {}).items()
    )
    return "\n".join((f"## {name}", "", *lines))


def _required(parameters: Mapping[str, Any]) -> str:
    required = [f"`{name}`" for name, facts in parameters.items() if facts["required"] is True]
    return ", ".join(required) or "nothing is required"


def _step(name: str, category: str, parameters: Mapping[str, Any]) -> str:
    """The parameters of a step, and an example of a reader or writer."""
    table = _table(category, parameters)
    if category not in {"reader", "writer"}:
        return table
    step = json.dumps(example_step(name, category), indent=2, ensure_ascii=False)
    return f"{table}\n\n```json\n{step}\n```"


def _table(category: str, parameters: Mapping[str, Any]) -> str:
    heads = ("| parameter | required | default | values |", "| --- | --- | --- | --- |")
    return "\n".join((f"## As {category}", "", *heads, *_rows(parameters)))


def _rows(parameters: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, facts in parameters.items():
        required = {True: "yes", False: "no"}.get(facts["required"], facts["required"])
        each = facts.get("each", ())
        values = (f"each: {each if isinstance(each, str) else json.dumps(each)}",) if each else facts.get("values", ())
        yield f"| `{name}` | {required} | {facts.get('default', '')} | {_listed(values)} |"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)
