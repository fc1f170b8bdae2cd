"""Advice that can be followed: a sentence that names a tool which is off names another one, or what turns it on."""

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar, cast

from dataworks.language import Text
from tools.calls.next_step import alternative_to
from tools.rules.gate import Gate
from tools.toolsets import listed_tools
from tools.views.view import View

V = TypeVar("V", bound=View)

ADVICE = frozenset(
    {"next", "fix", "exists", "means", "note", "notes", "cautions", "also", "suggestion", "advice", "reason", "why"}
)
"""Fields of answers in which this server says what to do."""

ROWS = frozenset({"findings", "warnings", "tasks", "rows", "others", "error", "watch", "cause", "tables"})
"""Fields whose rows, or whose part, have such fields."""

WORDS = re.compile(r'"(?:\\.|[^"\\])*"|--[\w-]+ [\w,]+|[a-z]+(?:_[a-z\d]+)+')
"""A name in quotes or an option with its value, which stay as they are, or what may be the name of a tool."""

BETWEEN = r"(?:, then |; then |, and |, | and | or |、| 和 |，再 |，然后 )"
"""What is between the names of two tools; one that is the alternative to both is named once."""

OFF = Text(
    "{text} ({names}: off here; the operator of this server can change that: {option}.)",
    "{text}（此处未启用 {names}；可由本服务器的运维人员更改：{option}。）",
)

NOT_EXCLUDED = Text("a start without --exclude {}", "启动时不加 --exclude {}")
WITH_MODE = " ".join(("--mode", "confirm"))


def followable(view: V, gate: Gate, tool: str = "") -> V:
    """The view, in whose advice each tool that is off is replaced by another one, or followed by who can turn it on.

    ``tool`` is the one that answers: it is no alternative, since it has just been called.
    """
    parts = {name: value for name, value in vars(view).items() if name in ADVICE or name in ROWS}
    update = {name: _field(name, value, gate, tool) for name, value in parts.items()}
    changed = {name: value for name, value in update.items() if value is not getattr(view, name)}
    return view.model_copy(update=changed) if changed else view


def _field(name: str, value: object, gate: Gate, tool: str) -> object:
    if isinstance(value, str):
        return followable_sentence(value, gate, tool) if name in ADVICE else value
    if isinstance(value, View):
        return followable(value, gate, tool)
    if not isinstance(value, tuple):
        return value
    rows = cast("tuple[object, ...]", value)
    new = tuple(followable(row, gate, tool) if isinstance(row, View) else _field(name, row, gate, tool) for row in rows)
    return rows if all(one is other for one, other in zip(rows, new, strict=True)) else new


def followable_sentence(text: str, gate: Gate, tool: str = "") -> str:
    """The same of one sentence."""
    off = [name for name in named_tools(text) if not _is_on(name, gate)]
    for name in off:
        other = alternative_to(name, lambda each: _is_on(each, gate))
        if other not in {None, tool}:
            text = _replaced(text, name, str(other))
    left = [name for name in named_tools(text) if not _is_on(name, gate)]
    return _with_options(text, left, gate) if left else text


def named_tools(text: str) -> list[str]:
    """The tools that a sentence names, each once; not those in quotes or in the value of an option."""
    if "_" not in text:
        return []
    known = listed_tools()
    return list(dict.fromkeys(found[0] for found in WORDS.finditer(text) if found[0] in known))


def _is_on(name: str, gate: Gate) -> bool:
    tool = listed_tools().get(name)
    return tool is not None and gate.offers(tool)


def _replaced(text: str, name: str, other: str) -> str:
    """The sentence with another tool; what then names the same one twice in a row names it once."""
    text = WORDS.sub(lambda found: other if found[0] == name else found[0], text)
    return re.sub(rf"\b{other}(?:{BETWEEN}{other}\b)+", other, text)


def _with_options(text: str, names: Sequence[str], gate: Gate) -> str:
    """The sentence with what the operator can do about tools that are off and have no alternative."""
    option = ", ".join(_options(names, gate))
    return OFF.said(text=text, names=", ".join(names), option=option)


def _options(names: Sequence[str], gate: Gate) -> Iterator[str]:
    excluded = [name for name in names if name in gate.selection.exclude]
    writing = [name for name in names if gate.forbids_writing(listed_tools()[name])]
    chosen = [name for name in names if name not in excluded and gate.selection.absence(name) is not None]
    if chosen:
        yield f"--tools {','.join((*gate.selection.tools, *chosen))}"
    if writing:
        yield WITH_MODE
    if excluded:
        yield NOT_EXCLUDED.said(",".join(excluded))
