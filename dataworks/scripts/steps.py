"""The input of rules: the script, and its steps as far as they can be read."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from dataworks.scripts.findings import Kind
from dataworks.scripts.reading import fields, items, text


@dataclass(frozen=True)
class Step:
    """A step; what is absent, or of the wrong type, is empty here. ``whole``: it has a parameter that can be read."""

    pointer: str
    category: str
    name: str
    step_type: str
    parameter: dict[str, Any]
    whole: bool = True

    @property
    def inside(self) -> str:
        """The pointer to its parameter."""
        return f"{self.pointer}/parameter"

    @property
    def lists_connections(self) -> bool:
        """Whether its connections, if it has any, are a list; if not, there is a finding for that."""
        return isinstance(self.parameter.get("connection"), list | None)

    @property
    def queried(self) -> bool:
        """Whether a query says what is read, so that the columns have no meaning."""
        return "querySql" in self.said

    @cached_property
    def given(self) -> frozenset[str]:
        """The names of its parameters, and of the keys of its connections."""
        return frozenset(self.parameter).union(*(connection for _, connection in self.connections()))

    @cached_property
    def said(self) -> frozenset[str]:
        """Those of them whose value says something."""
        own = {name for name, value in self.parameter.items() if not is_hollow(value)}
        return self.said_in_connections | own

    @cached_property
    def said_in_connections(self) -> frozenset[str]:
        """The keys of its connections whose value says something."""
        rows = (connection.items() for _, connection in self.connections())
        return frozenset(name for row in rows for name, value in row if not is_hollow(value))

    def connections(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Its connections, each with its pointer."""
        for place, connection in enumerate(items(self.parameter.get("connection"))):
            if isinstance(connection, dict):
                yield f"{self.inside}/connection/{place}", cast("dict[str, Any]", connection)


@dataclass(frozen=True)
class Script:
    """A script under the rules of its kind."""

    kind: Kind
    value: dict[str, Any]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Its steps."""
        return tuple(
            _step(f"/steps/{place}", cast("dict[str, Any]", step))
            for place, step in enumerate(items(self.value.get("steps")))
            if isinstance(step, dict)
        )

    def of_category(self, category: str) -> list[Step]:
        """The steps of a category."""
        return [step for step in self.steps if step.category == category]

    def only(self, category: str) -> Step | None:
        """The one step of a category; ``None`` if there are others, or none."""
        found = self.of_category(category)
        return found[0] if len(found) == 1 else None

    def setting(self, *path: str) -> Any:
        """The value at a path from the root; ``None`` where there is none."""
        value: Any = self.value
        for name in path:
            value = fields(value).get(name)
        return value


def is_hollow(value: Any) -> bool:
    """Whether a value says nothing."""
    return value in (None, [], {}) or (isinstance(value, str) and not value.strip())


def number(value: Any) -> float | None:
    """A number, or a text that is one: older scripts write ``"mbps": "12"``."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


VARIABLE = re.compile(r"\$[{\[]|^\$\w+$")


def is_variable(value: Any) -> bool:
    """Whether a value holds a variable, so that the schedule sets its value: ``${bizdate}``, ``$[yyyymmdd-1]``."""
    return VARIABLE.search(text(value)) is not None


def twice(names: Iterator[str] | list[str]) -> set[str]:
    """The names that occur more than once."""
    return {name for name, times in Counter(names).items() if times > 1}


def _step(pointer: str, step: dict[str, Any]) -> Step:
    named = [text(step.get(name)) for name in ("category", "name", "stepType")]
    parameter = step.get("parameter")
    return Step(pointer, named[0], named[1], named[2], fields(parameter), isinstance(parameter, dict))
