"""Rows that a destination does not accept: their columns, keys, lengths, types, characters."""

from dataworks.explain.engine.steps import COMPARE_TYPES, DATAX, DRIVERS, FAQ, SMALLER_BATCHES
from dataworks.explain.explanation import Explanation, Symptom, Text

COLUMN_NUMBERS = Explanation(
    Text(
        "The number of columns that are read differs from the number of columns that are written.",
        "读取的字段数与写入的字段数不一致。",
    ),
    "caller",
    (
        Text(
            "Give reader and writer the same number of columns, in the same order.",
            "请使读取端和写入端的字段数量和顺序一致。",
        ),
        Text(
            "If the table was changed, map the columns again.",
            "如果表结构已变更，请重新映射字段。",
        ),
    ),
    "after a fix",
    DATAX,
)
DUPLICATE = Explanation(
    Text(
        "The destination already has a row with the same key.",
        "目标端已存在主键或唯一键相同的数据。",
    ),
    "caller",
    (
        Text(
            "Decide about existing rows with writeMode: replace or update overwrites them, insert reports them.",
            "请用 writeMode 决定如何处理已有数据：replace 或 update 会覆盖，insert 会报错。",
        ),
        Text(
            "Or clear the rows of this run in preSql, and check the source for rows with the same key.",
            "或在 preSql 中清理本次要写入的数据，并检查来源端是否有重复主键。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
NOT_NULL = Explanation(
    Text(
        "A column that must not be null gets no value: it is missing in the mapping, or the source has no value.",
        "不允许为空的字段没有值：未配置映射，或来源端该值为空。",
    ),
    "caller",
    (
        Text(
            "Map the column, or give it a constant; real-time tasks need their extra columns in the table of Hologres.",
            "请映射该字段或填写常量；实时任务的附加字段须在 Hologres 表中配置。",
        ),
        Text(
            "Or let the column accept null, or give it a default.",
            "或允许该字段为空，或设置默认值。",
        ),
    ),
    "after a fix",
    FAQ,
)
NO_KEY = Explanation(
    Text(
        "The table of the destination has no primary key or unique index that the write mode could compare.",
        "目标表没有可供写入模式判断冲突的主键或唯一索引。",
    ),
    "caller",
    (
        Text(
            "Give the table a primary key that is among the columns of the script, or write with insert.",
            "请为目标表设置主键，并使其包含在脚本的字段中；或改用 insert 写入。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
FOREIGN_KEY = Explanation(
    Text(
        "A foreign key of the destination refers to a row that is not there.",
        "目标端的外键所引用的数据不存在。",
    ),
    "caller",
    (
        Text(
            "Synchronize the table that is referred to first, or drop the foreign key at the destination.",
            "请先同步被引用的表，或去掉目标端的外键。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
TOO_LONG = Explanation(
    Text(
        "A value is too long for its column at the destination.",
        "值的长度超出目标端字段的长度。",
    ),
    "caller",
    (COMPARE_TYPES, Text("Make the column longer, or cut the value at the source.", "请加长字段，或在来源端截断。")),
    "after a fix",
    DRIVERS,
)
OUT_OF_RANGE = Explanation(
    Text(
        "A number is outside the range of its column at the destination.",
        "数值超出目标端字段的范围。",
    ),
    "caller",
    (COMPARE_TYPES, Text("Make the type of the column larger.", "请改用范围更大的字段类型。")),
    "after a fix",
    DRIVERS,
)
CONVERSION = Explanation(
    Text(
        "A value can't be converted to the type of its column.",
        "值无法转换为字段的类型。",
    ),
    "caller",
    (
        COMPARE_TYPES,
        Text(
            "Check the order of the columns on both sides: they are mapped by position.",
            "请检查两端字段的顺序：按位置一一对应。",
        ),
        Text("For dates, give the format of the text.", "日期请指定文本的格式。"),
    ),
    "after a fix",
    DRIVERS,
)
ZERO_DATE = Explanation(
    Text(
        "The source has a zero date (0000-00-00), which has no value in Java.",
        "来源端存在零值日期（zero date，0000-00-00），Java 无法表示。",
    ),
    "caller",
    (
        Text(
            "Add zeroDateTimeBehavior=convertToNull to the JDBC address of the source.",
            "请在来源端 JDBC 地址中加入 zeroDateTimeBehavior=convertToNull。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
CHARACTERS = Explanation(
    Text(
        "The character set of the destination has no place for a character, such as an emoji.",
        "目标端的字符集无法存储某个字符，例如表情符号。",
    ),
    "workspace admin",
    (
        Text(
            "Give the column the character set utf8mb4, and set the encoding of the connection.",
            "请将字段的字符集改为 utf8mb4，并设置连接的编码。",
        ),
        Text(
            "For MySQL, add com.mysql.jdbc.faultInjection.serverCharsetIndex=45 or characterEncoding=UTF-8 to the "
            "JDBC address.",
            "对于 MySQL，可在 JDBC 地址中加入 com.mysql.jdbc.faultInjection.serverCharsetIndex=45 "
            "或 characterEncoding=UTF-8。",
        ),
    ),
    "after a fix",
    FAQ,
)
DRIVER_CHARSET = Explanation(
    Text(
        "The driver of the engine does not support the character set of the database.",
        "引擎的驱动不支持该数据库的字符集。",
    ),
    "workspace admin",
    (
        Text(
            "Convert the columns in querySql, such as to NVARCHAR2; otherwise ask Alibaba Cloud's support.",
            "请在 querySql 中转换字段（例如转为 NVARCHAR2），否则请联系阿里云技术支持。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
ENCODING = Explanation(
    Text(
        "The data has a character or byte that does not fit the encoding that is configured.",
        "数据中存在与所配置编码不符的字符或字节。",
    ),
    "caller",
    (
        Text(
            "Set the encoding of the reader to that of the data, such as GBK or UTF-8.",
            "请将读取端的 encoding 设置为数据的实际编码，例如 GBK 或 UTF-8。",
        ),
        Text(
            "Remove characters that the destination does not store, such as 0x00.",
            "请去除目标端无法存储的字符，例如 0x00。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
PACKET = Explanation(
    Text(
        "One write is larger than the largest packet that the database accepts.",
        "单次写入的数据包超过数据库的上限。",
    ),
    "workspace admin",
    (SMALLER_BATCHES, Text("Raise max_allowed_packet at the database.", "请调大数据库的 max_allowed_packet。")),
    "after a fix",
    DRIVERS,
)
BATCH = Explanation(
    Text(
        "One batch has more values than the database takes in a statement.",
        "单个批次的参数数量超过数据库一条语句的上限。",
    ),
    "caller",
    (SMALLER_BATCHES,),
    "after a fix",
    DRIVERS,
)
IDENTITY = Explanation(
    Text(
        "The script writes into an identity column, whose values the database makes itself.",
        "脚本向自增列写入了值，而该列的值由数据库生成。",
    ),
    "caller",
    (
        Text(
            "Leave the column out of the mapping, or set IDENTITY_INSERT ON for the table in preSql.",
            "请从映射中去掉该字段，或在 preSql 中对该表设置 IDENTITY_INSERT ON。",
        ),
    ),
    "after a fix",
    DRIVERS,
)

ROWS: tuple[Symptom, ...] = (
    Symptom(
        r"(?i:(?:value|column) count doe(?:s not|sn't) match)|INSERT has more|读取的?列数.{0,40}目的端的?列数"
        r"|源头读取字段数.{0,40}不相等|列数.{0,12}不(?:一致|相等|匹配)"
        r"|number of columns.{0,40}(?:not equal|differ)",
        "数据源读取的列数是:11 大于目的端的列数是:10",
        COLUMN_NUMBERS,
    ),
    Symptom(
        r"(?i)Duplicate entry|ORA-00001\b|duplicate key|E11000|(?:主键|唯一键)冲突|重复键|插入重复"
        r"|UNIQUE constraint failed",
        "Duplicate entry '1001' for key 'PRIMARY'",
        DUPLICATE,
    ),
    Symptom(
        r"not allow null but not present|cannot be null|ORA-0140[07]\b|violates not-null constraint"
        r"|Cannot insert the value NULL|doesn't have a default value|不能为 ?null|不能将值 NULL 插入|违反了?非空约束",
        "Field _log_file_name_offset_ not allow null but not present in user configured columns.",
        NOT_NULL,
    ),
    Symptom(
        r"replica identity|matching the ON CONFLICT specification|ON CONFLICT.{0,40}(?:requires|needs).{0,20}key",
        "ERROR: there is no unique or exclusion constraint matching the ON CONFLICT specification",
        NO_KEY,
    ),
    Symptom(
        r"(?i)foreign key constraint|ORA-0229[12]\b|violates foreign key|FOREIGN KEY constraint|FOREIGN KEY 约束"
        r"|外键约束",
        "Cannot add or update a child row: a foreign key constraint fails",
        FOREIGN_KEY,
    ),
    Symptom(
        r"(?i)Data too long for column|ORA-22835\b|too long than vec schema|Row size too large|ORA-12899\b|ORA-01461\b"
        r"|value too long for type"
        r"|data would be truncated"
        r"|将截断字符串|值太长了|string length .{1,40} exceeds",
        "Data too long for column 'note' at row 1",
        TOO_LONG,
    ),
    Symptom(
        r"(?i)Out of range value|ORA-01438\b|(?:integer|bigint|numeric field|smallint) ?(?:out of range|overflow)"
        r"|Arithmetic overflow|Data overflow|OVER_FLOW|类型转换溢出|Code:\[Common-02\]|value .{1,60} out of range",
        "Data truncation: Out of range value",
        OUT_OF_RANGE,
    ),
    Symptom(
        r"Zero date value prohibited|0000-00-00.{0,60}can not be represented", "Zero date value prohibited", ZERO_DATE
    ),
    Symptom(
        r"Incorrect string value|Illegal mix of collations|invalid .{1,20} character string",
        "Incorrect string value: '\\xF0\\x9F\\x98\\x81' for column 'nick' at row 1",
        CHARACTERS,
    ),
    Symptom(
        r"Non supported character set|orai18n\.jar",
        "Non supported character set (add orai18n.jar in your classpath): ZHS16GBK",
        DRIVER_CHARSET,
    ),
    Symptom(
        r"MalformedInputException|has no equivalent in encoding|UnmappableCharacter|invalid byte sequence for encoding"
        r"|UnsupportedEncodingException|编码和实际.{0,6}编码不符合|编码未能正常写入|指定编码异常",
        "java.nio.charset.MalformedInputException: Input length = 1",
        ENCODING,
    ),
    Symptom(
        r"Packet for query is too large|PacketTooBig|max_allowed_packet",
        "Packet for query is too large (5242880 > 4194304).",
        PACKET,
    ),
    Symptom(
        r"too many parameters|too many placeholders|out-of-range integer as a 2-byte value",
        "The incoming request has too many parameters. The server supports a maximum of 2100 parameters.",
        BATCH,
    ),
    Symptom(
        r"identity column|GENERATED ALWAYS|IDENTITY_INSERT|标识列.{0,20}显式值",
        "Cannot insert explicit value for identity column in table 'orders'",
        IDENTITY,
    ),
    Symptom(
        r"(?i)Data truncated for column|Truncated incorrect|ORA-01722\b|MISSING_DATE_FORMAT"
        r"|Incorrect (?:integer|decimal|double|date|datetime|time|timestamp) value|ORA-018(?:30|4[0-9]"
        r"|5[0-9]|6[0-9])\b"
        r"|invalid input syntax for|输入语法无效|无效的.{1,30}输入语法|Cannot parse input"
        r"|Conversion failed when converting|Error converting data type|转换.{0,20}失败"
        r"|不能转为|DateTimeParse|text\.ParseException|Unparseable|J[Ss][Oo][Nn]\w{0,20}Exception|ODPS-0130231"
        r"|BsonInvalidOperation|NumberFormatException(?!, the value is: null)|cannot be cast to|类型转换错误"
        r"|Code:\[Common-01\]",
        "Incorrect integer value: 'abc' for column 'age' at row 1",
        CONVERSION,
    ),
)
"""The more specific rows come first."""
