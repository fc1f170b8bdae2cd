"""Explanations of what only one studio answers, and of an operation of one studio in a workspace on the other."""

from dataclasses import replace

from dataworks.explain.explanation import NEW_STUDIO, OURS, Explanation, Symptom, Text
from dataworks.operation import NEW

TERRAFORM = "aliyun/terraform-provider-alicloud, resources of DataWorks"
SKILLS = "aliyun/alibabacloud-aiops-skills, skills of DataWorks"
ACCOUNTS = "notes of users about their accounts, facts of jobs 1.4"

FIND_ALL = Text(
    "Find the task with find_sync_tasks, which shows jobs and nodes too, and use its id as it is shown there.",
    "请用 find_sync_tasks 查找任务（作业和节点也会列出），并使用其显示的 id。",
)
SET_STUDIO = Text(
    "Set the studio of the workspace, so that new tasks get there: --studio ID=new, or ID=classic.",
    "请设置该工作空间的数据开发版本，使新任务创建到正确的位置：--studio ID=new 或 ID=classic。",
)

ON_NEW_STUDIO = Explanation(
    Text(
        "The workspace is on the new Data Studio: it has no files and folders of the classic one, which this operation "
        "(API version 2020-05-18) is about.",
        "该工作空间使用新版数据开发（Data Studio）：其中没有旧版的文件和文件夹，"
        "而此操作（API 版本 2020-05-18）针对旧版。",
    ),
    "caller",
    (
        FIND_ALL,
        Text(
            "Create tasks without a folder: real-time ones become jobs, batch ones nodes.",
            "创建任务时不要给出文件夹：实时任务为作业，离线任务为节点。",
        ),
        SET_STUDIO,
    ),
    "no",
    SKILLS,
    then="find_sync_tasks",
    given={"project_id": "$project_id"},
)
ON_CLASSIC_STUDIO = Explanation(
    Text(
        "The workspace is on the classic Data Studio: it has no nodes, which this operation (API version 2024-05-18) "
        "is about.",
        "该工作空间使用旧版数据开发：其中没有节点，而此操作（API 版本 2024-05-18）针对节点。",
    ),
    "caller",
    (
        FIND_ALL,
        Text(
            "Create tasks in a folder: they become files. describe_workspace shows the folders.",
            "请在文件夹中创建任务：任务以文件形式存在。可用 describe_workspace 查看文件夹。",
        ),
        SET_STUDIO,
    ),
    "no",
    "rule of versions, facts of jobs 7; the text is assumed",
    then="find_sync_tasks",
    given={"project_id": "$project_id"},
)
NO_JOB = Explanation(
    Text(
        "There is no Data Integration job, or no alarm rule of one, with this id in this region.",
        "此地域没有此 ID 的数据集成作业，或该作业没有此告警规则。",
    ),
    "caller",
    (
        Text(
            "Check the id: a job is job- and its number; files and solutions of the classic studio have other ids.",
            "请检查 id：作业为 job- 加数字；旧版数据开发的文件和解决方案使用其他 id。",
        ),
        FIND_ALL,
    ),
    "after a fix",
    TERRAFORM,
    then="find_sync_tasks",
    given={"project_id": "$project_id"},
)
JOB_ELSEWHERE = Explanation(
    Text("The job belongs to another workspace than the call names.", "该作业属于调用所指定之外的其他工作空间。"),
    "caller",
    (
        Text("Name the workspace of the job.", "请指定该作业所属的工作空间。"),
        FIND_ALL,
    ),
    "after a fix",
    OURS,
    then="find_sync_tasks",
    given={"project_id": "$project_id"},
)
NOT_GRANTED = Explanation(
    Text(
        "The identity behind this server may not use this operation; others of the workspace may still be allowed.",
        "所用的身份无权使用此操作；同一工作空间的其他操作可能仍可使用。",
    ),
    "workspace admin",
    (
        Text(
            "Add the RAM identity to the workspace as a developer, and grant it AliyunDataWorksFullAccess.",
            "请将该 RAM 身份添加为工作空间成员并授予开发角色，同时授予 AliyunDataWorksFullAccess 权限策略。",
        ),
        Text(
            "Until then: jobs can often be read, created and started where lists of data sources, tables and files are "
            "refused, so name what you need instead of listing it.",
            "在此之前：即使无法列出数据源、表和文件，通常仍可读取、创建和启动作业；请直接给出所需名称，而不是先列出。",
        ),
    ),
    "after a fix",
    ACCOUNTS,
    then="ListProjects",
)
NOT_ACTIVATED = Explanation(
    Text("DataWorks is not activated for this account in this region.", "该账号在此地域尚未开通 DataWorks。"),
    "account admin",
    (Text("Activate DataWorks, or check region and account.", "请开通 DataWorks，或检查地域和账号。"),),
    "after a fix",
    SKILLS,
)
EDITION = Explanation(
    Text(
        "The DataWorks edition of the account does not include this operation.",
        "该账号的 DataWorks 版本不包含此操作。",
    ),
    "account admin",
    (
        Text(
            "Jobs of API version 2024-05-18 need the Basic edition only, those of 2020-05-18 Enterprise or Flagship: "
            "use the former, or upgrade.",
            "2024-05-18 版本 API 的作业只需基础版，2020-05-18 版本的作业需企业版或旗舰版：请使用前者，或升级版本。",
        ),
    ),
    "no",
    "help page CreateDIJob, 2020-05-18",
)
BAD_SPEC = Explanation(
    Text("The service can't read the specification of the node (FlowSpec).", "服务无法解析该节点的规格（FlowSpec）。"),
    "caller",
    (
        Text(
            "Check that it is JSON with version, kind Node and spec.nodes, and the script as text in script.content.",
            "请检查其为 JSON，含 version、kind（Node）和 spec.nodes，且脚本以文本形式写在 script.content 中。",
        ),
    ),
    "after a fix",
    SKILLS,
)
NOTHING_TO_PUBLISH = Explanation(
    Text(
        "There is nothing to publish under this id: it is wrong, or the node is inside a workflow.",
        "此 id 没有可发布的内容：id 有误，或该节点位于工作流内。",
    ),
    "caller",
    (
        Text(
            "Give the id of the node as text, without brackets; of a node inside a workflow, the workflow's.",
            "请以文本形式给出节点 id，不带括号；若节点位于工作流内，请给出工作流的 id。",
        ),
    ),
    "after a fix",
    SKILLS,
)
PIPELINE_MOVED = Explanation(
    Text(
        "The pipeline is not at a stage that can be carried out now: it is at work, or it has ended.",
        "发布流程当前没有可执行的阶段：正在执行中，或已经结束。",
    ),
    "caller",
    (
        Text(
            "Read the pipeline again; only the status Success means that the node is in production.",
            "请重新读取发布流程；仅状态 Success 表示节点已发布到生产环境。",
        ),
    ),
    "look first",
    SKILLS,
)
TWO_OF_ONE_OUTPUT = Explanation(
    Text(
        "Another node has the same output already, and an output belongs to one node.",
        "已有其他节点使用相同的输出名，而一个输出只能属于一个节点。",
    ),
    "caller",
    (
        Text("Give the node another name, and so another output.", "请为节点更换名称，从而更换其输出名。"),
        FIND_ALL,
    ),
    "after a fix",
    ACCOUNTS,
    then="find_sync_tasks",
    given={"project_id": "$project_id"},
)
OTHER_KIND = Explanation(
    Text(
        "The kind in the specification is not the one that this operation takes.",
        "规格中的 kind 与此操作要求的不一致。",
    ),
    "caller",
    (
        Text(
            "Write kind Node, also for a node inside a workflow; its type can't be changed.",
            "请将 kind 写为 Node（工作流内的节点也是如此）；节点类型不可更改。",
        ),
    ),
    "after a fix",
    SKILLS,
)
GROUP_NOT_BOUND = Explanation(
    Text("The resource group is not bound to this workspace.", "该资源组未绑定到此工作空间。"),
    "workspace admin",
    (
        Text(
            "Bind it to the workspace in the console, or use one that describe_workspace shows.",
            "请在控制台将其绑定到该工作空间，或使用 describe_workspace 列出的资源组。",
        ),
    ),
    "after a fix",
    SKILLS,
    then="describe_workspace",
    given={"project_id": "$project_id"},
)
NOT_FOUND_THERE = Explanation(
    Text(
        "The workspace, or what was named in it, does not exist for this identity.",
        "对该身份而言，该工作空间或其中所指定的内容不存在。",
    ),
    "caller",
    (
        Text("Check the workspace id and the region.", "请检查工作空间 ID 和地域。"),
        Text("describe_workspace shows what the workspace has.", "可用 describe_workspace 查看工作空间的内容。"),
    ),
    "after a fix",
    TERRAFORM,
    then="describe_workspace",
)
PAGE_TOO_SMALL = Explanation(
    Text("The service does not take a page of this size.", "服务不接受此分页大小。"),
    "caller",
    (Text("Ask for 10 to 100 rows on a page.", "请将每页行数设为 10 到 100。"),),
    "after a fix",
    ACCOUNTS,
)

LISTED_BY = {"exact_file_name": "name"}
"""Parameters of the list of files, and those of the tool that finds tasks of both studios."""

STUDIO_CODES: dict[str, Explanation] = {
    "1201111431": ON_NEW_STUDIO,
    "500130": NO_JOB,
    "403030": NOT_GRANTED,
    "9990010001": NOT_ACTIVATED,
    "58014884415": BAD_SPEC,
    "0x5083000000000005": BAD_SPEC,
    "5801489541076353033": NOTHING_TO_PUBLISH,
    "1101080008": NOT_FOUND_THERE,
    "1101080166": NOT_FOUND_THERE,
    "400010": NOT_FOUND_THERE,
    "1000010005": NOT_FOUND_THERE,
    "1000011038": NOT_FOUND_THERE,
    "InvalidPageSize": PAGE_TOO_SMALL,
}
"""By code; those of throttling are beside the others of that meaning."""

STUDIO_TEXTS: tuple[Symptom, ...] = (
    Symptom(r"(?i)\bFlowSpec can ?not be parsed\b", "FlowSpec can not be parsed: no node with a name", BAD_SPEC),
    Symptom(r"(?i)\bnothing to publish\b", "There is nothing to publish", NOTHING_TO_PUBLISH),
    Symptom(r"\b0x5083000000000005\b", "code 0x5083000000000005", BAD_SPEC),
    Symptom(r"/(?:bizroot|workflowroot)\b", "path /bizroot/shop not found", ON_NEW_STUDIO),
    Symptom(
        r"does not use the new version of Data Studio",
        "The workspace does not use the new version of Data Studio.",
        ON_CLASSIC_STUDIO,
    ),
    Symptom(r"\bCode does not exist\b", "Code does not exist", ON_NEW_STUDIO),
    Symptom(r"(?i)\bpipeline is not running\b", "pipeline is not running", PIPELINE_MOVED),
    Symptom(
        r"multiple nodes into the same output",
        "can not exported multiple nodes into the same output",
        TWO_OF_ONE_OUTPUT,
    ),
    Symptom(r"spec kind and request not match", "spec kind and request not match", OTHER_KIND),
    Symptom(r"(?i)resourceGroupId is not in the project", "resourceGroupId is not in the project", GROUP_NOT_BOUND),
    Symptom(
        r"(?i)activate .{0,40}\bEnterprise\b.{0,20}\bFlagship\b",
        "To use this feature, activate DataWorks Enterprise Edition or Flagship Edition",
        EDITION,
    ),
)
"""By words of a message, which are more exact than a number."""


def on_its_studio(meaning: Explanation, version: str) -> Explanation:
    """An explanation for an operation of this version: files are of the classic studio, so what failed on the new
    one is looked for among all tasks, and is no sign of a workspace on the other studio."""
    if version != NEW:
        return meaning
    fix = tuple(step for step in meaning.fix if step is not NEW_STUDIO) or meaning.fix
    if meaning.then != "ListFiles":
        return replace(meaning, fix=fix)
    given = {LISTED_BY.get(name, name): value for name, value in meaning.given.items()}
    return replace(meaning, fix=fix, then="find_sync_tasks", given=given)
