"""Rules for the steps of a batch job, by the table of step types."""

from functools import cache
from typing import Any

from dataworks.scripts.findings import Finding, Findings, Severity, at, quoted
from dataworks.scripts.rules.steps import CATEGORIES
from dataworks.scripts.spelling import MOST_UNKNOWN, did_you_mean, folded, nearest
from dataworks.scripts.step_types import MISSPELT, Parameters, meant_step_type, plugins
from dataworks.scripts.steps import Script, Step, is_variable, number

ALWAYS_KNOWN = frozenset({"datasource", "datasourceType", "envType", "connection", "column", "tableComment", "guid"})
"""Parameters that scripts of this API version have in any step (the official samples do)."""

NAMING = frozenset({"datasource", "table", "topic", "collectionName", "logstore", "index"})
"""Parameters that say what is read or written: an empty one is as good as none."""

QUERY_REPLACES = ("table", "column", "where", "splitPk")
"""Parameters that a reader with a query ignores."""

IN_THE_DATA_SOURCE = frozenset(
    {
        *("accessId", "accessKey", "accessKeyId", "accessKeySecret", "Access", "username", "password"),
        *("endPoint", "endpoint", "host", "port", "jdbcUrl", "url", "domainName", "sdkDataAddress", "loadUrl"),
        *("project", "instanceName", "instanceId", "regionId", "appName", "Database", "Connection", "configuration"),
        *("hbaseConfig", "hiveConfig", "checkSlave", "masterSlave", "guid", "onsChannel", "labels"),
    }
)
"""How to reach the data: needed in the step only where no data source is named (our judgement)."""

SECRETS = ("password", "accessKey", "accessKeySecret")

CHOICES: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    ("mysql", "writer"): {"writeMode": ("insert", "update", "replace"), "nullMode": ("writeNull", "skipNull")},
    ("odps", "writer"): {"overLengthRule": ("truncate", "keepOn", "setNull")},
    ("holo", "writer"): {"conflictMode": ("ignore", "replace", "update"), "writeMode": ("insert", "sdk")},
    ("kafka", "reader"): {"beginType": ("specific", "earliest", "current"), "endType": ("specific", "latest")},
    ("kafka", "writer"): {"writeMode": ("json", "text")},
    ("oss", "reader"): {"fileFormat": ("csv", "text", "parquet", "orc", "jsonl")},
    ("oss", "writer"): {"writeMode": ("truncate", "append", "nonConflict")},
    ("postgresql", "writer"): {"writeMode": ("insert", "copy")},
}
"""Values that are known, by step type and category."""


def step_types(script: Script) -> Findings:
    """A step type that resembles a known one is misspelt; of another we may not know."""
    for step in _steps(script):
        pointer = at(step.pointer, "stepType")
        known = plugins().get(step.step_type)
        if known is None and step.step_type:
            meant = meant_step_type(step.step_type, step.category)
            if meant:
                yield Finding(
                    pointer, "misspelt-step-type", f"{quoted(step.step_type)} is unknown", did_you_mean(meant)
                )
            else:
                message = f"{quoted(step.step_type)} is not among the {len(plugins())} step types that are known"
                yield Finding(pointer, "unknown-step-type", message, None, "warning")
        elif known is not None and step.category not in known:
            meant = next((name for name in _alike(step) if step.category in plugins()[name]), None)
            message = f"{quoted(step.step_type)} is known as {' and '.join(known)} only"
            yield Finding(pointer, "step-type-category", message, did_you_mean(meant), "warning")


def parameters_given(script: Script) -> Findings:
    """What a step needs is there; what has a default may be left out, with a warning."""
    for step in _steps(script):
        strange = _strange(step)[:MOST_UNKNOWN]
        for name, parameter in _known(step).items() if step.whole else ():
            if parameter.required is not True or step.parameter.get(name) is not None or _elsewhere(step, name):
                continue
            if any(nearest(other, (name,)) for other in strange):
                continue  # reported as a misspelt parameter
            if parameter.default is None:
                yield Finding(step.inside, "missing-parameter", f"the {_title(step)} needs {quoted(name)}")
            else:
                message = f"the {_title(step)} should say {quoted(name)}; the default is {parameter.default}"
                yield Finding(step.inside, "missing-parameter", message, None, "warning")


def parameters_filled(script: Script) -> Findings:
    """What a step needs says something; empty columns have a separate rule."""
    for step in _steps(script):
        for name, parameter in _known(step).items():
            needed = parameter.required is True and parameter.default is None and name != "column"
            empty = step.parameter.get(name) is not None and _hollow(step.parameter[name])
            if needed and empty and not _elsewhere(step, name):
                severity: Severity = "error" if name in NAMING else "warning"
                message = f"is empty; the {_title(step)} needs it"
                yield Finding(at(step.inside, name), "empty-parameter", message, None, severity)


def parameters_known(script: Script) -> Findings:
    """A parameter that the table lacks is a warning; one that stands for a needed one is an error."""
    for step in _steps(script):
        known = _known(step)
        for name in _strange(step) if known else ():
            meant = nearest(name, known)
            needed = meant is not None and known[meant].required is True and known[meant].default is None
            hides = needed and meant not in step.parameter and not _elsewhere(step, meant or "")
            if hides:
                yield Finding(at(step.inside, name), "misspelt-parameter", "unknown parameter", did_you_mean(meant))
            else:
                message = f"not among the known parameters of the {_title(step)}"
                yield Finding(at(step.inside, name), "unknown-parameter", message, did_you_mean(meant), "warning")


def parameters_are_objects_once(script: Script) -> Findings:
    """A list or an object in a parameter is JSON, not text that holds JSON."""
    for step in _steps(script):
        for name in ("connection", "column"):
            value = step.parameter.get(name)
            if isinstance(value, str) and value.lstrip().startswith(("[", "{")):
                message = "must be a list, not text that holds one"
                yield Finding(at(step.inside, name), "object-as-text", message, "leave the quotes out")


def choices(script: Script) -> Findings:
    """A value that resembles a known one is misspelt."""
    for step in _steps(script):
        for name, known in CHOICES.get((step.step_type, step.category), {}).items():
            value = step.parameter.get(name)
            if not isinstance(value, str) or value in known or is_variable(value):
                continue
            meant = nearest(value, known, MISSPELT)
            message = f"{quoted(value)} is none of {', '.join(known)}"
            severe = meant is not None and folded(meant) != folded(value)
            pointer = at(step.inside, name)
            yield Finding(pointer, "unknown-choice", message, did_you_mean(meant), "error" if severe else "warning")


def secrets(script: Script) -> Findings:
    """Keys and passwords belong to the data source: who may read a task may read its script."""
    for step in _steps(script):
        for name in SECRETS:
            if step.parameter.get(name):
                message = "is a secret that everybody can read who may read the task"
                suggestion = "keep it in the data source and name that"
                yield Finding(at(step.inside, name), "secret-in-script", message, suggestion, "warning")


def mongodb_concurrency(script: Script) -> Findings:
    """MongoDB allows one reader or writer at a time."""
    concurrent = number(script.setting("setting", "speed", "concurrent"))
    if concurrent is not None and concurrent >= 2 and any(step.step_type == "mongodb" for step in _steps(script)):
        message = "MongoDB is burdened by more than one at a time"
        yield Finding("/setting/speed/concurrent", "mongodb-concurrency", message, "write 1", "warning")


def _steps(script: Script) -> list[Step]:
    return [step for step in script.steps if step.category in CATEGORIES]


def _known(step: Step) -> Parameters:
    return plugins().get(step.step_type, {}).get(step.category, {})


def _strange(step: Step) -> list[str]:
    expected = (*ALWAYS_KNOWN, *SECRETS)
    return [name for name in step.parameter if name not in _known(step) and name not in expected]


def _alike(step: Step) -> list[str]:
    return [name for name in _spellings().get(folded(step.step_type), ()) if name != step.step_type]


@cache
def _spellings() -> dict[str, list[str]]:
    """The step types that are the same but for their spelling, by their normalised name."""
    found = dict[str, list[str]]()
    for name in plugins():
        found.setdefault(folded(name), []).append(name)
    return found


def _elsewhere(step: Step, name: str) -> bool:
    """Whether a connection, a query or the data source says it."""
    connections: list[dict[str, Any]] = [connection for _, connection in step.connections()]
    if any(not _hollow(connection.get(name)) for connection in connections):
        return True
    if name in QUERY_REPLACES and ("querySql" in step.parameter or any("querySql" in each for each in connections)):
        return True
    named = any("datasource" in place for place in (step.parameter, *connections))
    return name in IN_THE_DATA_SOURCE and named


def _hollow(value: Any) -> bool:
    """Whether a value says nothing."""
    return value in (None, [], {}) or (isinstance(value, str) and not value.strip())


def _title(step: Step) -> str:
    return f"{step.step_type} {step.category}"


IN_ORDER = (
    step_types,
    parameters_given,
    parameters_filled,
    parameters_known,
    parameters_are_objects_once,
    choices,
    secrets,
    mongodb_concurrency,
)
