"""Refused calls, in each language: the rule that refuses them, and how to change it."""

from typing import NamedTuple

from dataworks.explain.explanation import OPERATOR as OPERATOR
from dataworks.explain.explanation import Text, Who


class Refusal(NamedTuple):
    """A refused call: the rule that refuses it, how to change that, and who can."""

    rule: Text
    fix: Text
    who: Who = "caller"

    def why(self) -> Text:
        """The rule and the fix, as one text."""
        return WHY.filled(self.rule, self.fix)


class RefusedCall(Exception):
    """A call, or another one that its answer would describe, is refused by these rules."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.rule.en)
        self.refusal = refusal


WHY = Text("{}. {}", "{}。{}")

NO_AUDIT = Refusal(
    Text(
        "the audit line of this write could not be written, so nothing was done",
        "此次写操作的审计记录无法写入，因此未执行任何操作",
    ),
    Text("Free space for the file of --audit, or make it writable.", "请为 --audit 指定的文件腾出空间，或使其可写。"),
    OPERATOR,
)

READ_ONLY = Refusal(
    Text("read-only mode is on", "只读模式已开启"),
    Text("It needs --mode confirm or --mode full.", "需要 --mode confirm 或 --mode full。"),
    OPERATOR,
)
DISAGREED = Refusal(
    Text("the user did not agree", "用户未同意"),
    Text("Ask the user what to do instead.", "请询问用户应如何处理。"),
)
UNANSWERED = Refusal(
    Text("the question was not answered in time", "无人及时回答问题"),
    Text("Make the call again when the user can answer.", "请在有人可以回答时重新调用。"),
)

KEEPS_CHANGING = Refusal(
    Text(
        "the user agreed, but each time the task had changed since the question",
        "用户已同意，但每次同意时任务都已在提问之后发生变化",
    ),
    Text(
        "Find out who is changing the task, and make the call again afterwards.",
        "请查明谁在更改该任务，待其完成后再次调用。",
    ),
)
PLAN_TOO_LONG = Refusal(
    Text("its plan is longer than this server sends", "其执行计划超出了本服务器发送的长度上限"),
    Text("Change less in one call.", "请在一次调用中减少修改。"),
)
TOO_MANY_OPEN = Refusal(
    Text("too many questions wait for an answer", "等待回答的问题过多"),
    Text("Make the call again when some of them are answered.", "请在其中一些得到回答后重新调用。"),
)

OTHER_CALL = Text(
    "it belongs to another call, other arguments or another caller", "它属于另一次调用、其他参数或其他调用者"
)
EXPIRED = Text("it has expired", "它已过期")
USED_BEFORE = Text("it was used before", "它已被使用过")
CHANGED = Text("the task changed since the plan was shown", "展示计划之后任务已发生变化")
TOO_MANY_USED = Text("too many were used in the last minutes", "最近几分钟内使用的数量过多")
"""Why a confirmation, or the answer to a question, is not valid."""

CONFIRMATION_REFUSED = Text("the confirmation that was sent is not valid: {}", "发送的 confirmation 无效：{}")
ANSWER_REFUSED = Text("the answer to the question is not valid: {}", "对问题的回答无效：{}")
CALL_AGAIN = Text("Make the call again; the user will be asked.", "请重新调用，届时会询问用户。")
CALL_LATER = Text("Make the call again in five minutes.", "请在五分钟后重新调用。")

LACKS_SCOPE = Text("the token of {} lacks the scope for writing", "{} 的令牌缺少写入所需的 scope")
USE_ANOTHER_TOKEN = Text("Use a token that has it.", "请使用具有该 scope 的令牌。")

EXCLUDED = Text("the tool is excluded", "该工具已被排除")
DO_NOT_EXCLUDE = Text("Leave out --exclude {}.", "请去掉 --exclude {}。")
TOOLSET_OFF = Text("toolset {} is off", "工具集 {} 未启用")
TURN_ON = Text("--toolsets {} or --tools {} turns it on.", "加上 --toolsets {} 或 --tools {} 即可启用。")

POLICY = Text("policy: {}", "策略：{}")
CHANGE_POLICY = Text("Change the policy file, or call something it allows.", "请修改策略文件，或调用其允许的内容。")
BY_ID = Text(
    "with rules about workspaces, the workspace is given by project_id, not by project_identifier",
    "存在针对工作空间的规则时，须用 project_id 指定工作空间，而不是 project_identifier",
)
NO_WORKSPACE = Text(
    "{} is about workspaces, and the call names none by project_id",
    "{} 针对工作空间，而调用未用 project_id 指明工作空间",
)
NOT_KNOWN = Text(
    "{} is about workspaces, and which of them {} is for can't be decided",
    "{} 针对工作空间，而无法确定 {} 属于哪个工作空间",
)
NOT_LISTED = Text("workspaces does not list {}", "workspaces 中没有 {}")
NOTHING_CHANGES = Text("read_only lists {}", "read_only 中列有 {}")
DENIED = Text("{}deny = {} forbids {}", "{}deny = {} 禁止 {}")
ALIKE = Text("{}, which does the same as {}", "{}（与 {} 作用相同）")
NOT_ALLOWED = Text("{}allow does not list {}", "{}allow 中没有 {}")
"""Why a policy refuses a call; the first ``{}`` of ``DENIED`` and ``NOT_ALLOWED`` is the rule's table in the file."""
