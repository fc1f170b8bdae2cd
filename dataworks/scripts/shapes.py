"""Shapes: what a place of a script must contain. A shape is a function from a value and its pointer to findings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dataworks.language import Text
from dataworks.scripts.findings import (
    FLAG,
    LIST_AS_TEXT,
    MUST_BE,
    NO_QUOTES,
    NONE_OF,
    NOT_EMPTY,
    TEXT,
    WHOLE,
    WRITE,
    Finding,
    Findings,
    Severity,
    at,
    quoted,
)
from dataworks.scripts.reading import fields, items
from dataworks.scripts.spelling import did_you_mean, folded, nearest

Shape = Callable[[Any, str], Findings]

NO_NAMES: Mapping[str, str] = {}


WRITE_TEXT = Text('write "{}"', '请写 "{}"')
BARE = Text("write {} without quotes", "请写不带引号的 {}")
ONE_OF = Text("one of {}", "{} 之一")
IN_LIST = Text("write [{}]", "请写 [{}]")
LIST = Text("a list", "列表")
UNKNOWN = Text("unknown key", "未知的键")
LACKS = Text("lacks {}", "缺少 {}")
OR = Text(" or ", " 或 ")
OBJECT_AS_TEXT = Text("must be an object, not text that holds one", "必须是对象，不能是内容为对象的文本")
OBJECT = Text("an object", "对象")


@dataclass(frozen=True)
class Key:
    """A key of an object.

    Attributes:
        shape: that of its value.
        need: how bad it is when it is absent; ``None``, it may be.
        nullable: whether ``null`` is as good as absent.
    """

    shape: Shape
    need: Severity | None = None
    nullable: bool = False


def anything(_value: Any, _pointer: str) -> Findings:
    """No matter what."""
    yield from ()


def text(value: Any, pointer: str) -> Findings:
    """A text, perhaps an empty one."""
    if not isinstance(value, str):
        suggestion = WRITE_TEXT.said(value) if isinstance(value, int) and not isinstance(value, bool) else None
        yield _wrong_type(pointer, TEXT, value, suggestion)


def filled(value: Any, pointer: str) -> Findings:
    """A text with something in it."""
    if value == "":
        yield Finding(pointer, "empty-text", NOT_EMPTY.said())
    else:
        yield from text(value, pointer)


def flag(value: Any, pointer: str) -> Findings:
    """``true`` or ``false``."""
    if not isinstance(value, bool):
        written = str(value).lower()
        yield _wrong_type(pointer, FLAG, value, WRITE.said(written) if written in {"true", "false"} else None)


def flag_or_text(value: Any, pointer: str) -> Findings:
    """``true`` or ``false``, which older scripts have as text."""
    if not isinstance(value, str) or value.lower() not in {"true", "false", ""}:
        yield from flag(value, pointer)


def whole(value: Any, pointer: str) -> Findings:
    """A whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        digits = value[:20] if isinstance(value, str) and value.isdecimal() else None
        yield _wrong_type(pointer, WHOLE, value, BARE.said(digits) if digits else None)


def exactly(wanted: str) -> Shape:
    """One text and no other."""

    def shape(value: Any, pointer: str) -> Findings:
        if value != wanted:
            yield Finding(pointer, "wrong-value", MUST_BE.said(quoted(wanted), quoted(value)), WRITE_TEXT.said(wanted))

    return shape


def word(*known: str, rule: str = "unknown-value") -> Shape:
    """One of these words. One that resembles them is misspelt; of another we may not know."""

    def shape(value: Any, pointer: str) -> Findings:
        if not isinstance(value, str):
            yield _wrong_type(pointer, ONE_OF.filled(", ".join(known)), value)
        elif value not in known:
            meant = nearest(value, known)
            severity: Severity = "error" if meant and folded(meant) != folded(value) else "warning"
            message = NONE_OF.said(quoted(value), ", ".join(known))
            yield Finding(pointer, rule, message, did_you_mean(meant), severity)

    return shape


def advised(shape: Shape) -> Shape:
    """The same, but only as advice: the service does not seem to read this place."""

    def advice(value: Any, pointer: str) -> Findings:
        for finding in shape(value, pointer):
            yield replace(finding, severity="warning")

    return advice


def listing(item: Shape) -> Shape:
    """A list of such items."""

    def shape(value: Any, pointer: str) -> Findings:
        if isinstance(value, str) and value.lstrip().startswith("["):
            message = LIST_AS_TEXT.said()
            yield Finding(pointer, "object-as-text", message, NO_QUOTES.said())
            return
        if not isinstance(value, list):
            suggestion = IN_LIST.said(quoted(value)) if isinstance(value, str) else None
            yield _wrong_type(pointer, LIST, value, suggestion)
            return
        for place, child in enumerate(items(value)):
            yield from item(child, f"{pointer}/{place}")

    return shape


@dataclass(frozen=True)
class _Record:
    """The shape that ``record`` makes."""

    keys: Mapping[str, Key]
    other_names: Mapping[str, str]
    either: tuple[str, ...]
    open_ended: bool

    def __call__(self, value: Any, pointer: str) -> Findings:
        if not isinstance(value, dict):
            yield _no_object(value, pointer)
            return
        found = fields(value)
        strange: list[str] = []
        for name, child in found.items():
            key = self.keys.get(name)
            if key is None:
                strange.append(name)
            elif child is not None or not key.nullable:
                yield from key.shape(child, f"{pointer}/{name}")
        missing = self._missing(found)
        if strange or missing:
            yield from self._strays(strange, missing, pointer)

    def _missing(self, found: Mapping[str, Any]) -> dict[str, Severity]:
        missing: dict[str, Severity] = {
            name: key.need
            for name, key in self.keys.items()
            if key.need and (name not in found or (key.nullable and found[name] is None))
        }
        if self.either and all(found.get(name) is None for name in self.either):
            missing[self.either[0]] = "error"
        return missing

    def _strays(self, strange: list[str], missing: dict[str, Severity], pointer: str) -> Findings:
        for name in strange:
            meant = self.other_names.get(name) or nearest(name, self.keys)
            stands_for = self.either[0] if meant in self.either else meant
            if stands_for in missing:
                yield Finding(
                    at(pointer, name), "misspelt-key", UNKNOWN.said(), did_you_mean(meant), missing.pop(stands_for)
                )
            elif not self.open_ended:
                yield Finding(at(pointer, name), "unknown-key", UNKNOWN.said(), did_you_mean(meant), "warning")
        for name, severity in missing.items():
            lacking = OR.said().join(self.either if name in self.either else (name,))
            yield Finding(pointer, "missing-key", LACKS.said(lacking), None, severity)


def record(
    keys: Mapping[str, Key],
    *,
    other_names: Mapping[str, str] = NO_NAMES,
    either: tuple[str, ...] = (),
    open_ended: bool = False,
) -> Shape:
    """An object with these keys. An unknown one is a warning, or an error if it stands for a missing one.

    ``other_names`` are what some keys are called elsewhere; at least one of ``either`` has to be there; in an
    ``open_ended`` object only unknown keys that stand for a missing one are reported.
    """
    return _Record(keys, other_names, either, open_ended)


def _no_object(value: Any, pointer: str) -> Finding:
    if isinstance(value, str) and value.lstrip().startswith("{"):
        return Finding(pointer, "object-as-text", OBJECT_AS_TEXT.said(), NO_QUOTES.said())
    return _wrong_type(pointer, OBJECT, value)


def _wrong_type(pointer: str, wanted: Text, value: Any, suggestion: str | None = None) -> Finding:
    return Finding(pointer, "wrong-type", MUST_BE.said(wanted, quoted(value)), suggestion)
