"""Rules about types, groups and settings of a job. What rests on our table of pairs, or is inferred, is a warning."""

from collections.abc import Iterator
from typing import Any

from dataworks.language import Text
from dataworks.scripts.findings import NAME_ONCE, NONE_OF, Finding, Findings, quoted
from dataworks.scripts.jobs.enumerations import (
    COUNT,
    CYCLES,
    FLAG,
    JOB_TYPES,
    MIGRATION_TYPES,
    NEEDED_PHASES,
    OTHER_NAMES_OF_SOURCES,
    PHASES,
    RUNTIME_SETTINGS,
    SCHEDULE_PHASE,
    SOURCES,
)
from dataworks.scripts.jobs.pairs import KINDS, kinds_of, sources_of
from dataworks.scripts.jobs.specification import Specification, loaded
from dataworks.scripts.reading import fields, inner, items, rows, text
from dataworks.scripts.rules.realtime import identifier
from dataworks.scripts.spelling import did_you_mean, nearest
from dataworks.scripts.steps import is_hollow, is_variable, number, twice

CONTRADICTS = Text("{} is {}, and MigrationType {} is {}", "{} 是{}，而 MigrationType {} 是{}")
MODES = {"real-time": Text("a real-time job", "实时任务"), "batch": Text("a batch job", "离线任务")}
JOB_TYPE_LIKE = Text("write {}, or leave JobType out", "请写 {}，或去掉 JobType")
NO_PAIR = Text("{} to {} is in no list for {}; to {}: {}", "{} 到 {} 不在{}的列表中；写入 {} 的来源端：{}")
ASK_CONSOLE = Text(
    "the lists may be incomplete: the console shows what is possible", "列表可能不完整，以控制台支持的为准"
)
NO_GROUP = Text("names no resource group", "未指定资源组")
NO_PHASE = Text("has no {}, the group for the {}", "缺少 {}，即{}的资源组")
OF_PHASES = {
    "RealtimeResourceSettings": Text("changes in real time", "实时同步"),
    "OfflineResourceSettings": Text("full load and batch runs", "全量与离线同步"),
    "ScheduleResourceSettings": Text("runs by schedule", "周期调度"),
}
ADD_PHASE = Text('add {}: {{"ResourceGroupIdentifier": ...}}', '请添加 {}：{{"ResourceGroupIdentifier": ...}}')
NO_CYCLE = Text("has no effect on a real-time job", "对实时任务无效")
LEAVE_OUT = Text("leave it out", "请去掉此项")
AGAIN = Text("{} is set twice", "{} 设置了两次")
NO_FLAG = Text("{} must be true or false", "{} 必须是 true 或 false")
NO_COUNT = Text("{} must be a number above 0", "{} 必须是大于 0 的数字")
NO_NAME = Text("names no data source", "未指定数据源")
GIVE_NAME = Text("give its DataSourceName", "请填写 DataSourceName")
HOLDS_LOGIN = Text(
    "sends the connection, perhaps with user name and password, with every request",
    "会随每次请求发送连接信息，其中可能有用户名和密码",
)
USE_NAME = Text(
    "name a data source of the workspace instead: DataSourceName", "请改用工作空间中的数据源：DataSourceName"
)
NO_JSON = Text("holds no JSON object", "不是 JSON 对象")
WRITE_JSON = Text("write it as JSON text", "请写成 JSON 文本")


def types_agree(job: Specification) -> Findings:
    """A job type and a migration type are both of real time, or both of batches."""
    mode = MIGRATION_TYPES.get(job.migration_type, "")
    if not _disagree(job):
        return
    fitting = ", ".join(name for name, other in JOB_TYPES.items() if other == mode)
    message = CONTRADICTS.said(job.job_type, MODES[JOB_TYPES[job.job_type]], job.migration_type, MODES[mode])
    yield Finding("/JobType", "types-disagree", message, JOB_TYPE_LIKE.said(fitting))


def _disagree(job: Specification) -> bool:
    """Whether the types are known, and are of different modes."""
    return len({JOB_TYPES.get(job.job_type), MIGRATION_TYPES.get(job.migration_type)} - {None}) > 1


def known_pair(job: Specification) -> Findings:
    """The source is one of those known for the destination and this kind of job."""
    kinds = kinds_of(job.migration_type, job.job_type)
    known = sources_of(job.destination_type, kinds)
    if known is None or job.source_type not in SOURCES or job.source_type in known or _disagree(job):
        return
    kind = " / ".join(KINDS[each].said() for each in kinds)
    to = job.destination_type
    message = NO_PAIR.said(job.source_type, to, kind, to, ", ".join(known))
    yield Finding("/SourceDataSourceType", "unknown-pair", message, ASK_CONSOLE.said(), "warning")


def groups(job: Specification) -> Findings:
    """Each phase that the migration has needs a resource group, and a group is named by its identifier."""
    given = job.value.get("ResourceSettings")
    if not isinstance(given, dict):
        return
    if not any(name in given for name in PHASES.values()):
        yield Finding("/ResourceSettings", "no-group", NO_GROUP.said(), ADD_PHASE.said(_needed(job)[0]))
        return
    for phase in () if "RequestedCu" in given else _needed(job):  # units beside the phases are of version 2020-05-18
        if phase not in given:
            message = NO_PHASE.said(phase, OF_PHASES[phase])
            yield Finding("/ResourceSettings", "no-group", message, ADD_PHASE.said(phase), "warning")
    for phase in PHASES.values():
        yield from identifier(job.group(phase) or None, f"/ResourceSettings/{phase}/ResourceGroupIdentifier")


def _needed(job: Specification) -> tuple[str, ...]:
    scheduled = any(rule.key.action == "DefineCycleScheduleSettings" for rule in job.rules)
    cycles = scheduled or bool(inner(job.value, "JobSettings", "CycleScheduleSettings"))
    batch = MIGRATION_TYPES.get(job.migration_type) == "batch"
    found = NEEDED_PHASES.get(job.migration_type, ())
    return (*found, *([SCHEDULE_PHASE] if batch and cycles else [])) or (*PHASES.values(),)[:1]


def cycles(job: Specification) -> Findings:
    """Only batches run by schedule."""
    given = inner(job.value, "JobSettings", "CycleScheduleSettings")
    pointer = "/JobSettings/CycleScheduleSettings"
    if not given:
        return
    if MIGRATION_TYPES.get(job.migration_type) == "real-time":
        yield Finding(pointer, "no-schedule", NO_CYCLE.said(), LEAVE_OUT.said(), "warning")
        return
    kind = given.get("CycleMigrationType")
    if isinstance(kind, str) and kind not in CYCLES:
        message = NONE_OF.said(quoted(kind), ", ".join(CYCLES))
        yield Finding(f"{pointer}/CycleMigrationType", "unknown-value", message, did_you_mean(nearest(kind, CYCLES)))


def settings_once(job: Specification) -> Findings:
    """A setting has one value."""
    for name, key in (
        ("DdlHandlingSettings", "Type"),
        ("RuntimeSettings", "Name"),
        ("ColumnDataTypeSettings", "SourceDataType"),
    ):
        names = [text(row.get(key)) for row in rows(inner(job.value, "JobSettings"), name)]
        for again in sorted(twice(names) - {""}):
            message = AGAIN.said(quoted(again))
            yield Finding(f"/JobSettings/{name}", "set-twice", message, NAME_ONCE.said(), "warning")


def runtime_values(job: Specification) -> Findings:
    """The values of known runtime settings have their form; they are not quoted, as no value of a setting is."""
    for place, row in _placed(inner(job.value, "JobSettings").get("RuntimeSettings")):
        form, value = RUNTIME_SETTINGS.get(text(row.get("Name"))), row.get("Value")
        pointer = f"/JobSettings/RuntimeSettings/{place}/Value"
        if not isinstance(value, str) or is_variable(value):
            continue
        if form == FLAG and value.lower() not in {"true", "false"}:
            yield Finding(pointer, "setting-value", NO_FLAG.said(row["Name"]))
        elif form == COUNT and not 0 < (number(value) or 0) < 1e9:
            yield Finding(pointer, "setting-value", NO_COUNT.said(row["Name"]))


def data_sources(job: Specification) -> Findings:
    """A data source is named, once, and its connection is not part of the request."""
    for name in ("SourceDataSourceSettings", "DestinationDataSourceSettings"):
        for place, row in _placed(job.value.get(name)):
            pointer = f"/{name}/{place}"
            connection = fields(row.get("DataSourceProperties")).get("ConnectionProperties")
            if not is_hollow(connection):
                place_of_it = f"{pointer}/DataSourceProperties/ConnectionProperties"
                yield Finding(place_of_it, "connection-sent", HOLDS_LOGIN.said(), USE_NAME.said(), "warning")
            elif not {"DataSourceName", *OTHER_NAMES_OF_SOURCES} & row.keys():
                yield Finding(pointer, "no-data-source", NO_NAME.said(), GIVE_NAME.said())
        for again in sorted(twice([text(row.get("DataSourceName")) for row in rows(job.value, name)]) - {""}):
            yield Finding(f"/{name}", "duplicate-source", AGAIN.said(quoted(again)), NAME_ONCE.said(), "warning")


def channel(job: Specification) -> Findings:
    """The settings of a channel are a JSON object; their values are not quoted."""
    given = inner(job.value, "JobSettings").get("ChannelSettings")
    if not is_hollow(given) and not isinstance(loaded(given), dict):
        pointer = "/JobSettings/ChannelSettings"
        yield Finding(pointer, "channel-settings", NO_JSON.said(), WRITE_JSON.said(), "warning")


def _placed(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    return ((place, fields(row)) for place, row in enumerate(items(value)) if isinstance(row, dict))


IN_ORDER = (types_agree, known_pair, groups, cycles, settings_once, runtime_values, data_sources, channel)
