"""Which studio workspaces are on, as far as the operator has set it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

AUTO = "auto"
"""The word for a studio that is found out."""


class StudioName(StrEnum):
    """The generation of Data Studio that a workspace is on, which decides about the API for its tasks."""

    CLASSIC = "classic"  # DISync and files, API 2020-05-18
    NEW = "new"  # jobs and nodes, API 2024-05-18


WORKSPACE = re.compile("[1-9][0-9]{0,18}")
WORDS = (AUTO, *StudioName)


@dataclass(frozen=True)
class StudioSettings:
    """The studio of workspaces, where it is set.

    Attributes:
        others: that of each workspace which is not in ``of``; ``None``: it is found out.
        of: that of single workspaces by id; ``None``: it is found out.
    """

    others: StudioName | None = None
    of: Mapping[str, StudioName | None] = field(default_factory=dict[str, StudioName | None])

    @classmethod
    def read(cls, words: Iterable[str], of: Mapping[str, StudioName] | None = None) -> Self:
        """Return the settings that words such as ``new`` and ``10002=classic`` make, which are stronger than ``of``.

        Raises:
            ValueError: a word is none of these, or the same workspaces have two.
        """
        found: dict[str, StudioName | None] = {}
        for word in words:
            workspace, studio = meant(word)
            if found.setdefault(workspace, studio) is not studio:
                raise ValueError(f"{workspace or 'all other workspaces'} can't be on two studios: {', '.join(words)}")
        others = found.pop("", None)
        return cls(others, {**(of or {}), **found})

    def of_workspace(self, project_id: str) -> StudioName | None:
        """Return the studio of a workspace; ``None``: it is to be found out."""
        return self.of.get(project_id, self.others)

    def said(self) -> str:
        """Return the settings as words, those of single workspaces last."""
        single = (f"{project_id}={studio or AUTO}" for project_id, studio in self.of.items())
        return ", ".join([self.others or AUTO, *single])


def meant(word: str) -> tuple[str, StudioName | None]:
    """Return the workspace that a word is about, empty for all others, and its studio, ``None`` for ``auto``.

    Raises:
        ValueError: it is no such word.
    """
    workspace, equals, name = word.rpartition("=")
    if name not in WORDS:
        raise ValueError(f"there is no studio {name!r}; there are {', '.join(WORDS)}")
    if equals and not WORKSPACE.fullmatch(workspace):
        raise ValueError(f"{workspace!r} is not the id of a workspace, which is a number")
    return workspace, None if name == AUTO else StudioName(name)
