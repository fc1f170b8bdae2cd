"""Bounds that arguments must keep before they are validated: for each error, the library would build an object."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, cast, get_args, get_origin

from pydantic import BaseModel

from dataworks.explain.arguments import CROWDED, TOO_LONG, TOO_MANY
from dataworks.explain.explanation import Text
from dataworks.fields import LONGEST_NAME, MOST_VALUES
from dataworks.json_size import LONGEST, MOST_SEPARATORS, is_crowded

LARGE = 10_000
"""Characters and values of arguments from which reading them may take more than a few milliseconds."""


def is_large(raw: Mapping[str, Any]) -> bool:
    """Whether reading these arguments may take long. The walk itself ends where the answer is known."""
    size, left = 0, list[object](islice(raw.values(), LARGE))
    while left and size <= LARGE:
        inner = left.pop()
        size += 1
        if isinstance(inner, str):
            size += len(inner)
        elif isinstance(inner, dict):
            left += islice(cast("dict[str, object]", inner).values(), LARGE)
        elif isinstance(inner, list):
            left += islice(cast("list[object]", inner), LARGE)
    return size > LARGE


def few(model: type[BaseModel], raw: Mapping[str, Any], unknown: int) -> dict[str, Any]:
    """The arguments that the model knows, and so many that it does not know."""
    fields = model.model_fields.keys()
    if raw.keys() <= fields:
        return dict(raw)
    others = islice((name for name in raw if name not in fields), unknown)
    return {name: raw[name] for name in (*(name for name in raw if name in fields), *others)}


def excess(model: type[BaseModel], raw: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    """Each argument that is too large to be validated, with what is wrong."""
    for name, value in raw.items():
        field = model.model_fields.get(name)
        if isinstance(value, str):
            problem = _problem_of_text(value)
        elif field is not None and not _takes_text(field.annotation):  # the object of a script is not looked into
            problem = _problem_of_values(value)
        else:
            problem = None
        if problem is not None:
            yield name, problem


def _problem_of_text(text: str) -> Text | None:
    if len(text) <= MOST_SEPARATORS:
        return None
    if len(text) > LONGEST:
        return TOO_LONG.filled(f"{LONGEST:,}")
    crowded = text.lstrip()[:1] in {"{", "["} and is_crowded(text)
    return CROWDED.filled(f"{MOST_SEPARATORS:,}") if crowded else None


def _problem_of_values(value: object) -> Text | None:
    count, left = 0, [value]
    while left:
        inner = left.pop()
        if isinstance(inner, dict):
            fields = cast("dict[str, object]", inner)
            if any(len(name) > LONGEST_NAME for name in fields):
                return TOO_LONG.filled(f"{LONGEST_NAME:,}")
            left += fields.values()
        elif isinstance(inner, list):
            left += cast("list[object]", inner)
        count += 1
        if count + len(left) > MOST_VALUES + 1:
            return TOO_MANY.filled(f"{MOST_VALUES:,}")
    return None


def _takes_text(annotation: object) -> bool:
    """Whether a parameter is a text: anything else that is given for it is one error, or becomes the text."""
    inside = () if get_origin(annotation) in {list, dict} else get_args(annotation)
    return annotation is str or any(map(_takes_text, inside[:2]))
