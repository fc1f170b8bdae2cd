"""Explanations of failures about Data Integration jobs. Their texts are assumed: no page lists them."""

from dataworks.explain.explanation import Explanation, Symptom, Text

ASSUMED = "assumed: the service's own text is not published"

JOB_TEXTS: tuple[Symptom, ...] = (
    Symptom(
        r"\bDI job can ?not be (?:deleted|updated) in state Running\b",
        "The DI job can not be deleted in state Running.",
        Explanation(
            Text("The job runs: it is stopped first.", "作业正在运行：须先停止。"),
            "caller",
            (Text("Stop the job, then repeat the call.", "请先停止作业，再重试。"),),
            "after a fix",
            ASSUMED,
            then="StopDIJob",
        ),
    ),
    Symptom(
        r"\bDI job can ?not be \w+ in state",
        "The DI job can not be started in state Running.",
        Explanation(
            Text("The state of the job does not allow this.", "作业的当前状态不允许此操作。"),
            "caller",
            (
                Text(
                    "Check its state: a running job is stopped first; from Stopping, wait until it is Stopped.",
                    "请查看作业状态：运行中的作业须先停止；如为 Stopping，请等待变为 Stopped。",
                ),
            ),
            "after a fix",
            ASSUMED,
            then="GetDIJob",
        ),
    ),
    Symptom(
        r"\bnode name already exists\b|节点名称已存在",
        "The node name already exists.",
        Explanation(
            Text("A node of this name is already in the workspace.", "工作空间中已存在同名节点。"),
            "caller",
            (Text("Use the node that has the name, or choose another name.", "请使用已有的同名节点，或更换名称。"),),
            "after a fix",
            ASSUMED,
            then="ListNodes",
        ),
    ),
    Symptom(
        r"\bDI job name already exists\b",
        "The DI job name already exists: shop_to_holo.",
        Explanation(
            Text("A job of this name is already in the workspace.", "工作空间中已存在同名作业。"),
            "caller",
            (Text("Use the job that has the name, or choose another name.", "请使用已有的同名作业，或更换名称。"),),
            "no",
            ASSUMED,
            then="ListDIJobs",
        ),
    ),
)
