"""Plans: what a call would do, from the fixed sentences of its tool and the current state of the task.

If the task can't be read, the plan says so; the call itself reports the error.
"""

import json
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from dataworks.flows.groups import groups_for
from dataworks.language import Text
from dataworks.operations.v2020.project_config import UpdateDIProjectConfig
from dataworks.quoting import named
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.studios.standing import never_submitted
from dataworks.task_ids import is_job
from dataworks.workers import computed
from tools.arguments.outlook import NOTHING_KNOWN, Look, Outlook
from tools.arguments.outlook import MayRead as MayRead
from tools.arguments.parsing import Arguments, task_of, unresolved
from tools.catalog import Call, ToolSpec
from tools.rules.changes import Changes, Present, Words, changes_of
from tools.rules.current_task import Reading, hash_of
from tools.views.groups import group_words
from tools.views.plan import Plan

LARGE = 16 * 1024
"""Characters to compare from which a thread does it."""


IN_WORKSPACE = Text("{} in workspace {}", "工作空间 {1} 中的{0}")
TASK, TASK_OF_NODE = Text("task {}", "任务 {}"), Text("the task of node {}", "节点 {} 的任务")
UNREAD = Text("It could not be read.", "无法读取该任务。")
EXISTS = Text("; it exists already.", "；该任务已存在。")


def _said(text: Text | None) -> str | None:
    return text.said() if text else None


async def plan_of(spec: ToolSpec, call: Call, arguments: Any, may_read: MayRead) -> Plan:
    """The plan of a call.

    Raises:
        InvalidArguments: the call can't do what it is to do.
        DataWorksError: what it would send can't be read.
    """
    if spec.plan_of is not None:
        return _with_changes(await spec.plan_of(call, arguments), arguments)
    if spec.plan is None:
        raise TypeError(f"{spec.name} needs consent, but has no plan")
    task = task_of(arguments)
    read = bool(task or getattr(arguments, "node_id", None) or isinstance(arguments, UpdateDIProjectConfig))
    reading = Reading(call, arguments, may_read)
    current = await reading.task(task) if read and _workspace(arguments) else None
    present = current.present if current else Present()
    look = current.look(call.api, may_read) if current else Look(call.api, may_read, studios=call.studios)
    outlook = await _outlook(arguments, look, present.definition or None)
    changes = await _changes(arguments, present, await _with_group(call, arguments, outlook))
    seen = current or (await reading.of_file(outlook.file, EXISTS.said()) if outlook.file else None)
    said = (spec.plan.of_jobs if outlook.of_job or is_job(task or "") else None) or spec.plan
    return Plan(
        what=said.what.said(task=IN_WORKSPACE.said(_task_name(arguments), _workspace_name(arguments))),
        task=(seen.text or None) if seen else UNREAD.said() if read else None,
        changes=changes.words,
        differences=changes.rows,
        interrupted=_said(said.interrupted) if outlook.interrupts else None,
        replaced=_said((None if _is_new(look) else said.in_production) or said.replaced),
        lost=_said(said.lost),
        stays=_said(said.stays),
        cautions=outlook.cautions,
        nothing=outlook.idle,
        basis=json.dumps([seen.basis if seen else "", hash_of(outlook.script.text), outlook.basis]),
        definition=current.agreed if current else NO_DEFINITION,
        resolved=_resolved(arguments, outlook),
    )


def _resolved(arguments: Any, outlook: Outlook) -> dict[str, bool]:
    """What arguments stand for that were left out, as far as the plan shows that."""
    names = unresolved(arguments)
    return {name: value for name, value in outlook.values.items() if name in names and isinstance(value, bool)}


def _is_new(look: Look) -> bool:
    """Whether production has nothing of the task."""
    if look.node is not None:
        return look.node.task_id is None
    return look.file is not None and never_submitted(look.file, look.run_state)


def _with_changes(plan: Plan, arguments: BaseModel) -> Plan:
    """The plan of a call for several tasks, with what its other arguments ask for."""
    changes = changes_of(arguments, Present(), NOTHING_KNOWN)
    return plan.model_copy(update={"changes": changes.words, "differences": changes.rows})


async def _outlook(arguments: BaseModel, look: Look, current: Definition | None) -> Outlook:
    return await arguments.outlook(look, current) if isinstance(arguments, Arguments) else NOTHING_KNOWN


async def _with_group(call: Call, arguments: BaseModel, outlook: Outlook) -> Outlook:
    """The outlook with the name and the status of the resource group that the call is to use."""
    group = outlook.values.get("resource_group", getattr(arguments, "resource_group", None))
    if not isinstance(group, str):
        return outlook
    words = Words(group_words(group, await groups_for(call.api, call.may_send, [group], outlook.groups)))
    return replace(outlook, values={**outlook.values, "resource_group": words})


async def _changes(arguments: BaseModel, present: Present, outlook: Outlook) -> Changes:
    """What the call changes; where there is much to compare in a thread, so that other calls need not wait."""
    texts = [value for value in vars(arguments).values() if isinstance(value, str)]
    size = sum(map(len, [present.definition.text, outlook.script.text, *texts]))
    return await computed(changes_of, arguments, present, outlook, long=size >= LARGE)


def _task_name(arguments: Any) -> str:
    """The task by its id, which is a number, or by its name in quotes, which the caller chose."""
    node = getattr(arguments, "node_id", None)
    task, name = task_of(arguments), getattr(arguments, "task_name", None)
    if node and not (task or name):
        return TASK_OF_NODE.said(node)
    return TASK.said(task or named(name or ""))


def _workspace_name(arguments: Any) -> str:
    return getattr(arguments, "project_id", None) or named(_workspace(arguments) or "")


def _workspace(arguments: Any) -> str | None:
    return getattr(arguments, "project_id", None) or getattr(arguments, "project_identifier", None)
