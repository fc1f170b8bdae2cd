"""Failures that every kind of source and destination has, for texts that do not say more."""

from dataworks.explain.engine.steps import CHECK_STATE, DRIVERS, LOWER_CONCURRENCY, RUN_AGAIN
from dataworks.explain.explanation import Explanation, Text

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
EXISTS = Explanation(
    Text(
        "What the task wants to create already exists at the destination.",
        "任务要创建的对象在目标端已存在。",
    ),
    "caller",
    (
        Text(
            "Use what exists, or give the script another name; take statements that create it out of preSql.",
            "请使用已有的对象，或在脚本中更换名称；请从 preSql 中去掉创建它的语句。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
INTERNAL = Explanation(
    Text(
        "The data source had an internal failure; its own log has the reason.",
        "数据源发生内部错误；原因请查看数据源自身的日志。",
    ),
    "workspace admin",
    (
        RUN_AGAIN,
        Text(
            "If it fails again, look in the log of the data source at that time, or ask those who run it.",
            "如果再次失败，请查看数据源当时的日志，或联系其运维人员。",
        ),
    ),
    "look first",
    DRIVERS,
)
BUSY = Explanation(
    Text(
        "The data source is overloaded, restarting or moving data, so it does not serve requests for now.",
        "数据源过载、正在重启或正在迁移数据，暂时无法提供服务。",
    ),
    "workspace admin",
    (CHECK_STATE, LOWER_CONCURRENCY, RUN_AGAIN),
    "after a wait",
    DRIVERS,
)
UNSUPPORTED = Explanation(
    Text(
        "The data source, in its version or its configuration, does not support what the task asks for.",
        "数据源（或其当前版本、当前配置）不支持任务所使用的某项功能。",
    ),
    "caller",
    (
        Text(
            "Compare the version and the kind of the data source with those that the step supports.",
            "请将数据源的版本和类型与该步骤支持的范围对照。",
        ),
        Text(
            "Leave out what the message names: a type, a function, an option or a write mode of the script.",
            "请在脚本中去掉错误信息中指出的内容：类型、函数、选项或写入模式。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
LICENSE = Explanation(
    Text(
        "The licence of the data source has expired, or does not cover this.",
        "数据源的许可证（License）已过期，或不包含该功能。",
    ),
    "workspace admin",
    (Text("Renew the licence of the data source.", "请更新数据源的许可证。"),),
    "after a fix",
    DRIVERS,
)
OTHER_PROTOCOL = Explanation(
    Text(
        "Another protocol answers at this address: the port belongs to another service, or only one side encrypts.",
        "该地址应答的是另一种协议：端口属于其他服务，或仅一端启用了加密。",
    ),
    "workspace admin",
    (
        Text(
            "Check the port in the data source: that of the protocol of this step, not of a web page or of monitoring.",
            "请检查数据源中的端口：应为该步骤所用协议的端口，而不是网页或监控端口。",
        ),
        Text("Check whether the data source expects encryption.", "请确认数据源是否要求加密连接。"),
    ),
    "after a fix",
    DRIVERS,
)
OVER_LIMIT = Explanation(
    Text(
        "Something of the task exceeds a limit of the data source; the message names it.",
        "任务中的某项超过了数据源的上限；错误信息会指出是哪一项。",
    ),
    "caller",
    (
        Text(
            "Make smaller what the message names: batchSize, the number of columns or partitions, one value, one run.",
            "请减小错误信息中指出的内容：batchSize、字段或分区数量、单个值或单次数据量。",
        ),
        Text("Or raise the limit at the data source.", "或在数据源侧提高上限。"),
    ),
    "after a fix",
    DRIVERS,
)
CHECK = Explanation(
    Text(
        "A row breaks a rule of the destination: a check constraint, a trigger or a condition of a view.",
        "数据违反了目标端的规则：检查（CHECK）约束、触发器或视图条件。",
    ),
    "caller",
    (
        Text(
            "Leave rows that break the rule out at the source (where or querySql), or change the rule.",
            "请在来源端用 where 或 querySql 排除不符合规则的数据，或修改该规则。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
