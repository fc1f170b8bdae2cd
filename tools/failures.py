"""Failures as results: what happened, why, how to mend it, whether to retry, what exists now."""

from typing import Annotated

from pydantic import Field

from dataworks.errors import DataWorksError, ServiceError, Throttled
from dataworks.explain.lookup import explain
from tools.arguments import InvalidArguments
from tools.gate import Refusal
from tools.views.view import View


class Failure(View):
    """The same facts for every failure; what does not apply is left out."""

    operation: Annotated[str | None, Field(description="Operation or tool that failed.")] = None
    code: Annotated[str, Field(description="Code as the service spelled it, or the kind of our own refusal.")]
    message: Annotated[str, Field(description="What happened, in the original words.")]
    http_status: int | None = None
    request_id: str | None = None
    means: Annotated[str | None, Field(description="Why.")] = None
    who: Annotated[str | None, Field(description="Who can mend it.")] = None
    fix: Annotated[tuple[str, ...], Field(description="Steps that mend it.")] = ()
    retry: Annotated[str | None, Field(description="Whether the same call again can help.")] = None
    retry_after_seconds: float | None = None
    next_tool: Annotated[str | None, Field(description="Tool that helps to find the right value.")] = None
    exists: Annotated[str | None, Field(description="What exists now.")] = None


def failure_of(error: DataWorksError, tool: str, tool_names: dict[str, str]) -> Failure:
    """A failure with its explanation; ``tool_names`` are the tools at hand, by the operation each one is."""
    meaning = explain(error)
    answer = error if isinstance(error, ServiceError) else None
    return Failure(
        operation=error.operation or tool,
        code=error.code,
        message=error.message,
        http_status=answer.http_status if answer else None,
        request_id=answer.request_id if answer else None,
        means=meaning.means,
        who=meaning.who,
        fix=meaning.fix,
        retry=meaning.retry,
        retry_after_seconds=error.retry_after if isinstance(error, Throttled) else None,
        next_tool=tool_names.get(meaning.then or ""),
        exists=error.exists,
    )


def misuse(error: InvalidArguments, tool: str) -> Failure:
    """Arguments that can't be used."""
    return Failure(
        operation=tool,
        code="InvalidArguments",
        message=f"The arguments are not valid; nothing was {'made' if error.looked else 'sent'}.",
        who="caller",
        fix=tuple(map(str, error.findings)),
        retry="after a fix",
    )


def refusal(rule: Refusal, tool: str) -> Failure:
    """A call that this server does not make."""
    return Failure(
        operation=tool,
        code="NotAllowed",
        message=f"Nothing was done: {rule.rule}.",
        means="A rule of this server, or its user, stands against the call.",
        who="caller",
        fix=(rule.fix,),
        retry="after a fix",
    )


def crash(tool: str) -> Failure:
    """A defect of this server: its details are in the log, not in the answer."""
    return Failure(
        operation=tool,
        code="InternalError",
        message="This server failed inside; the details are in its log.",
        who="operator of this server",
        retry="look first",
    )


def told(failure: Failure) -> str:
    """A failure as text: one fact a line, in the order a person asks for them."""
    lines = (
        ("what happened", f"{failure.operation}: {failure.message}"),
        ("why", failure.means),
        ("fix", " ".join(failure.fix) if failure.means else "\n".join(("", *failure.fix))),
        ("who can fix it", failure.who),
        ("retry", _retry(failure)),
        ("next tool", failure.next_tool),
        ("exists now", failure.exists),
        ("code", _code(failure)),
    )
    return "\n".join(f"{name}: {text}".replace(": \n", ":\n", 1) for name, text in lines if text)


def _retry(failure: Failure) -> str | None:
    wait = failure.retry_after_seconds
    return failure.retry if wait is None else f"{failure.retry} of {wait:g} s"


def _code(failure: Failure) -> str:
    status = f", HTTP {failure.http_status}" if failure.http_status else ""
    return f"{failure.code}{status}" + (f", request id {failure.request_id}" if failure.request_id else "")
