"""Toolset batch, on the new Data Studio: nodes, the pipelines that deploy them, and the scheduler's runs of them."""

from dataworks.language import Text
from dataworks.operations.v2024.nodes import CreateNode, DeleteNode, GetNode, ListNodes, RenameNode, UpdateNode
from dataworks.operations.v2024.pipelines import (
    CreatePipelineRun,
    ExecPipelineRunStage,
    GetPipelineRun,
    ListPipelineRuns,
)
from dataworks.operations.v2024.scheduled_tasks import GetTask, GetTaskInstanceLog, ListTaskInstances, ListTasks
from tools.catalog import PlanText, expose
from tools.views.found import FoundPage, FoundView
from tools.views.nodes import (
    LogView,
    NodeChangedView,
    NodeDeletedView,
    NodeMadeView,
    PipelineMadeView,
    PipelineView,
    StageStartedView,
)

UNTIL_DEPLOYED = Text("What runs in production, until it is deployed.", "生产环境中运行的版本，直到重新发布。")

TOOLS = (
    expose(CreateNode, "Create a node", NodeMadeView),
    expose(
        UpdateNode,
        "Change a node",
        NodeChangedView,
        plan=PlanText(
            Text("Overwrite what the FlowSpec names of {task}.", "覆盖{task}中 FlowSpec 所指定的内容。"),
            replaced=Text("The current values.", "当前的值。"),
            stays=UNTIL_DEPLOYED,
        ),
    ),
    expose(
        RenameNode,
        "Rename a node",
        NodeChangedView,
        plan=PlanText(
            Text("Rename {task}.", "重命名{task}。"),
            replaced=Text("The current name.", "当前的名称。"),
            stays=UNTIL_DEPLOYED,
        ),
    ),
    expose(GetNode, "Read a node", FoundView),
    expose(ListNodes, "List nodes", FoundPage),
    expose(
        DeleteNode,
        "Delete a node",
        NodeDeletedView,
        plan=PlanText(
            Text("Delete {task}.", "删除{task}。"),
            lost=Text("The node and its definition, permanently.", "节点及其定义，永久删除。"),
            stays=Text("What was written.", "已写入的数据。"),
        ),
    ),
    expose(
        CreatePipelineRun,
        "Create a deployment pipeline",
        PipelineMadeView,
        plan=PlanText(
            Text(
                "Begin to deploy {task}, or to take it out of production; with Auto, up to production.",
                "开始发布{task}，或将其从生产环境下线；Auto 模式下直至生产环境。",
            ),
            in_production=Text("The version in production.", "生产环境中的版本。"),
        ),
    ),
    expose(
        ExecPipelineRunStage,
        "Start a stage of a pipeline",
        StageStartedView,
        plan=PlanText(
            Text(
                "Start the stage; the last one changes what runs in production.",
                "启动该阶段；最后一个阶段会改变生产环境中运行的内容。",
            ),
            in_production=Text("The version in production.", "生产环境中的版本。"),
        ),
    ),
    expose(GetPipelineRun, "Read a pipeline's stages", PipelineView),
    expose(ListPipelineRuns, "List pipelines", FoundPage),
    expose(ListTasks, "List scheduled tasks", FoundPage),
    expose(GetTask, "Read a scheduled task", FoundView),
    expose(ListTaskInstances, "List runs of a day", FoundPage),
    expose(GetTaskInstanceLog, "Read a run's log", LogView),
)
