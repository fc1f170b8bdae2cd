"""Parameters that several operations and tools share, each described once.

They are plain assignments, since ``type`` statements would become a ``$ref`` in the tools' schemas.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, LiteralString, Self, TypeVar, cast, get_args

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema, WrapValidator
from pydantic_core import PydanticCustomError

from dataworks.json_faults import faults, without_mark
from dataworks.json_size import is_crowded
from dataworks.language import Text
from dataworks.markers import IDENTIFIES, NOT_IN_PLAN, TEXT_ID, NumberOf, OnlyTasks, described
from dataworks.operation import BODY, COMMA, SELDOM
from dataworks.task_ids import WRITTEN, IdOf

S = TypeVar("S", bound=str)

EXACT_INTEGERS = 2**53
"""From this number on, JavaScript clients round integers."""

LARGEST_ID = 2**63 - 1
"""The largest signed 64-bit number."""


LONGEST_NAME = 1_000
"""Characters of a name, also of a folder's with its whole path."""

LONGEST_COLUMN = 500

LONGEST_TEXT = 20_000
"""Characters of a text that is no script, such as a list of names or the parameters of a task."""

MOST_VALUES = 10_000
"""Values of one argument that is a list or an object: a task may have 10,000 tables."""

UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


ROUNDED = Text(
    "a number this large is rounded by some clients; send the id as a string of digits",
    "如此大的数字会被某些客户端舍入；请以数字字符串形式传递 id",
)
PADDED, LARGE = (
    Text("must be written without leading zeros", "不能有前导零"),
    Text("must be at most {largest}", "最大为 {largest}"),
)
NO_TASK_ID = Text(
    "must be digits, or solution-, job- or node- and digits, as find_sync_tasks shows it",
    "必须是数字，或 solution-、job-、node- 加数字，与 find_sync_tasks 所示相同",
)
CONTROL = Text(
    "character {place} is the control character {code}; leave it out", "第 {place} 个字符是控制字符 {code}；请去掉"
)
NOT_FINITE = Text("holds a number that is not finite, or is nested too deeply", "含有非有限的数字，或嵌套过深")
NO_NUMBER = Text("not valid JSON: {name} is not a number there", "不是有效的 JSON：{name} 不是 JSON 中的数字")
NO_JSON = Text("not valid JSON: {problems}", "不是有效的 JSON：{problems}")
TOO_DEEP = Text("not usable JSON: nested too deeply, or a number too long", "无法使用的 JSON：嵌套过深，或数字过长")
NO_OBJECT = Text("must be a JSON object, such as {...}", "必须是 JSON 对象，例如 {...}")
HALF = Text(
    "character {place} is half of a character (a lone surrogate)", "第 {place} 个字符是半个字符（孤立的代理项）"
)
TOO_MANY = Text("has too many values", "值过多")
"""What is wrong with a value; pydantic fills in the placeholders."""


def _problem(kind: LiteralString, text: Text, **context: object) -> PydanticCustomError:
    template: Any = text.said()
    return PydanticCustomError(kind, template, context)


def _id_text(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    if abs(value) >= EXACT_INTEGERS:
        raise _problem("rounded_id", ROUNDED)
    return str(value)


def _one_spelling(value: str) -> str:
    """Refuse a spelling that the service could read as another id, since it reads ids as 64-bit numbers."""
    if value.startswith("0") and value != "0":
        raise _problem("padded_id", PADDED)
    if int(value) > LARGEST_ID:
        raise _problem("large_id", LARGE, largest=LARGEST_ID)
    return value


def _task_id(value: str) -> str:
    written = WRITTEN.fullmatch(value)
    if written is None:
        raise _problem("task_id", NO_TASK_ID)
    _one_spelling(written[2])
    return value


def _printable(value: str) -> str:
    found = None if value.isprintable() else UNPRINTABLE.search(value)
    if found is not None:
        raise _problem("control_character", CONTROL, place=found.start(), code=f"U+{ord(found[0]):04X}")
    return value


class ScriptText(str):
    """The text of a JSON object, already checked or made here, so that it is not parsed again."""

    __slots__ = ()

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Self:
        """Return the shortest JSON text of an object."""
        return cls(json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False))


def _script_text(value: object) -> object:
    if not isinstance(value, dict):
        return value
    try:
        return ScriptText.of(cast("dict[str, Any]", value))
    except (ValueError, RecursionError):
        raise _problem("invalid_json", NOT_FINITE) from None


def _read_once(value: object, read: Callable[[object], str]) -> str:
    text = _script_text(value)
    if not isinstance(text, ScriptText):
        return read(text)
    return text if text is value else _encodable(text)


def _no_constant(name: str) -> object:
    raise _problem("invalid_json", NO_NUMBER, name=name)


def _json_object(value: str) -> ScriptText:
    value = without_mark(value)
    try:
        decoded: Any = json.loads(value, parse_constant=_no_constant)
    except PydanticCustomError:
        raise
    except json.JSONDecodeError:
        problems = "; ".join(fault.problem for fault in faults(value))
        raise _problem("invalid_json", NO_JSON, problems=problems) from None
    except (RecursionError, ValueError):
        raise _problem("invalid_json", TOO_DEEP) from None
    if not isinstance(decoded, dict):
        raise _problem("not_an_object", NO_OBJECT)
    return _encodable(ScriptText(value))


def _encodable(value: S) -> S:
    """Refuse half a surrogate pair, which can't be sent; as an escape, such as ``\\ud800``, it can."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise _problem("string_unicode", HALF, place=error.start) from None
    return value


def decoded(value: object) -> object:
    """Return the list or object that a JSON text holds, and anything else as it is.

    Raises:
        PydanticCustomError: it has too many values.
    """
    if not isinstance(value, str) or not value.lstrip().startswith(("[", "{")):
        return value
    if is_crowded(value, 2 * MOST_VALUES):
        raise _problem("too_long", TOO_MANY, max_length=MOST_VALUES)
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value  # the type of the field reports the error


DECODED = BeforeValidator(decoded)
"""For lists and objects, which the API and some clients send as JSON text."""

Digits = Annotated[str, Field(pattern=r"^[0-9]{1,19}$"), BeforeValidator(_id_text), AfterValidator(_one_spelling)]
"""A 64-bit id as text. Each has one spelling, so that rules compare what the service reads."""

Ids = Annotated[
    list[Digits],
    Field(min_length=1, max_length=100),
    PlainSerializer(lambda ids: [int(each) for each in ids], return_type=list[int]),
]
"""Ids that are sent as a JSON array of numbers."""

AnyText = Annotated[str, AfterValidator(_encodable)]
"""Any text that can be sent."""

Printable = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_printable)]
"""Text without control characters."""

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(_printable)]
"""Text without control characters, and not empty."""

CommaSeparated = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), AfterValidator(_printable)]
"""Several names in one text."""

Names = Annotated[list[Name], Field(min_length=1, max_length=MOST_VALUES)]

JoinedNames = Annotated[
    Names | None, COMMA, BeforeValidator(lambda value: value.split(",") if isinstance(value, str) else value), DECODED
]
"""Names that are sent as one text with commas; or none."""

Columns = Annotated[list[Annotated[Name, Field(max_length=LONGEST_COLUMN)]], Field(min_length=1, max_length=5_000)]
"""Columns of a table, of which a database has 4,096 at most; one may also be a constant or an expression."""

Script = Annotated[
    str,
    AfterValidator(_json_object),
    WrapValidator(_read_once),
    WithJsonSchema({"anyOf": [{"type": "object"}, {"type": "string"}]}),
]
"""A JSON object, as an object or as text. Text is sent to the service unchanged."""

ScriptOrEmpty = Annotated[
    str,
    AfterValidator(lambda value: _json_object(value) if value else value),
    WrapValidator(_read_once),
    WithJsonSchema({"anyOf": [{"type": "object"}, {"type": "string"}]}),
]
"""A script, or an empty string to keep the current one."""

AnyScript = Annotated[
    str,
    BeforeValidator(_script_text),
    WithJsonSchema({"anyOf": [{"type": "object"}, {"type": "string"}]}),
]
"""A script that may not be valid: an object or text, and the text need not be JSON."""

ProjectId = Annotated[Digits, IDENTIFIES]
"""The id of a workspace. Nearly every tool has it, so the instructions of the server explain it, and no schema."""
InProject = Annotated[ProjectId | None, BODY]
ByIdentifier = Annotated[Name | None, BODY, SELDOM, IDENTIFIES]
"""The two ways in which DataStudio's operations name a workspace; assistants use the id."""

FileId = Annotated[Digits, IDENTIFIES, described("Task id.", "任务 ID。")]

TaskId = Annotated[str, BeforeValidator(_id_text), AfterValidator(_task_id), IDENTIFIES]
"""The id of a task of any type; see ``dataworks.task_ids``."""

NO_SOLUTIONS = OnlyTasks(frozenset({IdOf.FILE, IdOf.JOB, IdOf.NODE}))
"""For tools that work on all tasks but one-click solutions."""

JobOrNodeId = Annotated[TaskId, OnlyTasks(frozenset({IdOf.JOB, IdOf.NODE}))]
"""The id of a task of the new Data Studio."""

JobTaskId = Annotated[TaskId, OnlyTasks(frozenset({IdOf.JOB}))]
"""The id of a Data Integration job, for what only jobs have."""

RealtimeTaskId = Annotated[TaskId, OnlyTasks(frozenset({IdOf.FILE, IdOf.JOB}))]
"""The id of a real-time task of either studio."""

ChangeableTaskId = Annotated[TaskId, NO_SOLUTIONS]
"""The id of a task whose settings can be changed."""

NodeId = Annotated[
    Digits, IDENTIFIES, TEXT_ID, NumberOf(IdOf.NODE), described("Node of the new Data Studio.", "新版数据开发的节点。")
]
DataSourceId = Annotated[
    Digits, IDENTIFIES, described("Id of a data source in one environment.", "数据源在一个环境中的 ID。")
]
NodeIds = Annotated[list[NodeId], Field(min_length=1, max_length=100)]
DataSourceIds = Annotated[
    list[Digits],
    Field(min_length=1, max_length=10),
    BeforeValidator(lambda value: value.split(",") if isinstance(value, str) else value),
    DECODED,
]

ProcessId = Annotated[Digits, described("Id of the generation.", "生成的 ID。")]

TaskName = Annotated[Name, NOT_IN_PLAN, described("Unique in the workspace.", "在工作空间内唯一。")]
"""The sentence of the plan has the name, so it is not shown again."""

DatasourceName = Annotated[Name, described("Data source.", "数据源。")]

ClientToken = Annotated[
    Name,
    described("Makes a repeat safe.", "使重复调用安全。"),
]

RealtimeTaskType = Annotated[Literal["DI_REALTIME"], IDENTIFIES, described("Real-time tasks only.", "仅限实时任务。")]
GeneratedTaskType = Annotated[
    Literal["DI_REALTIME", "DI_SOLUTION"],
    IDENTIFIES,
    described("DI_SOLUTION: one-click.", "DI_SOLUTION：一键同步解决方案。"),
]
TaskType = Annotated[
    Literal["DI_OFFLINE", "DI_REALTIME", "DI_SOLUTION"],
    IDENTIFIES,
    described("DI_OFFLINE: batch. DI_SOLUTION: one-click.", "DI_OFFLINE：离线。DI_SOLUTION：一键同步解决方案。"),
]

DdlMessage = Literal[
    "ADDCOLUMN",
    "DROPCOLUMN",
    "MODIFYCOLUMN",
    "RENAMECOLUMN",
    "CREATETABLE",
    "DROPTABLE",
    "RENAMETABLE",
    "TRUNCATETABLE",
]
DDL_MESSAGES: tuple[DdlMessage, ...] = get_args(DdlMessage)
DdlReaction = Literal["NORMAL", "IGNORE", "WARNING", "CRITICAL"]
DDL_REACTIONS: tuple[DdlReaction, ...] = get_args(DdlReaction)
DdlHandling = Annotated[
    dict[DdlMessage, DdlReaction],
    described(
        f"By {', '.join(DDL_MESSAGES)}. NORMAL: forward. IGNORE: drop. WARNING: drop and log. CRITICAL: stop.",
        f"按 {', '.join(DDL_MESSAGES)}。NORMAL：转发。IGNORE：丢弃。WARNING：丢弃并记录日志。CRITICAL：停止。",
    ),
]

IN_CONSOLE = Text(
    "this API can't do that for a solution; use the DataWorks console",
    "此 API 不支持对解决方案执行该操作；请使用 DataWorks 控制台",
)
"""What to use instead of an operation that does not accept solutions."""

PageNumber = Annotated[int, described("Page, from 1.", "页码，从 1 开始。", ge=1, le=100)]
PageSize = Annotated[int, described("Rows on a page; default 10.", "每页行数；默认 10。", ge=1, le=100)]
