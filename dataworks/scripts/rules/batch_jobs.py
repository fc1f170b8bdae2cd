"""Rules for batch jobs: columns, queries, speed and limits."""

import re
from typing import Any

from dataworks.language import Text
from dataworks.scripts.findings import (
    EMPTY,
    NAME_COLUMNS,
    NAME_ONCE,
    NO_LIST,
    TWICE,
    WRITE,
    Finding,
    Findings,
    Severity,
    at,
    quoted,
)
from dataworks.scripts.partitions import fault_of
from dataworks.scripts.reading import fields, items, text
from dataworks.scripts.rules import datax, parameters, step_types, steps, values
from dataworks.scripts.rules.step_types import parameters_of, severity_for
from dataworks.scripts.settings import filter_fault
from dataworks.scripts.spelling import did_you_mean, folded, nearest
from dataworks.scripts.steps import Script, Step, is_variable, number, twice

SPEED = "/setting/speed"
MOST_CONCURRENT = 32
DISTRIBUTED = 8
"""The least concurrency with which a job may be spread over several machines."""

ONE_KEY = Text("must be one column, not {}", "必须是一列，不能是 {}")

NOT_BY_POSITION = frozenset(
    {"ots", "Tablestore Stream", "otsstream", "hbase", "lindorm", "gdb", "tsdb", "redis", "ocs", "restapi", "stream"}
)
"""Stores whose keys, or labels, are not among the columns: both sides need not have as many."""

JVM_OPTION = re.compile(r"-X(ms|mx)(\d+)([kmg])$", re.IGNORECASE)
KAFKA_ENDS = (("begin", "${startTime}"), ("end", "${endTime}"))
TIME = re.compile(r"\d{14}$")


COLUMN_COUNT = Text(
    "has {} columns, the reader has {}; they go by position", "有 {} 列，而 reader 有 {} 列；列按位置一一对应"
)
AS_MANY = Text("name as many on both sides", "请使两端的列数相同")
STAR = Text("takes the columns as they happen to be", "会按表当时的结构取所有列")
IGNORED_WHERE = Text("is ignored, because there is a querySql", "已配置 querySql，此项会被忽略")
LEAVE_ONE_OUT = Text("leave one of them out", "请去掉其中一项")
NO_SPLIT = Text(
    "without splitPk a single thread reads, at any concurrency", "未配置 splitPk 时，无论并发数是多少，都只用单线程读取"
)
NAME_KEY = Text("name an integer key column", "请填写一个整数类型的主键列")
SPLIT_FACTOR = Text("must be from 1 to 100, not {}", "必须在 1 到 100 之间，不能是 {}")
LIMIT_IN_WHERE = Text("must be a condition without LIMIT", "必须是不含 LIMIT 的过滤条件")
BY_COLUMN = Text("filter by a column", "请按列过滤")
MEMORY = Text("above 2048 rows the job may run out of memory", "超过 2048 行时，任务可能内存不足")
WRITE_2048 = Text("write 2048", "请写 2048")
EXAMPLE_PARTITION = Text('write "pt=${bizdate}", for example', '例如写 "pt=${bizdate}"')
NEEDS_TIME = Text("{}Type specific needs {}", "{}Type 为 specific 时需要 {}")
WRITE_TIME = Text('write "{}": "{}"', '请写 "{}": "{}"')
NO_TIME = Text("{} is not yyyyMMddHHmmss", "{} 不是 yyyyMMddHHmmss 格式的时间")
DIGITS = Text("write 14 digits, or a variable", "请写 14 位数字，或写变量")
BY_PREFIX = Text("deletes every object whose name begins like this one", "会删除名称以此为前缀的所有 Object")
KEEP_OBJECTS = Text("use nonConflict or append to keep them", "如需保留，请使用 nonConflict 或 append")
PARQUET_NEEDS = Text("parquet needs {}", "parquet 需要 {}")
CONCURRENCY = Text("must be a whole number from 1 to {}, not {}", "必须是 1 到 {} 的整数，不能是 {}")
WRITE_3 = Text("write 3, the default", "请写默认值 3")
NO_RATE = Text("throttle is true, but there is no mbps", "throttle 为 true，但未配置 mbps")
ADD_RATE = Text('add "mbps": 10', '请添加 "mbps": 10')
ABOVE_0 = Text("must be a number above 0, not {}", "必须是大于 0 的数，不能是 {}")
IGNORED_RATE = Text("is ignored unless throttle is true", "throttle 不为 true 时，此项会被忽略")
SET_THROTTLE = Text('write "throttle": true', '请写 "throttle": true')
ROW_COUNT = Text("must be a count of rows, or empty for any number, not {}", "必须是行数（留空表示不限），不能是 {}")
ALLOW_NONE = Text('write "0" to allow none', '如不允许脏数据，请写 "0"')
NEEDS_CONCURRENCY = Text("distribute needs a concurrency of at least {}", "distribute 需要并发数至少为 {}")
WRITE_CONCURRENT = Text('write "concurrent": {}', '请写 "concurrent": {}')
NO_MODE = Text("{} is neither null nor distribute", "{} 既不是 null，也不是 distribute")
NO_OPTION = Text("{} is no option of the Java machine", "{} 不是 JVM 参数")
WRITE_OPTION = Text('write "-Xms1024m -Xmx1024m"', '请写 "-Xms1024m -Xmx1024m"')
XMS_ABOVE_XMX = Text("begins with more memory (-Xms) than it may have (-Xmx)", "初始内存（-Xms）大于最大内存（-Xmx）")
XMS_DOWN = Text("make -Xms no larger than -Xmx", "请使 -Xms 不大于 -Xmx")


def same_number_of_columns(script: Script) -> Findings:
    """Columns go by position: the first read is the first written, unless a step between changes them."""
    reader, writer = script.only("reader"), script.only("writer")
    if reader is None or writer is None or {reader.step_type, writer.step_type} & NOT_BY_POSITION:
        return
    elsewhere = {"columnMapping", "hivePartitionColumn"} & (reader.given | writer.given)
    queried = "querysql" in map(folded, reader.said)  # a misspelt query is a finding of its own
    if queried or elsewhere or any(map(script.of_category, steps.TRANSFORMING)):
        return
    left, right = reader.parameter.get("column"), writer.parameter.get("column")
    explicit = isinstance(left, list) and isinstance(right, list) and "*" not in left and "*" not in right
    if explicit and left and right and len(items(left)) != len(items(right)):
        message = COLUMN_COUNT.said(len(items(right)), len(items(left)))
        severity: Severity = "error" if severity_for(reader) == severity_for(writer) == "error" else "warning"
        yield Finding(f"{writer.inside}/column", "column-count", message, AS_MANY.said(), severity)


def explicit_columns(script: Script) -> Findings:
    """A star breaks when a column is added."""
    for step in script.steps:
        column = step.parameter.get("column")
        pointer = f"{step.inside}/column"
        if column == [] or (isinstance(column, str) and not column.strip()):
            if not step.queried:
                yield Finding(pointer, "no-columns", EMPTY.said(), NAME_COLUMNS.said(), severity_for(step))
        elif (column == "*" or "*" in items(column)) and not _has_objects(step):
            message = STAR.said()
            yield Finding(pointer, "star-column", message, NAME_COLUMNS.said(), "warning")
        elif isinstance(column, str) and column != "*" and not column.lstrip().startswith(("[", "{", "${")):
            names = [name.strip() for name in column.split(",")]
            yield Finding(pointer, "wrong-type", NO_LIST.said(quoted(column)), WRITE.said(quoted(names)))


def columns_once(script: Script) -> Findings:
    """A column is written once."""
    for step in script.of_category("writer"):
        names = [name for name in items(step.parameter.get("column")) if isinstance(name, str)]
        again = sorted(twice(names) - {"*"})
        if again:
            message = TWICE.said(", ".join(map(quoted, again[:3])))
            yield Finding(f"{step.inside}/column", "duplicate-column", message, NAME_ONCE.said(), "warning")


def query_stands_alone(script: Script) -> Findings:
    """A reader with a query ignores the filter. It ignores the columns too, which the console writes nevertheless."""
    for step in script.of_category("reader"):
        if step.queried and step.parameter.get("where"):
            message = IGNORED_WHERE.said()
            yield Finding(at(step.inside, "where"), "query-stands-alone", message, LEAVE_ONE_OUT.said(), "warning")


def split_key(script: Script) -> Findings:
    """MySQL is read by a single thread unless an integer key says how to split the table."""
    concurrent = number(script.setting("setting", "speed", "concurrent"))
    for step in script.of_category("reader"):
        alone = step.parameter and not step.parameter.get("splitPk") and not step.queried
        if step.step_type == "mysql" and concurrent is not None and concurrent > 1 and alone:
            message = NO_SPLIT.said()
            yield Finding(step.inside, "no-split-key", message, NAME_KEY.said(), "warning")
        key = text(step.parameter.get("splitPk"))
        if "," in key:
            yield Finding(f"{step.inside}/splitPk", "split-key", ONE_KEY.said(quoted(key)), None)
        factor = step.parameter.get("splitFactor")
        wrong = factor is not None and not is_variable(factor) and not _between(factor, 1, 100)
        if step.step_type == "mysql" and wrong:
            message = SPLIT_FACTOR.said(quoted(factor))
            yield Finding(f"{step.inside}/splitFactor", "split-factor", message)


def where_is_condition(script: Script) -> Findings:
    """A filter is a condition; splitting a table makes a LIMIT count in each part."""
    for step in script.of_category("reader"):
        fault = filter_fault(text(step.parameter.get("where")))
        if fault:
            yield Finding(f"{step.inside}/where", "where-is-no-condition", fault, None)
        if re.search(r"\blimit\s+\d", text(step.parameter.get("where")), re.IGNORECASE):
            message = LIMIT_IN_WHERE.said()
            yield Finding(f"{step.inside}/where", "limit-in-where", message, BY_COLUMN.said(), "warning")


def fetch_size(script: Script) -> Findings:
    """Large batches of rows exhaust the memory."""
    for step in script.of_category("reader"):
        size = number(step.parameter.get("fetchSize"))
        if size is not None and size > 2048:
            message = MEMORY.said()
            yield Finding(f"{step.inside}/fetchSize", "fetch-size", message, WRITE_2048.said(), "warning")


def writer_partition(script: Script) -> Findings:
    """MaxCompute is written to one partition: no wildcards, no dynamic partitions."""
    for step in script.of_category("writer"):
        partition = text(step.parameter.get("partition"))
        fault = fault_of(partition) if step.step_type == "odps" and partition else ""
        if fault:
            message = f"{quoted(partition)} {fault}"
            yield Finding(f"{step.inside}/partition", "writer-partition", message, EXAMPLE_PARTITION.said())


def kafka_times(script: Script) -> Findings:
    """A Kafka reader that begins or ends at a time needs that time, as yyyyMMddHHmmss."""
    for step in script.of_category("reader"):
        for end, example in KAFKA_ENDS if step.step_type == "kafka" else ():
            name, value = f"{end}DateTime", step.parameter.get(f"{end}DateTime")
            others = (f"{end}Offset", f"{end}TimestampMillis")
            if value is None and step.parameter.get(f"{end}Type") == "specific":
                if not any(other in step.parameter for other in others):
                    message = NEEDS_TIME.said(end, name)
                    yield Finding(step.inside, "kafka-time", message, WRITE_TIME.said(name, example), "warning")
            elif value is not None and not is_variable(value) and not TIME.match(str(value)):
                message = NO_TIME.said(quoted(value))
                yield Finding(at(step.inside, name), "kafka-time", message, DIGITS.said())


def oss_writer(script: Script) -> Findings:
    """Truncating deletes by prefix; Parquet files need a schema."""
    for step in script.of_category("writer"):
        if step.step_type != "oss":
            continue
        if step.parameter.get("writeMode") == "truncate":
            message = BY_PREFIX.said()
            suggestion = KEEP_OBJECTS.said()
            yield Finding(f"{step.inside}/writeMode", "truncates-by-prefix", message, suggestion, "warning")
        if step.parameter.get("fileFormat") == "parquet":
            lacking = [name for name in ("path", "fileName", "parquetSchema") if name not in step.parameter]
            if lacking:
                message = PARQUET_NEEDS.said(", ".join(lacking))
                yield Finding(step.inside, "parquet-parameters", message, None, "warning")


def concurrency(script: Script) -> Findings:
    """From 1 to 32 at a time, as the vendor says; more is not known to be refused."""
    value = script.setting("setting", "speed", "concurrent")
    if value is not None and not is_variable(value) and not _between(value, 1, MOST_CONCURRENT):
        severity: Severity = "warning" if _between(value, 1, 10**6) else "error"
        message = CONCURRENCY.said(MOST_CONCURRENT, quoted(value))
        yield Finding(f"{SPEED}/concurrent", "concurrency", message, WRITE_3.said(), severity)


def throttle(script: Script) -> Findings:
    """Throttling needs a rate."""
    speed = fields(script.setting("setting", "speed"))
    on, rate = str(speed.get("throttle")).lower() == "true", speed.get("mbps")
    if on and rate is None:
        message = NO_RATE.said()
        yield Finding(SPEED, "throttle-needs-mbps", message, ADD_RATE.said(), "warning")
    elif rate is not None and not is_variable(rate) and not (number(rate) or 0) > 0:
        yield Finding(f"{SPEED}/mbps", "mbps", ABOVE_0.said(quoted(rate)))
    elif rate is not None and not on:
        message = IGNORED_RATE.said()
        yield Finding(f"{SPEED}/mbps", "mbps-without-throttle", message, SET_THROTTLE.said(), "warning")


def error_limit(script: Script) -> Findings:
    """How many rows may be refused: a count, or empty for any number."""
    record = script.setting("setting", "errorLimit", "record")
    if record not in (None, "") and not is_variable(record) and not _between(record, 0, 10**18):
        message = ROW_COUNT.said(quoted(record))
        yield Finding("/setting/errorLimit/record", "error-limit", message, ALLOW_NONE.said())


def execute_mode(script: Script) -> Findings:
    """On one machine, or on several."""
    mode = script.setting("setting", "executeMode")
    pointer = "/setting/executeMode"
    if mode == "distribute":
        given = script.setting("setting", "speed", "concurrent")
        if not is_variable(given) and (number(given) or 0) < DISTRIBUTED:
            message = NEEDS_CONCURRENCY.said(DISTRIBUTED)
            suggestion = WRITE_CONCURRENT.said(DISTRIBUTED)
            yield Finding(pointer, "distribute-needs-concurrency", message, suggestion, "warning")
    elif mode not in (None, "", "null") and not is_variable(mode):
        meant = nearest(text(mode), ("distribute",), 0.6)
        message = NO_MODE.said(quoted(mode))
        yield Finding(pointer, "execute-mode", message, did_you_mean(meant), "error" if meant else "warning")


def jvm_option(script: Script) -> Findings:
    """Two sizes of memory, the first no larger than the second."""
    sizes = dict[str, int]()
    for option in text(script.setting("setting", "jvmOption")).split():
        match = JVM_OPTION.match(option)
        if is_variable(option):
            return
        if match:
            sizes[match[1].lower()] = int(match[2][:12]) << {"k": 10, "m": 20, "g": 30}[match[3].lower()]
        elif option.startswith("-Xm") or not option.startswith("-"):
            message = NO_OPTION.said(quoted(option))
            yield Finding("/setting/jvmOption", "jvm-option", message, WRITE_OPTION.said(), "warning")
            return
    if len(sizes) == 2 and sizes["ms"] > sizes["mx"]:
        message = XMS_ABOVE_XMX.said()
        yield Finding("/setting/jvmOption", "jvm-option", message, XMS_DOWN.said(), "warning")


def _has_objects(step: Step) -> bool:
    """Whether its columns are objects, so that a star means: everything, as text."""
    column = parameters_of(step).get("column")
    return column is not None and not isinstance(column.each, str | None)


def _between(value: Any, least: float, most: float) -> bool:
    found = number(value)
    return found is not None and found == found // 1 and least <= found <= most


IN_ORDER = (
    datax.datax_shape,
    *steps.IN_ORDER,
    steps.sources_are_selected_once,
    *step_types.IN_ORDER,
    *parameters.IN_ORDER,
    *values.IN_ORDER,
    same_number_of_columns,
    explicit_columns,
    columns_once,
    query_stands_alone,
    split_key,
    where_is_condition,
    fetch_size,
    writer_partition,
    kafka_times,
    oss_writer,
    concurrency,
    throttle,
    error_limit,
    execute_mode,
    jvm_option,
)
