"""Failures as results: what happened, why, how to fix it, whether to retry, what exists now."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel

from dataworks.errors import (
    DataWorksError,
    RoleNotTaken,
    Seen,
    ServiceError,
    Throttled,
    Unconfigured,
    WritesEnded,
)
from dataworks.explain.explanation import NO_SOURCE, Explanation, Language, Retry
from dataworks.explain.local_errors import (
    INTERNAL_ERROR,
    MISUSE,
    NOT_ALLOWED,
    UNKNOWN_TOOL,
)
from dataworks.explain.lookup import explain
from dataworks.explain.lost_answers import of_lost_answer
from dataworks.explain.seen_errors import explain_seen
from dataworks.explain.studio_errors import on_its_studio
from dataworks.explain.wording import (
    DID_YOU_MEAN,
    LABELS,
    NO_SUCH_TOOL,
    NOTHING_DONE,
    NOTHING_MADE,
    NOTHING_SENT,
    RETRY,
    SAME_CALL,
    WHO,
    seen_text,
    subjects,
)
from dataworks.markers import described
from dataworks.operation import Effect
from dataworks.operations.catalog import operation_named
from dataworks.retry import may_have_effect
from tools.arguments.parsing import InvalidArguments
from tools.calls.next_step import NextCall, next_call, repeated, same_call
from tools.rendering import inline, visible
from tools.rules.refusals import Refusal
from tools.views.view import View

REFUSED = "NotAllowed"
"""The code of a refusal by the rules of this server."""


class Failure(View):
    """The facts of a failure; those that do not apply are left out."""

    operation: Annotated[str | None, described("Operation or tool that failed.", "失败的操作或工具。")] = None
    code: Annotated[
        str, described("Code of the service, or of this server's refusal.", "服务的错误码，或本服务器拒绝时的错误码。")
    ]
    message: Annotated[str, described("What happened; original message.", "发生了什么；原始信息。")]
    about: Annotated[str | None, described("What was asked for.", "所请求的内容。")] = None
    http_status: int | None = None
    request_id: str | None = None
    means: Annotated[str | None, described("Why.", "原因。")] = None
    who: Annotated[str | None, described("Who can fix it.", "由谁解决。")] = None
    fix: Annotated[tuple[str, ...], described("Steps to fix it.", "解决步骤。")] = ()
    retry: Annotated[str | None, described("Whether repeating the call can help.", "重复调用是否有用。")] = None
    retry_after_seconds: float | None = None
    next_tool: Annotated[str | None, described("Tool to call next.", "接下来调用的工具。")] = None
    next_arguments: Annotated[dict[str, Any] | None, described("Its known arguments.", "其已知的参数。")] = None
    exists: Annotated[str | None, described("What exists now.", "现在已有的内容。")] = None


def failure_of(
    error: DataWorksError,
    tool: str,
    arguments: BaseModel | None,
    language: Language = "en",
    *,
    resumable: bool = False,
) -> Failure:
    """An error of a call, explained; ``resumable``: repeating the call continues from what exists."""
    resumed = resumable and may_have_effect(error)
    failed = operation_named(error.operation or "")
    reads = failed is not None and failed.effect is Effect.READ
    lost = of_lost_answer(error, reads=reads, resumable=resumable)
    meaning = lost or explain_seen(error.seen) or explain(error)
    meaning = on_its_studio(meaning, failed.version) if failed else meaning
    again = _again(error, meaning, tool, arguments) if resumable else None
    if again is not None and meaning.then:
        meaning = replace(meaning, fix=(SAME_CALL,), retry="yes")
    answer = error if isinstance(error, ServiceError) else None
    following = {"next_tool": again.name, "next_arguments": again.arguments} if again else {}
    return _explained(
        _with_suggestion(meaning, error.seen),
        language,
        arguments=arguments,
        task_id=error.task_id,
        operation=tool if isinstance(error, Unconfigured) else error.operation or tool,
        code=error.code,
        message=error.message,
        http_status=answer.http_status if answer else None,
        request_id=answer.request_id if answer else None,
        retry="yes" if resumed else retry_advice(meaning, error.operation),
        retry_after_seconds=error.retry_after if isinstance(error, Throttled | RoleNotTaken) else None,
        about=subjects(arguments, language),
        exists=_exists(error, language),
        **following,
    )


def _again(error: DataWorksError, meaning: Explanation, tool: str, arguments: BaseModel | None) -> NextCall | None:
    """The failed call itself, if that is what continues."""
    if isinstance(error, WritesEnded) and arguments is not None:
        return repeated(tool, arguments)
    return same_call(meaning, tool, arguments)


def _with_suggestion(meaning: Explanation, seen: Seen | None) -> Explanation:
    """The explanation, whose first step asks for the name that was probably meant, if there is one."""
    return replace(meaning, fix=(DID_YOU_MEAN.filled(seen.meant), *meaning.fix)) if seen and seen.meant else meaning


def retry_advice(meaning: Explanation, operation: str | None) -> Retry:
    """Whether repeating the call can help. Before a read, nothing needs to be checked."""
    known = operation_named(operation or "")
    reads = known is not None and known.effect is Effect.READ and meaning.source != NO_SOURCE
    return "yes" if reads and meaning.retry == "look first" else meaning.retry


def misuse(error: InvalidArguments, tool: str, language: Language = "en") -> Failure:
    """Arguments that are not valid."""
    return _explained(
        MISUSE,
        language,
        operation=tool,
        code="InvalidArguments",
        message=(NOTHING_MADE if error.after_reads else NOTHING_SENT).to(language),
        fix=tuple(finding.to(language) for finding in error.findings),
    )


def refusal(rule: Refusal, tool: str, language: Language = "en") -> Failure:
    """A call that the rules of this server refuse."""
    message, fix = NOTHING_DONE.filled(rule.rule).to(language), (rule.fix.to(language),)
    meaning = replace(NOT_ALLOWED, who=rule.who)
    return _explained(meaning, language, operation=tool, code=REFUSED, message=message, fix=fix)


def crash(tool: str, language: Language = "en") -> Failure:
    """A defect of this server; its details are in the log only."""
    message = INTERNAL_ERROR.means.to(language)
    return _explained(INTERNAL_ERROR, language, operation=tool, code="ServerFailure", message=message)


def unknown_tool(name: str, near: Sequence[str], language: Language = "en") -> Failure:
    """A call of a tool that does not exist; ``near``: similar names."""
    meaning, message = UNKNOWN_TOOL, NO_SUCH_TOOL.to(language)
    if near:
        meaning = replace(meaning, fix=(DID_YOU_MEAN.filled(near[0]),))
    return _explained(meaning, language, operation=name, code="UnknownTool", message=message)


def as_text(failure: Failure, language: Language = "en") -> str:
    """A failure as text: one fact per line, the most urgent first."""
    lines = (
        ("happened", f"{inline(failure.operation)}: {_message(failure)}"),
        ("about", failure.about and inline(failure.about, sentence=True)),
        ("why", failure.means),
        ("fix", _steps(failure.fix)),
        ("who", WHO[failure.who].to(language) if failure.who else None),
        ("retry", _retry(failure, language)),
        ("next", _next(failure)),
        ("exists", failure.exists and inline(failure.exists, sentence=True)),
        ("code", _code(failure, language)),
    )
    return "\n".join(f"{LABELS[name].to(language)}: {text}".replace(": \n", ":\n", 1) for name, text in lines if text)


def _message(failure: Failure) -> str:
    """The message; that of the service in quotes if it could look like a part of the answer."""
    return inline(failure.message, sentence=failure.http_status is None)


def _explained(
    meaning: Explanation,
    language: Language,
    arguments: BaseModel | None = None,
    task_id: str | None = None,
    **facts: Any,
) -> Failure:
    """A failure from these facts and from its explanation; ``task_id``: the task that it is about, if it is known."""
    step = next_call(meaning, arguments, task_id)
    added = {
        "means": meaning.means.to(language),
        "who": meaning.who,
        "fix": tuple(text.to(language) for text in meaning.fix),
        "retry": meaning.retry,
        "next_tool": step.name if step else None,
        "next_arguments": (step.arguments or None) if step else None,
    }
    return Failure.model_validate({**added, **facts})


def _exists(error: DataWorksError, language: Language) -> str | None:
    seen = seen_text(error.seen, language) if error.seen else None
    return " ".join(filter(None, (error.exists, seen))) or None


def _steps(steps: Sequence[str]) -> str:
    lines = [inline(step, sentence=True) for step in steps]
    return lines[0] if len(lines) == 1 else "".join(f"\n- {line}" for line in lines)


def _retry(failure: Failure, language: Language) -> str | None:
    if failure.retry is None:
        return None
    wait, retry = failure.retry_after_seconds, RETRY[failure.retry].to(language)
    return retry if wait is None else f"{retry}, {LABELS['wait'].to(language).format(f'{wait:g}')}"


def _next(failure: Failure) -> str | None:
    known = failure.next_arguments
    arguments = f" {visible(json.dumps(known, ensure_ascii=False))}" if known else ""
    return failure.next_tool and f"{failure.next_tool}{arguments}"


def _code(failure: Failure, language: Language) -> str:
    status = f", HTTP {failure.http_status}" if failure.http_status else ""
    request_id = f", {LABELS['request'].to(language)} {inline(failure.request_id)}" if failure.request_id else ""
    return f"{inline(failure.code)}{status}{request_id}"
