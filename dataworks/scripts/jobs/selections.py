"""Rules about which tables a job reads, and where they go.

Nothing documents how selection rules work together beyond "several rules select one table", so most of these findings
are warnings. An expression of somebody else is compiled, and never run.
"""

import re

from dataworks.language import Text
from dataworks.scripts.findings import NAME_ONCE, WRITE, Finding, Findings, quoted
from dataworks.scripts.jobs.enumerations import (
    DATA_SOURCE,
    DATABASE,
    EXACT,
    EXCLUDE,
    OBJECT_TYPES,
    REGEX,
    SINGLE_TABLE,
    TABLE,
)
from dataworks.scripts.jobs.job_steps import Source, destination_of, sources
from dataworks.scripts.jobs.patterns import ANY, regular
from dataworks.scripts.jobs.specification import Selection, Selector, Specification
from dataworks.scripts.reading import fields, items, text
from dataworks.scripts.spelling import did_you_mean, nearest

WITH_DATABASES = ("MySQL", "PolarDB")
"""Sources whose tables are in databases, and in no schemas."""

LONGEST = 1_000
"""Characters of a regular expression that is compiled."""

BROKEN = ("unterminated", "missing", "unbalanced", "nothing", "multiple", "min")
"""The first words of messages about faults that are faults in any dialect; which one the service has is not known."""

WILDCARDS = re.compile(r"[\w-]*(?:(?<![.\\])\*[\w-]*)+")
"""Names with stars that follow no dot: they look like patterns of files, not like a regular expression."""

LISTED = re.compile(r"[\w.-]+(?:\s*[,;|\uff0c\uff1b\u3001]\s*[\w.-]+)+")
"""Several names in place of one."""

REGULAR = re.compile(r"^\^|\\[.\w]|\[[^\]]+\]|\([^()]*\|[^()]*\)|\)[*+?]|\.[*+?]|[+?]$")
"""Signs of a regular expression in what is to be a name."""

NEVER = re.compile(r"(?<!\\)\$(?=\w)|(?<=\w)\^")
"""Something after the end of a name, or before its beginning."""

NO_REGEX = Text("is no valid regular expression: {}", "不是有效的正则表达式：{}")
OTHER_DIALECT = Text(
    "was not checked: it has what not every dialect of regular expressions knows ({})",
    "未检查：含有并非所有正则表达式方言都支持的写法（{}）",
)
DOTTED = Text("in a regular expression, any characters are .*", "在正则表达式中，任意字符写作 .*")
TOO_LONG = Text("is longer than {} characters, and was not checked", "超过 {} 个字符，未检查")
LIKE_FILES = Text("* repeats the character before it in a regular expression", "在正则表达式中，* 表示重复前一个字符")
MATCHES_NOTHING = Text("matches no name: {} is not at the end of the expression", "不匹配任何名称：{} 的位置不对")
PLACES = Text("^ belongs to the beginning, $ to the end", "^ 应在开头，$ 应在结尾")
STAR_IS_NAME = Text("is taken as a name: ExpressionType Exact knows no patterns", "会被当作名称：Exact 不支持通配符")
LIST_IS_NAME = Text("is taken as one name", "会被当作一个名称")
USE_REGEX = Text("write ExpressionType Regex and Expression {}", "请写 ExpressionType Regex，Expression {}")
SPACES = Text("begins or ends with a space", "以空格开头或结尾")
HAS_DATABASE = Text("repeats the database in the name of a table", "在表名中重复写了数据库名")
NOTHING_SELECTED = Text(
    "selects nothing: it has no rule with Action Include", "未选择任何对象：没有 Action 为 Include 的规则"
)
INCLUDE_FIRST = Text("add what it is to include", "请添加要包含的对象")
ALL_EXCLUDED = Text("excludes everything that it includes: {}", "排除了其包含的全部内容：{}")
NARROWER = Text("exclude less", "请缩小排除范围")
NO_TABLE = Text("has no rule about tables", "没有针对表的规则")
ALL_TABLES = Text(
    'for all tables, add {"ObjectType": "Table", "ExpressionType": "Regex", "Expression": ".*"}',
    '如需全部表，请添加 {"ObjectType": "Table", "ExpressionType": "Regex", "Expression": ".*"}',
)
TWO_NAMES = Text(
    "includes {} and {} at once; all rules of a mapping hold together", "同时包含 {} 和 {}；一个映射的全部规则同时生效"
)
MAPPING_EACH = Text("write a mapping for each", "请为每一个分别写映射")
NO_DATABASE = Text("names no database of its tables", "未指明表所在的数据库")
NAME_DATABASE = Text("add a rule with ObjectType Database", "请添加 ObjectType 为 Database 的规则")
OTHER_SOURCE = Text("{} is none of the job's data sources: {}", "{} 不是任务的数据源：{}")
WHICH_SOURCE = Text("does not say which data source; the job has {}", "未说明数据源；任务有 {} 个")
NAME_SOURCE = Text("add a rule with ObjectType Datasource", "请添加 ObjectType 为 Datasource 的规则")
SAME_TABLE = Text("selects {}, as {} does", "选择了 {}，与 {} 相同")
SAME_DESTINATION = Text("writes to {}, as {} does", "写入 {}，与 {} 相同")
ONE_DESTINATION = Text("writes all tables that match to {}", "将匹配的全部表写入 {}")
DISTINCT = Text(
    "unless they are to be merged: use ${srcDatabaseName} or ${srcTableName} in the rule that renames",
    "如非有意合并：请在重命名规则中使用 ${srcDatabaseName} 或 ${srcTableName}",
)
ONE_TABLE = Text("has {} mappings, and its JobType is for one table", "有 {} 个映射，而其 JobType 只用于单表")
OTHER_TYPE = Text("write DatabaseRealtimeMigration", "请写 DatabaseRealtimeMigration")


def expressions(job: Specification) -> Findings:
    """Names and regular expressions that can match."""
    checked = dict[tuple[str, str], list[Finding]]()
    for mapping in job.mappings:
        for place, row in enumerate(map(fields, items(mapping.value.get("SourceObjectSelectionRules")))):
            given = text(row.get("Expression"))
            kind = text(row.get("ExpressionType")) or EXACT
            found = checked.setdefault((kind, given), [*_expression(kind, given)])
            pointer = f"{mapping.pointer}/SourceObjectSelectionRules/{place}/Expression"
            yield from (Finding(pointer, each.rule, each.message, each.suggestion, each.severity) for each in found)


def _expression(kind: str, given: str) -> Findings:
    if given and given != given.strip() and given.strip():
        yield Finding("", "spaces", SPACES.said(), WRITE.said(quoted(given.strip())), "warning")
    elif kind == EXACT and LISTED.fullmatch(given):
        yield Finding("", "list-as-name", LIST_IS_NAME.said(), MAPPING_EACH.said(), "warning")
    elif kind == EXACT and ("*" in given or REGULAR.search(given)):
        expression = given if REGULAR.search(given) else regular(given)
        suggestion = USE_REGEX.said(quoted(expression))
        yield Finding("", "pattern-as-name", STAR_IS_NAME.said(), suggestion, "warning")
    elif kind == REGEX and given:
        yield from _regular(given)


def _regular(given: str) -> Findings:
    if len(given) > LONGEST:
        yield Finding("", "regex", TOO_LONG.said(f"{LONGEST:,}"), None, "warning")
        return
    fault = _fault(given)
    if fault is not None and (fault.startswith(BROKEN) or fault.endswith("pattern)")):
        yield Finding("", "regex", NO_REGEX.said(fault), DOTTED.said())
    elif fault is not None:
        yield Finding("", "regex", OTHER_DIALECT.said(fault), None, "warning")
    elif WILDCARDS.fullmatch(given):
        yield Finding("", "wildcard", LIKE_FILES.said(), WRITE.said(quoted(regular(given))), "warning")
    elif found := NEVER.search(given):
        yield Finding("", "matches-nothing", MATCHES_NOTHING.said(found[0]), PLACES.said(), "warning")


def _fault(expression: str) -> str | None:
    """Why a regular expression can't be compiled; ``None`` if it can."""
    try:
        re.compile(expression)
    except re.error as error:
        return error.msg
    except (RecursionError, OverflowError) as error:
        return str(error)
    return None


def selected(job: Specification) -> Findings:
    """A mapping selects something: it includes it, and does not exclude it again."""
    for mapping in job.mappings:
        if not mapping.selectors:
            continue
        if all(each.action == EXCLUDE for each in mapping.selectors):
            yield Finding(mapping.pointer, "nothing-selected", NOTHING_SELECTED.said(), INCLUDE_FIRST.said())
            continue
        for object_type in OBJECT_TYPES:
            included, left_out = mapping.of(object_type), mapping.of(object_type, EXCLUDE)
            cover = next((each for each in left_out if _covers(each, included)), None)
            if cover:
                message = ALL_EXCLUDED.said(f"{object_type} {quoted(cover.expression)}")
                yield Finding(mapping.pointer, "nothing-selected", message, NARROWER.said())
        if not any(each.object_type == TABLE for each in mapping.selectors) and _types_known(mapping):
            yield Finding(mapping.pointer, "no-table", NO_TABLE.said(), ALL_TABLES.said(), "warning")


def _covers(left_out: Selector, included: list[Selector]) -> bool:
    """Whether an exclusion leaves nothing: it matches any name, or says the same as what is included."""
    everything = left_out.expression_type == REGEX and left_out.expression in (ANY, f"^{ANY}$", ".+", "^.+$")
    same = [each for each in included if each[2:] == left_out[2:]]
    return everything or (bool(included) and len(same) == len(included))


def _types_known(mapping: Selection) -> bool:
    return all(each.object_type in OBJECT_TYPES for each in mapping.selectors)


def one_name(job: Specification) -> Findings:
    """The rules of a mapping hold together, so that two names of one type match nothing."""
    for mapping in job.mappings:
        for object_type in OBJECT_TYPES:
            names = list(dict.fromkeys(each.expression for each in mapping.of(object_type) if each.names))
            if len(names) > 1:
                message = TWO_NAMES.said(*map(quoted, names[:2]))
                yield Finding(mapping.pointer, "matches-nothing", message, MAPPING_EACH.said(), "warning")


def table_names(job: Specification) -> Findings:
    """A table is named without its database, which has a rule of its own."""
    for mapping in job.mappings:
        databases = {each.expression for each in mapping.of(DATABASE) if each.names}
        for each in mapping.of(TABLE):
            database, dot, name = each.expression.partition(".")
            if each.names and dot and database in databases and "*" not in name:
                yield Finding(
                    mapping.pointer, "database-in-name", HAS_DATABASE.said(), WRITE.said(quoted(name)), "warning"
                )


def databases(job: Specification) -> Findings:
    """A table of a source with databases is selected in one; nothing else was seen to work."""
    if job.source_type not in WITH_DATABASES:
        return
    for mapping in job.mappings:
        if mapping.of(TABLE) and not any(each.object_type == DATABASE for each in mapping.selectors):
            yield Finding(mapping.pointer, "no-database", NO_DATABASE.said(), NAME_DATABASE.said(), "warning")


def data_sources(job: Specification) -> Findings:
    """A mapping selects from one of the job's data sources, and says from which if there are several."""
    for mapping in job.mappings:
        named = [each for each in mapping.of(DATA_SOURCE) if each.names]
        for each in named:
            if job.sources and each.expression not in job.sources:
                message = OTHER_SOURCE.said(quoted(each.expression), ", ".join(map(quoted, job.sources[:5])))
                suggestion = did_you_mean(nearest(each.expression, job.sources))
                yield Finding(mapping.pointer, "unknown-source", message, suggestion)
        if not mapping.of(DATA_SOURCE) and len(set(job.sources)) > 1 and mapping.selectors:
            message = WHICH_SOURCE.said(len(job.sources))
            yield Finding(mapping.pointer, "which-source", message, NAME_SOURCE.said(), "warning")


def tables_once(job: Specification) -> Findings:
    """A table is selected once."""
    seen = dict[Source, str]()
    for source, mapping in sources(job):
        if source.enabled and source.table and seen.get(source, mapping.pointer) != mapping.pointer:
            message = SAME_TABLE.said(quoted(_name(source)), seen[source])
            yield Finding(mapping.pointer, "duplicate-table", message, NAME_ONCE.said(), "warning")
        seen.setdefault(source, mapping.pointer)


def destinations_once(job: Specification) -> Findings:
    """Two tables are not written to one destination by accident; merging tables is possible."""
    seen = dict[str, tuple[Source, str]]()
    for source, mapping in sources(job):
        if not source.enabled or not source.table:
            continue
        destination = destination_of(job, source, mapping)
        other, pointer = seen.setdefault(destination, (source, mapping.pointer))
        if pointer != mapping.pointer and other != source and not _is_pattern(destination):
            message = SAME_DESTINATION.said(quoted(destination), pointer)
            yield Finding(mapping.pointer, "same-destination", message, DISTINCT.said(), "warning")
        elif _is_pattern(source.table) and not _is_pattern(destination):
            message = ONE_DESTINATION.said(quoted(destination))
            yield Finding(mapping.pointer, "same-destination", message, DISTINCT.said(), "warning")


def one_table(job: Specification) -> Findings:
    """A job for one table has one mapping."""
    if job.job_type == SINGLE_TABLE and len(job.mappings) > 1:
        message = ONE_TABLE.said(len(job.mappings))
        yield Finding("/TableMappings", "one-table", message, OTHER_TYPE.said(), "warning")


def _is_pattern(name: str) -> bool:
    return "*" in name or "/" in name


def _name(source: Source) -> str:
    return f"{source.database}.{source.table}" if source.database else source.table


IN_ORDER = (
    expressions,
    selected,
    one_name,
    table_names,
    databases,
    data_sources,
    tables_once,
    destinations_once,
    one_table,
)
