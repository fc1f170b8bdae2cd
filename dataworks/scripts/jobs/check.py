"""The check of a job specification, in each of its spellings; findings point at places of what was given."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dataworks.language import Text
from dataworks.scripts.findings import Finding, Findings
from dataworks.scripts.jobs import rules, selections, transformations
from dataworks.scripts.jobs.formats import COMPLETE, FILE, OLDER, WITH_FILE
from dataworks.scripts.jobs.specification import CLOSED, KEYS, SETTINGS, Specification, is_older, loaded, unwrapped
from dataworks.scripts.jobs.terraform import argument, is_terraform, of_terraform
from dataworks.scripts.reading import fields, items
from dataworks.scripts.shapes import Shape
from dataworks.scripts.steps import Script, is_hollow

TYPES = ("MigrationType", "JobType", "SourceDataSourceType", "DestinationDataSourceType")

NO_JSON = Text("holds no JSON object", "不是 JSON 对象")
IN_ORDER = (*rules.IN_ORDER, *selections.IN_ORDER, *transformations.IN_ORDER)


def job_shape(value: Any, pointer: str) -> Findings:
    """Keys, types and values of a specification; what the FileSpec of one says is checked too."""
    job, wrapper = unwrapped(fields(value))
    given = job.get("FileSpec")
    complete = OLDER if is_older(job) else COMPLETE
    shape = complete if is_hollow(given) else WITH_FILE
    yield from _placed(shape, job, f"{pointer}{wrapper}")
    if is_hollow(given):
        return
    inside = loaded(given)
    if not isinstance(inside, dict):
        yield Finding(f"{pointer}{wrapper}/FileSpec", "file-spec", NO_JSON.said())
        return
    for finding in (*_placed(FILE, fields(inside), ""), *_rules(fields(inside), "")):
        place = f"{finding.pointer}: " if finding.pointer else ""
        yield replace(finding, pointer=f"{pointer}{wrapper}/FileSpec", message=f"{place}{finding.message}")


def job_rules(script: Script) -> Findings:
    """Check the rules about a whole specification."""
    job, wrapper = unwrapped(script.value)
    yield from _rules(job, wrapper)


def _placed(shape: Shape, job: dict[str, Any], wrapper: str) -> Iterator[Finding]:
    for finding in shape(_in_capitals(job), ""):
        yield replace(finding, pointer=f"{wrapper}{_original(finding.pointer, job)}")


def _rules(job: dict[str, Any], wrapper: str) -> Iterator[Finding]:
    specification = Specification(_in_capitals(job))
    for rule in IN_ORDER:
        for finding in rule(specification):
            yield replace(finding, pointer=f"{wrapper}{_original(finding.pointer, job)}")


def _in_capitals(job: dict[str, Any]) -> dict[str, Any]:
    """The specification with the keys of requests, from any spelling."""
    if is_terraform(job):
        return of_terraform(job)
    return fields(_capitalised(job)) if _begins_small(job) else job


def _begins_small(job: dict[str, Any]) -> bool:
    """Whether its keys begin with small letters, as those of a FileSpec."""
    return any(name[0].lower() + name[1:] in job for name in (*SETTINGS, *TYPES))


def _capitalised(value: Any) -> Any:
    """The same with known keys that begin with capitals."""
    if isinstance(value, list):
        return [_capitalised(each) for each in items(value)]
    if not isinstance(value, dict):
        return value
    named = {_capital(key): child for key, child in fields(value).items()}
    return {key: child if key in CLOSED else _capitalised(child) for key, child in named.items()}


def _capital(key: str) -> str:
    capital = key[:1].upper() + key[1:]
    return capital if capital in KEYS.values() or KEYS.get(key.lower()) == capital else key


def _original(pointer: str, job: Any) -> str:
    """The pointer in the spelling of what was given."""
    steps, usual = list[str](), argument if is_terraform(fields(job)) else str
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(job, list) and not name.isdigit():  # the only one of its blocks
            steps.append("0")
            job = (items(job) or [None])[0]
        spellings = (name, name[:1].lower() + name[1:], argument(name))
        known = next((each for each in spellings if each in fields(job)), usual(name))
        steps.append(known.replace("~", "~0").replace("/", "~1"))
        job = items(job)[int(name)] if isinstance(job, list) else fields(job).get(known)
    return "".join(f"/{step}" for step in steps)
