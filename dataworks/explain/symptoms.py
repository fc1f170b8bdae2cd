"""Explanations by the text of a failure, since failures with HTTP 200 have no code, and DataStudio's say little.

The first match is used, so the more specific rows come first.
"""

from dataworks.explain.explanation import NEW_STUDIO, Explanation, Symptom, Text
from dataworks.explain.flow_errors import STOPPED_AGAIN
from dataworks.explain.job_errors import JOB_TEXTS
from dataworks.explain.request_errors import NO_TABLE
from dataworks.explain.studio_errors import STUDIO_TEXTS

ASSUMED = "assumed: the service's own text is not published"
MESSAGES = "failure texts of the official pages, facts section 4"

NOT_FOUND = Explanation(
    Text("The service did not find what was named.", "服务未找到所指定的内容。"),
    "caller",
    (
        Text("Check the id, the name and the workspace.", "请检查 ID、名称和工作空间。"),
        NEW_STUDIO,
    ),
    "after a fix",
    "the text of the message; rule of versions, facts 1.1",
)

SPECIFIC: tuple[Symptom, ...] = (
    Symptom(
        r"\bInvalid path\b|不合法的目录路径",
        "Invalid path: Business Flow/xxxx/Data Integration",
        Explanation(
            Text("The folder does not exist in the workspace.", "工作空间中不存在该文件夹。"),
            "caller",
            (
                Text(
                    "Give a path that describe_workspace shows, or create one below an engine such as Data Integration "
                    "with create_folder: Business Flow/FLOW/Data Integration/FOLDER.",
                    "请填写 describe_workspace 显示的路径，或用 create_folder 在引擎（如数据集成）下新建："
                    "业务流程/流程名/数据集成/文件夹。",
                ),
                Text(
                    "If there is none, create the workflow in the console first.",
                    "如果没有合适的文件夹，请先在控制台创建业务流程。",
                ),
                NEW_STUDIO,
            ),
            "after a fix",
            MESSAGES,
            then="ListFolders",
        ),
    ),
    *JOB_TEXTS,
    Symptom(
        r"\bFolder exists\b",
        "Folder exists: Business Flow/shop/new",
        Explanation(
            Text("The folder already exists.", "该文件夹已存在。"),
            "caller",
            (Text("Use the folder that exists, or choose another name.", "请使用已有文件夹，或换一个名称。"),),
            "no",
            ASSUMED,
            then="ListFolders",
        ),
    ),
    Symptom(
        r"\bResourceGroup:\[",
        "ResourceGroup:[S_res_group_XXX] is invalid.",
        Explanation(
            Text("The resource group can't run this task.", "该资源组不能运行此任务。"),
            "caller",
            (
                Text(
                    "Give the identifier of a data integration group (type 4), not its name or numeric id.",
                    "请填写数据集成资源组（类型 4）的标识（Identifier），而不是名称或数字 ID。",
                ),
            ),
            "after a fix",
            MESSAGES,
            then="ListResourceGroups",
            given={"resource_group_type": 4},
        ),
    ),
    Symptom(
        r"read datasource time ?out|数据源.{0,6}超时",
        "read datasource time out",
        Explanation(
            Text("DataWorks could not reach the data source in time.", "DataWorks 未能在规定时间内连接到数据源。"),
            "workspace admin",
            (
                Text(
                    "Bind the resource group to the VPC of the data source, and allow its addresses in the whitelist.",
                    "请将资源组绑定到数据源所在的 VPC，并将其地址加入数据源白名单。",
                ),
                Text("Test the connectivity.", "请测试连通性。"),
            ),
            "after a fix",
            MESSAGES,
            then="TestNetworkConnection",
        ),
    ),
    Symptom(
        r"\bInputList is mandatory\b|输入输出不能为空",
        "InputList is mandatory for fileId:[100].",
        Explanation(
            Text(
                "A batch task needs the output of a parent node before it can be submitted.",
                "离线同步任务须先配置上游节点的输出，才能提交。",
            ),
            "caller",
            (
                Text(
                    "Set input_list: the workspace's root node is named after the workspace, such as MYWORKSPACE_root.",
                    "请设置 input_list：工作空间根节点以工作空间名称命名，例如 MYWORKSPACE_root。",
                ),
            ),
            "after a fix",
            ASSUMED,
            then="UpdateFile",
        ),
    ),
    Symptom(
        r"父节点输出名|\bInputList:\[",
        "父节点输出名:MYWORKSPACE.x_out 不存在，不能提交本节点",
        Explanation(
            Text(
                "No submitted node has the output that input_list names as a parent.",
                "input_list 中的父节点输出名不属于任何已提交的节点。",
            ),
            "caller",
            (
                Text(
                    "Name the output of a submitted node: get_file shows the outputs of the parent, which must be "
                    "submitted first. The workspace's root node has MYWORKSPACE_root.",
                    "请填写已提交节点的输出名：get_file 可显示父节点的输出，父节点须先提交。"
                    "工作空间根节点的输出为 MYWORKSPACE_root。",
                ),
                Text("Set it by update_file, then repeat the call.", "请用 update_file 设置后重试。"),
            ),
            "after a fix",
            "a capture of the service: dcbandtss/dw-cli, docs/dw-cli-封装注意事项.md",
            then="UpdateFile",
        ),
    ),
    Symptom(
        r"\bis not submitted\b",
        "fileId:[100] is not submitted.",
        Explanation(
            Text("Only what was submitted successfully can be deployed.", "只有提交成功的内容才能发布。"),
            "caller",
            (
                Text(
                    "Submit the file, wait until that deployment is successful, then repeat the call.",
                    "请先提交文件，等待提交成功后再重试。",
                ),
            ),
            "after a fix",
            ASSUMED,
            then="SubmitFile",
        ),
    ),
    Symptom(
        r"\bis still being submitted\b",
        "fileId:[100] is still being submitted.",
        Explanation(
            Text("The submission is not finished yet.", "提交尚未完成。"),
            "caller",
            (
                Text(
                    "Check the submission's state until it is successful, then repeat the call.",
                    "请查询提交状态，成功后再重试。",
                ),
            ),
            "after a wait",
            ASSUMED,
            then="GetDeployment",
        ),
    ),
    Symptom(
        r"\bis not deployed\b",
        "fileId:[100] is not deployed.",
        Explanation(
            Text("The task is not in production.", "该任务尚未发布到生产环境。"),
            "caller",
            (Text("Deploy the task, then repeat the call.", "请先发布任务，再重试。"),),
            "after a fix",
            ASSUMED,
            then="DeployDISyncTask",
        ),
    ),
    Symptom(
        r"can ?not be started in state",
        "fileId:[100] can not be started in state RUN.",
        Explanation(
            Text(
                "The task is running, starting or stopping: only a stopped one can be started.",
                "任务正在运行、启动或停止中：只有处于停止状态的任务才能启动。",
            ),
            "caller",
            (
                Text(
                    "Check its state: WAIT and RUN mean that it is started already. From KILLING, wait until it is "
                    "PAUSE, then repeat the call.",
                    "请查看任务状态：WAIT 和 RUN 表示任务已启动。如为 KILLING，请等待状态变为 PAUSE 后再重试。",
                ),
            ),
            "after a fix",
            ASSUMED,
            then="GetDISyncInstanceInfo",
        ),
    ),
    Symptom(
        r"can ?not be stopped in state",
        "fileId:[100] can not be stopped in state PAUSE.",
        Explanation(
            Text("The task is not running, so there is nothing to stop.", "任务未在运行，无需停止。"),
            "caller",
            (
                Text(
                    "Check its state; PAUSE and NORUN mean that it is already stopped.",
                    "请查看任务状态；PAUSE 和 NORUN 表示任务已停止。",
                ),
            ),
            "no",
            ASSUMED,
            then="GetDISyncInstanceInfo",
        ),
    ),
    Symptom(
        r"can ?not be terminated in state",
        "fileId:[100] can not be terminated in state RUN.",
        Explanation(
            Text("Only a stopped task can be taken offline.", "任务停止后才能下线。"),
            "caller",
            (
                Text(
                    "Stop the task and wait until its state is PAUSE, then repeat the call.",
                    "请先停止任务，等待状态变为 PAUSE 后再重试。",
                ),
            ),
            "after a fix",
            ASSUMED,
            then="StopDISyncInstance",
        ),
    ),
    Symptom(
        r"is deployed and can ?not be deleted",
        "fileId:[100] is deployed and can not be deleted.",
        Explanation(
            Text("A task that is in production can't be deleted.", "已发布到生产环境的任务不能删除。"),
            "caller",
            (
                Text(
                    "Stop the task if it runs, take it offline, then repeat the call.",
                    "如任务在运行，请先停止，再下线，然后重试。",
                ),
            ),
            "after a fix",
            ASSUMED,
            then="TerminateDISyncInstance",
        ),
    ),
    Symptom(r"was started and is found stopped", "The task was started and is found stopped (PAUSE).", STOPPED_AGAIN),
    Symptom(
        r"\bsubmit and deploy fail|deployment check failed",
        "submit and deploy fail.",
        Explanation(
            Text(
                "The task could not be submitted or deployed; the service does not say why.",
                "任务提交或发布失败；服务未说明原因。",
            ),
            "caller",
            (
                Text(
                    "Check that the data sources of the task exist in production, not only in development.",
                    "请确认任务的数据源在生产环境中存在，而不仅在开发环境。",
                ),
                Text(
                    "Open the task in the console: checks before deployment and approvals are shown there.",
                    "请在控制台打开该任务：发布前检查和审批会显示在那里。",
                ),
            ),
            "after a fix",
            MESSAGES,
            then="ListDataSources",
        ),
    ),
    Symptom(
        r"\b(?:fileId|nodeId):?\[",
        "fileId:[100] is invalid.",
        Explanation(
            Text("No task of this type has this id in this workspace.", "该工作空间中没有此 ID 的此类任务。"),
            "caller",
            (
                Text("Check the id, the task type and the workspace.", "请检查文件 ID、任务类型和工作空间。"),
                NEW_STUDIO,
            ),
            "after a fix",
            MESSAGES,
            then="ListFiles",
        ),
    ),
    Symptom(
        r"数据源.{1,80}不存在|(?i:data ?source) \S{1,80} does not exist|(?:datasource|DatasourceName):\[",
        "datasource:[mysql_nowhere] is invalid.",
        Explanation(
            Text(
                "The workspace has no data source of this name that can be used here.",
                "工作空间中没有可在此使用的同名数据源。",
            ),
            "caller",
            (
                Text(
                    "Check the name. Tasks run with production: one that exists in development only is not enough.",
                    "请检查数据源名称。任务在生产环境运行：仅存在于开发环境的数据源不可用。",
                ),
            ),
            "after a fix",
            ASSUMED,
            then="ListDataSources",
        ),
    ),
    Symptom(
        r"\btable:\[",
        "table:[shop.nothing] is invalid.",
        Explanation(
            Text("The data source shows no table of this name.", "数据源中没有此名称的表。"),
            "caller",
            (
                Text(
                    "Give the tables as list_source_tables shows them, with their database.",
                    "请按 list_source_tables 显示的名称填写表，并带上数据库名。",
                ),
            ),
            "after a fix",
            ASSUMED,
            then="list_source_tables",
        ),
    ),
    Symptom(
        r"\bdeploymentId:\[|发布包 ?\S{1,20} ?不存在",
        "deploymentId:[3000001] is invalid.",
        Explanation(
            Text("No deployment of this workspace has this id.", "该工作空间中没有此 ID 的发布包。"),
            "caller",
            (
                Text(
                    "Check the id and the workspace. The versions of a file also show its progress.",
                    "请检查发布包 ID 和工作空间。文件的版本也会显示发布进度。",
                ),
            ),
            "after a fix",
            ASSUMED,
            then="ListFileVersions",
        ),
    ),
    Symptom(
        r"\btableGuid:\[|\btable GUID is not valid",
        "tableGuid:[odps.shop_dw.none] is invalid.",
        NO_TABLE,
    ),
    *STUDIO_TEXTS,
)
VAGUE: tuple[Symptom, ...] = (
    Symptom(
        r"\][ \t]*is invalid|^[ \t]*\S+ is invalid\.?[ \t]*$",
        "XXX is invalid.",
        Explanation(
            Text("The named value can't be used here.", "错误信息中指出的值不能在此使用。"),
            "caller",
            (Text("Correct the named value in the arguments or the script.", "请在参数或脚本中更正该值。"),),
            "after a fix",
            MESSAGES,
        ),
    ),
    Symptom(
        r"(?i)\b(?:does not|doesn't|not) exists?\b|不存在",
        "The file does not exist.",
        NOT_FOUND,
    ),
)
"""Texts that say less than most codes."""

SYMPTOMS: tuple[Symptom, ...] = (*SPECIFIC, *VAGUE)
