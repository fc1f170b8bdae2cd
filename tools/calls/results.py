"""Results of calls: the same facts as text and as structured content."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from dataworks.explain.explanation import Language
from dataworks.explain.local_errors import ANSWER_TOO_LONG
from dataworks.language import Text
from tools.calls.failures import Failure, as_text
from tools.rendering import MOST_CHARACTERS, as_lines, characters, clean, cleaned, visible
from tools.rules.consent import Proposal
from tools.rules.seals import LIFETIME
from tools.views.plan import Difference, Plan
from tools.views.view import View

AGREEMENT = Text(
    "Show this to the user, and send the same call again with confirmation: {} only after they agree "
    "(valid for {} minutes, once). "
    "It may be sent at once only to start tasks, or to deploy what this conversation created, if the user named "
    "exactly these tasks; never where something is stopped, replaced, taken offline, deleted or loaded again.",
    "请将此计划展示给用户，仅在其同意后以相同参数再次调用，并附上 confirmation：{}（{} 分钟内有效，仅限一次）。"
    "仅当启动任务，或发布本次对话所创建的内容，且用户明确指定了这些任务时，才可立即发送；"
    "涉及停止、替换、下线、删除或重新加载时，不得如此。",
)
"""The end of each plan with a confirmation: when the confirmation may be sent."""

TOO_LONG = Text(
    "The answer has {:,} characters, more than the {:,} that are sent.",
    "应答共 {:,} 个字符，超出了可发送的 {:,} 个字符。",
)
NEEDS_CONSENT = Text(
    "Nothing was done: this call needs the user's consent.", "没有执行任何操作：此次调用需要用户同意。"
)

NOT_USED = Text(
    "The confirmation that was sent is not used: here the user is asked.",
    "发送的 confirmation 未被使用：此处会直接询问用户。",
)
NOT_TAKEN = Text("Arguments that the host added are not used: {}.", "未使用宿主程序添加的参数：{}。")


@dataclass(frozen=True)
class Result:
    """An answer, a failure (``failed``), or a plan that waits for consent (``planned``).

    ``document`` is the part at the end of the text that is a file, such as a program; ``picture`` is what a page
    shows beside the structured content.
    """

    text: str
    structured: dict[str, Any]
    failed: bool = False
    planned: bool = False
    document: str | None = None
    picture: dict[str, Any] = field(default_factory=dict[str, Any])


def answered(view: View, tool: str = "answer", long: bool = True, pictured: bool = False) -> Result:
    """The answer of a tool that succeeded; a failure that says what to do if it is too long to be sent.

    ``long``: it may be too long, so that looking for secrets would take long; ``pictured``: a page will show it.
    """
    raw = view.model_dump(mode="json", exclude_none=True)
    if long and (size := characters(raw)) > MOST_CHARACTERS:
        return _too_long(tool, size)
    facts = _cleaned(raw)
    text = _text(view, facts)
    if len(text) > MOST_CHARACTERS:
        return _too_long(tool, len(text))
    picture = _cleaned(view.picture()) if pictured else {}
    return Result(text, facts, document=None if view.verbatim is None else facts[view.verbatim], picture=picture)


def _too_long(tool: str, size: int) -> Result:
    message = TOO_LONG.said(size, MOST_CHARACTERS)
    fix = tuple(step.said() for step in ANSWER_TOO_LONG.fix)
    return failed(Failure(operation=tool, code="AnswerTooLong", message=message, fix=fix))


def failed(failure: Failure, language: Language = "en") -> Result:
    """A failure; ``language`` is the language of its labels."""
    return Result(clean(as_text(failure, language)), {"error": _facts(failure)}, failed=True)


def planned(proposal: Proposal) -> Result:
    """A plan that waits for consent."""
    facts, confirmation = _plan_facts(proposal.plan), proposal.confirmation
    objection = proposal.objection.said() if proposal.objection else ""
    structured: dict[str, Any] = {"plan": facts}
    if confirmation is not None:
        structured |= {"confirmation": confirmation, "next": AGREEMENT.said(confirmation, LIFETIME // 60)}
    lines = (
        NEEDS_CONSENT.said(),
        f"{objection[:1].upper()}{objection[1:]}." if objection else "",
        as_lines(_cleaned(proposal.plan.in_words())),
        structured.get("next", ""),
    )
    return Result("\n".join(filter(None, lines)), structured, planned=True)


def _plan_facts(plan: Plan) -> dict[str, Any]:
    """The facts of a plan; the values that differ have no secrets any more, and can be long."""
    facts = _cleaned(plan.model_dump(mode="json", exclude={"differences"}, exclude_none=True))
    every = {**facts, "differences": [_difference_facts(row) for row in plan.differences]}
    return {name: fact for name, fact in every.items() if fact != []}


def _difference_facts(row: Difference) -> dict[str, Any]:
    values = {"before": row.before, "after": row.after}
    shown = {name: visible(value) for name, value in values.items() if value is not None}
    return {**_cleaned(row.model_dump(mode="json", exclude=set(values), exclude_none=True)), **shown}


def noted(result: Result, notes: Sequence[str]) -> Result:
    """The result with these notes about the arguments at its start."""
    if not notes:
        return result
    note = " ".join(notes)
    return replace(result, text=f"{note}\n{result.text}", structured={**result.structured, "note": note})


def warned(result: Result, warnings: Sequence[View]) -> Result:
    """The result with these warnings added."""
    if not warnings:
        return result
    more = {"warnings": [_facts(warning) for warning in warnings]}
    text = f"{result.text}\n{as_lines(more)}"
    return replace(result, text=text, structured={**result.structured, **more})


def _text(view: View, facts: dict[str, Any]) -> str:
    if view.verbatim is None:
        return as_lines(facts)
    others = {name: value for name, value in facts.items() if name != view.verbatim}
    return f"{as_lines(others)}\n\n{facts[view.verbatim]}"


def _facts(view: View) -> dict[str, Any]:
    return _cleaned(view.model_dump(mode="json", exclude_none=True))


def _cleaned(facts: dict[str, Any]) -> dict[str, Any]:
    return cast("dict[str, Any]", cleaned(facts))
