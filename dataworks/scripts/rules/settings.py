"""Rules for where a task lies, what it runs on and how it is started."""

from dataworks.folder_paths import SYNC, engine_of
from dataworks.scripts.findings import Finding, Findings, quoted
from dataworks.scripts.reading import text
from dataworks.scripts.rules.realtime import identifier
from dataworks.scripts.steps import Script, number


def folder(script: Script) -> Findings:
    """A whole path, from the top to the folder for sync tasks."""
    path, pointer = text(script.value.get("FileFolderPath")), "/FileFolderPath"
    if not path:
        return
    if path != path.strip() or "\\" in path:
        suggestion = f"write {quoted(path.strip().replace(chr(92), '/'))}"
        yield Finding(pointer, "folder-path", f"{quoted(path)} is not a plain path", suggestion, "warning")
    elif engine_of(path) != SYNC:
        message = f"{quoted(path)} does not lead into the Data Integration folder of a workflow"
        suggestion = 'such as "Business Flow/shop/Data Integration"'
        yield Finding(pointer, "folder-path", message, suggestion, "warning")


def folder_stays(script: Script) -> Findings:
    """An update does not move a task."""
    if "FileFolderPath" in script.value:
        message = "an update does not move a task"
        yield Finding("/FileFolderPath", "folder-stays", message, "leave it out", "warning")


def group(script: Script) -> Findings:
    """A resource group is given by its identifier."""
    yield from identifier(script.value.get("ResourceGroup"), "/ResourceGroup")


def compute_units(script: Script) -> Findings:
    """A multiple of 0.5."""
    given = script.value.get("Cu")
    if given is None:
        return
    units = number(given)
    if units is None or not 0 < units < 1e6 or units * 2 != units * 2 // 1:
        suggestion = f"write {max(round(units * 2), 1) / 2:g}" if units is not None and 0 < units < 1e6 else "write 0.5"
        yield Finding("/Cu", "cu", f"must be a multiple of 0.5, not {quoted(given)}", suggestion)


def counts(script: Script) -> Findings:
    """Limits are counts."""
    for path in (("failoverLimit", "count"), ("failoverLimit", "interval"), ("errorLimit", "record")):
        value = script.setting(*path)
        count = number(value)
        if value is not None and (count is None or count < 0 or count != count // 1):
            message = f"must be a whole number from 0, not {quoted(value)}"
            yield Finding(f"/{'/'.join(path)}", "count", message, "write 0")


CREATE = (folder, group, compute_units)
UPDATE = (folder_stays, group, compute_units)
START = (counts,)
