"""The parts of an explanation. It is added to the message of the service, and never replaces it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from dataworks.language import Language as Language
from dataworks.language import Text as Text

Who = Literal["caller", "workspace admin", "RAM admin", "account admin", "operator of this server", "Alibaba Cloud"]
OPERATOR: Who = "operator of this server"
"""Where an option or the policy of this server is the cause."""

Retry = Literal["yes", "after a wait", "after a fix", "look first", "no"]


OURS = "this server"
"""The source of explanations that nobody else could give."""

NO_SOURCE = "none"
"""The source of an explanation that only says that the cause is not known."""


@dataclass(frozen=True)
class Explanation:
    """What an error means, and what to do.

    Attributes:
        means: the cause, in one sentence that claims no more than its source.
        who: who can fix it.
        fix: steps, in order.
        retry: whether repeating the same call can help.
        then: the next step: the action of an operation, or the name of a tool of several operations.
        source: the source of the fact.
        given: known arguments of ``then``; ``$name`` is replaced with an argument of the failed call.
    """

    means: Text
    who: Who
    fix: tuple[Text, ...]
    retry: Retry
    source: str
    then: str | None = None
    given: Mapping[str, object] = field(default_factory=dict[str, object], hash=False)


class Symptom(NamedTuple):
    """A text that has an explanation: ``pattern`` is a regular expression to search for; ``example`` matches it."""

    pattern: str
    example: str
    explanation: Explanation


NEW_STUDIO = Text(
    "If the console shows what you named: the workspace may be on the new Data Studio, where operations of API version "
    "2020-05-18 fail in unexpected ways. Tasks there are jobs and nodes of version 2024-05-18; find_sync_tasks shows "
    "them.",
    "如果控制台中能看到您所指定的内容：该工作空间可能已启用新版数据开发（Data Studio），2020-05-18 版本 API 的操作"
    "在其中会出现异常结果。其中的任务是 2024-05-18 版本 API 的作业和节点，可用 find_sync_tasks 查看。",
)
"""The last step for symptoms of a workspace on the new Data Studio; source: rule of versions, facts 1.1."""
