"""The policy of the operator: allowed workspaces, and allowed operations in them.

It is a TOML file; a rule that is left out forbids nothing:

    workspaces = ["10000", "10001"]   # the only ones
    read_only  = ["10001"]            # nothing is changed in these
    allow      = ["*"]                # operations or tools, by wildcard
    deny       = ["Delete*"]          # stronger than allow

    [workspace.10001]                 # further rules for one workspace
    deny = ["ListFiles"]
    studio = "new"                    # a setting, no rule: which Data Studio it is on

A tool of one operation is named like it: ``Delete*`` and ``delete_*`` both forbid the operation in every tool. A rule
about an operation is also one about those that do the same in the other version of the API, and about both versions
of its name; ``2024-05-18/ListNodes``, with the version, is that operation alone.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from dataworks.explain.explanation import Text
from dataworks.fields import Digits
from dataworks.operation import Belongs, Effect, Operation
from dataworks.operations.catalog import alike, name_of, operations
from dataworks.operations.v2020.workspaces import ListProjects
from dataworks.studio_settings import StudioName
from tools.arguments.parsing import Arguments
from tools.catalog import Capability, tool_of
from tools.rules.refusals import ALIKE, BY_ID, DENIED, NO_WORKSPACE, NOT_ALLOWED, NOT_KNOWN, NOT_LISTED, NOTHING_CHANGES
from tools.toolsets import listed_tools

NAMES = tuple(dict.fromkeys(name for tool in listed_tools().values() for name in (*tool.operations, tool.name)))
"""Names that a pattern can match: all tools and their operations; ``_every_name`` has the others."""


class Rules(BaseModel):
    """Which operations are allowed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    allow: list[str] | None = None
    deny: list[str] = []

    def objection(self, names: Mapping[str, str], place: str) -> Text | None:
        """The rule that forbids one of these names, each with what is forbidden by it; or ``None``."""
        for name, meant in names.items():
            denied = next((pattern for pattern in self.deny if fnmatchcase(name, pattern)), None)
            if denied is not None:
                return DENIED.filled(place, repr(denied), meant)
        return None

    def permits(self, own: Iterable[str], others: Iterable[str] = ()) -> bool:
        """Whether ``allow`` is absent, matches one of its own names, or has one of the others without a wildcard.

        ``List*`` allows what is called so, and not what another version calls otherwise.
        """
        if self.allow is None:
            return True
        return any(fnmatchcase(name, pattern) for name in own for pattern in self.allow) or any(
            name in self.allow for name in others
        )


class WorkspaceTable(Rules):
    """The rules for one workspace, and its settings."""

    studio: Literal["classic", "new"] | None = None

    @property
    def has_rules(self) -> bool:
        """Whether there is a rule in it, not only settings."""
        return self.allow is not None or bool(self.deny)


class Policy(Rules):
    """The rules of a policy file."""

    workspaces: list[Digits] | None = None
    read_only: list[Digits] = []
    workspace: dict[Digits, WorkspaceTable] = {}

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a policy file.

        Raises:
            ValueError: it is not TOML, has an unknown or invalid rule, or a pattern that matches nothing; the message
                names the place.
            OSError: the file can't be read.
        """
        try:
            policy = cls.model_validate(tomllib.loads(path.read_text("utf-8")))
        except ValidationError as error:
            problems = ("/".join(map(str, problem["loc"])) + ": " + problem["msg"] for problem in error.errors())
            raise ValueError(f"policy {path.name}: {'; '.join(problems)}") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"policy {path.name}: {error}") from None
        unmatched = "; ".join(policy.unmatched_patterns())
        if unmatched:
            raise ValueError(f"policy {path.name}: {unmatched}")
        return policy

    def unmatched_patterns(self) -> Iterator[str]:
        """Each pattern that matches nothing, with a suggestion: a mistyped ``deny`` would forbid nothing."""
        for place, rules in [("", self), *((f"workspace/{name}/", rules) for name, rules in self.workspace.items())]:
            for rule, patterns in (("allow", rules.allow or []), ("deny", rules.deny)):
                yield from (f"{place}{rule}: {_unmatched(pattern)}" for pattern in patterns if not _matching(pattern))

    def objection_to_call(self, capability: Capability, arguments: BaseModel) -> Text | None:
        """The rule that forbids a call in its workspace, or in its second one; or ``None``."""
        return next(self._objections_to_call(capability, arguments), None)

    def _objections_to_call(self, capability: Capability, arguments: BaseModel) -> Iterator[Text]:
        named = (getattr(arguments, name, None) for name in ("project_id", "project_identifier"))
        yield from self._objections(capability, *named)
        second = arguments.second_workspace() if isinstance(arguments, Arguments) else None
        if second is None:
            return
        workspace, operations = second
        yield from self._objections(replace(capability, operations=operations), workspace, None)

    @property
    def studios(self) -> dict[str, StudioName]:
        """The studio of each workspace for which it is set."""
        return {name: StudioName(table.studio) for name, table in self.workspace.items() if table.studio is not None}

    @property
    def hides_workspaces(self) -> bool:
        """Whether there are workspaces that lists may not show."""
        return self.workspaces is not None or any(self._with_rules())

    def shown_to_callers(self) -> dict[str, Any]:
        """The rules by their names, without workspaces that lists may not show."""
        rules = self.model_dump(exclude_defaults=True)
        for name in ("read_only", "workspace") & rules.keys():
            kept = [each for each in rules[name] if self.may_show(ListProjects, each)]
            rules[name] = {each: rules[name][each] for each in kept} if name == "workspace" else kept
        return {name: rule for name, rule in rules.items() if rule or name in ("workspaces", "allow")}

    def may_show(self, operation: type[Operation[Any]], workspace: str) -> bool:
        """Whether an operation that lists workspaces may show this one: the rules for it allow the operation."""
        listed = self.workspaces is None or workspace in self.workspaces
        return listed and not any(self._forbidden_in(workspace, Capability.of(operation)))

    def _objections(self, capability: Capability, workspace: str | None, identifier: str | None) -> Iterator[Text]:
        """Each rule that forbids these operations in a workspace."""
        about = self._about_workspaces()
        if identifier is not None and about is not None:
            yield BY_ID
        if workspace is None and about is not None and any(_belonging(capability, Belongs.WORKSPACE)):
            yield NO_WORKSPACE.filled(about)
        unnamed = (Belongs.OTHERWISE,) if workspace is not None else (Belongs.OTHERWISE, Belongs.BY_ID)
        for operation in _belonging(capability, *unnamed):
            yield from self._not_known(operation)
        if workspace is not None and self.workspaces is not None and workspace not in self.workspaces:
            yield NOT_LISTED.filled(workspace)
        if workspace is not None and workspace in self.read_only and not capability.read_only:
            yield NOTHING_CHANGES.filled(workspace)
        yield from _forbidden(self, capability, "")
        yield from self._forbidden_in(workspace, capability)

    def _about_workspaces(self) -> str | None:
        """The name of the first rule about workspaces, if there is one."""
        if self.workspaces is not None:
            return "workspaces"
        return "read_only" if self.read_only else next(map(_table, self._with_rules()), None)

    def _with_rules(self) -> Iterator[str]:
        """The workspaces that have rules of their own."""
        return (name for name, table in self.workspace.items() if table.has_rules)

    def _not_known(self, operation: type[Operation[Any]]) -> Iterator[Text]:
        """Each rule that would forbid an operation in some workspace: it may be for that one."""
        changes = operation.effect is not Effect.READ
        rules = ["workspaces"] * (self.workspaces is not None) + ["read_only"] * (changes and bool(self.read_only))
        tables = (_table(name) for name in self.workspace if any(self._forbidden_in(name, Capability.of(operation))))
        yield from (NOT_KNOWN.filled(rule, name_of(operation)) for rule in (*rules, *tables))

    def _forbidden_in(self, workspace: str | None, capability: Capability) -> Iterator[Text]:
        """What the table of a workspace forbids, if it has one."""
        if workspace in self.workspace:
            yield from _forbidden(self.workspace[workspace], capability, f"{_table(workspace)} ")


def _table(workspace: str) -> str:
    return f"[workspace.{workspace}]"


def _belonging(capability: Capability, *to: Belongs) -> Iterator[type[Operation[Any]]]:
    return (operation for operation in capability.operations if operation.belongs in to)


def _matching(pattern: str) -> bool:
    return any(fnmatchcase(name, pattern) for name in NAMES) or any(
        fnmatchcase(name, pattern) for name in _every_name()
    )


@cache
def _every_name() -> tuple[str, ...]:
    """The names of all operations too, with their versions; it loads all operations, which takes a while."""
    own = (name for operation in operations().values() for name in _own_names(operation))
    return (*NAMES, *own)


def _own_names(operation: type[Operation[Any]]) -> tuple[str, ...]:
    """The action, also with the version, and the tool that sends this operation alone."""
    return operation.action(), tool_of(operation), "/".join(operation.key())


UNMATCHED = Text("{} matches no operation and no tool; did you mean {}?", "{} 与任何操作或工具都不匹配；是否指 {}？")


def _unmatched(pattern: str) -> str:
    lowered = {name.lower(): name for name in (_every_name() if "/" in pattern else NAMES)}
    near = get_close_matches(pattern.lower()[:80], lowered, n=1, cutoff=0.0)
    return UNMATCHED.said(repr(pattern), repr(lowered[near[0]]))


@cache
def _names(operation: type[Operation[Any]]) -> Mapping[str, str]:
    """The names of an operation in rules, each with what a refusal says: its own, and those of what does the same."""
    own = _own_names(operation)
    others = (name for other in alike(operation) for name in (other.action(), tool_of(other)))
    shown = {name: ALIKE.said(name_of(operation), name) for name in others if name not in own}
    return {**{name: name for name in own}, **shown}


def _forbidden(rules: Rules, capability: Capability, place: str) -> Iterator[Text]:
    names = {name: meant for operation in capability.operations for name, meant in _names(operation).items()}
    objection = rules.objection({capability.name: capability.name, **names}, place)
    if objection is not None:
        yield objection
    missing = [
        name_of(operation)
        for operation in capability.operations
        if not rules.permits(_own_names(operation), _names(operation))
    ]
    if missing and not rules.permits([capability.name]):
        yield NOT_ALLOWED.filled(place, missing[0])
