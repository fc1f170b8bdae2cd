"""Rules for where a task lies, what it runs on and how it is started."""

from dataworks.folder_paths import SYNC, engine_of
from dataworks.language import Text
from dataworks.scripts.findings import WRITE, Finding, Findings, quoted
from dataworks.scripts.reading import text
from dataworks.scripts.rules.realtime import identifier
from dataworks.scripts.steps import Script, number

NO_PATH = Text("{} is not a plain path", "{} 不是规范的路径")
OTHER_PATH = Text(
    "{} does not lead into the Data Integration folder of a workflow", "{} 不在业务流程的“数据集成”目录下"
)
EXAMPLE_PATH = Text('such as "Business Flow/shop/Data Integration"', '例如 "Business Flow/shop/Data Integration"')
STAYS = Text("an update does not move a task", "更新不会移动任务")
LEAVE_OUT = Text("leave it out", "请去掉此项")
WRITE_HALF = Text("write 0.5", "请写 0.5")
NO_MULTIPLE = Text("must be a multiple of 0.5, not {}", "必须是 0.5 的整数倍，不能是 {}")
NO_COUNT = Text("must be a whole number from 0, not {}", "必须是不小于 0 的整数，不能是 {}")
WRITE_0 = Text("write 0", "请写 0")


def folder(script: Script) -> Findings:
    """A whole path, from the top to the folder for sync tasks."""
    path, pointer = text(script.value.get("FileFolderPath")), "/FileFolderPath"
    if not path:
        return
    if path != path.strip() or "\\" in path:
        suggestion = WRITE.said(quoted(path.strip().replace(chr(92), "/")))
        yield Finding(pointer, "folder-path", NO_PATH.said(quoted(path)), suggestion, "warning")
    elif engine_of(path) != SYNC:
        message = OTHER_PATH.said(quoted(path))
        suggestion = EXAMPLE_PATH.said()
        yield Finding(pointer, "folder-path", message, suggestion, "warning")


def folder_stays(script: Script) -> Findings:
    """An update does not move a task."""
    if "FileFolderPath" in script.value:
        message = STAYS.said()
        yield Finding("/FileFolderPath", "folder-stays", message, LEAVE_OUT.said(), "warning")


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
        suggestion = (
            WRITE.said(f"{max(round(units * 2), 1) / 2:g}")
            if units is not None and 0 < units < 1e6
            else WRITE_HALF.said()
        )
        yield Finding("/Cu", "cu", NO_MULTIPLE.said(quoted(given)), suggestion)


def counts(script: Script) -> Findings:
    """Limits are counts."""
    for path in (("failoverLimit", "count"), ("failoverLimit", "interval"), ("errorLimit", "record")):
        value = script.setting(*path)
        count = number(value)
        if value is not None and (count is None or count < 0 or count != count // 1):
            message = NO_COUNT.said(quoted(value))
            yield Finding(f"/{'/'.join(path)}", "count", message, WRITE_0.said())


CREATE = (folder, group, compute_units)
UPDATE = (folder_stays, group, compute_units)
START = (counts,)
