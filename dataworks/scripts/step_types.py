"""The step types of batch jobs and their parameters: ``step_types.json``, read when it is first needed.

Sources: Alibaba's own agent skills for Data Integration, August 2026, and the vendor's pages about script mode. This is
what is known; the list is not complete.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from dataworks.scripts.realtime_script import PAIRS
from dataworks.scripts.spelling import folded, nearest

FILE = Path(__file__).with_name("step_types.json")

CLOSE = 0.8
"""From this likeness on a step type resembles another."""

CLOSER = 0.9
"""The same for names of DataX, which has plugins that DataWorks lacks: ``txtfile`` and ``httpfile`` have 0.8."""

DATAX_NAME = re.compile(r"(?<=.)(reader|writer)$")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a step.

    Attributes:
        required: whether it is needed (``conditional``: it depends).
        default: what it is if it is left out.
        each: an example of one item of its list; a text stands for a name.
    """

    required: bool | Literal["conditional"]
    default: str | None = None
    each: str | Mapping[str, Any] | None = None


Parameters = Mapping[str, Parameter]


@dataclass(frozen=True)
class StepTypes:
    """Everything that is known about step types.

    Attributes:
        parameters: by step type and category.
        families: step types that share parameters.
        published: those whose engine is public in DataX, so that it is known what it refuses.
        other_names: what products and DataX's plugins are called, and the step type of each.
        values: what a value must be, by the name of the parameter in any step type.
    """

    parameters: Mapping[str, Mapping[str, Parameters]]
    families: tuple[frozenset[str], ...]
    published: frozenset[str]
    other_names: Mapping[str, str]
    values: Mapping[str, str]


@cache
def known() -> StepTypes:
    """The table."""
    table: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return StepTypes(
        parameters={
            step_type: {
                category: {name: Parameter(**facts) for name, facts in parameters.items()}
                for category, parameters in categories.items()
            }
            for step_type, categories in table["step_types"].items()
        },
        families=tuple(map(frozenset, table["families"])),
        published=frozenset(table["published"]),
        other_names={**{name: pair.step_type for name, pair in PAIRS.items()}, **table["other_names"]},
        values={name: what for what, names in table["values"].items() for name in names},
    )


def plugins() -> Mapping[str, Mapping[str, Parameters]]:
    """The parameters by step type and category."""
    return known().parameters


def of_family(step_type: str, category: str) -> frozenset[str]:
    """The parameters that step types of the same family have in this category."""
    return _shared().get((step_type, category), frozenset())


@cache
def _shared() -> dict[tuple[str, str], frozenset[str]]:
    """The parameters of families, by step type and category."""
    found = dict[tuple[str, str], frozenset[str]]()
    for family in known().families:
        for category in ("reader", "writer"):
            names = frozenset(name for each in family for name in plugins()[each].get(category, {}))
            found |= {(step_type, category): names for step_type in family}
    return found


@cache
def _spellings() -> dict[str, list[str]]:
    """The step types that are the same but for their spelling, by their normalised name."""
    found = dict[str, list[str]]()
    for name in plugins():
        found.setdefault(folded(name), []).append(name)
    return found


def other_spelling(name: str, category: str = "") -> str | None:
    """The step type that this is certainly another name of: in other letters, a product's name, or one of DataX."""
    bare = DATAX_NAME.sub("", folded(name))
    alike = _spellings().get(bare, [])
    fitting = [step_type for step_type in alike if category in plugins()[step_type]]
    return known().other_names.get(bare) or next(iter(fitting or alike), None)


def meant_step_type(name: str, category: str = "") -> str | None:
    """The step type that was meant by this name: another spelling of it, or else the most similar one, if any is.

    DataX's names say what they are: ``odpswriter``.
    """
    bare = DATAX_NAME.sub("", folded(name))
    close = CLOSE if bare == folded(name) else CLOSER
    fitting = [step_type for step_type, categories in plugins().items() if category in categories]
    return other_spelling(name, category) or nearest(bare, fitting, close) or nearest(bare, plugins(), close)
