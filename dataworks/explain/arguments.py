"""The problems of single arguments, in each language."""

from dataworks.explain.explanation import Text

KINDS: dict[str, Text] = {
    "missing": Text("is required", "必填"),
    "string_type": Text("must be a string", "必须是字符串"),
    "string_unicode": Text(
        "has half of a character (a lone surrogate); leave it out", "含有半个字符（孤立的代理项）；请去掉"
    ),
    "string_too_short": Text("must not be empty", "不能为空"),
    "int_type": Text("must be a whole number", "必须是整数"),
    "float_type": Text("must be a number", "必须是数字"),
    "bool_type": Text("must be true or false", "必须是 true 或 false"),
    "list_type": Text("must be a list", "必须是列表"),
    "dict_type": Text("must be an object", "必须是对象"),
    "model_type": Text("must be an object", "必须是对象"),
    "too_short": Text("must not be empty", "不能为空"),
    "finite_number": Text("must be a number, not infinity or NaN", "必须是数字，不能是无穷大或 NaN"),
    "string_pattern_mismatch": Text("must be an id: a string of digits", "必须是 ID：由数字组成的字符串"),
}
"""By pydantic's name of the problem. Other problems keep the text of pydantic or of our own validator."""

MUST_BE = Text("must be", "必须是")

BOUNDS: dict[str, Text] = {
    "greater_than": Text("must be greater than {}", "必须大于 {}"),
    "greater_than_equal": Text("must be greater than or equal to {}", "必须大于或等于 {}"),
    "less_than": Text("must be less than {}", "必须小于 {}"),
    "less_than_equal": Text("must be less than or equal to {}", "必须小于或等于 {}"),
    "multiple_of": Text("must be a multiple of {}", "必须是 {} 的倍数"),
}
"""The same, with the bound."""

REQUIRED = KINDS["missing"]
NOT_TOGETHER = Text("can't be given together with {}", "不能与 {} 同时给出")
LEAVE_OUT = Text("leave it out", "请去掉")
LEAVE_ONE_OUT = Text("leave one of them out", "请去掉其中一个")
CHOOSE_ANOTHER = Text("choose another one", "请另选一个")
WORKSPACE_SHOWS = Text("describe_workspace shows them", "可用 describe_workspace 查看")
VALUELESS, WRITE = Text("gives no value to {}", "未给 {} 赋值"), Text("write {}", "请写成 {}")

DIFFERS = Text("differs: {}", "不一致：{}")
OTHER_GENERATION = Text("differs: the generation is for {}", "不一致：该异步进程针对 {}")

TOO_LONG = Text("is too long: at most {} characters", "过长：最多 {} 个字符")
TOO_MANY = Text("has too many values: at most {}", "值过多：最多 {} 个")
CROWDED = Text("has too many values: at most {} commas, colons and brackets", "值过多：逗号、冒号和括号合计最多 {} 个")

SEVERAL_WORKSPACES = Text("is required, since there are several workspaces: {}", "必填，因为有多个工作空间：{}")

UNKNOWN = Text("unknown argument", "未知的参数")
NOT_HERE = Text("{} is not possible here", "此处不能用 {}")
ONE_OF = Text("must be one of {}", "必须是其中之一：{}")
MEANT = Text("did you mean {}?", "是否指 {}？")
OR_GIVE = Text("or give {}", "或给出 {}")
NO_CHANGE = Text("has nothing to change", "未给出要修改的内容")
GIVE_ONE_OF = Text("give at least one of {}", "请至少给出 {} 之一")

TWICE = Text("is named twice", "重复")
NO_SOLUTION = Text("is a one-click solution: this API can only start it", "是一键同步解决方案，本 API 只能启动它")
CONSOLE = Text("use the DataWorks console for it, and leave it out", "请在 DataWorks 控制台操作，并从此处去掉")
NO_TASK = Text("is no task of workspace {}", "不是工作空间 {} 中的任务")
FIND = Text("find_sync_tasks finds its id", "可用 find_sync_tasks 查找其 id")
OTHER_FILE = Text("is a file that is no sync task", "是文件，但不是同步任务")
SOLUTION_FILE = Text(
    "is no real-time task; if it is a one-click solution, its id is solution-{}",
    "不是实时同步任务；若为一键同步解决方案，其 id 为 solution-{}",
)
NO_SCHEDULE = Text("is a batch task without a schedule", "是没有调度配置的离线任务")
GIVE_SCHEDULE = Text("give it one first: change_task with cron", "请先为其设置调度：change_task 的 cron")
ONLY_REALTIME = Text("is for real-time tasks, and {} is none", "仅适用于实时同步任务，{} 不是")
ONLY_FILES = Text("is for tasks of the classic studio, and {} is a job", "仅适用于旧版数据开发的任务，{} 是作业")
JOB_SETTINGS = Text("change_task sets how a job handles DDL messages", "可用 change_task 设置作业如何处理 DDL 消息")
ONLY_JOBS = Text("is for jobs of the new studio, and {} is none", "仅适用于新版数据开发的作业，{} 不是")
NO_TIME = Text("is no time with an offset", "不是带时区偏移的时间")
WRITE_TIME = Text("write it such as 2026-01-31T09:00:00+08:00", "写法如 2026-01-31T09:00:00+08:00")
"""About the tasks that a call for several names."""

NOT_SOLUTION = Text(
    "is a one-click solution; this tool is for tasks that are files, whose ids are digits",
    "是一键同步解决方案；此工具仅适用于以文件存在的任务，其 id 为数字",
)
OF_NODES = Text(
    "is a node of the new Data Studio, and this tool can't work on nodes",
    "是新版数据开发的节点，此工具无法处理节点",
)
NODES_TOOLS = Text(
    "get_task_status, read_task_script and get_task_log show it, and change_task changes it",
    "可用 get_task_status、read_task_script 和 get_task_log 查看，用 change_task 修改",
)
OF_CLASSIC = Text(
    "is a task of the classic Data Studio, whose metrics, log and alarms no API has",
    "是旧版数据开发的任务，没有 API 提供其指标、日志和告警",
)
IN_CONSOLE_ONLY = Text("the Operation Center shows them", "请在运维中心查看")
NODE_OF_TASK = Text("is the scheduler's node of task {}", "是任务 {} 的调度节点")
GIVE_IT = Text("give {} instead", "请改为 {}")
"""About ids of tasks of another kind than a tool can work on."""
