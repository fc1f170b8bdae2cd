"""The node that the workspace of the new Data Studio starts with: a batch task that production runs each night."""

import json
from dataclasses import replace

from emulator.seed.samples import BATCH_SCRIPT
from emulator.world.course import Course
from emulator.world.ids import FIRST_NODE
from emulator.world.lifecycle import AtOnce
from emulator.world.nodes import GOING, ONLINE, PRODUCTION_STAGE, Node, Pipeline, Stage
from emulator.world.state import Workspace

GROUP = "S_res_group_XXX_XXXX"
TASK_ID = 702_000
PIPELINE_ID = "ae78000000000000"
EXTEND = {"mode": "code", "__new__": True, "formatType": "datax", "resourceGroup": GROUP, "cu": "0.5"}
STAGES = (
    Stage("BUILD_PACKAGE", "Build", "Build"),
    Stage("PROD_CHECK", "Check production", "Check"),
    Stage(PRODUCTION_STAGE, "Deploy to production", "Deploy"),
)


def add_first_node(workspace: Workspace, created: float) -> None:
    """Add the node, and the pipeline that deployed it; ``created`` in epoch seconds."""
    done = Course(GOING, AtOnce(), created)
    parents = (f"{workspace.identifier}_root",)
    node = Node(FIRST_NODE, "u_pk_to_odps", _spec(), parents, created, created, task_id=TASK_ID)
    workspace.nodes[node.id] = node
    stages = tuple(replace(stage, course=done) for stage in STAGES)
    workspace.pipelines[PIPELINE_ID] = Pipeline(PIPELINE_ID, ONLINE, node, created, stages)


def _spec() -> dict[str, object]:
    script = json.dumps({**json.loads(BATCH_SCRIPT), "extend": EXTEND}, separators=(",", ":"))
    values = [{"name": "bizdate", "scope": "NodeParameter", "type": "System", "value": "$bizdate"}]
    return {
        "name": "u_pk_to_odps",
        "id": str(FIRST_NODE),
        "script": {
            "path": "shop/u_pk_to_odps",
            "language": "di",
            "runtime": {"command": "DI"},
            "content": script,
            "parameters": values,
        },
        "trigger": {"type": "Scheduler", "cron": "00 30 05 * * ?", "timezone": "Asia/Shanghai"},
        "runtimeResource": {"resourceGroup": GROUP},
        "recurrence": "Normal",
        "rerunMode": "Allowed",
        "instanceMode": "T+1",
        "outputs": {"nodeOutputs": [{"data": "workspace_10002.u_pk_to_odps", "artifactType": "NodeOutput"}]},
    }
