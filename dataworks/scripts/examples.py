"""Examples of scripts: one for each pair of step types, and for each destination type of real-time tasks.

Values that only the user knows are written as ``<name>``.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dataworks.scripts.batch_draft import TABLE_KEYS, BatchRequest, End, batch_script, step
from dataworks.scripts.realtime_script import PAIRS, realtime_script
from dataworks.scripts.reference import GROUP
from dataworks.scripts.rules.parameters import CHOICES, IN_THE_DATA_SOURCE
from dataworks.scripts.step_types import meant_step_type, plugins

TO = "-to-"
REALTIME = "realtime-mysql"
COUNT = "Count"
"""How parameters end that are whole numbers."""


def example_names() -> Iterator[str]:
    """The names of all examples, such as ``realtime-mysql-to-kafka`` and ``mysql-to-odps``."""
    yield from (f"{REALTIME}{TO}{kind}" for kind in PAIRS)
    writers = [name for name, categories in plugins().items() if "writer" in categories]
    for reader, categories in plugins().items():
        yield from (f"{reader}{TO}{writer}" for writer in writers if "reader" in categories)


def example(name: str) -> str | None:
    """The example of this name as JSON text, or ``None`` if there is none."""
    source, _, destination = name.partition(TO)
    if source == REALTIME:
        kind = next((kind for kind in PAIRS if kind == destination), None)
        return kind and realtime_script({"mysql_shop": ["shop.orders"]}, kind, f"{kind}_shop", GROUP)
    if "reader" in plugins().get(source, ()) and "writer" in plugins().get(destination, ()):
        return batch_script(BatchRequest(_end(source, "reader"), _end(destination, "writer")))
    return None


def example_step(step_type: str, category: str) -> dict[str, Any]:
    """The example of one step."""
    return step(category, _end(step_type, category))


def nearest_example(name: str) -> str | None:
    """The example that is most similar to a name."""
    source, to, destination = name.partition(TO)
    if source == REALTIME or not to:
        return None
    reader, writer = meant_step_type(source, "reader") or source, meant_step_type(destination, "writer") or destination
    meant = f"{reader}{TO}{writer}"
    return meant if example(meant) else None


def _end(step_type: str, category: str) -> End:
    """A step with all that it requires; what has no default is written as ``<name>``."""
    known = plugins()[step_type][category]
    table = "orders" if any(name in known for name in TABLE_KEYS) else None
    end = End(step_type, f"my_{step_type}", table, ("id", "total"))
    given = step(category, end)["parameter"].keys() | IN_THE_DATA_SOURCE
    missing = [name for name, facts in known.items() if facts.required is True and name not in given]
    return replace(end, parameter={name: _value(step_type, category, name) for name in missing})


def _value(step_type: str, category: str, name: str) -> object:
    choices = CHOICES.get((step_type, category), {}).get(name)
    if choices:
        return next(iter(choices))
    return 10 if name.endswith(COUNT) else f"<{name}>"
