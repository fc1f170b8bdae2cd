"""The engine itself: its configuration, its memory, its resources, and the codes in which it wraps a cause."""

from dataworks.explain.engine.missing import NO_TABLE
from dataworks.explain.engine.steps import DATAX, FAQ, READ_LOG, RUN_AGAIN
from dataworks.explain.explanation import NO_SOURCE, Explanation, Symptom, Text

NO_ROWS = r"[ \t]{0,3}(?:is|are|was|were|为|是)?[ \t]{0,3}[:=：]?[ \t]{0,3}0(?!\.?\d)"
"""The rest of a count that is zero."""

DIRTY = (
    r"(?i)(?<!\bno )(?<!\bany )(?<!\bzero )(?<!\b0 )(?<!\bwithout )"
    rf"dirty (?:data|records?|rows?)\b(?![ \t]{{0,3}}(?:total|count|number|records?|rows?)?{NO_ROWS})"
    r"|(?<!无)(?<!没有)(?<!未发现)(?<!未产生)(?<!未出现)(?<!不存在)"
    rf"脏数据(?!的?(?:总数|总条数|条数|行数|数量|记录数)?{NO_ROWS})"
)
"""A report of dirty data; logs also report that there is none."""

SPLIT_KEY = Explanation(
    Text(
        "The column to split by (splitPk) must be one column of whole numbers or text.",
        "切分键（splitPk）只能是单个整数或字符类型的字段。",
    ),
    "caller",
    (
        Text(
            "Choose another splitPk, best the primary key, or leave it out: then one connection reads all rows.",
            "请改用其他 splitPk（最好是主键），或不填写：此时由单个连接读取全部数据。",
        ),
    ),
    "after a fix",
    DATAX,
)
SPEED_LIMIT = Explanation(
    Text(
        "The speed limit is not complete: with a limit for the job, each channel needs one too.",
        "限速配置不完整：设置了任务总限速时，单个通道也必须设置。",
    ),
    "caller",
    (
        Text(
            "In setting.speed, give throttle, mbps and concurrent, or leave the limit out.",
            "请在 setting.speed 中同时配置 throttle、mbps 和 concurrent，或不限速。",
        ),
    ),
    "after a fix",
    DATAX,
)
NO_PLUGIN = Explanation(
    Text(
        "The resource group does not have the plugin for this step type.",
        "资源组没有该步骤类型对应的插件。",
    ),
    "caller",
    (
        Text(
            "Check the step type in the script (the name of DataX, such as mysqlreader, is not the step type).",
            "请检查脚本中的步骤类型（stepType；DataX 的名称如 mysqlreader 不是步骤类型）。",
        ),
        Text(
            "If the type is right, use a newer resource group; otherwise ask Alibaba Cloud's support.",
            "如果类型无误，请使用较新的资源组，否则请联系阿里云技术支持。",
        ),
    ),
    "after a fix",
    DATAX,
)
TABLE_OR_QUERY = Explanation(
    Text(
        "The reader needs either table or querySql, not table and querySql together.",
        "读取端只能配置 table 或 querySql 之一，不能同时配置（not table and querySql）。",
    ),
    "caller",
    (Text("Leave one of the two out of the script.", "请在脚本中去掉其中一个。"),),
    "after a fix",
    DATAX,
)
MEMORY = Explanation(
    Text(
        "The task used more memory than it was given.",
        "任务使用的内存超过了分配的上限。",
    ),
    "caller",
    (
        Text(
            "Lower the concurrency and batchSize, and leave out very large columns.",
            "请降低并发数和 batchSize，并去掉过大的字段。",
        ),
        Text(
            "Or give the task more memory (CU) in its resource group; a real-time task by its memory setting.",
            "或为任务分配更多内存（CU）；实时任务可调大内存设置。",
        ),
    ),
    "after a fix",
    FAQ,
)
RESOURCES = Explanation(
    Text("The task waits for free resources in its resource group.", "任务正在等待资源组的空闲资源。"),
    "workspace admin",
    (
        Text("Wait for other tasks to end.", "请等待其他任务结束。"),
        Text(
            "Lower the concurrency of the tasks, or enlarge the resource group.",
            "请降低任务并发数，或对资源组扩容。",
        ),
    ),
    "after a wait",
    FAQ,
)
GROUP_EXPIRED = Explanation(
    Text("The resource group has expired or is stopped.", "资源组已过期或已停用。"),
    "workspace admin",
    (
        Text(
            "Renew or start the resource group, or run the task with another one.",
            "请续费或启动该资源组，或改用其他资源组运行任务。",
        ),
    ),
    "after a fix",
    FAQ,
    then="ListResourceGroups",
    given={"resource_group_type": 4},
)
DIRTY_ROWS = Explanation(
    Text(
        "Rows could not be written to the destination (dirty data); often column types do not match.",
        "部分数据行无法写入目标端（脏数据）；常见原因是字段类型不匹配。",
    ),
    "caller",
    (
        Text(
            "Read the dirty rows in the task's log, and compare the columns of both sides.",
            "请查看任务日志中的脏数据，并比较两端字段类型。",
        ),
        Text(
            "Raise the tolerated number (errorLimit.record) only if those rows may be lost.",
            "仅当允许丢失这些数据时，才调大脏数据条数上限（errorLimit.record）。",
        ),
    ),
    "after a fix",
    FAQ,
)
TABLE_CHANGE = Explanation(
    Text(
        "The source changed a table in a way that the destination does not support.",
        "来源端发生了目标端不支持的表结构变更（DDL）。",
    ),
    "caller",
    (
        Text(
            "Start the task with ddlMarkMap set to IGNORE or WARNING for this kind of change.",
            "请在启动任务时将 ddlMarkMap 中该类 DDL 设置为 IGNORE 或 WARNING。",
        ),
        Text("Or remove the table from the task and add it again.", "或将该表从任务中移除后重新添加。"),
    ),
    "after a fix",
    FAQ,
)
FAILOVERS = Explanation(
    Text(
        "The task failed and restarted too often; without a limit it is stopped after 100 times in 5 minutes.",
        "任务失败重启次数过多；未设置上限时，5 分钟内超过 100 次即被停止。",
    ),
    "caller",
    (
        Text("Look for the first error in the task's log.", "请在任务日志中查找最早的错误。"),
        Text("Fix it, then start the task again.", "修复后重新启动任务。"),
    ),
    "after a fix",
    "start parameters of real-time tasks, facts 3.4",
)
HUNG = Explanation(
    Text(
        "The task read or wrote nothing for so long that the engine took it for hung and stopped it.",
        "任务长时间没有读写任何数据，引擎判定其挂起（hung）并终止。",
    ),
    "caller",
    (
        Text(
            "Look what source and destination did at that time: slow queries, locks, an exhausted pool of connections.",
            "请查看当时来源端和目标端的状态：慢查询、锁等待、连接池耗尽。",
        ),
        RUN_AGAIN,
    ),
    "look first",
    DATAX,
)
KILLED = Explanation(
    Text(
        "The run was stopped from outside: by a user, a time limit of the node, or the resource group.",
        "运行被外部终止：由用户、节点超时设置或资源组触发。",
    ),
    "caller",
    (
        Text(
            "Look who stopped it, and check the time limit of the node in its schedule.",
            "请查看终止者，并检查节点调度配置中的超时时间。",
        ),
        RUN_AGAIN,
    ),
    "yes",
    DATAX,
)
MISSING_PARAMETER = Explanation(
    Text(
        "The script lacks a parameter that the step needs, or one has a value that it does not take.",
        "脚本缺少该步骤必需的参数，或参数值不合法。",
    ),
    "caller",
    (
        Text(
            "Correct the parameter that the message names; check_task_script finds such errors beforehand.",
            "请更正错误信息中指出的参数；check_task_script 可提前发现此类错误。",
        ),
    ),
    "after a fix",
    DATAX,
)
WRITE_FAILED = Explanation(
    Text(
        "Writing to the destination failed; the text does not say why.",
        "写入目标端失败；文本未说明原因。",
    ),
    "caller",
    (READ_LOG,),
    "look first",
    DATAX,
)
READ_FAILED = Explanation(
    Text(
        "Reading from the source failed; the text does not say why.",
        "读取来源端失败；文本未说明原因。",
    ),
    "caller",
    (
        Text(
            "Check column, table, where and querySql of the reader.",
            "请检查读取端的 column、table、where、querySql。",
        ),
        READ_LOG,
    ),
    "look first",
    DATAX,
)
NOT_CONNECTED = Explanation(
    Text(
        "The engine could not connect to the database: account, password, address or network may be wrong.",
        "引擎无法连接数据库：账号、密码、地址或网络可能有误。",
    ),
    "workspace admin",
    (
        Text(
            "Test the connectivity of the data source with the resource group of the task.",
            "请用任务的资源组测试该数据源的连通性。",
        ),
        Text(
            "Check user name, password, host, port and database in the data source.",
            "请检查数据源中的用户名、密码、主机地址、端口和数据库名。",
        ),
        READ_LOG,
    ),
    "after a fix",
    DATAX,
    then="TestNetworkConnection",
)
ENGINE_FAILED = Explanation(
    Text(
        "The text is from the synchronization engine, and its cause is not known to this server.",
        "该文本来自数据同步引擎，本服务器没有其原因的解释。",
    ),
    "caller",
    (
        READ_LOG,
        Text(
            "Check the script and the data sources of the task; if nothing is wrong there, ask Alibaba Cloud's "
            "support "
            "with the log.",
            "请检查任务的脚本和数据源；如均无误，请将日志提交给阿里云技术支持。",
        ),
    ),
    "look first",
    NO_SOURCE,
)
"""For a text of the engine that no row matches; not a known one."""

FRAMEWORK: tuple[Symptom, ...] = (
    Symptom(
        r"OutOfMemoryError|GC overhead limit|(?:physical|[Cc]ontainer.{0,80}) memory limits?\b|OOMKilled"
        r"|内存溢出(?!可能)|Java heap space",
        "java.lang.OutOfMemoryError: Java heap space",
        MEMORY,
    ),
    Symptom(
        r"(?i)splitPk ?(?:只能|only|must|错误)|仅支持切分主键|Code:\[(?:DBUtilErrorCode-04|MYSQLErrCode-11"
        r"|ORACLEErrCode-10)\]",
        "splitPk 只能是整数类型或字符类型",
        SPLIT_KEY,
    ),
    Symptom(
        r"单个channel的\w{2,8}值不能为空|总(?:bps|tps)限速",
        "在有总bps限速条件下，单个channel的bps值不能为空",
        SPEED_LIMIT,
    ),
    Symptom(
        r"插件加载失败|Code:\[Framework-1[012]\]|ClassNotFoundException|NoClassDefFoundError|NoSuchMethodError"
        r"|AbstractMethodError",
        "插件加载失败，未完成指定插件加载",
        NO_PLUGIN,
    ),
    Symptom(
        r"不能同时既配置table又配置querySql|Code:\[DBUtilErrorCode-0[89]\]", "Code:[DBUtilErrorCode-08]", TABLE_OR_QUERY
    ),
    Symptom(
        r"(?i)(?:resource group|资源组).{0,20}(?:expired|过期|到期|停用|已停止|不可用|stopped|released|欠费)",
        "资源组已过期",
        GROUP_EXPIRED,
    ),
    Symptom(
        r"\bin WAIT\b|\bWAIT\b.{0,40}(?:long|hour|minute|分钟|小时)|^[ \t]*WAIT[ \t]*$"
        r"|(?i:(?<!while )waiting for (?:gateway )?resources?)|等待(?:gateway)?资源|剩余CU不足|(?i:CU quota)|资源不足"
        r"|(?i:SLOT_EXCEED|unable to find a gateway)"
        r"|(?i:no available (?:machine|resource|slot)|insufficient resources|not enough resources|\d CU (?:left"
        r"|required))"
        r"|剩余资源不足",
        "the task stays in WAIT for long",
        RESOURCES,
    ),
    Symptom(
        r"(?i)unsupported ddl|\bddl\b.{0,40}not support|不支持.{0,12}DDL|DDL.{0,12}不支持",
        "unsupported DDL: ALTER TABLE orders RENAME COLUMN",
        TABLE_CHANGE,
    ),
    Symptom(r"dirty consumer shutdown", "The dirty consumer shutdown", DIRTY_ROWS),
    Symptom(r"任务hung住|Code:\[Common-2[12]\]", "任务hung住，Expired", HUNG),
    Symptom(
        r"Code:\[Framework-143\]|exit code 143\b|\bSIGTERM\b|Job 收到了 Kill|(?i:killed (?:by|due to))"
        r"|被(?:强制)?(?:终止"
        r"|杀死|kill)",
        "Job 收到了 Kill 命令.",
        KILLED,
    ),
    Symptom(
        r"您缺失了必须填写的参数值|common\.config\.ConfigException(?!: No resolvable)"
        r"|does not specify column"
        r"|Record count \d{1,9} exceed"
        r"|Code:\[\w{1,30}-0[03]\].{0,80}(?:缺失|必须填写)|必填(?:参数"
        r"|项).{0,20}(?:缺失|为空)",
        "您缺失了必须填写的参数值.",
        MISSING_PARAMETER,
    ),
)
"""Causes in the engine itself."""

WRAPPERS: tuple[Symptom, ...] = (
    Symptom(r"Code:\[DBUtilErrorCode-01\]|获取表字段相关信息失败", "获取表字段相关信息失败.", NO_TABLE),
    Symptom(DIRTY, "dirty data exceeds the limit", DIRTY_ROWS),
    Symptom(
        r"(?i)failover.{0,40}(?:exceed|limit|too many|more than)",
        "the number of failovers exceeds the limit",
        FAILOVERS,
    ),
    Symptom(
        r"Code:\[(?:DBUtilErrorCode-10|(?:MYSQL|ORACLE)ErrCode-02)\]|连接数据库失败|数据库连接失败",
        "Code:[DBUtilErrorCode-10]",
        NOT_CONNECTED,
    ),
    Symptom(
        r"Code:\[(?:DBUtilErrorCode-05|\w{1,30}(?i:writer|write)-(?:0[4-9]|1\d)|OcsWriterErrorCode-00[56]"
        r")\]|写入数据时失败"
        r"|Failed to flush data to|Writing records to \w{1,30} failed",
        "Code:[DBUtilErrorCode-05]",
        WRITE_FAILED,
    ),
    Symptom(
        r"Code:\[(?:DBUtilErrorCode-(?:0[67]|1[345])|\w{1,30}(?i:reader)-0[4-9]|DATAX_R_ODPS_\d{3})\]"
        r"|执行数据库 Sql 失败"
        r"|读取数据库数据失败",
        "Code:[DBUtilErrorCode-07]",
        READ_FAILED,
    ),
    Symptom(
        r"Code:\[(?:DBUtilErrorCode-0[023]|\w{1,30}(?i:writer|reader|write)-0[0-3]|OcsWriterErrorCode-00[01]"
        r"|ILLEGAL_\w{1,30}|NEO4J_ERROR_01|Framework-0[13]|Common-00)\]"
        r"|Invalid config parameter|Code:\[TransformerErrorCode-0[1-5]\]",
        "Code:[DBUtilErrorCode-02]",
        MISSING_PARAMETER,
    ),
)
"""In what the engine wraps a cause, or what follows one; the explanation only if there is no cause."""
