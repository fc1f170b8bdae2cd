"""From text to a JSON object that nests no deeper than scripts do. It never raises."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn, cast

from dataworks.json_faults import Fault, faults, without_mark
from dataworks.language import Text
from dataworks.scripts.findings import Finding, Findings, at, quoted
from dataworks.scripts.reading import fields, items

DEEPEST = 65
"""Levels of nesting that a script may have. Real ones have about a dozen."""

LONGEST = 64_000_000
"""Characters of a script that are read; ten thousand mapped tables of twenty columns have about thirty million."""

HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""An escape that is half of a character unless the other half follows."""


HALF_AT = Text("character {} is half of a character (a lone surrogate)", "第 {} 个字符只是半个字符（单独的代理项）")
NESTED = Text("nested too deeply", "嵌套过深")
NOT_USABLE = Text("not usable JSON: {}", "JSON 无法使用：{}")
JSON_IN_JSON = Text("is JSON text inside JSON text", "是 JSON 文本中的 JSON 文本")
ENCODE_ONCE = Text("encode the script once, not twice", "请只编码一次，不要编码两次")
NO_OBJECT = Text("must be a JSON object, not {}", "必须是 JSON 对象，不能是 {}")
BEGIN = Text('begin with {"type": ...}', '请以 {"type": ...} 开头')
HOLDS_HALF = Text(
    "holds half of a character (a lone surrogate, such as \\ud800)", "含有半个字符（单独的代理项，例如 \\ud800）"
)
TOO_DEEP = Text("nests deeper than {} levels", "嵌套超过 {} 层")
AGAIN = Text("occurs twice; the last one counts", "出现了两次，以最后一个为准")
INVALID = Text("not valid JSON: {}", "不是有效的 JSON：{}")
TOO_LONG = Text("longer than {} characters", "超过 {} 个字符")
NO_NUMBER = Text("{} is not a number in JSON", "{} 在 JSON 中不是数字")


class Repeating(dict[str, Any]):
    """An object with keys that occur more than once; as in the service, the last one counts (assumed)."""

    repeated: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decoded:
    """The object, if there is one, and what is wrong with the text."""

    value: dict[str, Any] | None = None
    findings: tuple[Finding, ...] = ()
    repeating: list[Repeating] = field(default_factory=list[Repeating])


def decoded(text: str) -> Decoded:
    """The object in a text; a byte order mark at its start is ignored."""
    text = without_mark(text)
    repeating: list[Repeating] = []
    try:
        value = _loaded(text, repeating)
    except UnicodeEncodeError as error:
        return _nothing("invalid-json", HALF_AT.said(error.start))
    except json.JSONDecodeError:
        return Decoded(findings=tuple(_invalid(fault) for fault in faults(text)))
    except (ValueError, RecursionError) as error:
        problem = NESTED.said() if isinstance(error, RecursionError) else str(error)
        return _nothing("invalid-json", NOT_USABLE.said(problem))
    if isinstance(value, str) and value.lstrip().startswith("{"):
        return _nothing("object-as-text", JSON_IN_JSON.said(), ENCODE_ONCE.said())
    script = fields(value)
    if not isinstance(value, dict):
        return _nothing("not-an-object", NO_OBJECT.said(quoted(value)), BEGIN.said())
    if HALF.search(text) and not _encodable(script):
        return _nothing("half-a-character", HOLDS_HALF.said())
    brackets = text.count("{") + text.count("[")
    if brackets > DEEPEST and _too_deep(script):  # few brackets can't nest deeply, and are counted much faster
        return _nothing("too-deep", TOO_DEEP.said(DEEPEST))
    return Decoded(script, (), repeating)


def repeated_keys(script: Decoded) -> Findings:
    """A key that occurs twice in an object: only the last one counts."""
    if not script.repeating:
        return
    left: list[tuple[Any, str]] = [(script.value, "")]
    while left:
        value, pointer = left.pop()
        if isinstance(value, Repeating):
            for name in value.repeated:
                yield Finding(at(pointer, name), "duplicate-key", AGAIN.said(), None, "warning")
        if isinstance(value, dict):
            left += [(child, at(pointer, name)) for name, child in fields(value).items()]
        elif isinstance(value, list):
            left += [(child, at(pointer, place)) for place, child in enumerate(items(value))]


def _loaded(text: str, repeating: list[Repeating]) -> object:
    if len(text) > LONGEST:
        raise ValueError(TOO_LONG.said(f"{LONGEST:,}"))
    text.encode()  # half a surrogate pair can't be sent; written as an escape it can

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) == len(pairs):
            return value
        kept = Repeating(value)
        kept.repeated = tuple(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        repeating.append(kept)
        return kept

    return cast("object", json.loads(text, object_pairs_hook=made, parse_constant=_no_constant))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(NO_NUMBER.said(name))


def _nothing(rule: str, message: str, suggestion: str | None = None) -> Decoded:
    return Decoded(findings=(Finding("", rule, message, suggestion),))


def _encodable(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def _invalid(fault: Fault) -> Finding:
    return Finding("", "invalid-json", INVALID.said(fault.problem), fault.remedy)


def _too_deep(script: dict[str, Any]) -> bool:
    level: list[Any] = [script]
    for _ in range(DEEPEST):
        if not level:
            return False
        level = [child for parent in level for child in _children(parent)]
    return any(level)


def _children(parent: Any) -> list[Any]:
    """The objects and lists directly inside of one."""
    inner = cast("Iterable[Any]", parent.values() if isinstance(parent, dict) else parent)
    return [child for child in inner if isinstance(child, dict | list)]
