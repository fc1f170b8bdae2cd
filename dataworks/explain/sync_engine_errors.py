"""Explanations of errors of the synchronization engine, which users paste: only the console's logs show them."""

from dataworks.explain.explanation import Explanation, Symptom, Text

NO_ROWS = r"[ \t]{0,3}(?:is|are|was|were|为|是)?[ \t]{0,3}[:=：]?[ \t]{0,3}0(?!\.?\d)"
"""The rest of a count that is zero."""

DIRTY = (
    r"(?i)(?<!\bno )(?<!\bany )(?<!\bzero )(?<!\b0 )(?<!\bwithout )"
    rf"dirty (?:data|records?|rows?)\b(?![ \t]{{0,3}}(?:total|count|number|records?|rows?)?{NO_ROWS})"
    r"|(?<!无)(?<!没有)(?<!未发现)(?<!未产生)(?<!未出现)(?<!不存在)"
    rf"脏数据(?!的?(?:总数|总条数|条数|行数|数量|记录数)?{NO_ROWS})"
)
"""A report of dirty data; logs also report that there is none."""

FAQ = "questions and answers about real-time synchronization, facts section 4"

ENGINE: tuple[Symptom, ...] = (
    Symptom(
        r"(?i)PositionNotFound|can'?t find start position",
        "PositionNotFoundException: can't find start position",
        Explanation(
            Text(
                "The position to start from is not in the source's binlog: binlog is off, or the position was purged.",
                "源库 binlog 中找不到启动位点：binlog 未开启，或位点已被清理。",
            ),
            "workspace admin",
            (
                Text(
                    "Enable the binlog at the source, and change a row there.", "请在源库开启 binlog，并变更一行数据。"
                ),
                Text("Restart the task from the current time.", "请将任务的启动位点重置为当前时间后重新启动。"),
            ),
            "after a fix",
            FAQ,
        ),
    ),
    Symptom(
        r"(?i)purged required binary logs",
        "the master has purged required binary logs",
        Explanation(
            Text(
                "The source deleted binlogs that the task still had to read: their retention is too short.",
                "源库已清理任务尚未读取的 binlog：binlog 保留时间过短。",
            ),
            "workspace admin",
            (
                Text("Make the source keep binlogs longer.", "请延长源库 binlog 的保留时间。"),
                Text(
                    "Restart from a position that still exists, then initialise the tables that lack changes again.",
                    "请从仍可用的位点重新启动，并对缺失变更的表重新初始化。",
                ),
            ),
            "after a fix",
            FAQ,
        ),
    ),
    Symptom(
        r"(?i)REPLICATION (?:CLIENT|SLAVE)|show master status.{0,20}error",
        "show master status has an error: you need the REPLICATION CLIENT privilege",
        Explanation(
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
        ),
    ),
    Symptom(
        r"(?i)not enable the binlog|binlog.{0,20}(?:not enabled|disabled)|未开启\s*binlog",
        "mysql server does not enable the binlog write function",
        Explanation(
            Text("The source does not write a binlog.", "源库未开启 binlog 写入。"),
            "workspace admin",
            (
                Text(
                    "Enable log_bin at the source, with the format ROW.",
                    "请在源库开启 log_bin，并将格式设置为 ROW。",
                ),
            ),
            "after a fix",
            FAQ,
        ),
    ),
    Symptom(
        r"(?i)permission denied for database",
        "ERROR: permission denied for database",
        Explanation(
            Text(
                "The account of the Hologres data source may not use the database.",
                "Hologres 数据源的账号没有该数据库的权限。",
            ),
            "workspace admin",
            (Text("Grant it the rights in Hologres.", "请在 Hologres 中为该账号授权。"),),
            "after a fix",
            FAQ,
        ),
    ),
    Symptom(
        r"ODPS-0410051|(?i:invalid credentials-accesskeyid not found)",
        "ODPS-0410051:invalid credentials-accessKeyId not found",
        Explanation(
            Text(
                "MaxCompute does not know the access key in the data source.",
                "MaxCompute 不认识数据源中配置的 AccessKey。",
            ),
            "workspace admin",
            (
                Text(
                    "Correct the access key of the MaxCompute data source in the console.",
                    "请在控制台更正 MaxCompute 数据源的 AccessKey。",
                ),
            ),
            "after a fix",
            FAQ,
        ),
    ),
    Symptom(
        r"(?i)timestampOffset|no begin timestamp",
        "startup mode is timestampOffset but no begin timestamp",
        Explanation(
            Text(
                "The Kafka reader must start at a time, but none is set.",
                "Kafka 读取设置为按时间启动，但未设置启动时间位点。",
            ),
            "caller",
            (Text("Set the start position when starting the task.", "请在启动任务时设置启动位点。"),),
            "after a fix",
            FAQ,
        ),
    ),
    Symptom(
        r"(?i)logminer",
        "logminer doesn't init, send HeartbeatRecord",
        Explanation(
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
        ),
    ),
    Symptom(
        DIRTY,
        "dirty data exceeds the limit",
        Explanation(
            Text(
                "Rows could not be written to the destination; often column types do not match.",
                "部分数据行无法写入目标端；常见原因是字段类型不匹配。",
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
        ),
    ),
    Symptom(
        r"(?i)unsupported ddl|\bddl\b.{0,40}not support|不支持.{0,12}DDL|DDL.{0,12}不支持",
        "unsupported DDL: ALTER TABLE orders RENAME COLUMN",
        Explanation(
            Text(
                "The source changed a table in a way that the destination does not support.",
                "源端发生了目标端不支持的表结构变更（DDL）。",
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
        ),
    ),
    Symptom(
        r"(?i)failover.{0,40}(?:exceed|limit|too many|more than)",
        "the number of failovers exceeds the limit",
        Explanation(
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
        ),
    ),
    Symptom(
        r"(?i)\bXA ROLLBACK\b|functional ind(?:ex|ices)|cascad\w{1,10} delet|函数索引|级联删除",
        "XA ROLLBACK is not supported",
        Explanation(
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
        ),
    ),
    Symptom(
        r"\bin WAIT\b|\bWAIT\b.{0,40}(?:long|hour|minute|分钟|小时)|^[ \t]*WAIT[ \t]*$"
        r"|(?i:waiting for (?:gateway )?resources?)|等待(?:gateway)?资源",
        "the task stays in WAIT for long",
        Explanation(
            Text(
                "The task waits for free resources in its resource group.",
                "任务正在等待资源组的空闲资源。",
            ),
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
        ),
    ),
)
