"""Words about rows, tables, statements and files, for a text of the engine without a known cause."""

from dataworks.explain.engine.failures import CHECK, EXISTS
from dataworks.explain.engine.framework import MISSING_PARAMETER
from dataworks.explain.engine.missing import BAD_SQL, LOCKS, NO_COLUMN, NO_DATABASE, NO_SPACE, NO_TABLE
from dataworks.explain.engine.network import CONNECTIONS
from dataworks.explain.engine.rows import (
    COLUMN_NUMBERS,
    DUPLICATE,
    ENCODING,
    FOREIGN_KEY,
    NOT_NULL,
    OUT_OF_RANGE,
    TOO_LONG,
)
from dataworks.explain.engine.stored_files import NO_FILE
from dataworks.explain.engine.streams import NO_OFFSET, TOO_LARGE
from dataworks.explain.engine.warehouses import LITTLE_MEMORY
from dataworks.explain.explanation import Symptom

MISSING = (
    r"(?:\b(?:not|cannot|can't)\b (?:be )?(?:found|exist|resolved?|recognized|known)|n['o]t exist|undefined"
    r"|is not defined|non-?existent|no longer|has been (?:deleted|dropped|removed))"
)
"""After the name of what is missing."""

NO_SUCH = r"\b(?:unknown|undefined|invalid|no such|unresolved|non-?existent)"
"""Before the kind of what is missing."""

WORDS_OF_DATA: tuple[Symptom, ...] = (
    Symptom(
        r"(?i)too many (?:connections|clients|sessions)|max\w* (?:number of )?(?:connections|clients|sessions)"
        r"|(?:connection|session)s? (?:limit|slots|quota)|(?:连接|会话)数?.{0,8}(?:已?满|超过"
        r"|超出|达到|上限)|最大(?:连接|会话)数"
        r"|no (?:free|available) connections?|pool .{0,20}exhausted|from the pool\b",
        "java.sql.SQLException: connection limit of the user",
        CONNECTIONS,
    ),
    Symptom(
        r"(?i)\bv?mem(?:ory)?\b.{0,40}(?:alloc|limit|exceed|not enough|insufficient)|\bhigh v?mem(?:ory)?\b"
        r"|(?:exceed\w*|insufficient|not enough|limit|\bno) .{0,30}\b(?:memory|heap)\b|out of (?:\w{1,12} )?memory"
        r"|(?:ran|run) out of .{0,20}resources"
        r"|内存.{0,6}(?:不足|超限|超出|超过)",
        "java.sql.SQLException: out of memory at the data source",
        LITTLE_MEMORY,
    ),
    Symptom(
        r"(?i)(?:\bno|insufficient|not enough|out of|exceed\w*|low) .{0,20}(?:disk|storage|free|table) ?space"
        r"|storage (?:allocation|quota|limit|is full)|disk (?:quota|usage|full|is full)"
        r"|(?:磁盘|存储|空间).{0,8}(?:不足|已?满|超限)",
        "java.sql.SQLException: not enough disk space",
        NO_SPACE,
    ),
    Symptom(
        r"(?i)deadlock|\bis (?:already )?locked\b|locked by\b|(?:obtain|acquir|get)\w* .{0,20}locks?\b"
        r"|\block(?:s|ed)?\b.{0,40}(?:time-?out|timed out"
        r"|exceed|conflict|held)"
        r"|(?:update|write|transaction|row) conflict|conflict\w* with (?:another|a concurrent)"
        r"|serializ\w{1,6} (?:access|failure)|(?<!many )concurrent (?:update|modification|transaction|append)"
        r"|锁.{0,6}超时|资源正忙|死锁|(?:事务|写入?)冲突|(?:number of|too many) locks",
        "java.sql.SQLException: transaction conflict",
        LOCKS,
    ),
    Symptom(
        r"(?i)\bcheck constraint|CHECK ?约束|检查约束|(?:raised|rejected|aborted) by (?:a )?trigger|failed validation",
        "java.sql.SQLException: check constraint",
        CHECK,
    ),
    Symptom(
        r"(?i)foreign key|referential (?:integrity|constraint)|(?:引用|外键)约束",
        "java.sql.SQLException: referential integrity",
        FOREIGN_KEY,
    ),
    Symptom(
        r"(?i)(?:配置|参数|地址|端口|格式|方式|结构|编号|用户|表名|rowkey|url|path|json"
        r"|columns?)\S{0,40}不能(?:设置)?为空"
        r"|必填|配置.{0,6}有误|不支持配置|合法的JSON|不支持(?:您|该|此类)(?!.{0,12}(?:编码|encoding))|您所?(?:配置|填写"
        r"|指定|提供)的.{0,80}(?:不支持|不正确|非法|不合法|有误|错误|为空)"
        r"|必须(?:为|是|大于|小于|设置|指定|包含|配置)|[只仅]能|[只仅]支持|配置项.{0,60}(?:超出|不正确|不能|有误)"
        r"|不合法(?:的|参数)|至少(?:需要|指定|配置)|不能(?:小于|大于|全为)|\bmust (?:have|specify)\b|only supports?\b",
        "com.alibaba.datax.x: 配置项 mode 不正确",
        MISSING_PARAMETER,
    ),
    Symptom(
        r"(?i)\bunique (?:key|index|constraint)|primary key .{0,30}(?:violat|conflict|duplicat)"
        r"|duplicated? (?:key|value|row|record|primary)|唯一性?约束|唯一索引|(?:主键|键值).{0,6}(?:重复|冲突)",
        "java.sql.SQLException: unique index violated",
        DUPLICATE,
    ),
    Symptom(
        r"(?i)\bnot[- ]null\b|null value .{0,30}not (?:allowed|permitted)|非空约束|不(?:能|允许|可)为?空",
        "java.sql.SQLException: NOT NULL violated",
        NOT_NULL,
    ),
    Symptom(
        r"(?i)(?:multibyte|charset|character set|encoding|utf-?8|byte sequence).{0,40}(?:invalid|unsupported"
        r"|not support|illegal|malformed|unknown)"
        r"|(?:invalid|unsupported|illegal|malformed|partial|incomplete|unknown).{0,30}(?:multibyte|charset"
        r"|character set|encoding|utf-?8|byte sequence)|字符集|(?:配置|设置)的 ?(?:encoding|编码)",
        "java.sql.SQLException: invalid UTF-8 byte",
        ENCODING,
    ),
    Symptom(
        r"(?i)(?:fields?|columns?|values?|schema) (?:number|count|size|length).{0,30}(?:mismatch|not match|differ"
        r"|not equal"
        r"|incorrect|inconsistent)"
        r"|(?:incorrect|wrong|different|mismatched) number of (?:columns|fields|values)"
        r"|(?:fewer|more) (?:target )?(?:columns|values|fields|expressions).{0,80} than|(?:extra"
        r"|missing) data (?:after|for)"
        r"|(?:列|字段|值)的?(?:个?数|数量|总数|数目).{0,20}(?:不匹配|不一致|不相等|不同|不符)|读取的列越界",
        "java.sql.SQLException: wrong number of columns",
        COLUMN_NUMBERS,
    ),
    Symptom(
        r"(?i)\b(?:request|body|message|record|payload|entity|document|upload|transaction|statement|packet|object"
        r"|item)s?\b.{0,40}"
        r"(?:too (?:large|big|long)|exceed\w* .{0,30}(?:size|limit|bytes|capacity))"
        r"|exceed\w* the max\w* (?:allowed )?(?:message |record |request |object )?size|must (?:be )?(?:little"
        r"|less) than",
        "java.io.IOException: message too large",
        TOO_LARGE,
    ),
    Symptom(
        r"(?i)(?:value|string|text|column|field|data|literal|length|key|名?列|字段|值).{0,40}(?:too (?:long|large|big)"
        r"|exceed\w* .{0,30}(?:length|size|width|limit)|length .{0,20}exceed)|length is more than|right truncat"
        r"|字符串截断|被截断"
        r"|长度.{0,6}(?:超|过长)|(?:超过|超出).{0,12}长度|值太长|超长",
        "java.sql.SQLException: value too large",
        TOO_LONG,
    ),
    Symptom(
        r"(?i)\boffset\b.{0,40}(?:out of range|not found|invalid|expired)|\bcursor\b.{0,30}(?:invalid|expired)",
        "java.io.IOException: offset 5 is out of range",
        NO_OFFSET,
    ),
    Symptom(
        r"(?i)\b(?:over|under)-?flow|exceeds? MAXVALUE|(?<!index )(?<!index is )(?<!offset )\bout[ -]of[ -]range|溢出"
        r"|超出.{0,12}范围",
        "java.sql.SQLException: value out of range",
        OUT_OF_RANGE,
    ),
    Symptom(
        rf"(?i){NO_SUCH} (?:column|field|attribute)\b|\b(?:column|field|attribute)s?\b.{{1,100}}{MISSING}"
        r"|could not be bound|resolve column|无效的?列|列名.{0,3}无效|(?:列|字段).{0,60}(?:不存在|未找到|找不到)",
        "java.sql.SQLException: column 'a' cannot be resolved",
        NO_COLUMN,
    ),
    Symptom(
        rf"(?i){NO_SUCH} (?:table|view|relation)\b|\b(?:table|view|relation)s?\b.{{1,120}}{MISSING}"
        r"|resolve table|(?:表|视图).{0,60}(?:不存在|未找到|找不到)|无效的?(?:表|视图)",
        "java.sql.SQLException: table 'a' not found",
        NO_TABLE,
    ),
    Symptom(
        rf"(?i){NO_SUCH} (?:database|schema|catalog|keyspace|tenant)\b"
        rf"|\b(?:database|schema|catalog|keyspace|tenant|DB index)\b.{{1,80}}(?:{MISSING}|out of range)"
        rf"|invalid DB index"
        r"|监听程序.{0,40}无法识别|(?:数据库|模式|实例).{0,60}(?:不存在|未找到|找不到)|无效的?模式",
        "java.sql.SQLException: schema 'a' not found",
        NO_DATABASE,
    ),
    Symptom(
        rf"(?i)\bfunction\b.{{1,120}}(?:{MISSING}|not unique|not registered)|{NO_SUCH} function|syntax error"
        r"|parse ?(?:error|exception)|ambiguous|cannot recognize input|(?:unexpected|mismatched"
        r"|extraneous) (?:token|input|keyword)|must be declared|not an? aggregate"
        r"|no viable alternative|not (?:a |in |an )?GROUP BY|semantic ?(?:error|exception|analysis)"
        r"|invalid (?:identifier|expression|statement|sql)|argument type|arguments? .{0,40}function|must declare"
        r"|multiple commands|unknown system variable|divi(?:sion|ded?) by zero|语法|除数?[为以]?[0零]|无效字符|必须声明"
        r"|\bclause\b",
        "java.sql.SQLException: parse error",
        BAD_SQL,
    ),
    Symptom(
        rf"(?i)\b(?:file|path|directory|folder)\b.{{1,200}}{MISSING}|no such (?:file|path|directory)"
        r"|(?:文件|路径|目录|path).{0,120}不存在",
        "java.io.IOException: path /a not found",
        NO_FILE,
    ),
    Symptom(r"(?i)\balready exists?\b|已经?存在", "java.sql.SQLException: it already exists", EXISTS),
)
"""The first match of the innermost cause is used."""
