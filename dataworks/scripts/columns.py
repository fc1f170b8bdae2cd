"""The form of a column: by name in tables, as an object in files and documents."""

from collections.abc import Mapping
from typing import Any, cast


def column_of(form: str | Mapping[str, Any] | None, place: int, column: object) -> object:
    """A column in the form of a step type.

    Args:
        form: an example of a column, from the table of step types; a text stands for a name.
        place: its place in the list, which files have instead of a name.
        column: its name, or an object that has part of what is wanted.
    """
    if form is None or isinstance(form, str):
        return column
    given = cast("Mapping[str, Any]", column) if isinstance(column, dict) else {"name": column}
    said: dict[str, Any] = {**form, "index": place, **given}
    return {key: said[key] for key in form}
