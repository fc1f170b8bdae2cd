"""MaxCompute and its tunnel: codes such as ODPS-0420095, and errors of the form ErrorCode=NAME."""

from dataworks.explain.engine.accounts import DATA_SOURCE_KEY
from dataworks.explain.engine.framework import MISSING_PARAMETER
from dataworks.explain.engine.missing import BAD_SQL, NO_TABLE
from dataworks.explain.engine.rows import CONVERSION
from dataworks.explain.engine.steps import LOWER_CONCURRENCY, RUN_AGAIN
from dataworks.explain.explanation import Explanation, Symptom, Text

CODES = "error codes of MaxCompute and its tunnel"

NAMED = r"(?:ErrorCode=|\bodps\.errors\.)"
"""What is written before the name of an error of the tunnel: by Java's client, and by Python's."""

NO_PERMISSION = Explanation(
    Text(
        "The account of the data source lacks a MaxCompute permission on the project, the table or a column.",
        "数据源的账号缺少 MaxCompute 权限：项目、表或字段。",
    ),
    "workspace admin",
    (
        Text(
            "Add the account to the MaxCompute project, and grant it what the message names: Describe and Select to "
            "read, Alter and Update to write.",
            "请将该账号加入 MaxCompute 项目，并授予错误信息中指出的权限：读取需要 Describe、Select，"
            "写入需要 Alter、Update。",
        ),
        Text(
            "For a column with a label, raise the level of the account.",
            "对于设置了安全等级的字段，请提高账号的访问等级。",
        ),
    ),
    "after a fix",
    CODES,
)
NO_PROJECT = Explanation(
    Text("MaxCompute has no project of this name in this region.", "MaxCompute 在该地域没有此名称的项目。"),
    "caller",
    (
        Text(
            "Check the project in the data source or the script, and that its endpoint is that of the region.",
            "请检查数据源或脚本中的项目名，以及 endpoint 是否属于该项目所在地域。",
        ),
    ),
    "after a fix",
    CODES,
)
NO_PARTITION = Explanation(
    Text("The table has no such partition.", "表中没有该分区。"),
    "caller",
    (
        Text(
            "Check the partition in the script and the day that the schedule put in; look with `show partitions`.",
            "请检查脚本中的分区以及调度参数替换后的日期；可用 `show partitions` 查看。",
        ),
        Text(
            "If an upstream task makes the partition, let this task depend on it.",
            "如果分区由上游任务产生，请为本任务配置对其的依赖。",
        ),
    ),
    "after a fix",
    CODES,
)
PARTITION_NEEDED = Explanation(
    Text(
        "The table is partitioned, and the script names no partition, or not in the right form.",
        "该表是分区表，而脚本未指定分区，或格式不正确。",
    ),
    "caller",
    (
        Text(
            "Name every level of the partition, such as pt=20150101 or pt=20150101,hour=*.",
            "请指定每一级分区，例如 pt=20150101 或 pt=20150101,hour=*。",
        ),
    ),
    "after a fix",
    CODES,
)
UNREPLACED = Explanation(
    Text(
        "A parameter of the schedule was not replaced with a value, so its text was sent to MaxCompute.",
        "调度参数未被替换为具体的值，原样发送给了 MaxCompute。",
    ),
    "caller",
    (
        Text(
            "Give the parameter a value in the schedule of the node, such as thismonth=$[yyyymm], and use the "
            "same name.",
            "请在节点的调度配置中为该参数赋值，例如 thismonth=$[yyyymm]，并保持名称一致。",
        ),
        Text(
            "Names in ${...} must be defined; $bizdate needs no definition only where the schedule gives it.",
            "使用 ${...} 的名称必须已定义。",
        ),
    ),
    "after a fix",
    CODES,
)
PARTITION_LIMIT = Explanation(
    Text(
        "MaxCompute could not make or use the partition: its value is not valid, or the table has too many.",
        "MaxCompute 无法创建或使用该分区：分区值不合法，或分区数量超过上限。",
    ),
    "caller",
    (
        Text(
            "Check the value of the partition column; dynamic partitions must not come from a column of many values.",
            "请检查分区字段的值；动态分区不要使用取值过多的字段。",
        ),
    ),
    "after a fix",
    CODES,
)
SESSION = Explanation(
    Text(
        "The session of the MaxCompute tunnel has expired or was already committed: a session lasts 24 hours.",
        "MaxCompute Tunnel 会话已过期或已提交：会话有效期为 24 小时。",
    ),
    "caller",
    (
        RUN_AGAIN,
        Text("Make each run shorter: fewer rows, more concurrency.", "请缩短单次运行时间：减少数据量或提高并发。"),
    ),
    "yes",
    CODES,
)
TOO_MANY_ROWS = Explanation(
    Text(
        "The request asked MaxCompute for too many rows at once.",
        "请求一次向 MaxCompute 读取的记录过多。",
    ),
    "caller",
    (
        Text(
            "Read less per run: fewer partitions or columns, or split the task.",
            "请减少单次读取量：减少分区或字段，或拆分任务。",
        ),
    ),
    "after a fix",
    CODES,
)
TUNNEL_QUOTA = Explanation(
    Text(
        "The quota of the MaxCompute tunnel is used up: too many transfers at the same time.",
        "MaxCompute Tunnel 的配额已用满：同时传输的任务过多。",
    ),
    "workspace admin",
    (
        LOWER_CONCURRENCY,
        Text(
            "Spread tasks over time, or buy a quota of one's own for the tunnel.",
            "请错峰运行任务，或购买 Tunnel 独享资源。",
        ),
    ),
    "after a wait",
    CODES,
)
CHANGED = Explanation(
    Text(
        "The table was changed by another job while the task read or wrote it.",
        "任务读写期间，该表被其他作业修改。",
    ),
    "caller",
    (
        Text(
            "Run the task again, at a time when no other job writes the table.",
            "请在没有其他作业写入该表时重新运行任务。",
        ),
    ),
    "yes",
    CODES,
)
TEMPORARY = Explanation(
    Text("MaxCompute had a temporary failure of its own.", "MaxCompute 服务出现临时故障。"),
    "caller",
    (
        RUN_AGAIN,
        Text("If it continues, report the request id to Alibaba Cloud.", "如果持续出现，请将请求 ID 提交给阿里云。"),
    ),
    "yes",
    CODES,
)
TUNNEL_UNREACHABLE = Explanation(
    Text(
        "The engine could not open a session at the MaxCompute tunnel.",
        "引擎无法在 MaxCompute Tunnel 上创建会话。",
    ),
    "workspace admin",
    (
        Text(
            "Check the endpoint of the tunnel in the data source, and the network from the resource group to it.",
            "请检查数据源中的 Tunnel Endpoint，以及资源组到该地址的网络。",
        ),
    ),
    "after a fix",
    CODES,
)
MALFORMED = Explanation(
    Text(
        "The data stream to MaxCompute was broken, or its columns do not fit the table.",
        "发送到 MaxCompute 的数据流中断，或字段与表结构不符。",
    ),
    "caller",
    (
        Text("Compare the columns of the script with the table.", "请将脚本中的字段与表结构对照。"),
        RUN_AGAIN,
    ),
    "after a fix",
    CODES,
)
VIEW = Explanation(
    Text(
        "The table is a view, which the MaxCompute tunnel does not read.",
        "该表是视图（view），MaxCompute Tunnel 不支持读取视图。",
    ),
    "caller",
    (
        Text(
            "Read the table below the view, or write its rows into a table first, by a SQL node before this task.",
            "请读取视图的底层表，或在本任务之前用 SQL 节点将其写入一张表。",
        ),
    ),
    "after a fix",
    CODES,
)
OTHER_CODE = Explanation(
    Text(
        "MaxCompute refused the request; this server does not know more about this code.",
        "MaxCompute 拒绝了请求；本服务器没有该错误码的更多信息。",
    ),
    "caller",
    (
        Text(
            "Read the text after the code, and look up the code in the error codes of MaxCompute.",
            "请查看错误码后的说明，并在 MaxCompute 错误码文档中查询。",
        ),
    ),
    "look first",
    CODES,
)

MAXCOMPUTE: tuple[Symptom, ...] = (
    Symptom(
        r"download data from view|不支持读取虚拟视图|DATAX_R_ODPS_016",
        "ErrorCode=NotSupported, ErrorMessage=Could not download data from view",
        VIEW,
    ),
    Symptom(
        r"partition ?\([^)\n]{0,80}\$(?:\{|\[)|pt ?= ?'?\$\{|= ?'\$\{\w{1,40}\}'",
        "alter table t add IF NOT EXISTS partition(pt='${thismonth}');",
        UNREPLACED,
    ),
    Symptom(
        rf"ODPS-0420095|{NAMED}(?:NoPermission|AccessDenied)|You have NO privilege|You doesn't exist in project"
        r"|You don't exist in project|sensitive label of column|ODPS-0130013|Code:\[OdpsWriter-104\]|DATAX_R_ODPS_013",
        "ODPS-0420095: Access Denied - Authorization Failed [4002], You have NO privilege",
        NO_PERMISSION,
    ),
    Symptom(
        rf"ODPS-0420111|{NAMED}(?:NoSuchProject|InvalidProjectTable)|Code:\[OdpsWriter-100\]|Project not found"
        rf"|DATAX_R_ODPS_009",
        "ErrorCode=NoSuchProject, ErrorMessage=The specified project name does not exist",
        NO_PROJECT,
    ),
    Symptom(
        rf"{NAMED}NoSuchPartition|specified partition does not exist|(?i:partition not found)|分区.{{0,20}}不存在"
        r"|其中找不到 \[[^\]\n]{1,200}\] 对应的分区|没有匹配到源头表中的分区|DATAX_R_ODPS_018",
        "ErrorCode=NoSuchPartition, ErrorMessage=The specified partition does not exist",
        NO_PARTITION,
    ),
    Symptom(
        rf"您没有配置分区信息|请指定分区信息|分区信息没有配置|分区配置错误|full scan with all partitions"
        rf"|DATAX_R_ODPS_017|{NAMED}(?:MissingPartitionSpec|InvalidPartitionSpec)"
        r"|Code:\[OdpsWriter-31\]",
        "您没有配置分区信息，因为你配置的表是分区表:t",
        PARTITION_NEEDED,
    ),
    Symptom(r"ODPS-0123031|Partition exception", "ODPS-0123031:Partition exception", PARTITION_LIMIT),
    Symptom(
        rf"{NAMED}StatusConflict|(?:upload|download) session is expired|{NAMED}(?:NoSuchUpload|BlockListNotMatch"
        rf"|InconsistentBlockList|InvalidStatusChange)",
        "ErrorCode=StatusConflict, ErrorMessage=The upload session is expired",
        SESSION,
    ),
    Symptom(
        rf"Fetch too many records|{NAMED}InvalidRowRange",
        "ODPS-0420061: Invalid parameter in HTTP request - Fetch too many records",
        TOO_MANY_ROWS,
    ),
    Symptom(
        rf"{NAMED}(?:Flow|Slot)Exceeded|{NAMED}\w{{0,20}}QuotaExceeded|ODPS-0110999.{{0,40}}quota",
        "ErrorCode=FlowExceeded, ErrorMessage=Your flow quota is exceeded.",
        TUNNEL_QUOTA,
    ),
    Symptom(
        rf"{NAMED}(?:TableModified|DataVersionConflict|DataUnderReplication)|ODPS-0110061.{{0,60}}conflict",
        "ErrorCode=TableModified, ErrorMessage=The specified table has been modified since the download initiated.",
        CHANGED,
    ),
    Symptom(
        rf"{NAMED}(?:InternalServerError|DataStoreError|ServiceUnavailable)|ODPS-04\d{{3}}05|ODPS-0010000",
        "ErrorCode=InternalServerError, ErrorMessage=Service internal error, please try again later.",
        TEMPORARY,
    ),
    Symptom(
        r"Failed to create (?:down|up)load session|Code:\[OdpsWriter-0[45]\]|DATAX_R_ODPS_00[34]",
        "ErrorCode=Local Error, Failed to create download session with tunnel endpoint",
        TUNNEL_UNREACHABLE,
    ),
    Symptom(
        rf"{NAMED}(?:MalformedDataStream|CorruptedDataStream|IncompleteBody|ColumnTypeNotMatch)|MalformedDataStream",
        "ErrorCode=MalformedDataStream, ErrorMessage=The data stream you provided was not well-formed",
        MALFORMED,
    ),
)
"""The more specific rows come first."""

FAMILIES: tuple[Symptom, ...] = (
    Symptom(r"ODPS-0410\d{3}", "ODPS-0410021: Invalid signature method", DATA_SOURCE_KEY),
    Symptom(r"ODPS-0420(?:03|04|05|06|07)\d", "ODPS-0420041: Missing parameter in HTTP request", MISSING_PARAMETER),
    Symptom(r"ODPS-0420(?:11|13)\d", "ODPS-0420131: Table not found", NO_TABLE),
    Symptom(r"ODPS-0110141", "ODPS-0110141: Data version exception", CHANGED),
    Symptom(r"ODPS-0130131", "ODPS-0130131: Table not found", NO_TABLE),
    Symptom(r"ODPS-012(?:1\d\d|00)\d", "ODPS-0121035: Illegal implicit type cast", CONVERSION),
    Symptom(r"ODPS-013\d{4}|ODPS-0123055", "ODPS-0130252: Cartesian product is not allowed", BAD_SQL),
    Symptom(
        r"ODPS-(?:00\d{5}|04[345]\d{4}|0110999|0123(?:04\d|1\d\d)|\d{6}[5-9])",
        "ODPS-0430055: InternalServerError",
        TEMPORARY,
    ),
)
"""What the module and the number of a code say; the explanation only if the words say nothing."""

OTHER_CODES: tuple[Symptom, ...] = (
    Symptom(r"ODPS-\d{7}|TunnelException", "ODPS-0131111: Semantic exception", OTHER_CODE),
)
"""The explanation only if there is no cause."""
