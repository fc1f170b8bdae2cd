"""The change logs that real-time tasks read: of MySQL, PostgreSQL, Oracle and SQL Server."""

from dataworks.explain.engine.steps import DRIVERS, FAQ
from dataworks.explain.explanation import Explanation, Symptom, Text

RESTART_LATER = Text(
    "Restart from a position that still exists, then initialise the tables that lack changes again.",
    "请从仍可用的位点重新启动，并对缺失变更的表重新初始化。",
)
NO_POSITION = Explanation(
    Text(
        "The position to start from is not in the source's binlog: binlog is off, or the position was purged.",
        "源库 binlog 中找不到启动位点：binlog 未开启，或位点已被清理。",
    ),
    "workspace admin",
    (
        Text("Enable the binlog at the source, and change a row there.", "请在源库开启 binlog，并变更一行数据。"),
        Text("Restart the task from the current time.", "请将任务的启动位点重置为当前时间后重新启动。"),
    ),
    "after a fix",
    FAQ,
)
PURGED = Explanation(
    Text(
        "The source deleted binlogs, or another log of its changes, that the task still had to read: their"
        " retention is too short.",
        "源库已清理任务尚未读取的 binlog（或其他变更日志）：保留时间过短。",
    ),
    "workspace admin",
    (Text("Make the source keep binlogs longer.", "请延长源库 binlog 的保留时间。"), RESTART_LATER),
    "after a fix",
    FAQ,
)
BINLOG_RIGHT = Explanation(
    Text(
        "The database account of the data source may not read the binlog.",
        "数据源的数据库账号没有读取 binlog 的权限。",
    ),
    "workspace admin",
    (
        Text(
            "Grant it SELECT, REPLICATION SLAVE and REPLICATION CLIENT.",
            "请授予该账号 SELECT、REPLICATION SLAVE、REPLICATION CLIENT 权限。",
        ),
    ),
    "after a fix",
    FAQ,
)
NO_BINLOG = Explanation(
    Text("The source does not write a binlog.", "源库未开启 binlog 写入。"),
    "workspace admin",
    (Text("Enable log_bin at the source, with the format ROW.", "请在源库开启 log_bin，并将格式设置为 ROW。"),),
    "after a fix",
    FAQ,
)
BINLOG_FORMAT = Explanation(
    Text(
        "The binlog of the source does not hold whole rows: its format must be ROW, its images FULL.",
        "源库 binlog 未记录完整的行：格式须为 ROW，行镜像须为 FULL。",
    ),
    "workspace admin",
    (
        Text(
            "Set binlog_format to ROW and binlog_row_image to FULL at the source.",
            "请在源库将 binlog_format 设置为 ROW，binlog_row_image 设置为 FULL。",
        ),
        RESTART_LATER,
    ),
    "after a fix",
    FAQ,
)
SERVER_ID = Explanation(
    Text(
        "Another reader of the same source has the same server id, so the source disconnects one of them.",
        "另一个读取同一源库的任务使用了相同的 server id，源库会断开其中一个。",
    ),
    "workspace admin",
    (
        Text(
            "Stop the other reader, or give each its own server id.",
            "请停止另一个读取任务，或为各任务设置不同的 server id。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
SLOT_IN_USE = Explanation(
    Text(
        "The replication slot of the task is used by another connection.",
        "任务的复制槽正被另一个连接使用。",
    ),
    "caller",
    (
        Text(
            "Stop the other task that reads with this slot; after a failover, wait until the old connection has ended.",
            "请停止使用该复制槽的其他任务；如刚发生重启，请等待旧连接结束。",
        ),
    ),
    "after a wait",
    DRIVERS,
)
NO_SLOT = Explanation(
    Text(
        "The source has no free replication slot, or the slot or publication of the task is gone.",
        "源库没有空闲的复制槽，或任务的复制槽已被删除。",
    ),
    "workspace admin",
    (
        Text(
            "Drop slots that nobody reads, or raise max_replication_slots and max_wal_senders.",
            "请删除无人使用的复制槽，或调大 max_replication_slots 和 max_wal_senders。",
        ),
        RESTART_LATER,
    ),
    "after a fix",
    DRIVERS,
)
WAL_LEVEL = Explanation(
    Text(
        "The source does not write its log in the form that real-time synchronization reads (wal_level is "
        "not logical).",
        "源库日志未按实时同步所需的方式写入：wal_level 不是 logical。",
    ),
    "workspace admin",
    (
        Text(
            "Set wal_level to logical at the source and restart it; give the account the REPLICATION right.",
            "请在源库将 wal_level 设置为 logical 并重启，同时授予账号 REPLICATION 权限。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
LOGMINER = Explanation(
    Text("Oracle's LogMiner is not initialised.", "Oracle LogMiner 未完成初始化。"),
    "workspace admin",
    (
        Text(
            "Check the log settings and the rights of the Oracle source in its data source guide.",
            "请对照 Oracle 数据源配置文档检查日志设置和账号权限。",
        ),
    ),
    "look first",
    FAQ,
)
ORACLE_LOG = Explanation(
    Text(
        "Oracle has deleted archived logs that the task still had to read, or does not archive its log.",
        "Oracle 已清理任务尚未读取的归档日志，或未开启归档。",
    ),
    "workspace admin",
    (
        Text(
            "Keep archived logs longer; run the database in ARCHIVELOG mode with supplemental logging.",
            "请延长归档日志保留时间，并确认已开启 ARCHIVELOG 和补充日志。",
        ),
        RESTART_LATER,
    ),
    "after a fix",
    DRIVERS,
)
CDC = Explanation(
    Text(
        "SQL Server's change data capture is off for the database or the table, or the position is older "
        "than what it "
        "keeps of each change.",
        "SQL Server 未对该库或表开启变更数据捕获（CDC），或位点早于其保留范围。",
    ),
    "workspace admin",
    (
        Text(
            "Enable change data capture for the database and the table, and keep its rows longer.",
            "请对该库和表开启变更数据捕获（CDC），并延长保留时间。",
        ),
        RESTART_LATER,
    ),
    "after a fix",
    DRIVERS,
)
UNSUPPORTED = Explanation(
    Text(
        "The source uses features that real-time synchronization of MySQL does not support.",
        "源库使用了 MySQL 实时同步不支持的功能。",
    ),
    "workspace admin",
    (
        Text(
            "Leave out the tables concerned: XA ROLLBACK, functional indexes and cascading deletes, and "
            "read-only instances before version 5.6, are not supported.",
            "请排除相关的表：不支持 XA ROLLBACK、函数索引、级联删除，以及 5.6 之前版本的只读实例。",
        ),
    ),
    "after a fix",
    FAQ,
)

STRUCTURE = Explanation(
    Text(
        "The task does not know the structure that a table had at this position of the change log.",
        "任务缺少该表在此日志位点的表结构信息。",
    ),
    "caller",
    (
        Text(
            "Remove the table from the task, add it again, and let it be initialised.",
            "请将该表从任务中移除后重新添加，并重新初始化。",
        ),
    ),
    "after a fix",
    DRIVERS,
)

CHANGE_LOGS: tuple[Symptom, ...] = (
    Symptom(
        r"(?i)server_(?:uu)?id.{0,60}(?:connected to the master|already)|duplicate server[_ -]?id"
        r"|same server[_-](?:uu)?id",
        "A slave with the same server_uuid/server_id as this slave has connected to the master",
        SERVER_ID,
    ),
    Symptom(
        r"(?i)purged (?:required )?binary logs|binlog.{0,80}no longer available|Could not find first log file"
        r"|purged.{0,40}GTID|ChangeStreamHistoryLost|no longer (?:be )?in the oplog"
        r"|Client requested master to start replication from (?:impossible )?position|binlog.{0,20}(?:expired"
        r"|已过期|被清理)",
        "the master has purged required binary logs",
        PURGED,
    ),
    Symptom(
        r"(?i)PositionNotFound|can'?t find start position",
        "PositionNotFoundException: can't find start position",
        NO_POSITION,
    ),
    Symptom(
        r"(?i)REPLICATION (?:CLIENT|SLAVE)|show master status",
        "show master status has an error: you need the REPLICATION CLIENT privilege",
        BINLOG_RIGHT,
    ),
    Symptom(
        r"(?i)\bnot (?:have |enable )(?:the )?binlog|binlog.{0,20}(?:not enabled|disabled)|未开启\s*binlog"
        r"|not using binary logging",
        "mysql server does not enable the binlog write function",
        NO_BINLOG,
    ),
    Symptom(
        r"(?i)binlog_format|statement or mixed based|only ROW format|binlog_row_image|binlog.{0,20}(?:格式"
        r"|format).{0,20}ROW",
        "binlog_format is STATEMENT, only ROW format is supported",
        BINLOG_FORMAT,
    ),
    Symptom(
        r"replication slot \"[^\"\n]{1,80}\" is active",
        'ERROR: replication slot "di_slot" is active for PID 4711',
        SLOT_IN_USE,
    ),
    Symptom(
        r"replication slots are in use|publication \"[^\"\n]{1,80}\" does not exist"
        r"|replication slot \"[^\"\n]{1,80}\" does not exist|max_wal_senders"
        r"|(?:from|of) (?:logical )?replication slot|requested WAL segment|slot has been (?:invalidated|lost)",
        "ERROR: all replication slots are in use",
        NO_SLOT,
    ),
    Symptom(
        r"history topic|schema isn't known to this connector|column count mismatch.{0,40}history",
        "change event for table shop.orders whose schema isn't known to this connector",
        STRUCTURE,
    ),
    Symptom(
        r"wal_level",
        "ERROR: logical decoding requires wal_level >= logical",
        WAL_LEVEL,
    ),
    Symptom(
        r"ORA-0129[1-9]\b|ORA-00308\b|ORA-01325\b|ARCHIVELOG|(?i:supplemental log|(?:redo"
        r"|archived?) ?log files?.{0,80}scn)",
        "ORA-01291: missing logfile",
        ORACLE_LOG,
    ),
    Symptom(r"(?i)logminer", "logminer doesn't init, send HeartbeatRecord", LOGMINER),
    Symptom(
        r"cdc\.fn_cdc|fn_cdc_get|(?i:change data capture)|Change tracking is not enabled",
        "An insufficient number of arguments were supplied for the procedure or function "
        "cdc.fn_cdc_get_all_changes_ ...",
        CDC,
    ),
    Symptom(
        r"(?i)\bXA ROLLBACK\b|functional ind(?:ex|ices)|cascad\w{1,10} delet|函数索引|级联删除",
        "XA ROLLBACK is not supported",
        UNSUPPORTED,
    ),
)
"""The more specific rows come first."""
