"""The tool that shows a request as code, and sends nothing."""

import json
from difflib import get_close_matches
from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import BaseModel, Field

from dataworks.fields import Name, Script
from dataworks.operations.catalog import operations
from dataworks.scripts.patterns import is_pattern
from tools.arguments.parsing import Arguments, Finding, InvalidArguments, agreeing, parsed
from tools.catalog import Call, ToolSpec, snake_case, tool
from tools.code.flows import FLOWS, Flow
from tools.code.http import as_http
from tools.code.python import as_python, program
from tools.sets import errors, scripts, setup, tasks, workspace
from tools.views.view import View

M = TypeVar("M", bound=BaseModel)

SINGLE = {snake_case(key.action): operation for key, operation in operations().items()}

SOME_ENDPOINT = "https://dataworks.cn-shanghai.aliyuncs.com"
NO_REGION = "The server has no region: this is written for cn-shanghai."
INSIDE = "The emulator inside this server has no address: start dataworks-di-mcp emulate, and take the one it prints."


class ShownArguments(Arguments):
    """What to show."""

    tool: Annotated[Name, Field(description="A tool of one operation, or a flow such as stop_realtime_task.")]
    arguments: Annotated[Script, Field(description="What the tool would be given.")] = "{}"
    form: Annotated[Literal["python", "http"], Field(description="Default python; http: operations only.")] = "python"


class CodeView(View):
    """A request that was not sent."""

    verbatim: ClassVar[str | None] = "code"

    tool: str
    sent: Annotated[bool, Field(description="Always false.")] = False
    note: Annotated[str | None, Field(description="What to change before it runs.")] = None
    code: str


@tool("Show a call as code", ShownArguments, CodeView, operations=(), repeatable=True)
async def show_as_code(call: Call, arguments: ShownArguments) -> CodeView:
    """The exact request, unsent."""
    endpoint = call.api.endpoint or SOME_ENDPOINT
    if arguments.tool in FLOWS:
        code = _program(FLOWS[arguments.tool], arguments, endpoint)
    elif arguments.tool in SINGLE:
        operation = _read(SINGLE[arguments.tool], arguments.arguments)
        code = (as_python if arguments.form == "python" else as_http)(operation, endpoint)
    else:
        raise InvalidArguments([_not_shown(arguments.tool)])
    return CodeView(tool=arguments.tool, note=_note(call.api.endpoint), code=code)


def _program(flow: Flow, arguments: ShownArguments, endpoint: str) -> str:
    if arguments.form == "http":
        advice = "use form python, or show the operations one by one"
        raise InvalidArguments([Finding("/form", f"{arguments.tool} is more than one request", advice)])
    wanted = _read(flow.tool.arguments, arguments.arguments)
    patterns = [name for name in flow.tables if any(map(is_pattern, getattr(wanted, name) or []))]
    if patterns:
        advice = "list_source_tables has them"
        raise InvalidArguments(
            [Finding(f"/arguments/{name}", "a program names its tables", advice) for name in patterns]
        )
    return program(flow.about, endpoint, flow.body(wanted))


def _read(model: type[M], text: str) -> M:
    """The tool's own arguments; what is wrong with them is told with its place in ours."""
    try:
        arguments = parsed(model, json.loads(text))
        agreeing(arguments)
    except InvalidArguments as error:
        raise InvalidArguments(
            [Finding(f"/arguments{found.pointer}", found.message, found.suggestion) for found in error.findings]
        ) from None
    return arguments


def _not_shown(name: str) -> Finding:
    """Why a tool has no code, and what to show instead."""
    if name in OTHERS:
        operations = ", ".join(snake_case(operation.action()) for operation in OTHERS[name].operations)
        if operations:
            return Finding("/tool", "only looks around, and what it asks depends on the answers", f"show {operations}")
        return Finding("/tool", "is answered by this server itself: there is no request", "name another tool")
    near = get_close_matches(name[:80], [*SINGLE, *FLOWS], n=1)
    advice = f"did you mean {near[0]!r}?" if near else "name a tool of one operation, or a flow that writes"
    return Finding("/tool", "is no tool whose request can be shown", advice)


def _note(endpoint: str) -> str | None:
    if not endpoint:
        return NO_REGION
    return INSIDE if endpoint == "http://127.0.0.1" else None


TOOLS: tuple[ToolSpec, ...] = (show_as_code,)

OTHERS = {
    spec.name: spec for spec in (*workspace.TOOLS, *tasks.TOOLS, *scripts.TOOLS, *setup.TOOLS, *errors.TOOLS, *TOOLS)
}
"""Tools without code: what they ask depends on the answers, or they ask nothing."""
