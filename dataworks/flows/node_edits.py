"""Changing the settings of a batch task that is a node of the new Data Studio: update, rename, deploy, look back."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from dataworks.client import DataWorks
from dataworks.errors import ChangedMeanwhile
from dataworks.flows.done_words import AND, MAY_BE_DONE, WORDS
from dataworks.flows.known_nodes import SeenNode, seen_node
from dataworks.flows.node_changes import NodeWork
from dataworks.flows.once import exists_on_failure, once
from dataworks.flows.pipeline_run import PIPELINES
from dataworks.flows.schedule import KNOWN_VALUES, given_values
from dataworks.flows.taking_effect import UNTOUCHED
from dataworks.flows.task_change import ANOTHER, OTHER_SCRIPT, ChangedTask, SettingsChange
from dataworks.flows.task_handle import CHANGED, Reached
from dataworks.flows.waits import Report
from dataworks.flows.wanted_settings import NAMES, Edit, Wanted
from dataworks.language import Text
from dataworks.observing import flow
from dataworks.operation import Operation, Operations
from dataworks.operations.v2024.nodes import GetNode, ListNodes, RenameNode, UpdateNode
from dataworks.retry import not_there
from dataworks.scripts.batch_script import variables
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.flow_spec import FlowSpec, changed_spec, without_extend
from dataworks.scripts.node_settings import (
    NodeSettings,
    changed_fields,
    groups_of,
    node_units,
    plain_values,
    same_units,
    with_settings,
)
from dataworks.studios.standing import GROUP, UNITS, Standing
from dataworks.task_ids import number_of

NODE_NAMES: Operations = (ListNodes,)
"""What looking for a name may call; reading the node calls ``NODE_LOOKS``."""

NODE_DEPLOYING: Operations = PIPELINES
NODE_UPDATE: Operations = (UpdateNode,)
NODE_RENAMING: Operations = (RenameNode,)
NODE_CHANGE: Operations = (*NODE_UPDATE, *NODE_RENAMING, *NODE_DEPLOYING)
"""The operations that making the change may call: for all settings but the name, for the name, and in any case."""

LOST_PARENTS = Text("has been stored without what it waits for: {}", "存储后缺少其依赖：{}")

Accepted = Callable[[FlowSpec], None]
"""Raises an error if a node can't have the wanted settings."""


@dataclass(frozen=True)
class NodeEdit(Edit):
    """What a node lacks of the wanted settings.

    Attributes:
        fields: those of its FlowSpec that differ, each as a whole.
        idle: whether the scheduler does not run it, even with them.
    """

    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    idle: bool = False

    def __bool__(self) -> bool:
        return bool(self.fields) or "file_name" in self.file

    @property
    def lacking(self) -> str:
        """The settings, by the names that tools have for them."""
        names = [NAMES.get(name, name) for name in {**self.param, **self.file}]
        return AND.said().join([*names, *(["script"] if self.script else [])])


def settings_of(spec: FlowSpec, wanted: Wanted) -> NodeSettings:
    """The wanted settings, as a FlowSpec has them; a filter brings values of the variables that it needs."""
    group = wanted.resource_group.identifier if wanted.resource_group else None
    values = None
    if wanted.para_value is not None or wanted.where is not None:
        given = plain_values(spec) if wanted.para_value is None else given_values(wanted.para_value)
        names = variables(f"{wanted.script(spec.definition).text}")
        known = {name: KNOWN_VALUES[name] for name in names if name in KNOWN_VALUES and name not in given}
        values = {**given, **known} if known or wanted.para_value is not None else None
    return NodeSettings(group, wanted.cu, wanted.cron, values, wanted.where)


def text_of(values: Mapping[str, str]) -> str:
    """Values of variables in one text, as tools take them."""
    return " ".join(f"{name}={value}" for name, value in values.items())


def edit_of_node(spec: FlowSpec, name: str | None, wanted: Wanted) -> NodeEdit:
    """What has to be sent so that a node has the wanted settings."""
    after = with_settings(spec, settings_of(spec, wanted))
    fields = changed_fields(spec, after)
    group = after.resource_group
    others = [each for each in groups_of(spec) if each != group]
    units = next((each for each in node_units(spec) if not same_units(each, wanted.cu or 0.0)), None)
    rows: dict[str, tuple[object, object]] = {
        "cron_express": (spec.cron, after.cron),
        "para_value": (text_of(plain_values(spec)) or None, text_of(plain_values(after)) or None),
        "file_name": (name, wanted.name or name),
    }
    file = {key: new or "" for key, (old, new) in rows.items() if old != new}
    param: dict[str, object] = {}
    if wanted.resource_group is not None and (others or group not in groups_of(spec)):
        param[GROUP] = group
    if wanted.cu is not None and fields and node_units(spec) != node_units(after):
        param[UNITS] = wanted.cu
    before = {**{key: old for key, (old, _) in rows.items()}, GROUP: next(iter(others), None), UNITS: units}
    script = without_extend(after.definition)
    same = wanted.where is None or without_extend(spec.definition).means_the_same(script)
    return NodeEdit(NO_DEFINITION if same else script, param, file, before, fields=fields, idle=after.is_idle)


@flow
async def change_node(api: DataWorks, request: SettingsChange, report: Report, accepted: Accepted) -> ChangedTask:
    """Show the change of a node, or make it: update, rename, bring it to production by a pipeline.

    Raises:
        ChangedMeanwhile: somebody else changed the node, so that the next step was not made.
        DeletedMeanwhile: somebody else deleted it.
        DataWorksError: any step failed; ``exists`` says what was done.
    """
    with exists_on_failure(UNTOUCHED.said(), unless=not_there):
        seen = await seen_node(api, request.project_id, request.file_id)
    accepted(seen.node.spec)
    edit, before = edit_of_node(seen.node.spec, seen.node.name, request.wanted), seen.definition
    if not request.makes:
        return ChangedTask(edit, before, _reached(seen.standing), seen.standing, idle=edit.idle)
    if request.agreed and not await api.computed(before.means_the_same, request.agreed):
        raise ChangedMeanwhile(UpdateNode.action(), CHANGED.said(), exists=UNTOUCHED.said())
    work = NodeWork(api, request.project_id, request.file_id, before, report)
    async with work.told():
        await _edited(work, seen, edit, request.wanted)
        run = await work.to_production()
    stage = Standing("deployed" if run is None else "deploying", in_production=run is None)
    return ChangedTask(edit, before, work.reached(run), stage, idle=edit.idle)


def _reached(standing: Standing) -> Reached:
    return Reached(standing.shown.upper(), (), None if standing.stage == "deployed" else 0.0)


async def _edited(work: NodeWork, seen: SeenNode, edit: NodeEdit, wanted: Wanted) -> None:
    """Send what the node lacks, each once; from here on it is to be as wanted."""
    number = number_of(work.task_id)

    async def is_updated() -> bool:
        return not edit_of_node(await _spec(work), None, wanted).fields

    async def is_renamed() -> bool:
        node = await work.api.call(GetNode(project_id=work.project_id, id=number))
        return node.name == wanted.name

    steps = list[tuple[str, Operation[Any], Callable[[], Awaitable[bool]]]]()
    if edit.fields:
        spec = changed_spec(number, edit.fields)
        steps.append(("updated", UpdateNode(project_id=work.project_id, id=number, spec=spec), is_updated))
    if "file_name" in edit.file:
        name = edit.file["file_name"]
        steps.append(("renamed", RenameNode(project_id=work.project_id, id=number, name=name), is_renamed))
    for done, operation, took_effect in steps:
        with exists_on_failure("" if work.done else UNTOUCHED.said()):
            found = await once(work.api, operation, took_effect, MAY_BE_DONE.said(work.task_id, WORDS[done]))
        work.done += [done] if found.mine else []
    work.earlier = seen.pipeline_ids if steps else frozenset()
    work.agreed, script = NO_DEFINITION, edit.script or work.agreed
    work.unlike = partial(_unlike, seen.node.spec, script, wanted)


async def _spec(work: NodeWork) -> FlowSpec:
    return (await work.api.call(GetNode(project_id=work.project_id, id=number_of(work.task_id)))).spec


def _unlike(before: FlowSpec, script: Definition, wanted: Wanted, seen: SeenNode) -> str:
    """How the node that was stored differs from what was wanted, or from what it had to keep."""
    if not seen.definition.means_the_same(script):
        return OTHER_SCRIPT.said()
    lacks = edit_of_node(seen.node.spec, seen.node.name, wanted)
    if lacks:
        return ANOTHER.said(lacks.lacking)
    lost = [parent for parent in before.parents if parent not in seen.node.spec.parents]
    return LOST_PARENTS.said(", ".join(lost)) if lost else ""
