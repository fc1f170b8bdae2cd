"""Handlers of pipelines, which deploy nodes or take them offline, stage by stage."""

from collections.abc import Iterator
from dataclasses import replace

from dataworks.operations.v2024.pipelines import (
    CreatePipelineRun,
    ExecPipelineRunStage,
    GetPipelineRun,
    ListPipelineRuns,
)
from emulator.failures import DEPLOYMENT_FAILED, NOTHING_TO_PUBLISH, RequestRefused, refused
from emulator.gateway.evidence import SKILLS, assumed, sdk, seen
from emulator.gateway.families import CONFIRMED, NEW
from emulator.handlers.handler import Data, Starts, handles
from emulator.handlers.paging import counted
from emulator.world.course import Course
from emulator.world.lifecycle import AtOnce, Failing
from emulator.world.nodes import (
    GOING,
    GOING_WRONG,
    OFFLINE,
    ONLINE,
    PRODUCTION_STAGE,
    RUNNING,
    Node,
    Pipeline,
    Stage,
)
from emulator.world.state import Workspace, World

BUILD = Stage("BUILD_PACKAGE", "Build", "Build")
OFFLINE_CHECK = Stage("OfflineCheck", "Offline check", "Check")
DEVELOPMENT = (Stage("DEV_CHECK", "Check development", "Check"), Stage("DEV", "Deploy to development", "Deploy"))
APPROVAL = Stage("APPROVAL", "Approval", "Check")
CHECK = Stage("PROD_CHECK", "Check production", "Check")
PUBLISHING = Stage(PRODUCTION_STAGE, "Deploy to production", "Deploy")
REMOVING = Stage(PRODUCTION_STAGE, "Take out of production", "Offline")

SAME_OUTPUT = "can not exported multiple nodes into the same output"
"""Seen where two nodes in production have one output."""


@handles(
    CreatePipelineRun,
    sdk("Id is text; only the first of ObjectIds counts; with RunMode Auto stages start by themselves."),
    seen(
        "Stages: BUILD_PACKAGE, which starts by itself, PROD_CHECK, PROD; in standard mode DEV_CHECK and DEV.", SKILLS
    ),
    seen("Offline: OfflineCheck, PROD_CHECK, PROD.", SKILLS),
    seen("An id that can not be published is refused with 5801489541076353033.", SKILLS),
    assumed(
        "The first stage of an offline pipeline starts by itself; a node may have several pipelines.",
        case="node-offline-stages",
    ),
    assumed(
        "The code of the approval, which is before PROD_CHECK; it is only there if the workspace asks for it.",
        unsettled="An approval is given by a person in the console, in workspaces that ask for it.",
    ),
    family=NEW,
)
def create_pipeline(world: World, request: CreatePipelineRun) -> Data:
    """Create a pipeline, and start its first stage."""
    workspace, now = world.workspace(request.project_id), world.clock()
    deployed, number = workspace.deployed_nodes(now), int(request.object_ids[0])
    node = deployed.get(number) if request.type == OFFLINE else workspace.nodes.get(number)
    if node is None:
        raise RequestRefused(NOTHING_TO_PUBLISH)
    pipeline_id = f"ae78{world.new_id('pipeline'):012d}"
    stages = _stages(workspace, request.type)
    first = replace(stages[0], course=Course(GOING, world.deploying_speed, now))
    automatic = request.run_mode == "Auto"
    until = (request.auto_run_until_stage or stages[-1].code) if automatic else None
    note, begun = request.description or "", max(now, node.edited)
    workspace.pipelines[pipeline_id] = Pipeline(
        pipeline_id, request.type, node, begun, (first, *stages[1:]), note, until
    )
    return {"Id": pipeline_id}


@handles(
    ExecPipelineRunStage,
    seen("Success means that the stage was started; none can be left out or repeated.", SKILLS),
    seen("A pipeline that has ended is refused: pipeline is not running.", SKILLS),
    seen("Outputs that another node in production has: can not exported multiple nodes into the same output.", SKILLS),
    seen("An approval is given in the console only.", SKILLS),
    assumed(
        "A parent that no node in production has as its output fails in PROD_CHECK; the text is assumed.",
        case="orphan-check",
    ),
    assumed("Texts of other refusals.", case="pipeline-stage-unknown pipeline-stage-after-the-end"),
    family=CONFIRMED,
    starts=Starts(),
)
def exec_stage(world: World, request: ExecPipelineRunStage) -> Data:
    """Start the next stage."""
    workspace, now = world.workspace(request.project_id), world.clock()
    pipeline = _pipeline(workspace, request.id)
    if pipeline.state(now) != RUNNING:
        raise refused("pipeline is not running")
    due = pipeline.next_stage(now)
    if due is None or due.code != request.code:
        raise refused(f"The stage {request.code} can not be started now.")
    if due.code == APPROVAL.code:
        raise refused("The stage is approved in the console.")
    _start(world, workspace, pipeline, due)
    return {}


@handles(
    GetPipelineRun,
    sdk("The pipeline and its stages are Init, Running, Success, Fail, Termination or Cancel."),
    assumed("A failed stage ends the pipeline, whose Message is that of the stage.", case="orphan-check"),
    family=NEW,
)
def get_pipeline(world: World, request: GetPipelineRun) -> Data:
    """Return a pipeline with its stages; each call counts as a read."""
    workspace = world.workspace(request.project_id)
    found = _advanced(world, workspace, _pipeline(workspace, request.id))
    row = _row(found, world.clock())
    for stage in found.stages:
        if stage.course is not None and stage.state(world.clock()) == RUNNING:
            stage.course.read(world.clock())
    return row


@handles(
    ListPipelineRuns,
    sdk("Those of one node, or in one state."),
    assumed("Newest first.", case="pipelines-order"),
    family=NEW,
)
def list_pipelines(world: World, request: ListPipelineRuns) -> Data:
    """Return a page of pipelines, newest first."""
    workspace, now = world.workspace(request.project_id), world.clock()
    rows = [
        _row(pipeline, now)
        for pipeline in reversed(list(workspace.pipelines.values()))
        if request.object_id in (None, str(pipeline.node.id))
        and request.status in (None, pipeline.state(now))
        and request.creator in (None, pipeline.node.owner)
    ]
    return counted(rows, "PipelineRuns", request.page_number, request.page_size)


def approve(world: World, workspace: Workspace, pipeline_id: str) -> None:
    """Approve a pipeline, as somebody does in the console."""
    pipeline = workspace.pipelines[pipeline_id]
    _replace(workspace, pipeline, replace(APPROVAL, course=Course(GOING, AtOnce(), world.clock())))


def _stages(workspace: Workspace, kind: str) -> tuple[Stage, ...]:
    if kind == OFFLINE:
        return (OFFLINE_CHECK, CHECK, REMOVING)
    middle = (*(DEVELOPMENT if workspace.standard else ()), *((APPROVAL,) if workspace.approves else ()))
    return (BUILD, *middle, CHECK, PUBLISHING)


def _pipeline(workspace: Workspace, number: str) -> Pipeline:
    pipeline = workspace.pipelines.get(number)
    if pipeline is None:
        raise refused(f"The pipeline {number} does not exist.")
    return pipeline


def _start(world: World, workspace: Workspace, pipeline: Pipeline, stage: Stage) -> Pipeline:
    """Start a stage; the one that deploys gives the node its id of the scheduler."""
    reason = next(_failures(world, workspace, pipeline, stage), "")
    path = GOING_WRONG if reason else GOING
    started = replace(stage, course=Course(path, world.deploying_speed, world.clock()), message=reason)
    if stage.code == PRODUCTION_STAGE and pipeline.kind == ONLINE and not reason:
        pipeline = replace(pipeline, node=_with_task(world, workspace, pipeline.node))
    return _replace(workspace, pipeline, started)


def _with_task(world: World, workspace: Workspace, node: Node) -> Node:
    current = workspace.nodes.get(node.id, node)
    task_id = current.task_id or world.new_id("node")
    if node.id in workspace.nodes:
        workspace.nodes[node.id] = replace(current, task_id=task_id)
    return replace(node, task_id=task_id)


def _replace(workspace: Workspace, pipeline: Pipeline, stage: Stage) -> Pipeline:
    stages = tuple(stage if each.code == stage.code else each for each in pipeline.stages)
    workspace.pipelines[pipeline.id] = changed = replace(pipeline, stages=stages)
    return changed


def _advanced(world: World, workspace: Workspace, pipeline: Pipeline) -> Pipeline:
    """Start the stages of an automatic pipeline that are due, up to the one that it stops at."""
    while pipeline.auto_until is not None:
        due = pipeline.next_stage(world.clock())
        if due is None or due.code == APPROVAL.code or pipeline.state(world.clock()) != RUNNING:
            break
        codes = [stage.code for stage in pipeline.stages]
        if pipeline.auto_until in codes and codes.index(due.code) > codes.index(pipeline.auto_until):
            break
        pipeline = _start(world, workspace, pipeline, due)
    return pipeline


def _failures(world: World, workspace: Workspace, pipeline: Pipeline, stage: Stage) -> Iterator[str]:
    """Yield why a stage fails."""
    speed, node = world.deploying_speed, pipeline.node
    if stage.code == PRODUCTION_STAGE and isinstance(speed, Failing):
        yield speed.message or DEPLOYMENT_FAILED
    if pipeline.kind == OFFLINE:
        return
    others = [each for each in workspace.deployed_nodes(world.clock()).values() if each.id != node.id]
    taken = {output for each in others for output in each.outputs}
    if stage.code == PRODUCTION_STAGE and taken & set(node.outputs):
        yield SAME_OUTPUT
    known = {*taken, f"{workspace.identifier}_root"}
    if stage.code == CHECK.code:
        yield from (f"The output {parent} does not exist." for parent in node.parents if parent not in known)


def _row(pipeline: Pipeline, now: float) -> Data:
    message = next((stage.message for stage in pipeline.stages if stage.state(now) == "Fail"), "")
    return {
        "Id": pipeline.id,
        "Status": pipeline.state(now),
        "Message": message,
        "Description": pipeline.description,
        "Creator": pipeline.node.owner,
        "CreateTime": round(pipeline.created * 1000),
        "ModifyTime": round(pipeline.created * 1000),
        "Stages": [
            {
                "Code": stage.code,
                "Name": stage.name,
                "Type": stage.type,
                "Step": step,
                "Status": stage.state(now),
                "Message": stage.message if stage.state(now) == "Fail" else "",
            }
            for step, stage in enumerate(pipeline.stages, 1)
        ],
    }
