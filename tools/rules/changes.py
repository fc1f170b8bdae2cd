"""The changes that a call makes, as its plan shows them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from dataworks.language import Text
from dataworks.markers import HoldsScript, InPlaceOf, Marker, ShownAs, marker
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.reading import fields
from dataworks.scripts.shown_leaves import masked_at
from dataworks.secrets import HIDDEN
from tools.arguments.outlook import Outlook, will_be_refused
from tools.arguments.parsing import Arguments
from tools.rules.differences import UNSHOWN, in_words, rows_of
from tools.rules.script_words import (
    READS_AND_WRITES,
    listed_names,
    plain,
    script_words,
    shown_value,
    sides,
    summary_words,
)
from tools.views.plan import Difference

UNKNOWN = Text("the current definition could not be read; this is the new one:", "无法读取当前定义；新定义如下：")

HIDDEN_PART = Text(
    "What is hidden looks like a secret. It takes effect too, and could be anything: agree only if you know it.",
    "隐藏的部分疑似密钥。它同样会生效，且可能是任何内容：只有在了解它时才应同意。",
)
"""A command can be written so that a part of it looks like a secret, and is not shown to who is asked."""

OTHER_SCRIPT = Text("has another script", "脚本不同")
AND = Text(" and ", " 和 ")
COLON = Text("{}:", "{}：")
NO_LONGER, ALSO, EMPTIED = Text("no longer {} {}", "不再{} {}"), Text("also {} {}", "还{} {}"), Text("emptied", "清空")
WAS = Text("; {} was {}", "；{} 原为 {}")
CURRENT_UNSEEN = Text("; the service does not show the current {}", "；服务未返回当前的 {}")


class Words(str):
    """A value of an argument in words, in which names are in quotes already."""

    __slots__ = ()


@dataclass(frozen=True)
class Changes:
    """What a call changes: in words, and each value of what it replaces."""

    words: tuple[str, ...]
    rows: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Present:
    """What a call replaces, as far as it is known.

    Attributes:
        definition: the current definition of the task; false if it is not known.
        settings: its current settings, by the parameter that sets them.
    """

    definition: Definition = NO_DEFINITION
    settings: Mapping[str, object] = field(default_factory=dict[str, object])


def changes_of(arguments: BaseModel, present: Present, outlook: Outlook) -> Changes:
    """What the call changes, with a warning if a part of it is hidden."""
    changes = _changes_of(arguments, present, outlook)
    shown = (*changes.words, *(row.after or "" for row in changes.rows))
    hides = any(HIDDEN in text or UNSHOWN.said() in text for text in shown)
    return replace(changes, words=(*changes.words, HIDDEN_PART.said())) if hides else changes


def _changes_of(arguments: BaseModel, present: Present, outlook: Outlook) -> Changes:
    if isinstance(arguments, Arguments):
        current = present.definition or (outlook.file.content if outlook.file else NO_DEFINITION)
        made_by = "process_id" if getattr(arguments, "process_id", None) else "script"
        rows = _replaced(made_by, current, outlook.script) if current else []
        settings = [_changed(*setting) for setting in outlook.settings]
        refused = (COLON.said(will_be_refused(OTHER_SCRIPT)),) if rows and not present.definition else ()
        words = summary_words if current else partial(script_words, usual=outlook.usual)
        requested = _requested(arguments, outlook, words)
        each = (text for row in settings for text in in_words([row]))  # none is shortened because of the others
        return Changes((*requested, *refused, *each, *in_words(rows), *outlook.notes), (*settings, *rows))
    return _of_operation(arguments, present)  # it is exactly one operation


def _of_operation(arguments: BaseModel, present: Present) -> Changes:
    words, rows = list[str](), list[Difference]()
    for name, parameter in type(arguments).model_fields.items():
        value = getattr(arguments, name)
        if value == "" and _is_definition(parameter):
            row = _emptied(name, present.definition)
            words += [*(in_words([row]) if row.before is not None else [f"{name}: {EMPTIED.said()}"])]
            rows.append(row)
        elif value and _is_definition(parameter):
            wanted = Definition(value)
            found = _replaced(name, present.definition, wanted)
            words += [*_compared(present.definition, wanted), *(in_words(found) if present.definition else ())]
            rows += found
    settings = [*_settings(arguments, present)]
    return Changes((*words, *(text for text, _ in settings)), (*rows, *(row for _, each in settings for row in each)))


def _emptied(name: str, current: Definition) -> Difference:
    """A definition that an empty text replaces."""
    return Difference(argument=name, before=masked_at(current.text, ()) if current else None, after='""')


def _replaced(name: str, current: Definition, wanted: Definition) -> list[Difference]:
    """Each value that differs; all of the new definition if the current one is not known."""
    if wanted and not current:
        return [row for row in rows_of(name, "{}", wanted.text) if row.after is not None]
    return rows_of(name, current.text, wanted.text) if wanted else []


def _compared(current: Definition, wanted: Definition) -> Iterator[str]:
    """What the new definition reads and writes that the current one does not, and the reverse."""
    if not current:
        yield UNKNOWN.said()
        yield from script_words(wanted)
        return
    before, after = current.summary, wanted.summary
    if current.text == wanted.text or before is None or after is None:
        return
    for verb, old, new in zip(READS_AND_WRITES, sides(before), sides(after), strict=True):
        gone, came = ([name for name in one if name not in other] for one, other in ((old, {*new}), (new, {*old})))
        yield from [NO_LONGER.said(verb, listed_names(gone))] if gone else []
        yield from [ALSO.said(verb, listed_names(came))] if came else []


def _is_definition(parameter: FieldInfo) -> bool:
    return marker(parameter, HoldsScript) is not None and marker(parameter, ShownAs) is None


def _settings(arguments: BaseModel, present: Present) -> Iterator[tuple[str, list[Difference]]]:
    """The other parameters of an operation, shown by name unless a marker says otherwise; with their values before."""
    for name, parameter in type(arguments).model_fields.items():
        value = getattr(arguments, name)
        if value is None or _is_definition(parameter) or marker(parameter, Marker) is not None:
            continue
        shown = marker(parameter, ShownAs) or ShownAs(f"{name}:")
        if rows := _of_object(name, value, present):
            yield from ((text, [each]) for each in rows for text in in_words([each]))
        elif marker(parameter, HoldsScript) is not None:
            found = _from_known(name, value, present) if value else [_setting(name, value, present)]
            yield _parameter(shown, value) + _before(found), found
        elif (row := _setting(name, value, present)).before is None:
            yield _parameter(shown, value), [row]
        elif row.before != row.after:
            yield from ((text, [row]) for text in in_words([row]))


def _from_known(name: str, value: str, present: Present) -> list[Difference]:
    """Each setting in a JSON text, with its value before where the service shows it."""
    wanted, known = Definition(value).content, present.settings.get(name)
    shared = {key: each for key, each in fields(known).items() if key in wanted}
    return [row for row in rows_of(name, json.dumps(shared), value) if row.after is not None]


def _before(rows: list[Difference]) -> str:
    """The values before, and which settings the service does not show."""
    was = [WAS.said(row.pointer.lstrip("/"), row.before) for row in rows if row.before is not None]
    hidden = [row.pointer.lstrip("/") for row in rows if row.before is None and row.pointer]
    unseen = [CURRENT_UNSEEN.said(AND.said().join(hidden))] if hidden else []
    return "".join((*was, *unseen))


def _of_object(name: str, value: object, present: Present) -> list[Difference] | None:
    """Each value that differs of an object that replaces another one; ``None`` for all else."""
    known = present.settings.get(name)
    both = isinstance(value, dict) and isinstance(known, dict)
    return rows_of(name, json.dumps(known), json.dumps(value)) if both else None


def _changed(name: str, before: object, after: object) -> Difference:
    """A setting that changes, where both values are known."""
    shown = None if before is None else masked_at(before, (name,))
    return Difference(argument=name, before=shown, after=masked_at(after, (name,)))


def _setting(name: str, value: object, present: Present) -> Difference:
    before = present.settings.get(name)
    after = plain(value)
    return Difference(
        argument=name,
        before=None if before is None else masked_at(before, (name,)),
        after=masked_at(after, (name,)),
    )


def _requested(arguments: Arguments, outlook: Outlook, words: Callable[[Definition], Iterator[str]]) -> Iterator[str]:
    """What a call of a tool of several operations requests: its script, and each parameter as its marker says."""
    parameters = type(arguments).model_fields
    scripts: list[str | None] = [
        getattr(arguments, name) for name, parameter in parameters.items() if marker(parameter, HoldsScript)
    ]
    built = arguments.built_script()
    script = outlook.script.text or (built.text if built else next(filter(None, scripts), None))
    if script:
        yield from words(Definition(script))
    for name, parameter in parameters.items():
        shown, value = marker(parameter, ShownAs), outlook.values.get(name, getattr(arguments, name))
        described = script is not None and marker(parameter, InPlaceOf) is not None
        if shown and not described and (value or value in ("", 0) or isinstance(shown.text, Mapping)):  # or false
            yield _parameter(shown, value)


def _parameter(shown: ShownAs, value: object) -> str:
    if isinstance(shown.text, Mapping):
        return shown.text[value].said()
    words = value if isinstance(value, Words) else EMPTIED.said() if value == "" else shown_value(value)
    before = shown.text.said() if isinstance(shown.text, Text) else shown.text
    return f"{before} {words}"
