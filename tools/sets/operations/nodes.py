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
    expose(CreateNode, Text("Create a node", "创建节点"), NodeMadeView),
    expose(
        UpdateNode,
        Text("Change a node", "修改节点"),
        NodeChangedView,
        plan=PlanText(
            Text("Overwrite what the FlowSpec names of {task}.", "覆盖{task}中 FlowSpec 所指定的内容。"),
            replaced=Text("The current values.", "当前的值。"),
            stays=UNTIL_DEPLOYED,
        ),
    ),
    expose(
        RenameNode,
        Text("Rename a node", "重命名节点"),
        NodeChangedView,
        plan=PlanText(
            Text("Rename {task}.", "重命名{task}。"),
            replaced=Text("The current name.", "当前的名称。"),
            stays=UNTIL_DEPLOYED,
        ),
    ),
    expose(GetNode, Text("Read a node", "读取节点"), FoundView),
    expose(ListNodes, Text("List nodes", "节点列表"), FoundPage),
    expose(
        DeleteNode,
        Text("Delete a node", "删除节点"),
        NodeDeletedView,
        plan=PlanText(
            Text("Delete {task}.", "删除{task}。"),
            lost=Text("The node and its definition, permanently.", "节点及其定义，永久删除。"),
            stays=Text("What was written.", "已写入的数据。"),
        ),
    ),
    expose(
        CreatePipelineRun,
        Text("Create a deployment pipeline", "创建发布流程"),
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
        Text("Start a stage of a pipeline", "开始发布流程的一个阶段"),
        StageStartedView,
        plan=PlanText(
            Text(
                "Start the stage; the last one changes what runs in production.",
                "启动该阶段；最后一个阶段会改变生产环境中运行的内容。",
            ),
            in_production=Text("The version in production.", "生产环境中的版本。"),
        ),
    ),
    expose(GetPipelineRun, Text("Read a pipeline's stages", "读取发布流程的各阶段"), PipelineView),
    expose(ListPipelineRuns, Text("List pipelines", "发布流程列表"), FoundPage),
    expose(ListTasks, Text("List scheduled tasks", "调度任务列表"), FoundPage),
    expose(GetTask, Text("Read a scheduled task", "读取调度任务"), FoundView),
    expose(ListTaskInstances, Text("List runs of a day", "某天的运行列表"), FoundPage),
    expose(GetTaskInstanceLog, Text("Read a run's log", "读取运行日志"), LogView),
)
