"""The tool that explains errors of any source. It makes no API call."""

import re
from collections.abc import Callable
from typing import Annotated, Any, Self

from pydantic import Field

from dataworks.explain.explanation import Language
from dataworks.explain.innermost import Match
from dataworks.explain.lookup import LONGEST_TEXT, explain_text, origin, unknown
from dataworks.explain.sides import NAMES
from dataworks.fields import LONGEST_NAME
from dataworks.language import Text
from dataworks.markers import described
from dataworks.operations.catalog import operations
from dataworks.workers import computed
from tools.arguments.parsing import Arguments
from tools.calls.failures import retry_advice
from tools.calls.next_step import next_call, usable
from tools.catalog import Call, ToolSpec, snake_case, tool
from tools.views.view import View

REQUEST_ID = re.compile(r"request ?id\W{1,6}([0-9A-F][0-9A-F-]{15,60})", re.IGNORECASE)


class ErrorArguments(Arguments):
    """The error to explain."""

    error: Annotated[
        str,
        described(
            "Code, message, answer, or lines of a log.",
            "错误码、错误信息、回答或若干行日志。",
            min_length=1,
            max_length=LONGEST_TEXT,
        ),
    ]
    operation: Annotated[
        str | None, described("What failed, if known.", "失败的操作，如已知。", max_length=LONGEST_NAME)
    ] = None


class ExplanationView(View):
    """What an error means."""

    known: Annotated[bool, Field(description="Whether there is an explanation.")]
    matched: Annotated[str | None, Field(description="Code or words recognised.")] = None
    side: Annotated[str | None, Field(description="What it comes from.")] = None
    request_id: str | None = None
    means: str
    who: Annotated[str, Field(description="Who can fix it.")]
    fix: tuple[str, ...]
    retry: Annotated[str, Field(description="yes, after a wait, after a fix, look first, or no.")]
    next_tool: str | None = None
    next_arguments: Annotated[dict[str, Any] | None, Field(description="Its known arguments.")] = None
    source: Annotated[str, Field(description="Source of this explanation.")]
    also: Annotated[tuple[str, ...], Field(description="Other explanations that match.")] = ()

    @classmethod
    def of(
        cls, error: str, operation: str | None, language: Language, is_on: Callable[[str], bool] = lambda _: True
    ) -> Self:
        """The explanation of a code or a text; the shell, where all tools are on, leaves out ``is_on``."""
        found = explain_text(error)
        side = origin(error, found)
        meaning = found[0].explanation if found else unknown(error)
        step, request_id = usable(next_call(meaning), is_on), REQUEST_ID.search(error)
        return cls(
            known=bool(found),
            matched=found[0].matched if found else None,
            side=NAMES[side].to(language) if side else None,
            request_id=request_id[1] if request_id else None,
            means=meaning.means.to(language),
            who=meaning.who,
            fix=tuple(text.to(language) for text in meaning.fix),
            retry=retry_advice(meaning, _action(operation)),
            next_tool=step.name if step else None,
            next_arguments=(step.arguments or None) if step else None,
            source=meaning.source,
            also=tuple(_other(match, language) for match in found[1:]),
        )


@tool(Text("Explain an error", "解释错误"), ErrorArguments, ExplanationView, operations=(), repeatable=True)
async def explain_error(call: Call, arguments: ErrorArguments) -> ExplanationView:
    """Look up the error in the tables of explanations."""
    return await computed(ExplanationView.of, arguments.error, arguments.operation, call.language, call.is_on)


def _action(name: str | None) -> str | None:
    """The action of this name, or of the tool of this name."""
    return next((action for _, action in operations() if name in (action, snake_case(action))), None)


def _other(match: Match, language: Language) -> str:
    return f"{match.matched}: {match.explanation.means.to(language)}"


TOOLS: tuple[ToolSpec, ...] = (explain_error,)
