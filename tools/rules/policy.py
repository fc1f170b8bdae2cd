"""The policy of whoever runs the server: which workspaces, and which operations in them.

A TOML file; every rule that is left out allows everything:

    workspaces = ["10000", "10001"]   # the only ones
    read_only  = ["10001"]            # nothing is changed in these
    allow      = ["*"]                # operations or tools, by wildcard
    deny       = ["Delete*"]          # stronger than allow

    [workspace.10001]                 # further rules for one workspace
    deny = ["ListFiles"]
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from dataworks.explain.explanation import Text
from dataworks.fields import Digits
from tools.arguments.parsing import Arguments
from tools.catalog import Reach
from tools.rules.refusals import BY_ID, DENIED, NO_WORKSPACE, NOT_ALLOWED, NOT_LISTED, NOTHING_CHANGES
from tools.toolsets import listed_tools

NAMES = tuple(dict.fromkeys(name for tool in listed_tools().values() for name in (*tool.operations, tool.name)))
"""What a pattern can match; every operation is a tool's."""


class Rules(BaseModel):
    """Which operations may run."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    allow: list[str] | None = None
    deny: list[str] = []

    def objection(self, names: Iterable[str], place: str) -> Text | None:
        """The rule that forbids one of these names, or ``None``."""
        for name in names:
            denied = next((pattern for pattern in self.deny if fnmatchcase(name, pattern)), None)
            if denied is not None:
                return DENIED.filled(place, repr(denied), name)
        return None

    def permits(self, names: Iterable[str]) -> bool:
        """Whether the list of what is allowed, if there is one, has one of these names."""
        return self.allow is None or any(fnmatchcase(name, pattern) for name in names for pattern in self.allow)


class Policy(Rules):
    """All rules of a file."""

    workspaces: list[Digits] | None = None
    read_only: list[Digits] = []
    workspace: dict[Digits, Rules] = {}

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a policy file.

        Raises:
            ValueError: it is not TOML, or says what is no rule, or none for anything; the text names the place.
            OSError: it can't be read.
        """
        try:
            policy = cls.model_validate(tomllib.loads(path.read_text("utf-8")))
        except ValidationError as error:
            problems = ("/".join(map(str, problem["loc"])) + ": " + problem["msg"] for problem in error.errors())
            raise ValueError(f"policy {path.name}: {'; '.join(problems)}") from None
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"policy {path.name}: {error}") from None
        idle = "; ".join(policy.idle_patterns())
        if idle:
            raise ValueError(f"policy {path.name}: {idle}")
        return policy

    def idle_patterns(self) -> Iterator[str]:
        """Each pattern that matches nothing, with what was probably meant: what it was to forbid would be allowed."""
        for place, rules in [("", self), *((f"workspace/{name}/", rules) for name, rules in self.workspace.items())]:
            for rule, patterns in (("allow", rules.allow or []), ("deny", rules.deny)):
                yield from (f"{place}{rule}: {_idle(pattern)}" for pattern in patterns if not _matching(pattern))

    def objection_to_call(self, reach: Reach, arguments: BaseModel) -> Text | None:
        """The rule that forbids a call, in the workspace it names and in a second one, or ``None``."""
        named = (getattr(arguments, name, None) for name in ("project_id", "project_identifier"))
        objection = self.objection_to(reach, *named)
        second = arguments.second_workspace() if isinstance(arguments, Arguments) else None
        if objection is not None or second is None:
            return objection
        workspace, operations = second
        return self.objection_to(replace(reach, operations=operations), workspace, None)

    def objection_to(self, reach: Reach, workspace: str | None, identifier: str | None) -> Text | None:
        """The rule that forbids these operations in a workspace, in words, or ``None``."""
        return next(self._objections(reach, workspace, identifier), None)

    def _objections(self, reach: Reach, workspace: str | None, identifier: str | None) -> Iterator[Text]:
        about = self._about_workspaces()
        if identifier is not None and about is not None:
            yield BY_ID
        if identifier is None and workspace is None and about is not None and _is_of_a_workspace(reach):
            yield NO_WORKSPACE.filled(about)
        if workspace is not None and self.workspaces is not None and workspace not in self.workspaces:
            yield NOT_LISTED.filled(workspace)
        if workspace is not None and workspace in self.read_only and not reach.reads:
            yield NOTHING_CHANGES.filled(workspace)
        yield from _forbidden(self, reach, "")
        if workspace in self.workspace:
            yield from _forbidden(self.workspace[workspace], reach, f"[workspace.{workspace}] ")

    def _about_workspaces(self) -> str | None:
        """The first rule that is about workspaces, by its name in the file."""
        if self.workspaces is not None:
            return "workspaces"
        return "read_only" if self.read_only else next((f"[workspace.{name}]" for name in self.workspace), None)


def _is_of_a_workspace(reach: Reach) -> bool:
    """Whether a call works in one workspace even if it names none: the two ways to name it are there, both optional."""
    return {"project_id", "project_identifier"} <= reach.arguments.model_fields.keys()


def _matching(pattern: str) -> bool:
    return any(fnmatchcase(name, pattern) for name in NAMES)


def _idle(pattern: str) -> str:
    lowered = {name.lower(): name for name in NAMES}
    near = get_close_matches(pattern.lower()[:80], lowered, n=1, cutoff=0.0)
    return f"{pattern!r} matches no operation and no tool; did you mean {lowered[near[0]]!r}?"


def _forbidden(rules: Rules, reach: Reach, place: str) -> Iterator[Text]:
    operations = [operation.action() for operation in reach.operations]
    objection = rules.objection([reach.name, *operations], place)
    if objection is not None:
        yield objection
    if not rules.permits([reach.name]):
        missing = [operation for operation in operations if not rules.permits([operation])] or operations
        if missing and not all(rules.permits([operation]) for operation in operations):
            yield NOT_ALLOWED.filled(place, missing[0])
