"""The tool that shows a call as code, and sends nothing."""

import json
from difflib import get_close_matches
from shlex import quote
from typing import Annotated, Any, ClassVar, Literal, cast

from pydantic import BaseModel, Field

from dataworks.fields import Name, Script
from dataworks.operation import Operation
from tools.arguments.parsing import Arguments, Finding, InvalidArguments, agreeing, parsed
from tools.catalog import Call, ToolSpec, snake_case, tool
from tools.code.http import as_http
from tools.code.programs import filled, not_in_programs, program_of
from tools.code.python import as_python
from tools.toolsets import listed_tools
from tools.views.view import View

SOME_ENDPOINT = "https://dataworks.cn-shanghai.aliyuncs.com"
EMULATED = "http://127.0.0.1"
"""The address of the emulator inside this server, which nothing else can reach."""

NO_REGION = "The server has no region: this is written for cn-shanghai."
INSIDE = (
    "The emulator inside this server has no address, so this is written for cn-shanghai. "
    "To run it against an emulator, start dataworks-di-mcp emulate and put the address that it prints there."
)
NO_PROGRAM = "There is no program for this tool, so this is the command. For requests of its operations, show {}."


class ShownArguments(Arguments):
    """What to show."""

    tool: Annotated[Name, Field(description="A tool of one operation, or a flow such as stop_realtime_task.")]
    arguments: Annotated[Script, Field(description="What the tool would be given.")] = "{}"
    form: Annotated[Literal["python", "http"], Field(description="Default python; http: operations only.")] = "python"


class CodeView(View):
    """A call that was not made."""

    verbatim: ClassVar[str | None] = "code"

    tool: str
    sent: Annotated[bool, Field(description="Always false.")] = False
    note: Annotated[str | None, Field(description="What to know before it runs.")] = None
    command: Annotated[str | None, Field(description="The same call from the shell.")] = None
    code: str


@tool("Show a call as code", ShownArguments, CodeView, operations=(), repeatable=True)
async def show_as_code(call: Call, arguments: ShownArguments) -> CodeView:
    """The call as a program, as a request, or as a command; unsent."""
    spec = _spec(arguments.tool)
    note, endpoint = _reached(call.api.endpoint)
    command = _command(arguments, None if note else endpoint)
    code = _code(spec, arguments, endpoint)
    if code is None:
        operations = ", ".join(snake_case(operation.action()) for operation in spec.operations)
        return CodeView(tool=spec.name, note=NO_PROGRAM.format(operations), code=f"{command}\n")
    return CodeView(tool=spec.name, note=note, command=command, code=code)


def _code(spec: ToolSpec, arguments: ShownArguments, endpoint: str) -> str | None:
    """The code of a call; ``None`` where there is none but the command."""
    if spec.operation is None and arguments.form == "http":
        advice = "use form python, or show the operations one by one"
        raise InvalidArguments([Finding("/form", f"{spec.name} is more than one request", advice)])
    wanted = _read(spec.arguments, arguments.arguments)
    if spec.operation:
        return (as_python if arguments.form == "python" else as_http)(cast("Operation[Any]", wanted), endpoint)
    program = program_of(spec.name)
    if program is None:
        return None
    findings = list(not_in_programs(wanted))
    if findings:
        raise InvalidArguments(findings)
    return filled(program, wanted, endpoint)


def _read(model: type[BaseModel], text: str) -> BaseModel:
    """The tool's own arguments; what is wrong with them is told with its place in ours."""
    try:
        arguments = parsed(model, json.loads(text))
        agreeing(arguments)
    except InvalidArguments as error:
        raise InvalidArguments(
            [Finding(f"/arguments{found.pointer}", found.message, found.suggestion) for found in error.findings]
        ) from None
    return arguments


def _command(arguments: ShownArguments, endpoint: str | None) -> str:
    """The command that makes the call, as a line for a shell."""
    given = arguments.arguments
    text = given if given.isprintable() else json.dumps(json.loads(given), separators=(",", ":"))
    where = f" --endpoint {quote(endpoint)}" if endpoint else ""
    return f"dataworks-di-mcp call {arguments.tool} {quote(text)}{where}"


def _spec(name: str) -> ToolSpec:
    """The tool of this name.

    Raises:
        InvalidArguments: there is no such tool, or it sends nothing.
    """
    known = listed_tools()
    if name not in known:
        near = get_close_matches(name[:80], known, n=1)
        advice = f"did you mean {near[0]!r}?" if near else "name a tool of one operation, or a flow"
        raise InvalidArguments([Finding("/tool", "is no tool whose request can be shown", advice)])
    if not known[name].operations:
        problem = "is answered by this server itself: there is no request"
        raise InvalidArguments([Finding("/tool", problem, "name another tool")])
    return known[name].spec


def _reached(endpoint: str) -> tuple[str | None, str]:
    """What to change before the code runs, and the endpoint that it is written for."""
    if not endpoint:
        return NO_REGION, SOME_ENDPOINT
    return (INSIDE, SOME_ENDPOINT) if endpoint == EMULATED else (None, endpoint)


TOOLS: tuple[ToolSpec, ...] = (show_as_code,)
