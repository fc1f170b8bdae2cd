"""Running a tool: the one way in, for every kind of caller. It never raises what a caller could mend."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.waits import Report
from tools.arguments import InvalidArguments, parsed
from tools.catalog import Call, ToolSpec
from tools.failures import Failure, crash, failure_of, misuse, told
from tools.text import clean, cleaned, rendered
from tools.toolsets import TOOLS

log = logging.getLogger("tools")

TOOL_NAMES = {spec.operation: spec.name for spec in TOOLS if spec.operation}


@dataclass(frozen=True)
class Result:
    """What a tool call came to: the same facts as text and as structured content."""

    text: str
    structured: dict[str, Any]
    failed: bool = False


async def invoke(spec: ToolSpec, raw: Mapping[str, Any], api: DataWorks, report: Report) -> Result:
    """Check the arguments, run the tool, and answer with its view or with an explained failure."""
    try:
        arguments = parsed(spec.arguments, raw)
        metered = api.metered(api.timing.clock() + spec.time_limit)
        view = await spec.run(Call(metered, report), arguments)
    except InvalidArguments as error:
        return _failed(misuse(error, spec.name))
    except DataWorksError as error:
        return _failed(failure_of(error, spec.name, TOOL_NAMES))
    except Exception as error:
        # Only the kind of the error is logged: its text may hold what must not get out.
        log.error("%s failed inside: %s at %s", spec.name, type(error).__name__, _place(error))
        return _failed(crash(spec.name))
    facts = cast("dict[str, Any]", cleaned(view.model_dump(mode="json", exclude_none=True)))
    return Result(rendered(facts), facts)


def _failed(failure: Failure) -> Result:
    facts = cast("dict[str, Any]", cleaned(failure.model_dump(mode="json", exclude_none=True)))
    return Result(clean(told(failure)), {"error": facts}, failed=True)


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "?" if trace is None else f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}"
