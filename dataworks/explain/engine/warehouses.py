"""Analytical databases: Hologres, StarRocks, Doris, SelectDB, ClickHouse."""

from dataworks.explain.engine.failures import BUSY
from dataworks.explain.engine.steps import (
    CLIENTS,
    COMPARE_TYPES,
    DRIVERS,
    FAQ,
    LOWER_CONCURRENCY,
    RUN_AGAIN,
)
from dataworks.explain.explanation import Explanation, Symptom, Text

LITTLE_MEMORY = Explanation(
    Text("The data source has less memory than this query or write needs.", "数据源的内存不足以完成该查询或写入。"),
    "workspace admin",
    (
        Text(
            "Read less per run, lower the concurrency, or enlarge the instance.",
            "请减少单次读取量、降低并发数，或对实例扩容。",
        ),
    ),
    "after a fix",
    FAQ,
)
HOLOGRES_META = Explanation(
    Text(
        "The table of Hologres was changed while the task wrote to it, and its new form is not known everywhere yet.",
        "任务写入期间 Hologres 表结构被修改，新的元数据尚未全部生效。",
    ),
    "caller",
    (RUN_AGAIN, Text("Avoid changing tables while tasks write to them.", "请避免在任务写入期间修改表结构。")),
    "yes",
    FAQ,
)
HOLOGRES_MODE = Explanation(
    Text(
        "The write mode of the Hologres writer does not support a type of the table.",
        "Hologres 写入方式不支持该表中的某种字段类型。",
    ),
    "caller",
    (
        Text(
            "Change the write mode of the script from SDK to INSERT.", "请将脚本的写入方式由 SDK 模式改为 INSERT 模式。"
        ),
    ),
    "after a fix",
    FAQ,
)
HOLOGRES_UNSUPPORTED = Explanation(
    Text(
        "Hologres does not support a statement, a function or a type that the task uses.",
        "Hologres 不支持任务所使用的某个语句、函数或类型。",
    ),
    "caller",
    (
        Text(
            "Compare the types of the columns with those that Hologres supports, and simplify preSql and postSql.",
            "请将字段类型与 Hologres 支持的类型对照，并简化 preSql、postSql。",
        ),
        Text(
            "If both are right, the engine may be too old for the instance: use a newer resource group.",
            "如均无误，可能是引擎版本过旧：请使用较新的资源组。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
TWICE_IN_A_BATCH = Explanation(
    Text(
        "Two rows of one batch have the same key, so one statement would change the same row twice.",
        "同一批次中有两行主键相同，一条语句不能两次修改同一行。",
    ),
    "caller",
    (
        Text(
            "Remove rows with the same key at the source, such as by querySql.",
            "请在来源端去除主键相同的数据，例如使用 querySql。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
NO_PARTITION_FOR_ROW = Explanation(
    Text(
        "The destination has no partition that a row belongs to.",
        "目标端没有该行数据所属的分区。",
    ),
    "caller",
    (
        Text(
            "Create the partition before the task runs, such as in preSql, or let the table make them itself.",
            "请在任务运行前创建分区（例如在 preSql 中），或为表启用自动（动态）分区。",
        ),
        Text("Check the value of the partition column in the source.", "请检查来源端分区字段的值。"),
    ),
    "after a fix",
    DRIVERS,
)
FILTERED_ROWS = Explanation(
    Text(
        "The destination refused rows of a load: their values or their number of columns do not fit the table.",
        "目标端在导入时过滤了部分数据：值或字段数量与表不符。",
    ),
    "caller",
    (
        Text(
            "Open the ErrorURL of the answer from a machine in that network: it names rows and reasons.",
            "请在同一网络内打开返回结果中的 ErrorURL：其中列出了被过滤的数据和原因。",
        ),
        Text(
            "If values contain the separators of loadProps, use others (\\x01 and \\x02), or the format json.",
            "如果数据中包含 loadProps 的分隔符，请改用其他分隔符（\\x01、\\x02）或 json 格式。",
        ),
        COMPARE_TYPES,
    ),
    "after a fix",
    DRIVERS,
)
LOAD_LABEL = Explanation(
    Text(
        "The destination has seen a load with this label already, so this batch may be there.",
        "目标端已存在该标签（label）的导入，这批数据可能已经写入。",
    ),
    "caller",
    (
        Text(
            "Compare the rows at the destination before the task runs again; give each task its own labelPrefix.",
            "重新运行前请核对目标端数据；请为每个任务设置不同的 labelPrefix。",
        ),
    ),
    "look first",
    DRIVERS,
)
SMALL_WRITES = Explanation(
    Text(
        "The destination gets too many small writes: it has more parts or versions than it can merge.",
        "目标端收到过多的小批量写入：待合并的数据片段（part）或版本数超过上限。",
    ),
    "caller",
    (
        Text(
            "Write larger batches: raise batchSize, or maxBatchRows and maxBatchSize.",
            "请增大写入批次：调大 batchSize，或 maxBatchRows 和 maxBatchSize。",
        ),
        LOWER_CONCURRENCY,
        Text("Wait until the merges are done, then run the task again.", "请等待合并完成后重新运行任务。"),
    ),
    "after a wait",
    DRIVERS,
)
NO_BACKEND = Explanation(
    Text(
        "StarRocks or Doris has no backend that is alive and has space for the load.",
        "StarRocks 或 Doris 没有存活且有空间的 BE 节点可用于导入。",
    ),
    "workspace admin",
    (Text("Check the backends (SHOW BACKENDS) and their disks.", "请检查 BE 节点（SHOW BACKENDS）及其磁盘。"),),
    "after a fix",
    DRIVERS,
)
NO_LOAD_RESULT = Explanation(
    Text(
        "StarRocks or Doris gave no answer to the load that the engine understands.",
        "StarRocks 或 Doris 未对导入返回引擎可识别的结果。",
    ),
    "caller",
    (
        Text(
            "Check loadUrl: the host and the HTTP port of the frontend (8030), not the port for queries (9030).",
            "请检查 loadUrl：应为 FE 的地址和 HTTP 端口（8030），而不是查询端口（9030）。",
        ),
        Text(
            "The frontend forwards the load to a backend (8040): the resource group must reach that too.",
            "FE 会将导入转发到 BE（8040）：资源组也须能访问 BE。",
        ),
        RUN_AGAIN,
    ),
    "after a fix",
    CLIENTS,
)

WAREHOUSES: tuple[Symptom, ...] = (
    Symptom(
        r"exceeded memory limitation|ORA-0403[01]\b|OOM command not allowed|Memory limit \("
        r"|Total memory used by all existing queries|circuit_breaking_exception|Memory limit of process exceed"
        r"|insufficient system memory|ERROR: out of memory|maximum memory limit|[Mm]emory.{0,20}exceed\w{0,3} limit"
        r"|more than the maximum \d{1,12} bytes of RAM|QueryExceededMemoryLimit",
        "Total memory used by all existing queries exceeded memory limitation",
        LITTLE_MEMORY,
    ),
    Symptom(
        r"(?i)Refresh meta timeout|mismatches the version|not found in SparseSchema"
        r"|insufficient data left in message",
        "Refresh meta timeout, target version is 5 but current version is 4",
        HOLOGRES_META,
    ),
    Symptom(r"Admission for query|[Qq]ueue is full", "Queued reason: queue is full", BUSY),
    Symptom(
        r"Holohub does not support",
        "Holohub does not support the binary type of Hologres for now",
        HOLOGRES_MODE,
    ),
    Symptom(
        r"Build desc failed|Currently, Hologres|HoloClientException.{0,200}not supported",
        "ERROR: Query:[1] Build desc failed: Currently, Hologres can support just one set-returned function.",
        HOLOGRES_UNSUPPORTED,
    ),
    Symptom(
        r"affect row a second time",
        "ERROR: INSERT ON CONFLICT can't affect row a second time",
        TWICE_IN_A_BATCH,
    ),
    Symptom(
        r"no partition of relation|no partition for this tuple|Table has no partition for value|ORA-14400\b"
        r"|data out of partition range|所有分区.{0,12}不匹配",
        'no partition of relation "t" found for row',
        NO_PARTITION_FOR_ROW,
    ),
    Symptom(
        r"too many filtered rows|unqualified data|DATA_QUALITY_ERROR|all partitions have no load data",
        '{"Status":"Fail","Message":"too many filtered rows"}',
        FILTERED_ROWS,
    ),
    Symptom(
        r"Label Already Exists|Label \[?[\w-]{1,128}\]? has already been used",
        '{"Status":"Label Already Exists","ExistingJobStatus":"FINISHED"}',
        LOAD_LABEL,
    ),
    Symptom(
        r"Too many parts|[Tt]oo many (?:tablet )?versions|version count.{0,40}exceed|(?<!\w)-?E?-23[58]\b"
        r"|running txns .{0,60}limit|TOO_MANY_PARTS",
        "DB::Exception: Too many parts (300). Merges are processing significantly slower than inserts",
        SMALL_WRITES,
    ),
    Symptom(
        r"(?i)no (?:alive|available) backends?|no backends? (?:is )?(?:alive|available)|backend.{0,40}not (?:alive"
        r"|available)|failed to find enough (?:host"
        r"|backend)"
        r"|no queryable replicas",
        '{"Status":"Fail","Message":"No alive backends"}',
        NO_BACKEND,
    ),
    Symptom(
        r"unknown result status|None of the hosts in `?load_?url|there'?s no available host",
        "Unable to flush data to Doris: unknown result status.",
        NO_LOAD_RESULT,
    ),
)
"""The more specific rows come first."""
