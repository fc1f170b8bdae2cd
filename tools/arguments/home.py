"""The workspace of calls that name none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

WORKSPACE = "project_id"
"""The argument that names a workspace by its id."""

BY_NAME = "project_identifier"
"""The argument that names it by its identifier instead."""


@dataclass
class HomeWorkspace:
    """The workspace of calls that name none: the operator's choice, or the only one that is available once it is known.

    Attributes:
        project_id: its id, ``None`` if it is not known.
    """

    project_id: str | None = None

    def added(self, model: "type[BaseModel]", raw: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of a call, with this workspace if it is known and they name none."""
        known = self.project_id is not None and names_none(model, raw)
        return {**raw, WORKSPACE: self.project_id} if known else dict(raw)


def names_none(model: "type[BaseModel]", given: Mapping[str, Any]) -> bool:
    """Whether a call that takes a workspace names none."""
    return WORKSPACE in model.model_fields and given.get(WORKSPACE) is None and given.get(BY_NAME) is None


def without_workspace(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of arguments, with a workspace that may be left out."""
    required = [name for name in schema.get("required", ()) if name != WORKSPACE]
    rest = {name: value for name, value in schema.items() if name != "required"}
    return {**rest, "required": required} if required else rest
