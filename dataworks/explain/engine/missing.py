"""What a task names at a source or a destination, and what is not there: databases, tables, columns, statements."""

from dataworks.explain.engine.steps import CHECK_ADDRESS, DRIVERS, TEST_CONNECTIVITY
from dataworks.explain.explanation import Explanation, Symptom, Text

NO_DATABASE = Explanation(
    Text(
        "The data source names a database, service or instance that is not there.",
        "数据源中配置的数据库、服务名或实例不存在。",
    ),
    "workspace admin",
    (
        CHECK_ADDRESS,
        Text(
            "For Oracle, use the service name or the SID that its listener knows.",
            "对于 Oracle，请填写监听器已注册的服务名或 SID。",
        ),
        TEST_CONNECTIVITY,
    ),
    "after a fix",
    DRIVERS,
)
NO_TABLE = Explanation(
    Text(
        "The data source has no table or view of this name, or its account does not see it.",
        "数据源中没有此名称的表或视图，或账号无权查看。",
    ),
    "caller",
    (
        Text(
            "Check the table in the script: name, database or schema, upper and lower case.",
            "请检查脚本中的表：名称、所属数据库或 Schema，以及大小写。",
        ),
        Text(
            "Create the table, or grant the account rights on it, if the name is right.",
            "如果名称无误，请创建该表或为账号授权。",
        ),
    ),
    "after a fix",
    DRIVERS,
    then="list_source_tables",
)
NO_COLUMN = Explanation(
    Text(
        "The table has no column of this name: the script, its filter or its statement names one that is not there.",
        "表中没有此名称的字段：脚本的字段、过滤条件或 SQL 使用了不存在的字段。",
    ),
    "caller",
    (
        Text(
            "Compare column, where, splitPk and querySql of the script with the columns of the table.",
            "请将脚本中的 column、where、splitPk、querySql 与表的字段逐一对照。",
        ),
        Text(
            "If the table was changed, map the columns again; put constants in single quotes.",
            "如果表结构已变更，请重新映射字段；常量请用单引号括起。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
BAD_SQL = Explanation(
    Text(
        "A statement of the task is not valid SQL for the database.",
        "任务中的 SQL 语句语法有误，数据库无法执行。",
    ),
    "caller",
    (
        Text(
            "Check where, querySql, preSql and postSql of the script; the message shows the place.",
            "请检查脚本中的 where、querySql、preSql、postSql；错误信息会指出位置。",
        ),
        Text(
            "Quote names that are reserved words, and check that parameters of the schedule were replaced by values.",
            "保留字请加引号（或反引号），并确认调度参数已被替换为具体的值。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
BAD_FUNCTION = Explanation(
    Text(
        "A statement of the task compares or converts types that do not fit each other.",
        "任务中的 SQL 语句对不兼容的类型进行了比较或转换。",
    ),
    "caller",
    (
        Text(
            "Cast the value in querySql or where, or map the column to one of the same type.",
            "请在 querySql 或 where 中显式转换类型，或映射到相同类型的字段。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
NO_DRIVER = Explanation(
    Text(
        "The JDBC address does not have the form of an address for this type of database.",
        "JDBC 地址（JDBC address）的格式不是该数据库类型的地址格式。",
    ),
    "caller",
    (
        Text(
            "Write jdbcUrl in the form that the database's driver documents; a list only where the step takes one.",
            "请按数据库驱动文档中的格式填写 jdbcUrl；仅在该步骤接受列表时才写成列表。",
        ),
        Text("Better: name a data source instead of an address.", "建议使用数据源，而不是直接填写地址。"),
    ),
    "after a fix",
    DRIVERS,
)
TIME_ZONE = Explanation(
    Text(
        "The driver does not know the time zone that the database reports.",
        "驱动无法识别数据库返回的时区。",
    ),
    "workspace admin",
    (
        Text(
            "Add serverTimezone to the JDBC address, such as serverTimezone=Asia/Shanghai.",
            "请在 JDBC 地址中加入 serverTimezone，例如 serverTimezone=Asia/Shanghai。",
        ),
        Text("Or set time_zone at the database.", "或在数据库中设置 time_zone。"),
    ),
    "after a fix",
    DRIVERS,
)
READ_ONLY = Explanation(
    Text(
        "The destination is read-only: a replica, or a database that its disk or its administrator has locked.",
        "目标端处于只读状态（read-only）：为只读副本，或因磁盘写满、管理员设置而被锁定。",
    ),
    "workspace admin",
    (
        Text(
            "Let the data source name the instance that accepts writes; free disk space if it is full.",
            "请将数据源指向可写的主实例；如磁盘已满，请先释放空间。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
NO_SPACE = Explanation(
    Text("The data source has no storage space left.", "数据源的存储空间不足。"),
    "workspace admin",
    (Text("Add storage, or delete data that is not needed.", "请扩容存储，或清理不需要的数据。"),),
    "after a fix",
    DRIVERS,
)
LOCKS = Explanation(
    Text(
        "The write waited too long for a lock of another transaction, or both blocked each other.",
        "写入等待其他事务的锁超时，或发生死锁。",
    ),
    "caller",
    (
        Text(
            "Run the task when nothing else changes the table, with a lower concurrency and smaller batchSize.",
            "请避开对该表的其他写入，降低并发数并调小 batchSize 后重新运行。",
        ),
        Text("End the transaction that holds the lock.", "请结束持有锁的事务。"),
    ),
    "after a wait",
    DRIVERS,
)
TOO_LONG_QUERY = Explanation(
    Text(
        "The query ran too long: the database no longer keeps the old rows that it still had to read.",
        "查询时间过长：数据库已不再保留其仍需读取的旧版本数据。",
    ),
    "workspace admin",
    (
        Text(
            "Read less per run: a filter, a splitPk with an index, more concurrency, a quiet hour.",
            "请减少单次读取量：增加过滤条件、使用有索引的 splitPk、提高并发，或错峰运行。",
        ),
        Text(
            "Or let the database keep old rows longer (Oracle: UNDO_RETENTION and the UNDO tablespace).",
            "或让数据库更久地保留旧版本（Oracle：UNDO_RETENTION 和 UNDO 表空间）。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
STANDBY = Explanation(
    Text(
        "The standby database cancelled the query, since changes from its primary had to be applied.",
        "备库为应用主库的变更而取消了该查询。",
    ),
    "workspace admin",
    (
        Text(
            "Read from the primary, read less per run, or raise max_standby_streaming_delay at the standby.",
            "请改为读取主库、减少单次读取量，或调大备库的 max_standby_streaming_delay。",
        ),
    ),
    "yes",
    DRIVERS,
)

MISSING: tuple[Symptom, ...] = (
    Symptom(
        r"Unknown database|ORA-1251[45]\b|ORA-12505\b|ORA-12154\b|database \"[^\"\n]{1,100}\" does not exist"
        r"|Database \S{1,100} (?:doesn't|does not) exist|数据库 \"[^\"\n]{1,100}\" 不存在"
        r"|Cannot open database|无法打开登录所请求的数据库|Code:\[(?:MYSQL|ORACLE)ErrCode-03\]",
        "Unknown database 'shop'",
        NO_DATABASE,
    ),
    Symptom(
        r"Table '[^'\n]{1,200}' doesn't exist|ORA-00942\b|relation \"[^\"\n]{1,200}\" does not exist"
        r"|Cannot find the object|关系 \"[^\"\n]{1,200}\" 不存在|Unknown table|Invalid object name|无效的表或视图名"
        r"|对象名 '[^'\n]{1,200}' 无效|Code:\[(?:MYSQL|ORACLE)ErrCode-04\]"
        r"|ORA-04043\b|Table not found|UNKNOWN_TABLE|Table \S{1,200} (?:does not|doesn't) exist(?!s)"
        r"|(?:ErrorCode=|odps\.errors\.)NoSuch(?:Table|Object)|Code:\[OdpsWriter-101\]|DATAX_R_ODPS_010"
        r"|OTSObjectNotExist|NoSuchTableException|NamespaceNotFoundException|TableNotFoundException",
        "Table 'shop.orders' doesn't exist",
        NO_TABLE,
    ),
    Symptom(
        r"Unknown column|ORA-00904\b|column \"?[^\"\n]{1,200}\"? does not exist"
        r"|字段 \"[^\"\n]{1,100}\" 不存在|Invalid column name"
        r"|列名 '[^'\n]{1,100}' 无效"
        r"|Code:\[MYSQLErrCode-06\]|Specified column list is empty|ErrorCode=InvalidColumnSpec|Code:\[OdpsWriter-32\]"
        r"|NO_SUCH_COLUMN|(?i:no such column)|Missing columns: |column reference \S{1,100}|配置的列不存在"
        r"|column \S{1,100} (?:cannot be resolved|not found)",
        "Unknown column 'gmt_create' in 'where clause'",
        NO_COLUMN,
    ),
    Symptom(r"No suitable driver", "No suitable driver found for jdbc:oracle:thin:@10.0.0.1", NO_DRIVER),
    Symptom(
        r"server time ?zone value|No timezone mapping|HOUR_OF_DAY|ORA-01882\b",
        "The server time zone value 'CST' is unrecognized",
        TIME_ZONE,
    ),
    Symptom(
        r"is running with the \S{1,40} option|read-only transaction|Connection is read-only|in readonly mode"
        r"|ORA-16000\b"
        r"|index read-only|read-only-allow-delete|flood-stage watermark|database is read-only|READ_ONLY mode"
        r"|not master and slaveOk|NotWritablePrimary|NotPrimary(?:Exception|NoSecondaryOk)"
        r"|You can't write against a read only",
        "The MySQL server is running with the --read-only option so it cannot execute this statement",
        READ_ONLY,
    ),
    Symptom(
        r"ORA-0165[0-9]\b|ORA-01688\b|transaction log for database .{1,100} is full|事务日志已满|Got error 28 from"
        r"|(?:DS|NS)QuotaExceeded|DiskSpace quota"
        r"|could only be (?:replicated|written) to 0"
        r"|No space left on device|[Dd]isk (?:is )?full|The table '[^'\n]{1,100}' is full"
        r"|Could not allocate space for object|could not extend file",
        "ORA-01653: unable to extend table SHOP.ORDERS by 1024 in tablespace USERS",
        NO_SPACE,
    ),
    Symptom(
        r"(?i)Lock wait timeout exceeded|acquire lock in time|deadlock (?:found|detected)|deadlocked on|死锁牺牲品"
        r"|检测到死锁"
        r"|ORA-00060\b|ORA-00054\b"
        r"|lock request time",
        "Lock wait timeout exceeded; try restarting transaction",
        LOCKS,
    ),
    Symptom(
        r"ORA-01555\b|snapshot too old|ORA-01466\b",
        "ORA-01555: snapshot too old: rollback segment number 20",
        TOO_LONG_QUERY,
    ),
    Symptom(
        r"due to conflict with recovery",
        "ERROR: canceling statement due to conflict with recovery",
        STANDBY,
    ),
    Symptom(
        r"expression is of type|operator does not exist|ORA-00932\b|Operand type clash"
        r"|type \"[^\"\n]{1,60}\" does not exist|WRONGTYPE Operation|Illegal mix of collations"
        r"|conflict in the .{1,60} operation",
        'column "id" is of type bigint but expression is of type character varying',
        BAD_FUNCTION,
    ),
    Symptom(
        r"error in your SQL syntax|Duplicate column name|ORA-0093[36]\b|ORA-0090[0-35-9]\b|ORA-00911\b"
        r"|ORA-00921\b|ORA-01756\b"
        r"|syntax error at or near|Incorrect syntax near|附近有语法错误|错误: 语法错误|ODPS-0130161|ODPS-0130071"
        r"|Parse exception"
        r"|Code:\[(?:MYSQLErrCode-(?:05|08|09|10)|ORACLEErrCode-(?:05|07|08|09))\]|Subquery returns more than",
        "You have an error in your SQL syntax; check the manual",
        BAD_SQL,
    ),
)
"""The more specific rows come first."""
