"""Document stores, wide tables and caches: MongoDB, Tablestore, Elasticsearch, Redis."""

from dataworks.explain.engine.steps import CLIENTS, FAQ, LOWER_CONCURRENCY, RUN_AGAIN, SMALLER_BATCHES
from dataworks.explain.explanation import Explanation, Symptom, Text

MONGO_ID = Explanation(
    Text(
        "The writer tried to change _id of an existing document, which MongoDB does not allow.",
        "写入时试图修改已有文档的 _id，MongoDB 不允许。",
    ),
    "caller",
    (
        Text(
            "Leave _id out of the columns, or make it the replaceKey of writeMode.",
            "请从字段中去掉 _id，或将其设置为 writeMode 的 replaceKey。",
        ),
    ),
    "after a fix",
    FAQ,
)
MONGO_TIME = Explanation(
    Text("A query of MongoDB took longer than its time limit.", "MongoDB 查询超过了时间限制。"),
    "caller",
    (
        Text(
            "Read less per run, with an index for the filter; the first synchronization of much data needs more time.",
            "请减少单次读取量，并为过滤条件建立索引；全量数据较大时需要更长时间。",
        ),
        Text("Raise cursorTimeoutInMs of the reader.", "请调大读取端的 cursorTimeoutInMs。"),
    ),
    "after a fix",
    FAQ,
)
MONGO_UNREACHABLE = Explanation(
    Text(
        "No server of MongoDB answered in time that the task could use.",
        "没有可用的 MongoDB 节点在规定时间内应答。",
    ),
    "workspace admin",
    (
        Text(
            "Check that the resource group reaches every node of the replica set, by the names that it announces.",
            "请确认资源组能访问副本集对外公布的每个节点地址。",
        ),
        Text(
            "Check user, authDb and replica set in the data source.",
            "请检查数据源中的用户、authDb 和副本集配置。",
        ),
    ),
    "after a fix",
    CLIENTS,
    then="TestNetworkConnection",
)
TABLESTORE_BUSY = Explanation(
    Text(
        "Tablestore is busy or moves a partition; such errors are temporary.",
        "表格存储（Tablestore）繁忙或正在迁移分区；此类错误是暂时的。",
    ),
    "caller",
    (RUN_AGAIN, LOWER_CONCURRENCY),
    "yes",
    CLIENTS,
)
TABLESTORE_VALUE = Explanation(
    Text(
        "Tablestore does not accept a value or a name of the request.",
        "表格存储（Tablestore）不接受请求中的某个值或名称。",
    ),
    "caller",
    (
        Text(
            "Check primaryKey and column of the script against the table: names, types, sizes.",
            "请将脚本的 primaryKey 和 column 与表对照：名称、类型、大小。",
        ),
    ),
    "after a fix",
    CLIENTS,
)
ES_MAPPING = Explanation(
    Text(
        "The mapping of the Elasticsearch index does not fit the values or types of the script.",
        "Elasticsearch 索引的 Mapping 与脚本的值或类型不符。",
    ),
    "caller",
    (
        Text(
            "Give the column the type that the index has, or write into a new index: a type can't be changed.",
            "请将字段类型改为与索引一致，或写入新的索引：已有类型不能修改。",
        ),
        Text(
            "For dates, give the format; for objects and arrays, say so in the column.",
            "日期请指定 format；对象和数组请在字段中声明。",
        ),
    ),
    "after a fix",
    CLIENTS,
)
ES_CONFLICT = Explanation(
    Text(
        "Another write changed the same document of Elasticsearch at the same time.",
        "另一个写入同时修改了 Elasticsearch 中的同一文档。",
    ),
    "caller",
    (
        Text(
            "Let one task at a time write the index, or one channel; then run it again.",
            "请避免多个任务或通道同时写入同一索引，然后重新运行。",
        ),
    ),
    "yes",
    CLIENTS,
)
ES_BUSY = Explanation(
    Text("Elasticsearch has more writes waiting than it can take.", "Elasticsearch 的写入队列已满。"),
    "caller",
    (LOWER_CONCURRENCY, SMALLER_BATCHES, RUN_AGAIN),
    "after a wait",
    CLIENTS,
)
ES_LIMIT = Explanation(
    Text(
        "Elasticsearch has reached one of its limits: the fields of an index, or the shards of the cluster.",
        "Elasticsearch 已达到上限：索引的字段数，或集群的分片数。",
    ),
    "workspace admin",
    (
        Text(
            "For fields, write fewer of them, or raise index.mapping.total_fields.limit of the index.",
            "字段数超限时，请减少写入的字段，或调大索引的 index.mapping.total_fields.limit。",
        ),
        Text(
            "For shards, delete old indexes, or raise cluster.max_shards_per_node.",
            "分片数超限时，请删除旧索引，或调大 cluster.max_shards_per_node。",
        ),
    ),
    "after a fix",
    CLIENTS,
)
ES_SCROLL = Explanation(
    Text(
        "The scroll of Elasticsearch expired before its next page was asked for.",
        "Elasticsearch 的 scroll 在读取下一页之前已过期。",
    ),
    "caller",
    (
        Text(
            "Raise scroll of the reader, such as to 5m, make pageSize smaller, or make the destination faster.",
            "请调大读取端的 scroll（例如 5m）、调小 pageSize，或提升写入端性能。",
        ),
    ),
    "after a fix",
    CLIENTS,
)
REDIS_CLUSTER = Explanation(
    Text(
        "The data source is a Redis cluster, and the step reached it as a single server.",
        "数据源是 Redis 集群，而该步骤按单机模式访问。",
    ),
    "workspace admin",
    (
        Text(
            "Let the data source name the proxy address of the cluster, or set redisMode of the step to cluster mode.",
            "请在数据源中填写集群的代理地址，或将步骤的 redisMode 设置为集群模式。",
        ),
    ),
    "after a fix",
    CLIENTS,
)
NO_INDEX = Explanation(
    Text("Elasticsearch has no index of this name.", "Elasticsearch 中没有此名称的索引。"),
    "caller",
    (Text("Check index in the script, or create it first.", "请检查脚本中的 index，或先创建索引。"),),
    "after a fix",
    CLIENTS,
)

STORES: tuple[Symptom, ...] = (
    Symptom(
        r"\(immutable\) field|immutable field", "the (immutable) field '_id' was found to have been altered", MONGO_ID
    ),
    Symptom(
        r"MongoExecutionTimeout|operation exceeded time limit|MongoCursorNotFound|CursorNotFound",
        "MongoExecutionTimeoutException: operation exceeded time limit",
        MONGO_TIME,
    ),
    Symptom(
        r"MongoTimeoutException|while waiting for a server that matches|MongoSocket\w{1,30}Exception",
        "Timed out after 30000 ms while waiting for a server that matches ReadPreferenceServerSelector",
        MONGO_UNREACHABLE,
    ),
    Symptom(
        r"OTS(?:PartitionUnavailable|Server(?:Unavailable|Busy)|Timeout|RowOperationConflict|InternalServerError"
        r"|NotEnoughCapacityUnit|TableNotReady|CapacityUnitExhausted|RequestTimeout)",
        "[ErrorCode]:OTSPartitionUnavailable, [Message]:The partition is not available.",
        TABLESTORE_BUSY,
    ),
    Symptom(
        r"OTS(?:ParameterInvalid|InvalidPK|MetaNotMatch|ConditionCheckFail|OutOfRowSizeLimit|OutOfColumnCountLimit)",
        "[ErrorCode]:OTSParameterInvalid, [Message]:Invalid column name",
        TABLESTORE_VALUE,
    ),
    Symptom(
        r"es_rejected_execution|EsRejectedExecution",
        "es_rejected_execution_exception: rejected execution on EsThreadPoolExecutor",
        ES_BUSY,
    ),
    Symptom(
        r"Limit of total fields|maximum (?:normal )?shards open|this action would add \[\d{1,6}\] (?:total )?shards",
        "Limit of total fields [1000] has been exceeded",
        ES_LIMIT,
    ),
    Symptom(
        r"search_context_missing|No search context found|SearchContextMissing",
        "search_context_missing_exception: No search context found for id [1]",
        ES_SCROLL,
    ),
    Symptom(r"JedisMoved|JedisAsk|\bMOVED \d{1,5} \S|CROSSSLOT", "MOVED 866 10.0.0.4:6379", REDIS_CLUSTER),
    Symptom(
        r"(?:mapper|document)_parsing_exception|MapperParsingException|mapper \[[^\]\n]{1,80}\] (?:cannot"
        r"|of different)"
        r"|strict_dynamic_mapping|Failed to derive xcontent",
        "illegal_argument_exception: mapper [price] cannot be changed from type [long] to [text]",
        ES_MAPPING,
    ),
    Symptom(
        r"version_conflict_engine_exception|VersionConflictEngine",
        "[type=version_conflict_engine_exception, reason=[1]: version conflict]",
        ES_CONFLICT,
    ),
    Symptom(r"index_not_found|no such index", "index_not_found_exception: no such index [orders]", NO_INDEX),
)
"""The more specific rows come first."""

STORE_CODES: tuple[Symptom, ...] = (
    Symptom(r"Code:\[ESWriter-0\d\]", "Code:[ESWriter-03], Description:[mappings错误.]", ES_MAPPING),
)
"""Codes of the engine that contain a cause; the explanation only if there is none."""
