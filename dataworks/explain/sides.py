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
    ("API", r"\"HostId\" ?: ?\"|\"Recommend\" ?:|error-center\.|\.com/troubleshoot"),
    (
        "connection",
        r"HTTPS?ConnectionPool|urllib3|requests\.exceptions|\bhttpx2?\.|\bhttpcore|aiohttp|\bnode:(?:internal"
        r"|_?tls|net)|UNABLE_TO_|SELF_SIGNED_CERT|Unretryable"
        r"|\bcURL error|\bcurl: \(\d|MCP error -320"
        r"|\bdial tcp|\bx509:|\bE(?:NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|AI_AGAIN)\b|SDK\.(?:ServerUnreachable"
        r"|InvalidRegionId|EndpointResolvingError|HttpError|TimeoutError)|\[Errno |WinError |ProxyError"
        r"|(?<!\.)\bssl\.SSL|CERTIFICATE_VERIFY_FAILED"
        r"|dataworks(?:-vpc)?\.[\w-]{1,30}\.aliyuncs\.com|com\.aliyuncs\.http",
    ),
    (
        "API",
        r"Tea\.exceptions|TeaException|com\.aliyun\.(?:tea|sdk\b|credentials|gateway)|darabonba|SDK\.ServerError"
        r"|com\.aliyuncs\.exceptions|SDKError|alibabacloud_"
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
    (
        "engine",
        r"^(?!Client|Server|Tea|SDK|Sdk|Api|API|Unretryable)[A-Z]\w{2,60}Exception(?::|\()"
        r"|\b[a-z]\w{0,30}\.(?:[a-z]\w{0,30}\.){1,8}[A-Z][\w$]{0,80}Exception\b"
        r"|(?i:\bSQL ?(?:STATE|CODE)\b)|\bSQL Error \[|\bERRORCODE=-|\[jcc\]|\bTDDL-\d{4}|\bERR-CODE\b|\berrCode = \d"
        r"|\"Status\" ?: ?\"(?i:fail|label|analysis)|\bCode: ?\d{1,4}[.,]|\bTDengine\b|\bClickHouse exception"
        r"|\btablet_id=|^(?:ERR|NOPERM|NOAUTH|WRONGPASS|WRONGTYPE|LOADING|CLUSTERDOWN|MASTERDOWN|READONLY|MISCONF"
        r"|EXECABORT|OOM) |\bMsg \d{3,5}, |\bKeeperErrorCode"
        r"|\[type=\w{1,60}_exception|\"type\" ?: ?\"\w{1,60}_exception\"|\"errorCode\" ?: ?\"[A-Z]"
        r"|\[?httpStatus ?:|\bAmazon ?S3"
        r"|\b(?:PSQL|KSQL|DM|SQLServer|Mongo\w{0,30}|JSch|Sftp|Jedis\w{0,30}|OSS|Odps|Debezium|Hive\w{0,12}"
        r"|Phoenix\w{0,9}"
        r"|ClickHouse|Kafka|Elasticsearch|Trino|Presto)Exception\b|\bERROR:? \d{3,5} \([0-9A-Z]{5}\)"
        r"|^[ \t]*(?:FAILED: |(?:Hint|Detail|Position|建议|详细|位置) ?[:：])|(?:ERROR|FATAL): {1,2}(?:function"
        r"|operator"
        r"|canceling|cannot|could not|new row|null value) |(?:ERROR|FATAL|PANIC): {1,2}[a-z][^\n\"]{0,200}\"\w"
        r"|\$changeStream|\breplication slot|\bE11000\b"
        r"|\bGTID|资源组.{0,60}(?:访问|连接)|(?:访问|连接)数据源|^(?:421|425|426|45[012]|50[0-3]|530|532"
        r"|55[0-3])[ -][A-Z]"
        r"|\bSERVER_INTERNAL_ERROR\b|\bLISTENER\b|\bTNS:",
    ),
)
"""Words that only one side uses; the first match decides."""


def side_of(text: str) -> Side | None:
    """Return the side that a text comes from, ``None`` if nothing in it shows that."""
    return next((side for side, words in MARKS if re.search(words, text, re.MULTILINE)), None)
