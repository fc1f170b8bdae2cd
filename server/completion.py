"""Completion: the names that begin with what a user has typed, for addresses of resources and arguments of guides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from mcp_types import Completion, CompletionArgument

from server.guides import COMMAS, guides
from server.resources import TEMPLATES
from tools.arguments.home import WORKSPACE
from tools.calls.context import Shared
from tools.calls.links import TASK
from tools.rules.caller import Caller
from tools.toolsets import listed_tools

MOST = 100
"""Names in one answer, as many as the protocol allows."""

LIFETIME = 60.0
KEPT = 64
LONGEST_NAME = 1_000
"""Seconds that names are remembered, how many lists of them, and the characters of a name."""


@dataclass(frozen=True)
class RecentNames:
    """Lists of names that were read within the last minute."""

    kept: dict[object, tuple[float, tuple[str, ...]]] = field(
        default_factory=dict[object, tuple[float, tuple[str, ...]]]
    )

    async def of(self, kind: str, chosen: Mapping[str, str], shared: Shared, caller: Caller) -> tuple[str, ...]:
        """Return the names of a kind, which are read at most once a minute."""
        from server.names import names_of  # loaded by the first completion, for a quick start

        if any(len(value) > LONGEST_NAME for value in chosen.values()):  # it is no name, and would be remembered
            return ()
        now, key = shared.api.timing.clock(), (caller.principal, kind, *sorted(chosen.items()))
        until, names = self.kept.pop(key, (now, ()))
        if now >= until:
            until, names = now + LIFETIME, await names_of(kind, chosen, shared, caller)
        self.kept[key] = (until, names)
        while len(self.kept) > KEPT:
            del self.kept[next(iter(self.kept))]
        return names


OF_TASK = {"project_id": "workspaces", "task_id": "task ids"}
"""The kinds of names in the address of a task."""


async def of_resource(
    uri: str,
    argument: CompletionArgument,
    chosen: Mapping[str, str],
    recent: RecentNames,
    shared: Shared,
    caller: Caller,
) -> Completion:
    """Return the names in the address of a kind of resource."""
    typed = argument.value
    if uri == TASK and argument.name in OF_TASK:
        project = _workspace(chosen, shared)
        named = {} if project is None else {WORKSPACE: project}
        return _completion([*_starting(typed, await recent.of(OF_TASK[argument.name], named, shared, caller))])
    template = TEMPLATES.get(uri)
    return _completion([quote(name) for name in _starting(typed, sorted(template.names()))] if template else [])


async def of_guide(
    name: str,
    argument: CompletionArgument,
    chosen: Mapping[str, str],
    recent: RecentNames,
    shared: Shared,
    caller: Caller,
) -> Completion:
    """Return the values of an argument of a guide; of a list, those that begin with its last part.

    ``chosen``: the arguments that have values.
    """
    guide = guides(shared.language, listed_tools()).get(name)
    kinds = {each.name: each.completes for each in guide.arguments} if guide else {}
    kind = kinds.get(argument.name)
    if kind is None:
        return _completion([])
    given = {"source": chosen.get("source") or "", WORKSPACE: _workspace(chosen, shared) or ""}
    names = await recent.of(kind, {each: value for each, value in given.items() if value}, shared, caller)
    earlier = argument.value[: max((found.end() for found in COMMAS.finditer(argument.value)), default=0)]
    typed = argument.value.removeprefix(earlier).strip()
    return _completion([f"{earlier}{each}" for each in _starting(typed, names)])


def _workspace(chosen: Mapping[str, str], shared: Shared) -> str | None:
    return chosen.get(WORKSPACE) or shared.home.project_id


def _starting(typed: str, names: Iterable[str]) -> Iterable[str]:
    if len(typed) > LONGEST_NAME:
        return ()
    start = typed.lower()
    return (name for name in names if name.lower().startswith(start))


def _completion(values: list[str]) -> Completion:
    return Completion(values=values[:MOST], total=len(values), has_more=len(values) > MOST)
