"""Rules for the parameters of the steps of a batch job: what is needed, what is known, which values are known."""

from dataworks.language import Text
from dataworks.scripts.findings import LIST_AS_TEXT, NO_QUOTES, NONE_OF, Finding, Findings, Severity, at, quoted
from dataworks.scripts.rules.step_types import also_known, ends, parameters_of, severity_for, title
from dataworks.scripts.spelling import did_you_mean, folded, nearest
from dataworks.scripts.step_types import CLOSE
from dataworks.scripts.steps import Script, Step, is_hollow, is_variable, number

ALWAYS_KNOWN = frozenset(
    {"datasource", "datasourceType", "envType", "connection", "column", "tableComment", "guid", "indexes"}
)
"""Parameters that the console writes into any step."""

NAMING = frozenset({"datasource", "table", "topic", "collectionName", "logstore", "index"})
"""Parameters that say what is read or written: an empty one is as good as none."""

QUERY_REPLACES = ("table", "column", "where", "splitPk")
"""Parameters that a reader with a query ignores."""

IN_A_CONNECTION = (
    *("datasource", "table", "querySql", "jdbcUrl", "datasourceType"),
    *("selectedTables", "selectedDatabase"),
)
"""The keys of a connection."""

INSTEAD = {
    "querySql": QUERY_REPLACES,
    "connection": ("datasource", "table"),
    "path": ("object",),
    "object": ("path",),
}
"""Parameters, and those that are not needed beside them."""

ADDRESSES = frozenset({"jdbcUrl", "server", "endpoint", "endPoint", "host", "accessId", "accessKeyId"})
"""Parameters that say where the data is in place of a data source, which newer workspaces want."""

CONFIGURATIONS = frozenset({"hbaseConfig", "queryServerAddress", "defaultFS", "configuration", "url", "loadUrl"})
"""The same where the vendor's pages name no data source."""

IN_THE_DATA_SOURCE = (
    ADDRESSES
    | CONFIGURATIONS
    | frozenset(
        {
            *("accessKey", "accessKeySecret", "Access", "username", "password", "port", "domainName"),
            *("sdkDataAddress", "project", "instanceName", "instanceId", "regionId", "appName", "Database"),
            *("Connection", "hiveConfig", "checkSlave", "masterSlave", "guid", "onsChannel", "labels"),
        }
    )
)
"""How to reach the data: needed in the step only where no data source is named (our judgement)."""

SECRETS = ("password", "accessKey", "accessKeySecret", "apiKey")

CHOICES: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    ("mysql", "writer"): {"writeMode": ("insert", "update", "replace"), "nullMode": ("writeNull", "skipNull")},
    ("odps", "writer"): {"overLengthRule": ("truncate", "keepOn", "setNull")},
    ("holo", "writer"): {"conflictMode": ("ignore", "replace", "update"), "writeMode": ("insert", "sdk")},
    ("kafka", "reader"): {"beginType": ("specific", "earliest", "current"), "endType": ("specific", "latest")},
    ("kafka", "writer"): {"writeMode": ("json", "text")},
    ("oss", "reader"): {"fileFormat": ("csv", "text", "parquet", "orc", "jsonl", "binary")},
    ("oss", "writer"): {"writeMode": ("truncate", "append", "nonConflict")},
    ("postgresql", "writer"): {"writeMode": ("insert", "copy")},
}
"""Values that are known, by step type and category."""


EMPTY_STEP = Text("is empty: the {} needs {}", "为空：{} 需要 {}")
TEMPLATE = Text("fill in the template", "请填写模板")
NEEDS = Text("the {} needs {}", "{} 需要 {}")
ADDRESSED = Text(
    "reaches its data by {}; newer workspaces want a data source", "通过 {} 访问数据；新的工作空间要求使用数据源"
)
NAME_SOURCE = Text('name it: "datasource": ...', '请指定数据源："datasource": ...')
EMPTY_PARAMETER = Text("is empty; the {} needs it", "为空；{} 需要此参数")
UNKNOWN = Text("unknown parameter", "未知参数")
NOT_KNOWN = Text("not among the known parameters of the {}", "不在 {} 的已知参数中")
SECRET = Text("is a secret that everybody can read who may read the task", "是敏感信息，凡能查看任务的人都能看到")
KEEP_SECRET = Text("keep it in the data source and name that", "请将其保存在数据源中，并指定该数据源")
MONGODB = Text("MongoDB is burdened by more than one at a time", "并发数大于 1 会给 MongoDB 带来负担")
WRITE_1 = Text("write 1", "请写 1")


def parameters_given(script: Script) -> Findings:
    """What a step needs is there; what has a default may be left out."""
    for step in ends(script):
        lacking = _missing(step)
        if step.whole and not step.parameter and lacking:
            message = EMPTY_STEP.said(title(step), ", ".join(map(quoted, lacking)))
            yield Finding(step.inside, "empty-step", message, TEMPLATE.said(), severity_for(step))
            continue
        misspelt = _misspelt(step).values() if lacking else ()
        explained = {name for meant in misspelt for name in (meant, *INSTEAD.get(meant, ()))}
        for name in lacking if step.whole else ():
            if name not in explained:
                message = NEEDS.said(title(step), quoted(name))
                yield Finding(step.inside, "missing-parameter", message, None, _weight(step, name))


def data_source_named(script: Script) -> Findings:
    """A step that reaches its data by an address works in older workspaces."""
    for step in ends(script):
        found = sorted(ADDRESSES & step.given)
        if found and "datasource" not in step.given:
            message = ADDRESSED.said(found[0])
            yield Finding(step.inside, "no-data-source", message, NAME_SOURCE.said(), "warning")


def parameters_filled(script: Script) -> Findings:
    """What a step needs says something; empty columns have a separate rule."""
    for step in ends(script):
        for name, parameter in parameters_of(step).items():
            needed = parameter.required is True and parameter.default is None and name != "column"
            empty = step.parameter.get(name) is not None and is_hollow(step.parameter[name])
            if needed and empty and not _elsewhere(step, name):
                severity = _weight(step, name) if name in NAMING else "warning"
                message = EMPTY_PARAMETER.said(title(step))
                yield Finding(at(step.inside, name), "empty-parameter", message, None, severity)


def parameters_known(script: Script) -> Findings:
    """A parameter that the table lacks is a warning; one that stands for a needed one is the cause of its absence."""
    for step in ends(script):
        lacking, misspelt = set(_missing(step)), _misspelt(step)
        for pointer in (*(at(step.inside, name) for name in _strange(step)), *_misspelt_in_connections(step)):
            meant = misspelt.get(pointer, "")
            if lacking & {meant, *INSTEAD.get(meant, ())}:
                severity = severity_for(step)
                yield Finding(pointer, "misspelt-parameter", UNKNOWN.said(), did_you_mean(meant), severity)
            else:
                message = NOT_KNOWN.said(title(step))
                yield Finding(pointer, "unknown-parameter", message, did_you_mean(meant or None), "warning")


def parameters_are_objects_once(script: Script) -> Findings:
    """A list or an object in a parameter is JSON, not text that holds JSON."""
    for step in ends(script):
        for name in ("connection", "column"):
            value = step.parameter.get(name)
            if isinstance(value, str) and value.lstrip().startswith(("[", "{")):
                message = LIST_AS_TEXT.said()
                yield Finding(at(step.inside, name), "object-as-text", message, NO_QUOTES.said())


def choices(script: Script) -> Findings:
    """A value that resembles a known one is misspelt."""
    for step in ends(script):
        for name, values in CHOICES.get((step.step_type, step.category), {}).items():
            value = step.parameter.get(name)
            if not isinstance(value, str) or value in ("", *values) or is_variable(value):
                continue
            meant = nearest(value, values, CLOSE)
            message = NONE_OF.said(quoted(value), ", ".join(values))
            severe = meant is not None and folded(meant) != folded(value)
            pointer = at(step.inside, name)
            yield Finding(pointer, "unknown-choice", message, did_you_mean(meant), "error" if severe else "warning")


def secrets(script: Script) -> Findings:
    """Keys and passwords belong to the data source: who may read a task may read its script."""
    for step in ends(script):
        for name in SECRETS:
            if step.parameter.get(name) and not is_variable(step.parameter[name]):
                message = SECRET.said()
                suggestion = KEEP_SECRET.said()
                yield Finding(at(step.inside, name), "secret-in-script", message, suggestion, "warning")


def mongodb_concurrency(script: Script) -> Findings:
    """MongoDB allows one reader or writer at a time."""
    concurrent = number(script.setting("setting", "speed", "concurrent"))
    if concurrent is not None and concurrent >= 2 and any(step.step_type == "mongodb" for step in ends(script)):
        message = MONGODB.said()
        yield Finding("/setting/speed/concurrent", "mongodb-concurrency", message, WRITE_1.said(), "warning")


def _missing(step: Step) -> list[str]:
    """The parameters that a step needs, and neither has nor has anything in place of."""
    return [
        name
        for name, parameter in parameters_of(step).items()
        if parameter.required is True
        and parameter.default is None
        and step.parameter.get(name) is None
        and not _elsewhere(step, name)
    ]


def _misspelt(step: Step) -> dict[str, str]:
    """The parameter that was probably meant, by the pointer to one that is not known."""
    strange = _strange(step)
    candidates = sorted({*parameters_of(step), *also_known(step), *ALWAYS_KNOWN}) if strange else []
    meant = {at(step.inside, name): nearest(name, candidates) for name in strange}
    return {
        **{pointer: each for pointer, each in meant.items() if each is not None},
        **_misspelt_in_connections(step),
    }


def _misspelt_in_connections(step: Step) -> dict[str, str]:
    """The same for the keys of connections; others than these are not known to be wrong there."""
    keys = [(at(pointer, name), name) for pointer, connection in step.connections() for name in connection]
    meant = {pointer: nearest(name, IN_A_CONNECTION) for pointer, name in keys if name not in IN_A_CONNECTION}
    return {pointer: each for pointer, each in meant.items() if each is not None}


def _strange(step: Step) -> list[str]:
    """The parameters that are not known, where the table has any for the step type."""
    known = {*parameters_of(step), *also_known(step)}
    expected = {*known, *ALWAYS_KNOWN, *SECRETS}
    return [name for name in step.parameter if name not in expected] if known else []


def _elsewhere(step: Step, name: str) -> bool:
    """Whether something else says it: a connection, a query, an address or the data source."""
    serving = {given for given, without in INSTEAD.items() if name in without and given != "connection"}
    if name in step.said_in_connections or serving & step.said:
        return True
    if name in INSTEAD["connection"] and not step.lists_connections:
        return True
    addressed = bool((ADDRESSES | CONFIGURATIONS) & step.given)
    if name == "datasource":
        return addressed
    wanted = parameters_of(step).get("datasource")
    asked_for = wanted is not None and wanted.required is True and not addressed  # then that one finding is enough
    return name in IN_THE_DATA_SOURCE and ("datasource" in step.given or asked_for)


def _weight(step: Step, name: str) -> Severity:
    """How bad it is that a step lacks a parameter."""
    return severity_for(step) if name in NAMING or name == "column" else "warning"


IN_ORDER = (
    parameters_given,
    data_source_named,
    parameters_filled,
    parameters_known,
    parameters_are_objects_once,
    choices,
    secrets,
    mongodb_concurrency,
)
