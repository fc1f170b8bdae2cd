"""Explanations of a text of the engine without a known cause, by its SQL state or by general words."""

from dataworks.explain.engine.accounts import NO_RIGHT, WRONG_LOGIN
from dataworks.explain.engine.missing import BAD_SQL, LOCKS, NO_COLUMN, NO_DATABASE, NO_SPACE, NO_TABLE
from dataworks.explain.engine.network import CONNECTIONS, READ_TIMED_OUT, UNREACHABLE
from dataworks.explain.engine.rows import CONVERSION, DUPLICATE, FOREIGN_KEY, NOT_NULL, OUT_OF_RANGE, TOO_LONG
from dataworks.explain.engine.steps import DRIVERS
from dataworks.explain.engine.streams import QUOTA
from dataworks.explain.explanation import Explanation, Symptom, Text

NOT_THERE = Explanation(
    Text(
        "Something that the task names is not there: a database, a table, a column, a collection, a file or a topic.",
        "任务中指定的某个对象不存在：数据库、表、字段、集合、文件或 Topic。",
    ),
    "caller",
    (
        Text(
            "Check the name that the message shows, in the script and in the data source.",
            "请检查错误信息中的名称，包括脚本和数据源中的配置。",
        ),
    ),
    "after a fix",
    DRIVERS,
)

STATES: dict[str, Explanation] = {
    "08": UNREACHABLE,
    "22001": TOO_LONG,
    "22003": OUT_OF_RANGE,
    "22": CONVERSION,
    "23502": NOT_NULL,
    "23503": FOREIGN_KEY,
    "23505": DUPLICATE,
    "28": WRONG_LOGIN,
    "3D": NO_DATABASE,
    "40": LOCKS,
    "42(?:704|P01|S02)": NO_TABLE,
    "42(?:703|S22)": NO_COLUMN,
    "42501": NO_RIGHT,
    "42": BAD_SQL,
    "53300": CONNECTIONS,
    "57011": NO_SPACE,
    "57014": READ_TIMED_OUT,
}
"""The beginning of a SQL state, which most databases share; the longer ones come first."""


def _state(beginning: str, meaning: Explanation) -> Symptom:
    example = beginning.replace("(?:704|P01|S02)", "704").replace("(?:703|S22)", "703").ljust(5, "0")
    return Symptom(
        rf"(?i:SQL ?STATE)[\[ =:]{{1,3}}{beginning}", f"com.ibm.db2.jcc.am.SqlException: SQLSTATE={example}", meaning
    )


GENERAL: tuple[Symptom, ...] = (
    *(_state(beginning, meaning) for beginning, meaning in STATES.items()),
    Symptom(
        r"(?i)\bnot (?:authorized|permitted)\b|\bunauthorized (?:for|to)\b|(?:permission|access)(?: is)? denied"
        r"|no permission"
        r"|denied by|no privilege|insufficient (?:right|permission)|权限不足|没有权限|无权",
        "java.sql.SQLException: the user is not authorized",
        NO_RIGHT,
    ),
    Symptom(
        r"(?i)too many requests|rate limit|request rate|throttl(?:ed|ing)|limit ?exceeded|限流",
        "java.sql.SQLException: too many requests",
        QUOTA,
    ),
    Symptom(
        r"(?i)\btimed? ?out\b(?! ?=)|\btimeout (?:exceeded|expired|reached)|(?:is|was) timeout|maximum query timeout"
        r"|deadline exceeded|执行超时|查询超时",
        "java.sql.SQLException: the query timed out",
        READ_TIMED_OUT,
    ),
    Symptom(
        r"(?i)syntax error|parse error|is ambiguous\b|not in GROUP BY|语法错误",
        "java.sql.SQLException: parse error",
        BAD_SQL,
    ),
    Symptom(
        r"(?i)type mismatch|unexpected type|cannot (?:be )?(?:cast|convert|parse)|can't (?:cast|convert|parse)"
        r"|failed to (?:parse|convert)|error deserializing|类型不匹配",
        "java.sql.SQLException: type mismatch",
        CONVERSION,
    ),
    Symptom(
        r"(?i)(?:\bnot|n't) (?:be )?(?:found|exist)\b|\bno such \w+|no longer exists|不存在|无效的(?:表|列|视图)",
        "java.sql.SQLException: stage not found",
        NOT_THERE,
    ),
)
"""They count only where other words identify the engine and no cause is known, since a cause is more specific."""
