"""Results of calls: the same facts as text and as structured content."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from dataworks.explain.explanation import Language
from tools.calls.failures import Failure, as_text
from tools.rendering import clean, cleaned, rendered
from tools.rules.consent import LIFETIME
from tools.views.plan import Plan
from tools.views.view import View


@dataclass(frozen=True)
class Result:
    """An answer, a failure (``failed``), or a plan that waits for consent (``planned``).

    ``document`` is the part at the end of the text that is a file, such as a program.
    """

    text: str
    structured: dict[str, Any]
    failed: bool = False
    planned: bool = False
    document: str | None = None


def answered(view: View) -> Result:
    """The answer of a tool that succeeded."""
    facts = _facts(view)
    document = None if view.verbatim is None else facts[view.verbatim]
    return Result(_text(view, facts), facts, document=document)


def failed(failure: Failure, language: Language = "en") -> Result:
    """A failure; ``language`` is the language of its labels."""
    return Result(clean(as_text(failure, language)), {"error": _facts(failure)}, failed=True)


def planned(plan: Plan, confirmation: str, objection: str | None = None) -> Result:
    """A plan that waits for consent; ``objection``: why the confirmation that was sent is not valid."""
    facts = _facts(plan)
    lines = (
        "Nothing was done: this call needs the user's consent.",
        f"The confirmation that was sent is not valid: {objection}." if objection else "",
        rendered(_cleaned(plan.in_words())),
        "Show this to the user. If they agree, send the same call again with "
        f"confirmation: {confirmation} (valid for {LIFETIME // 60} minutes).",
    )
    text = "\n".join(line for line in lines if line)
    return Result(text, {"plan": facts, "confirmation": confirmation}, planned=True)


def warned(result: Result, warnings: Sequence[View]) -> Result:
    """The result with these warnings added."""
    if not warnings:
        return result
    more = {"warnings": [_facts(warning) for warning in warnings]}
    text = f"{result.text}\n{rendered(more)}"
    return replace(result, text=text, structured={**result.structured, **more})


def _text(view: View, facts: dict[str, Any]) -> str:
    if view.verbatim is None:
        return rendered(facts)
    others = {name: value for name, value in facts.items() if name != view.verbatim}
    return f"{rendered(others)}\n\n{facts[view.verbatim]}"


def _facts(view: View) -> dict[str, Any]:
    return _cleaned(view.model_dump(mode="json", exclude_none=True))


def _cleaned(facts: dict[str, Any]) -> dict[str, Any]:
    return cast("dict[str, Any]", cleaned(facts))
