"""Explanations of errors of work of several calls: what others did meanwhile, and what the service does not take."""

from dataworks.explain.explanation import NEW_STUDIO, OURS, Explanation, Text

OBSERVED = "observed by this server"

CHANGED_MEANWHILE = Explanation(
    Text(
        "Somebody else changed the task after this call had read it. It may not be what was asked for, so nothing "
        "more was done.",
        "本次调用读取任务之后，任务被他人修改，可能已与请求不符，因此没有继续执行。",
    ),
    "caller",
    (
        Text(
            "Read the task, and show the user how it is now.",
            "请读取任务，并向用户展示其现状。",
        ),
        Text(
            "If the user agrees to it, make the call again: it works on the task as it is then.",
            "如用户同意，请再次调用：将以任务届时的状态为准。",
        ),
    ),
    "look first",
    OURS,
    then="get_task_status",
    given={"project_id": "$project_id", "task_id": "$task_id"},
)
NEW_TASK_CHANGED = Explanation(
    Text(
        "Somebody else changed the task after this call had created or found it. It may not be what was asked "
        "for, so nothing more was done.",
        "本次调用创建或找到任务之后，任务被他人修改，可能已与请求不符，因此没有继续执行。",
    ),
    "caller",
    (
        Text(
            "Read the task, and show the user how it is now.",
            "请读取任务，并向用户展示其现状。",
        ),
        Text(
            "If the user agrees to it, continue with that task by its id; otherwise create one under another name. The "
            "same call refuses a task that differs from its request.",
            "如用户同意，请以该任务的 ID 继续；否则请以其他名称另建任务。以相同参数再次调用会拒绝与请求不符的任务。",
        ),
    ),
    "look first",
    OURS,
    then="find_sync_tasks",
    given={"project_id": "$project_id"},
)
DELETED_MEANWHILE = Explanation(
    Text(
        "Somebody else deleted the task after this call had read it.",
        "本次调用读取任务之后，任务被他人删除。",
    ),
    "caller",
    (
        Text(
            "Report it to the user; a task that is still needed has to be created again.",
            "请告知用户；如仍需要该任务，须重新创建。",
        ),
    ),
    "no",
    OURS,
    then="find_sync_tasks",
    given={"project_id": "$project_id"},
)
NEW_TASK_DELETED = Explanation(
    Text(
        "Somebody else deleted the task after this call had created or found it.",
        "本次调用创建或找到任务之后，任务被他人删除。",
    ),
    "caller",
    (
        Text(
            "Report it to the user. If the task is still wanted, make the same call again: it creates another one.",
            "请告知用户。如仍需要该任务，请以相同参数再次调用：将创建一个新任务。",
        ),
    ),
    "yes",
    OURS,
)
UPDATE_REFUSED = Explanation(
    Text(
        "The service refused to change a real-time task. Its pages disagree whether UpdateDISyncTask takes one "
        "(DI_REALTIME): here it does not, it seems.",
        "服务拒绝修改实时任务。UpdateDISyncTask 是否支持实时任务（DI_REALTIME），官方文档说法不一；此处看来不支持。",
    ),
    "caller",
    (
        Text(
            "Create a task as wanted beside this one: copy_realtime_task takes add, remove and resource_group.",
            "请另建一个符合要求的任务：copy_realtime_task 支持 add、remove 和 resource_group 参数。",
        ),
        Text(
            "Then switch: stop this task, start the new one, and retire this one once the new one runs. While both "
            "run, both write to the same tables.",
            "然后切换：停止本任务，启动新任务，待新任务运行后再下线本任务。两者同时运行时会写入相同的表。",
        ),
        Text("Or change the task in the DataWorks console.", "也可以在 DataWorks 控制台修改该任务。"),
    ),
    "no",
    "UpdateDISyncTask, GenerateDISyncTaskConfigForUpdating",
    then="copy_realtime_task",
    given={"add": "$add", "remove": "$remove", "resource_group": "$resource_group"},
)
FOLDER_TO_MAKE = Explanation(
    Text("The folder does not exist in the workspace, and can be created.", "工作空间中不存在该文件夹，可以创建。"),
    "caller",
    (
        Text(
            "Create it with create_folder and make the same call again, or give another folder.",
            "请用 create_folder 创建后以相同参数再次调用，或改用其他文件夹。",
        ),
    ),
    "after a fix",
    OURS,
    then="CreateFolder",
    given={"project_id": "$project_id", "folder_path": "$folder"},
)
WRONG_FOLDER = Explanation(
    Text("The folder does not exist in the workspace.", "工作空间中不存在该文件夹。"),
    "caller",
    (
        Text(
            "Give a folder that describe_workspace shows, in the language of the workspace: "
            "Business Flow/FLOW/Data Integration.",
            "请填写 describe_workspace 显示的文件夹，语言与工作空间一致：业务流程/流程名/数据集成。",
        ),
        Text(
            "A business flow is created in the DataWorks console by a developer of the workspace.",
            "业务流程须由工作空间的开发人员在 DataWorks 控制台创建。",
        ),
        NEW_STUDIO,
    ),
    "after a fix",
    OURS,
    then="ListFolders",
)
STOPPED_AGAIN = Explanation(
    Text(
        "The start was accepted, but the task stopped again: it could not run.",
        "启动请求已被接受，但任务随后又停止：任务无法正常运行。",
    ),
    "caller",
    (
        Text(
            "Read the errors in its log: get_task_log shows that of a job, the Operation Center that of a file.",
            "请查看任务日志中的错误：作业的日志可用 get_task_log 查看，文件任务的日志在运维中心。",
        ),
        Text(
            "Check that the resource group reaches the source and the destination, and that the source "
            "keeps its binary log.",
            "请确认资源组能够连通来源端和目标端，且来源端保留了 Binlog。",
        ),
    ),
    "after a fix",
    OBSERVED,
    then="get_task_status",
    given={"project_id": "$project_id", "task_id": "$task_id"},
)
