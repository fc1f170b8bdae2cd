"""Where a pasted text comes from: the synchronization engine, the API, or the connection of a program to the API."""

import re
from typing import Literal

from dataworks.explain.explanation import Text

Side = Literal["engine", "API", "connection"]

NAMES: dict[Side, Text] = {
    "engine": Text(
        "the synchronization engine, its source or its destination",
        "数据同步引擎、来源端或目标端",
    ),
    "API": Text("the DataWorks API", "DataWorks API"),
    "connection": Text("this server, or the connection to the API", "本服务器或与 API 的连接"),
}

MARKS: tuple[tuple[Side, str], ...] = (
    ("engine", r"com\.alibaba\.(?:datax|otter|hologres)|(?:Code|code) ?[:：] ?\[\w{1,40}[-_]\d{1,4}\]|\bDataX"),
    (
        "connection",
        r"HTTPS?ConnectionPool|urllib3|requests\.exceptions|\bhttpx2?\.|\bhttpcore|aiohttp|Unretryable"
        r"|\bcURL error|\bcurl: \(\d|MCP error -320"
        r"|\bdial tcp|\bx509:|\bE(?:NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|AI_AGAIN)\b|SDK\.(?:ServerUnreachable"
        r"|InvalidRegionId|EndpointResolvingError|HttpError|TimeoutError)|\[Errno |WinError |ProxyError"
        r"|(?<!\.)\bssl\.SSL|CERTIFICATE_VERIFY_FAILED"
        r"|dataworks(?:-vpc)?\.[\w-]{1,30}\.aliyuncs\.com|com\.aliyuncs\.http",
    ),
    (
        "API",
        r"Tea\.exceptions|TeaException|SDK\.ServerError|com\.aliyuncs\.exceptions|SDKError|alibabacloud_"
        r"|aliyunsdkcore",
    ),
    (
        "engine",
        r"\bodps\.(?:errors|tunnel)\b|\bBatch entry \d|\bjavax?\.\w|\bio\.debezium\.|\bredis\.clients\."
        r"|DB::\w{0,20}Exception|SQLCODE="
        r"|\bsun\.\w|\borg\.(?:apache"
        r"|postgresql|elasticsearch|mongodb|bson)\.|\bdm\.jdbc\.|\bcom\.(?:mysql"
        r"|ibm|kingbase8|alibaba\.lindorm|microsoft|mongodb|aliyun\.o"
        r"|alicloud|jcraft)|\boracle\.(?:jdbc|net)|\bODPS-\d{7}|\bORA-\d{5}|\bTNS-\d{5}|SQLState|SQLException"
        r"|ErrorCode=\w|errorCode:\w|\[ErrorCode\]|\bOTS[A-Z]\w{4}|^[ \t]*at [\w.$]{3,200}\(|Caused by: |\bjdbc:\w",
    ),
)
"""Words that only one side uses; the first match decides."""


def side_of(text: str) -> Side | None:
    """Return the side that a text comes from, ``None`` if nothing in it shows that."""
    return next((side for side, words in MARKS if re.search(words, text, re.MULTILINE)), None)
