"""Selection of the tools that are on, and how to turn on the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from tools.rules.refusals import DO_NOT_EXCLUDE, EXCLUDED, OPERATOR, TOOLSET_OFF, TURN_ON, Refusal
from tools.toolsets import BY_DEFAULT, TOOLSETS, listed_tools

ALL = "all"


@dataclass(frozen=True)
class Selection:
    """The tools that are on; by default all.

    Attributes:
        toolsets: toolsets that are on.
        tools: further tools that are on.
        exclude: tools that are off in any case.
    """

    toolsets: tuple[str, ...] = tuple(TOOLSETS)
    tools: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def absence(self, tool: str) -> Refusal | None:
        """Why a tool is off, and how to turn it on; ``None`` if it is on."""
        if tool in self.exclude:
            return Refusal(EXCLUDED, DO_NOT_EXCLUDE.filled(tool), OPERATOR)
        listed = listed_tools().get(tool)
        if listed is None or listed.toolset in self.toolsets or tool in self.tools:
            return None
        wider, longer = ",".join((*self.toolsets, listed.toolset)), ",".join((*self.tools, tool))
        return Refusal(TOOLSET_OFF.filled(listed.toolset), TURN_ON.filled(wider, longer), OPERATOR)


def selection(
    toolsets: Iterable[str] = BY_DEFAULT, tools: Iterable[str] = (), exclude: Iterable[str] = ()
) -> Selection:
    """Create the selection from these names.

    Raises:
        ValueError: a name is unknown; the message suggests the nearest one.
    """
    chosen = _known("--toolsets", toolsets, (*TOOLSETS, ALL))
    names = [*listed_tools()]
    return Selection(
        tuple(TOOLSETS) if ALL in chosen else chosen,
        _known("--tools", tools, names),
        _known("--exclude", exclude, names),
    )


def _known(option: str, names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    options = list(known)
    chosen = tuple(names)
    unknown = next((name for name in chosen if name not in options), None)
    if unknown is None:
        return chosen
    near = get_close_matches(unknown[:80], options, n=1)
    raise ValueError(
        f"{option}: there is no {unknown!r}; "
        + (f"did you mean {near[0]!r}?" if near else f"there are {', '.join(options)}")
    )
