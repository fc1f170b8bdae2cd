"""Guides: the prompts of the server, each a file in ``prompts/guides``, with arguments to be filled in.

A file begins with its title, description and arguments as TOML. Its calls are written as `` `tool {arguments}` ``, in
which ``"{name}"`` is an argument of the guide, ``["{name}"]`` for a list of values (see ``listed``), and
``"{name|other}"`` for the first of two that is given. What is not given is left out of a call.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

from dataworks.language import Language
from dataworks.quoting import named
from prompts import FOLDER, text
from tools.rendering import clean, visible

GUIDES = FOLDER / "guides"
HEAD = "+++"
CALL = re.compile(r"`([a-z_0-9]+) (\{.*?\})`")
IN_CALL = re.compile(r"\{([a-z_|]+)\}")
IN_TEXT = re.compile(r"\{([a-z_]+)\}")
COMMAS = re.compile(r"\s*[,，、;；\n]\s*")


@dataclass(frozen=True)
class Argument:
    """What a guide is filled in with.

    Attributes:
        completes: the kind of names that it is completed from, of ``server.completion``; ``None``: of none.
    """

    name: str
    description: str
    required: bool = True
    completes: str | None = None


@dataclass(frozen=True)
class Guide:
    """A job that a user starts, with the calls that an assistant makes for it."""

    name: str
    title: str
    description: str
    arguments: tuple[Argument, ...]
    body: str = field(repr=False)

    @property
    def tools(self) -> set[str]:
        """Return the tools that it calls."""
        return {call[1] for call in CALL.finditer(self.body)}

    def filled(self, given: Mapping[str, str]) -> str:
        """Return the text for an assistant.

        Raises:
            ValueError: an argument is missing or unknown; the text names it.
        """
        given = {name: value.strip() for name, value in given.items() if value.strip()}
        missing = [each.name for each in self.arguments if each.required and each.name not in given]
        unknown = sorted(given.keys() - {each.name for each in self.arguments})
        if missing or unknown:
            problems = [("missing", missing), ("unknown", [clean(name[:80]) for name in unknown])]
            raise ValueError("; ".join(f"{what}: {', '.join(names)}" for what, names in problems if names))
        return visible("".join(_filled(self.body, given)))  # it goes back to who wrote it, to be passed on unchanged


def guides(language: Language, on: Collection[str]) -> dict[str, Guide]:
    """Return the guides in a language whose tools are all on, by name."""
    return {guide.name: guide for guide in all_guides(language) if guide.tools <= set(on)}


@cache
def all_guides(language: Language) -> tuple[Guide, ...]:
    """Return all guides in a language."""
    return tuple(_read(path, language) for path in sorted(GUIDES.glob("*.md")))


def _read(path: Path, language: Language) -> Guide:
    """Return the guide of a file; one in another language says only the words again, below the same names."""
    name = path.relative_to(FOLDER).as_posix()
    facts, _ = _parts(name, "en")
    words, body = _parts(name, language)
    arguments = tuple(
        Argument(name, words["arguments"][name]["description"], about.get("required", True), about.get("completes"))
        for name, about in facts["arguments"].items()
    )
    ending = text("every_guide.md", language)
    return Guide(path.stem, words["title"], words["description"], arguments, f"{body}\n\n{ending}")


def _parts(name: str, language: Language) -> tuple[dict[str, Any], str]:
    import tomllib  # loaded when guides are first listed: a server starts without it

    _, head, body = text(name, language).split(HEAD, 2)
    return tomllib.loads(head), body.strip()


def _filled(body: str, given: Mapping[str, str]) -> Iterator[str]:
    """The parts of a text: calls with their arguments, and between them words with names in quotes."""
    end = 0
    for call in CALL.finditer(body):
        yield _said(body[end : call.start()], given)
        yield f"`{call[1]} {_as_json(_value(json.loads(call[2]), given))}`"
        end = call.end()
    yield _said(body[end:], given)


def _said(words: str, given: Mapping[str, str]) -> str:
    return IN_TEXT.sub(lambda place: _within(named(given[place[1]])) if place[1] in given else place[0], words)


def _as_json(value: object) -> str:
    return _within(json.dumps(value, ensure_ascii=False))


def _within(quoted: str) -> str:
    """A value in quotes, which neither begins nor ends a call."""
    return quoted.replace("`", "\\u0060")


def _value(template: object, given: Mapping[str, str]) -> object:
    """What a value of a call becomes; ``None`` if its argument is not given."""
    if isinstance(template, dict):
        fields = cast("dict[str, object]", template).items()
        values = ((name, _value(child, given)) for name, child in fields)
        return {name: value for name, value in values if value not in (None, [], {})}
    if isinstance(template, list):
        return [each for child in cast("list[object]", template) for each in _each(child, given)]
    place = IN_CALL.fullmatch(template) if isinstance(template, str) else None
    return template if place is None else next((given[name] for name in place[1].split("|") if name in given), None)


def _each(template: object, given: Mapping[str, str]) -> list[object]:
    """What a value of a list becomes: several where an argument has several."""
    value = _value(template, given)
    if isinstance(value, str) and value != template:
        return [*listed(value)]
    return [] if value is None else [value]


def listed(value: str) -> list[str]:
    """The names that a user wrote as one text: JSON, with commas between them, or without any with spaces."""
    try:
        names = json.loads(value)
    except ValueError:
        names = COMMAS.split(value) if COMMAS.search(value) else value.split()
    return [str(name) for name in cast("list[object]", names) if name] if isinstance(names, list) else [value]
