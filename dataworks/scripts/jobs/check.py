"""The check of a job specification, in each of its spellings; findings point at places of what was given."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dataworks.language import Text
from dataworks.scripts.findings import Finding, Findings
from dataworks.scripts.jobs import rules, selections, transformations
from dataworks.scripts.jobs.formats import COMPLETE, FILE, WITH_FILE
from dataworks.scripts.jobs.specification import CLOSED, KEYS, SETTINGS, Specification, loaded, unwrapped
from dataworks.scripts.reading import fields, items
from dataworks.scripts.shapes import Shape
from dataworks.scripts.steps import Script, is_hollow

NO_JSON = Text("holds no JSON object", "不是 JSON 对象")
IN_ORDER = (*rules.IN_ORDER, *selections.IN_ORDER, *transformations.IN_ORDER)


def job_shape(value: Any, pointer: str) -> Findings:
    """Keys, types and values of a specification; what the FileSpec of one says is checked too."""
    job, wrapper = unwrapped(fields(value))
    given = job.get("FileSpec")
    shape = COMPLETE if is_hollow(given) else WITH_FILE
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
    small = _begins_small(job)
    for finding in shape(_capitalised(job) if small else job, ""):
        yield replace(finding, pointer=f"{wrapper}{_original(finding.pointer, job) if small else finding.pointer}")


def _rules(job: dict[str, Any], wrapper: str) -> Iterator[Finding]:
    small = _begins_small(job)
    specification = Specification(_capitalised(job) if small else job)
    for rule in IN_ORDER:
        for finding in rule(specification):
            yield replace(finding, pointer=f"{wrapper}{_original(finding.pointer, job) if small else finding.pointer}")


def _begins_small(job: dict[str, Any]) -> bool:
    """Whether its keys begin with small letters, as those of a FileSpec."""
    return any(name[0].lower() + name[1:] in job for name in SETTINGS)


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
    steps = list[str]()
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        small = name[:1].lower() + name[1:]
        known = small if small in fields(job) and name not in fields(job) else name
        steps.append(known.replace("~", "~0").replace("/", "~1"))
        job = items(job)[int(name)] if isinstance(job, list) else fields(job).get(known)
    return "".join(f"/{step}" for step in steps)
