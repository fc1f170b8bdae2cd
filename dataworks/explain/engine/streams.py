"""Message queues and logs: Kafka, DataHub, LogHub."""

from dataworks.explain.engine.steps import ALLOW_ADDRESSES, BIND_NETWORK, CLIENTS, FAQ, LOWER_CONCURRENCY, RUN_AGAIN
from dataworks.explain.explanation import Explanation, Symptom, Text

NO_TOPIC = Explanation(
    Text("There is no topic of this name.", "不存在此名称的 Topic。"),
    "caller",
    (
        Text(
            "Check the topic and its project in the script and the data source; for Hologres, use a write mode "
            "without a topic.",
            "请检查脚本和数据源中的 Topic 及其项目；写入 Hologres 时请使用不依赖 Topic 的写入方式。",
        ),
        Text("Create the topic if the name is right.", "如果名称无误，请先创建该 Topic。"),
    ),
    "after a fix",
    FAQ,
)
KAFKA_UNREACHABLE = Explanation(
    Text(
        "Kafka did not answer in time: the brokers or the topic can't be reached from the resource group.",
        "Kafka 未在规定时间内应答：资源组无法访问 Broker 或该 Topic。",
    ),
    "workspace admin",
    (
        Text(
            "Check that the addresses that the brokers advertise (advertised.listeners) can be reached, not only "
            "bootstrap.servers.",
            "请确认资源组能访问 Broker 对外公布的地址（advertised.listeners），而不仅是 bootstrap.servers。",
        ),
        BIND_NETWORK,
        ALLOW_ADDRESSES,
        Text("Check that topic and partitions exist and have a leader.", "请确认 Topic 和分区存在且有 Leader。"),
    ),
    "after a fix",
    CLIENTS,
    then="TestNetworkConnection",
)
KAFKA_RIGHT = Explanation(
    Text(
        "The Kafka user of the data source may not use this topic or this consumer group.",
        "数据源的 Kafka 用户没有该 Topic 或消费组的权限。",
    ),
    "workspace admin",
    (
        Text(
            "Allow the user to read or write the topic, and to use the group (ACL of Kafka).",
            "请在 Kafka ACL 中授予该用户读写 Topic 以及使用该消费组的权限。",
        ),
    ),
    "after a fix",
    CLIENTS,
)
TOO_LARGE = Explanation(
    Text("A record is too large for the destination.", "单条记录过大，目标端不接受。"),
    "caller",
    (
        Text(
            "Leave out large columns, or raise max.request.size in the script and message.max.bytes at the broker.",
            "请去掉过大的字段，或调大脚本中的 max.request.size 和 Broker 的 message.max.bytes。",
        ),
        Text(
            "For DataHub, keep each record below 1 MB and make maxCommitSize smaller.",
            "对于 DataHub，请确保单条记录小于 1 MB 并调小 maxCommitSize。",
        ),
    ),
    "after a fix",
    CLIENTS,
)
KAFKA_MOVING = Explanation(
    Text(
        "Kafka has moved a partition to another broker or another reader, or takes writes too slowly.",
        "Kafka 分区已切换到其他 Broker 或其他消费者，或写入过慢。",
    ),
    "caller",
    (
        RUN_AGAIN,
        Text(
            "If it continues, check the brokers and the replicas of the topic.",
            "如果持续出现，请检查 Broker 和 Topic 的副本。",
        ),
    ),
    "yes",
    CLIENTS,
)
NO_OFFSET = Explanation(
    Text(
        "The position to read from is no longer kept by the topic.",
        "Topic 已不再保留要读取的位点。",
    ),
    "caller",
    (
        Text("Start from a later position, and load what is missing again.", "请从更晚的位点启动，并补齐缺失的数据。"),
        Text("Keep messages longer in the topic.", "请延长 Topic 的消息保留时间。"),
    ),
    "after a fix",
    CLIENTS,
)
NO_BEGIN = Explanation(
    Text(
        "The Kafka reader must start at a time, but none is set.",
        "Kafka 读取设置为按时间启动，但未设置启动时间位点。",
    ),
    "caller",
    (Text("Set the start position when starting the task.", "请在启动任务时设置启动位点。"),),
    "after a fix",
    FAQ,
)
NO_LOGSTORE = Explanation(
    Text(
        "Simple Log Service has no project or Logstore of this name.",
        "日志服务中没有此名称的 Project 或 Logstore。",
    ),
    "caller",
    (
        Text(
            "Check project, Logstore and endpoint (region) in the data source and the script.",
            "请检查数据源和脚本中的 Project、Logstore 以及 endpoint（地域）。",
        ),
    ),
    "after a fix",
    CLIENTS,
)
QUOTA = Explanation(
    Text(
        "The task reads or writes faster than a quota allows: of a shard, a bucket or the account.",
        "任务的读写速度超过了配额：Shard、Bucket 或账号的限制。",
    ),
    "caller",
    (LOWER_CONCURRENCY, Text("Raise the quota, or split shards.", "请提高配额，或分裂 Shard。")),
    "after a wait",
    CLIENTS,
)

STREAMS: tuple[Symptom, ...] = (
    Symptom(
        r"NoSuchTopic|UnknownTopicOrPartition|topic name does not exist|InvalidTopicException",
        "errorCode:NoSuchTopic, errorMessage:The specified topic name does not exist.",
        NO_TOPIC,
    ),
    Symptom(
        r"(?i)(?:Topic|Group|Cluster)AuthorizationException|Not authorized to access (?:topics|group)",
        "org.apache.kafka.common.errors.TopicAuthorizationException: Not authorized to access topics: [shop]",
        KAFKA_RIGHT,
    ),
    Symptom(
        r"RecordTooLargeException|RecordBatchTooLarge|larger than the maximum request size|OTSRequestBodyTooLarge"
        r"|BSONObjectTooLarge|BsonMaximumSizeExceeded|PayloadTooLarge|this batch exceed the max size"
        r"|Request Entity Too Large",
        "org.apache.kafka.common.errors.RecordTooLargeException: The message is 2097239 bytes",
        TOO_LARGE,
    ),
    Symptom(
        r"(?:Producer|Instance|Member)\w{0,8}Fenced|IllegalGeneration|UnknownMemberId|NotLeader(?:ForPartition"
        r"|OrFollower)|CommitFailedException|RebalanceInProgress|BufferExhausted"
        r"|NotEnoughReplicas|not the leader for that topic",
        "NotLeaderForPartitionException: This server is not the leader for that topic-partition.",
        KAFKA_MOVING,
    ),
    Symptom(
        r"(?:Offset|Seek|Cursor)OutOfRange|Offsets? out of range|InvalidCursor|NoOffsetForPartition|OffsetResetted",
        "OffsetOutOfRangeException: Offsets out of range with no configured reset policy",
        NO_OFFSET,
    ),
    Symptom(
        r"(?i)timestampOffset|no begin timestamp",
        "startup mode is timestampOffset but no begin timestamp",
        NO_BEGIN,
    ),
    Symptom(
        r"kafka\.common\.errors\.(?:Timeout|Disconnect|Network|(?:Coordinator|Broker|Leader)NotAvailable)"
        r"|before the position for partition|initializing transactional state|not present in metadata after"
        r"|LEADER_NOT_AVAILABLE|Broker may not be available"
        r"|Timeout expired while fetching topic metadata|Bootstrap broker \S{1,100} disconnected",
        "org.apache.kafka.common.errors.TimeoutException: Timeout of 60000ms expired",
        KAFKA_UNREACHABLE,
    ),
    Symptom(
        r"(?i)LogStoreNotExist|LogException.{0,80}not exist|(?<!Tenant\.)ProjectNotExist|logstore \S{1,80} (?:dose"
        r"|does) not exist",
        "logstore shop_log dose not exist, ErrorCode: LogStoreNotExist",
        NO_LOGSTORE,
    ),
    Symptom(
        r"(?:Shard)?(?:Read|Write)QuotaExceed|LimitExceeded|reduce your request rate|ProvisionedThroughput"
        r"|(?<!space )quota exceed",
        "ErrorCode: ShardReadQuotaExceed, ErrorMessage: shard read quota exceed",
        QUOTA,
    ),
)
"""The more specific rows come first."""
