"""The tool that explains errors of any source. It makes no API call."""

import re
from collections.abc import Callable
from typing import Annotated, Any, Self

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

    known: Annotated[bool, described("Whether there is an explanation.", "是否有解释。")]
    matched: Annotated[str | None, described("Code or words recognised.", "识别出的错误码或文字。")] = None
    side: Annotated[str | None, described("What it comes from.", "来自何处。")] = None
    request_id: str | None = None
    means: str
    who: Annotated[str, described("Who can fix it.", "由谁解决。")]
    fix: tuple[str, ...]
    retry: Annotated[
        str,
        described(
            "yes, after a wait, after a fix, look first, or no.", "yes、after a wait、after a fix、look first 或 no。"
        ),
    ]
    next_tool: str | None = None
    next_arguments: Annotated[dict[str, Any] | None, described("Its known arguments.", "其已知的参数。")] = None
    source: Annotated[str, described("Source of this explanation.", "此解释的来源。")]
    also: Annotated[tuple[str, ...], described("Other explanations that match.", "其他相符的解释。")] = ()

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
