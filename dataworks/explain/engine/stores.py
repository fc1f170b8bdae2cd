"""Object stores, document stores and wide tables: OSS, Hologres, MongoDB, Tablestore, Elasticsearch, files."""

from dataworks.explain.engine.steps import CLIENTS, FAQ, LOWER_CONCURRENCY, RUN_AGAIN, SMALLER_BATCHES
from dataworks.explain.explanation import Explanation, Symptom, Text

OSS_RIGHT = Explanation(
    Text(
        "The account of the data source has no right on this OSS bucket or object.",
        "数据源的账号没有该 OSS Bucket或文件的权限。",
    ),
    "workspace admin",
    (
        Text(
            "Check the bucket, its owner and its endpoint in the data source.",
            "请检查数据源中的 Bucket、所属账号和 endpoint。",
        ),
        Text(
            "Grant the account or role oss:GetObject, oss:PutObject and oss:ListObjects on the bucket.",
            "请为该账号或角色授予该 Bucket 的 oss:GetObject、oss:PutObject、oss:ListObjects 权限。",
        ),
    ),
    "after a fix",
    CLIENTS,
)
OSS_ENDPOINT = Explanation(
    Text(
        "The bucket belongs to another region than the endpoint of the data source.",
        "Bucket 与数据源的 endpoint 不在同一地域。",
    ),
    "workspace admin",
    (
        Text(
            "Give the data source the endpoint of the bucket's region.",
            "请将数据源的 endpoint 改为 Bucket 所在地域的地址。",
        ),
    ),
    "after a fix",
    CLIENTS,
)
NO_BUCKET = Explanation(
    Text("There is no bucket of this name.", "不存在此名称的 Bucket。"),
    "workspace admin",
    (Text("Check the bucket and the endpoint of the data source.", "请检查数据源的 Bucket 和 endpoint。"),),
    "after a fix",
    CLIENTS,
)
NO_FILE = Explanation(
    Text("No file matches the path that the script reads.", "脚本要读取的路径下没有匹配的文件。"),
    "caller",
    (
        Text(
            "Check object or path in the script, its wildcards, and the day that the schedule put in.",
            "请检查脚本中的 object 或 path、通配符以及调度参数替换后的日期。",
        ),
        Text("Check that the file is there before the task runs.", "请确认任务运行前文件已生成。"),
    ),
    "after a fix",
    CLIENTS,
)
HOLOGRES_MEMORY = Explanation(
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
NO_INDEX = Explanation(
    Text("Elasticsearch has no index of this name.", "Elasticsearch 中没有此名称的索引。"),
    "caller",
    (Text("Check index in the script, or create it first.", "请检查脚本中的 index，或先创建索引。"),),
    "after a fix",
    CLIENTS,
)

STORES: tuple[Symptom, ...] = (
    Symptom(
        r"must be addressed using the specified endpoint",
        "The bucket you are attempting to access must be addressed using the specified endpoint.",
        OSS_ENDPOINT,
    ),
    Symptom(r"NoSuchBucket|specified bucket does not exist", "The specified bucket does not exist.", NO_BUCKET),
    Symptom(
        r"NoSuchKey|specified key does not exist|Code:\[\w{1,30}Reader-0[68]\]|文件目录为空|未找到.{0,12}文件"
        r"|FileNotFoundException|Input path does not exist|No such file",
        "The specified key does not exist.",
        NO_FILE,
    ),
    Symptom(
        r"bucket you access does not belong|no right to access this (?:object|bucket)"
        r"|OSSException.{0,200}AccessDenied"
        r"|\[ErrorCode\]: ?AccessDenied",
        "AccessDenied The bucket you access does not belong to you.",
        OSS_RIGHT,
    ),
    Symptom(
        r"exceeded memory limitation|ORA-0403[01]\b|OOM command not allowed|Memory limit \("
        r"|Total memory used by all existing queries",
        "Total memory used by all existing queries exceeded memory limitation",
        HOLOGRES_MEMORY,
    ),
    Symptom(
        r"(?i)Refresh meta timeout|mismatches the version|not found in SparseSchema"
        r"|insufficient data left in message",
        "Refresh meta timeout, target version is 5 but current version is 4",
        HOLOGRES_META,
    ),
    Symptom(
        r"Holohub does not support",
        "Holohub does not support the binary type of Hologres for now",
        HOLOGRES_MODE,
    ),
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
        r"es_rejected_execution|EsRejectedExecution|circuit_breaking_exception",
        "es_rejected_execution_exception: rejected execution on EsThreadPoolExecutor",
        ES_BUSY,
    ),
    Symptom(
        r"(?:mapper|document)_parsing_exception|MapperParsingException|mapper \[[^\]\n]{1,80}\] (?:cannot"
        r"|of different)"
        r"|strict_dynamic_mapping|Failed to derive xcontent|Code:\[ESWriter-0\d\]",
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
