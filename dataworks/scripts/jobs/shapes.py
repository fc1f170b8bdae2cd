"""Shapes that only job specifications need."""

from typing import Any

from dataworks.language import Text
from dataworks.scripts.findings import MUST_BE, NONE_OF, NOT_EMPTY, TEXT, WRITE, Finding, Findings, quoted
from dataworks.scripts.reading import items
from dataworks.scripts.shapes import Shape, filled, listing
from dataworks.scripts.spelling import did_you_mean, folded, nearest

USUAL = Text("is usually spelled {}", "通常写作 {}")
RENAMED = Text("is called {} by the API; this key is not read", "在 API 中名为 {}；此键不会被读取")
NUMBER_AS_TEXT = Text("is a text in the API, such as {}", "在 API 中是文本，例如 {}")
HIDDEN_TYPE = Text("must be JSON text or an object", "必须是 JSON 文本或对象")


def one_of(*known: str, tolerated: tuple[str, ...] = ()) -> Shape:
    """One of these texts. What differs in capitals only, or is tolerated, gets a warning."""

    def shape(value: Any, pointer: str) -> Findings:
        if not isinstance(value, str):
            yield Finding(pointer, "wrong-type", MUST_BE.said(TEXT, quoted(value)))
        elif value not in known:
            usual = next((each for each in known if folded(each) == folded(value)), None)
            lenient = usual is not None or value in tolerated
            message = USUAL.said(usual) if usual else NONE_OF.said(quoted(value), ", ".join(known))
            suggestion = WRITE.said(usual) if usual else did_you_mean(nearest(value, known))
            yield Finding(pointer, "unknown-value", message, suggestion, "warning" if lenient else "error")

    return shape


def named(value: Any, pointer: str) -> Findings:
    """A text that is not blank, such as a name."""
    yield from filled(value, pointer)
    if isinstance(value, str) and value and not value.strip():
        yield Finding(pointer, "empty-text", NOT_EMPTY.said())


def some(item: Shape) -> Shape:
    """A list of such items that has at least one."""

    def shape(value: Any, pointer: str) -> Findings:
        if isinstance(value, list) and not items(value):
            yield Finding(pointer, "empty-list", NOT_EMPTY.said())
        yield from listing(item)(value, pointer)

    return shape


def misnamed(name: str) -> Shape:
    """No value at all: the key is another one's name."""

    def shape(value: Any, pointer: str) -> Findings:
        del value
        yield Finding(pointer, "misspelt-key", RENAMED.said(name), WRITE.said(name))

    return shape


def identifier(value: Any, pointer: str) -> Findings:
    """An id: digits, as a number or as text."""
    if isinstance(value, bool) or not str(value).isascii() or not str(value).isdigit():
        yield Finding(pointer, "wrong-type", MUST_BE.said(DIGITS, quoted(value)))


DIGITS = Text("an id of digits", "由数字组成的 id")


def setting_value(value: Any, pointer: str) -> Findings:
    """A text, also for numbers and flags; the value is not quoted, since it may be a secret."""
    if isinstance(value, bool | int | float):
        yield Finding(pointer, "wrong-type", NUMBER_AS_TEXT.said('"1"'), None, "warning")
    elif not isinstance(value, str):
        yield Finding(pointer, "wrong-type", NUMBER_AS_TEXT.said('"1"'))
