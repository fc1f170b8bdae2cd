"""Codes of the API that belong to no family: what the words of their names say."""

import re
from collections.abc import Iterator

from dataworks.explain import codes
from dataworks.explain.explanation import Explanation, Text
from dataworks.explain.request_errors import BAD_VALUE
from dataworks.explain.symptoms import NOT_FOUND

BY_WORDS = "the words of the code"

LIMIT = Explanation(
    Text("A limit of the account or the workspace is reached.", "已达到账号或工作空间的上限。"),
    "account admin",
    (
        Text(
            "Delete what is not needed any more, or ask for a higher limit in the console (Quota Center).",
            "请清理不再需要的资源，或在控制台的配额中心申请提高上限。",
        ),
    ),
    "after a fix",
    BY_WORDS,
)
CONFLICT = Explanation(
    Text(
        "Something else is being done with what was named, or its state does not allow the call now.",
        "所指定的内容正在执行其他操作，或其当前状态不允许此次调用。",
    ),
    "caller",
    (
        Text(
            "Look at its state, wait until the other operation has ended, then repeat the call.",
            "请查看其状态，等待其他操作结束后再重试。",
        ),
    ),
    "after a wait",
    BY_WORDS,
)
NAMED: tuple[tuple[str, Explanation], ...] = (
    ("Arrear|Overdue|InDebt|Balance|NoStock|Suspend|NotPurchased|NotActivated", codes.ACCOUNT_STATE),
    ("AccessKey", codes.BAD_KEY),
    ("SecurityToken|StsToken", codes.BAD_TOKEN),
    ("Signature", codes.BAD_SIGNATURE),
    ("Time[Ss]tamp|Expired", codes.CLOCK),
    ("Throttl|FlowControl|TooManyRequest|RateLimit|TooFrequent", codes.SLOW_DOWN),
    ("Quota|LimitExceed|ExceedLimit|UpperLimit", LIMIT),
    ("Denied|Forbidden|Unauthori[sz]ed|NotAuthori[sz]ed|NoPermission|NoPrivilege|RamUser", codes.NO_POLICY),
    ("Conflict|Processing|Incorrect\\w{0,20}Stat|InvalidStat|InProgress|Locked|NotAllowed", CONFLICT),
    ("Unsupported|NotSupport", codes.WRONG_SERVICE),
    ("NotFound|NotExist|NoSuch", NOT_FOUND),
    ("Missing|Empty|Required", codes.MISSING_PARAMETER),
    (r"^Invalid[A-Z]\w*$", BAD_VALUE),
    ("Internal|ServiceError|SystemError|ServerError|UnknownError|Unavailable|Timeout", codes.SERVICE_ERROR),
    ("Invalid|Illegal|Malformed|OutOfRange|Mismatch", codes.BAD_PARAMETER),
)
"""Words of a code, and what it means; the first match is used."""

_PLACE = re.compile(
    r"(?:\"Code\"|\bErrorCode|\bCode|错误码)[\"']? ?[:：=] ?[\"']?([A-Z][A-Za-z]{2,60}(?:\.[A-Za-z]{1,60}){0,4})\b"
    r"|^((?=\w{1,60}[a-z][A-Z.])[A-Z][A-Za-z]{2,60}(?:\.[A-Z][A-Za-z]{1,60}){0,4}) ?(?:[:：]|$)",
    re.MULTILINE,
)
"""Where a word is written as a code: in its field, or at the start of a line, before a colon."""


def by_name(code: str) -> Explanation | None:
    """Return what the words of a code say."""
    return next((meaning for words, meaning in NAMED if re.search(words, code)), None)


def named_codes(text: str) -> Iterator[tuple[str, Explanation]]:
    """Return the codes that are written as such in a text, with what their words say."""
    for place in _PLACE.finditer(text):
        code = place[1] or place[2]
        meaning = by_name(code)
        if meaning and not code.endswith(("Exception", "Error")):
            yield code, meaning
