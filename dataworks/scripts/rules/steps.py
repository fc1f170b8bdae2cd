"""Rules for everything with steps."""

from dataworks.language import Text
from dataworks.scripts.findings import NAME_ONCE, TWICE, Finding, Findings, Severity, at, quoted
from dataworks.scripts.reading import fields, items, text
from dataworks.scripts.spelling import did_you_mean, nearest
from dataworks.scripts.steps import Script, twice

CATEGORIES = ("reader", "writer")
TRANSFORMING = ("map", "flatmap", "processor")
"""Categories of steps between reader and writer, which may change columns."""

OTHER_NAMES = {"source": "reader", "src": "reader", "sink": "writer", "target": "writer", "destination": "writer"}


NO_CATEGORY = Text("{} is neither reader nor writer", "{} 既不是 reader，也不是 writer")
NO_STEP = Text("no step has the category {}", "没有 category 为 {} 的步骤")
ADD_STEP = Text("add a {} step", "请添加 {} 步骤")
SEVERAL = Text("{} steps have the category {}", "有 {} 个步骤的 category 为 {}")
KEEP_ONE = Text("keep one", "请只保留一个")
SAME_NAME = Text("is the name of {} too", "与 {} 的名称相同")
OWN_NAME = Text("give each its own", "请使每个步骤的名称不同")
NO_STEP_NAMED = Text("no step is named {}", "没有名为 {} 的步骤")
DIRECTION = Text("leads from a writer, or to a reader", "从 writer 出发，或指向 reader")
TURN = Text("turn it round: from reader to writer", "请改为从 reader 到 writer")
NO_HOPS = Text("is empty: no step hands on data", "为空：没有步骤传递数据")
JOIN = Text("join reader and writer", "请连接 reader 与 writer")
LIST_AND_MORE = Text("{} and {} more", "{} 等，另有 {} 个")


def categories(script: Script) -> Findings:
    """One reader and one writer; a misspelt category is reported instead of the missing step."""
    wanted = CATEGORIES[:1] if script.kind == "realtime-update" else CATEGORIES
    counted = {name: len(script.of_category(name)) for name in wanted}
    explained = any("category" not in fields(step) for step in items(script.setting("steps")))
    for step in script.steps:
        if not step.category or step.category in (*CATEGORIES, *TRANSFORMING):
            continue
        meant = nearest(step.category, CATEGORIES) or OTHER_NAMES.get(step.category.lower())
        hides = meant is not None and counted.get(meant) == 0
        explained = explained or hides
        severity: Severity = "error" if hides else "warning"
        message = NO_CATEGORY.said(quoted(step.category))
        yield Finding(at(step.pointer, "category"), "unknown-category", message, did_you_mean(meant), severity)
    if not isinstance(script.setting("steps"), list):
        return
    for name, count in counted.items():
        if count == 0 and not explained:
            yield Finding("/steps", f"one-{name}", NO_STEP.said(name), ADD_STEP.said(name))
        elif count > 1:
            severity = "warning" if script.kind == "batch-job" else "error"
            yield Finding("/steps", f"one-{name}", SEVERAL.said(count, name), KEEP_ONE.said(), severity)


def names_differ(script: Script) -> Findings:
    """Steps are identified by name, and hops use it."""
    severity: Severity = "warning" if script.kind == "realtime-create" else "error"
    seen = dict[str, str]()
    for step in script.steps:
        first = seen.setdefault(step.name, step.pointer)
        if step.name and first != step.pointer:
            yield Finding(at(step.pointer, "name"), "same-name", SAME_NAME.said(first), OWN_NAME.said(), severity)


def hops_join_steps(script: Script) -> Findings:
    """Every hop goes from a step to a step, by their names."""
    names = dict.fromkeys(step.name for step in script.steps if step.name)
    ends = {"from": next(iter(names), ""), "to": next(reversed(names), "")}
    if not names:
        return  # the findings about the steps say what is wrong
    for place, hop in enumerate(items(script.setting("order", "hops"))):
        for end, usual in ends.items():
            name = text(fields(hop).get(end))
            if name and name not in names:
                meant = nearest(name, names) or usual
                message = NO_STEP_NAMED.said(quoted(name))
                yield Finding(f"/order/hops/{place}/{end}", "hop-joins-no-step", message, did_you_mean(meant))


def hops_lead_to_writers(script: Script) -> Findings:
    """Data flows from a reader to a writer."""
    again = twice([step.name for step in script.steps])
    category = {step.name: step.category for step in script.steps if step.name and step.name not in again}
    for place, hop in enumerate(items(script.setting("order", "hops"))):
        source, target = (text(fields(hop).get(end)) for end in ("from", "to"))
        if category.get(source) == "writer" or category.get(target) == "reader":
            message = DIRECTION.said()
            yield Finding(f"/order/hops/{place}", "hop-direction", message, TURN.said())


def there_are_hops(script: Script) -> Findings:
    """Without a hop no data flows."""
    if script.setting("order", "hops") == []:
        yield Finding("/order/hops", "no-hops", NO_HOPS.said(), JOIN.said(), "warning")


def sources_are_selected_once(script: Script) -> Findings:
    """A table that is named twice is read once."""
    for step in script.of_category("reader"):
        for pointer, connection in step.connections():
            names = [name for name in items(connection.get("table")) if isinstance(name, str)]
            again = twice(names)
            if again:
                yield Finding(
                    f"{pointer}/table", "duplicate-table", TWICE.said(_some(again)), NAME_ONCE.said(), "warning"
                )


def _some(names: set[str]) -> str:
    shown = ", ".join(quoted(name) for name in sorted(names)[:3])
    return shown if len(names) <= 3 else LIST_AND_MORE.said(shown, len(names) - 3)


IN_ORDER = (categories, names_differ, hops_join_steps, hops_lead_to_writers, there_are_hops)
