"""Explanations of an answer that was lost or can't be read: that of a read, and that in work which continues."""

from dataworks.errors import DataWorksError, Unreachable, Unreadable
from dataworks.explain.explanation import NEW_STUDIO, OURS, Explanation, Text
from dataworks.explain.local_errors import NO_GATEWAY
from dataworks.retry import may_have_effect

READ_AGAIN = Text(
    "Make the same call again: the request that failed only reads.", "请以相同参数再次调用：失败的请求只读取数据。"
)

ANSWER_LOST_IN_FLOW = Explanation(
    Text(
        "A request was sent and no usable answer came back. The tool checks what exists before it sends again.",
        "请求已发送，但未收到可用的应答。该工具在再次发送之前会先查看现状。",
    ),
    "caller",
    (Text("Make the same call again: it continues from what exists.", "请以相同参数再次调用：将从现状继续。"),),
    "yes",
    OURS,
)
"""For tools of several API calls, which are safe to repeat."""

READ_LOST = Explanation(
    Text(
        "A request was sent and no usable answer came back. It only reads, so it changed nothing.",
        "请求已发送，但未收到可用的应答。该请求只读取数据，没有改变任何内容。",
    ),
    "caller",
    (
        READ_AGAIN,
        Text("If it continues, check the network and the proxy.", "如果持续出现，请检查网络和代理。"),
    ),
    "yes",
    OURS,
)
READ_UNREADABLE = Explanation(
    Text(
        "The answer does not follow the API. The request only reads, so it changed nothing.",
        "收到的应答不符合 API 的约定。该请求只读取数据，没有改变任何内容。",
    ),
    "caller",
    (READ_AGAIN, NO_GATEWAY, NEW_STUDIO),
    "yes",
    OURS,
)


def of_lost_answer(error: DataWorksError, *, reads: bool, resumable: bool) -> Explanation | None:
    """Return the explanation of an answer that did not come, or can't be read; ``None``: that of the error holds.

    Args:
        reads: the operation only reads.
        resumable: repeating the call continues from what exists.
    """
    if not isinstance(error, Unreachable | Unreadable) or not may_have_effect(error):
        return None
    if reads:
        return READ_LOST if isinstance(error, Unreachable) else READ_UNREADABLE
    return ANSWER_LOST_IN_FLOW if resumable else None
