"""The tool that shows a call as code, without sending it."""

import json
from difflib import get_close_matches
from shlex import quote
from typing import Annotated, Any, ClassVar, Literal, cast
from urllib.parse import quote_plus

from pydantic import BaseModel, Field

from dataworks.endpoints import EMULATOR_INSIDE
from dataworks.explain.arguments import TOO_LONG
from dataworks.fields import Name, Script
from dataworks.markers import HoldsScript
from dataworks.operation import Operation
from dataworks.request import LONGEST_TARGET
from dataworks.secrets import masked
from dataworks.workers import computed
from tools.arguments.parsing import Arguments, Finding, InvalidArguments, check_together, parsed
from tools.catalog import Call, ToolSpec, snake_case, tool
from tools.code.http import as_http
from tools.code.programs import filled, has_program, not_in_programs, program_of
from tools.code.python import as_python
from tools.toolsets import listed_tools
from tools.views.view import View

EXAMPLE_ENDPOINT = "https://dataworks.cn-shanghai.aliyuncs.com"

NO_REGION = "The server has no region: this is written for cn-shanghai."
NO_ADDRESS = (
    "The emulator inside this server has no address, so this is written for cn-shanghai. "
    "To run it against an emulator, start dataworks-di-mcp emulate and put the address that it prints there."
)
LONG_URL = (
    "The SDK puts the script into the URL, where the service refuses more than some kilobytes (HTTP 414). "
    "The command sends it in the body."
)
NO_PROGRAM = "There is no program for this call, so this is the command. For requests of its operations, show {}."


LONGEST_SHOWN = 200_000
"""Characters of arguments that are shown as code; longer code is read by nobody, and costs seconds."""


class ShownArguments(Arguments):
    """The call to show."""

    tool: Annotated[Name, Field(description="A tool of one operation, or a flow such as stop_tasks.")]
    arguments: Annotated[Script, Field(description="Its arguments.")] = "{}"
    form: Annotated[Literal["python", "http"], Field(description="Default python; http: operations only.")] = "python"


class CodeView(View):
    """A call as code; it is not made."""

    verbatim: ClassVar[str | None] = "code"

    tool: str
    sent: Annotated[bool, Field(description="Always false.")] = False
    note: Annotated[str | None, Field(description="What to know before it runs.")] = None
    command: Annotated[str | None, Field(description="The same call from the shell.")] = None
    code: str


@tool("Show a call as code", ShownArguments, CodeView, operations=(), repeatable=True)
async def show_as_code(call: Call, arguments: ShownArguments) -> CodeView:
    """Show the call as a program, an HTTP request, or a command."""
    if len(arguments.arguments) > LONGEST_SHOWN:
        raise InvalidArguments([Finding("/arguments", TOO_LONG.filled(f"{LONGEST_SHOWN:,}"))])
    return await computed(_shown, call, arguments)


def _shown(call: Call, arguments: ShownArguments) -> CodeView:
    spec = _spec(arguments.tool)
    arguments = _at_home(call, spec, arguments)
    _check_policy(call, spec, arguments.arguments)
    arguments = arguments.model_copy(update={"arguments": masked(arguments.arguments)})
    note, endpoint = _endpoint_of(call.api.endpoint)
    command = _command(arguments, None if note else endpoint)
    code = _code(call, spec, arguments, endpoint)
    if code is None:
        operations = ", ".join(snake_case(operation.action()) for operation in spec.operations)
        return CodeView(tool=spec.name, note=NO_PROGRAM.format(operations), code=f"{command}\n")
    notes = [note] if note else []
    notes += [LONG_URL] if _is_long_in_url(spec, arguments) else []
    return CodeView(tool=spec.name, note=" ".join(notes) or None, command=command, code=code)


def _at_home(call: Call, spec: ToolSpec, arguments: ShownArguments) -> ShownArguments:
    """The call with the workspace that it would be made in, if it names none."""
    given = json.loads(arguments.arguments)
    added = call.home.added(spec.arguments, given)
    return arguments if added == given else arguments.model_copy(update={"arguments": json.dumps(added)})


def _is_long_in_url(spec: ToolSpec, arguments: ShownArguments) -> bool:
    """Whether a program would put so long a script into the URL that the service may refuse it."""
    long = arguments.form == "python" and len(quote_plus(arguments.arguments)) > LONGEST_TARGET
    return long and any(map(_has_script_in_url, spec.operations))


def _has_script_in_url(operation: type[Operation[Any]]) -> bool:
    fields = operation.model_fields.items()
    scripts = [name for name, field in fields if any(isinstance(mark, HoldsScript) for mark in field.metadata)]
    return bool(scripts) and not any(map(operation.is_in_body, scripts))


def _check_policy(call: Call, spec: ToolSpec, text: str) -> None:
    """Refuse what the policy forbids before anything is masked; what is wrong otherwise is found in masked text."""
    try:
        arguments = parsed(spec.arguments, json.loads(text))
    except InvalidArguments:
        return
    call.check_policy(spec.called_with(arguments).in_full, arguments)


def _code(call: Call, spec: ToolSpec, arguments: ShownArguments, endpoint: str) -> str | None:
    """The code of a call that the policy allows; ``None`` if there is only the command."""
    if spec.operation is None and arguments.form == "http":
        advice = "use form python, or show its operations one by one"
        raise InvalidArguments([Finding("/form", f"{spec.name} is more than one request", advice)])
    parameters = _read(call, spec, arguments.arguments)
    if spec.operation:
        return (as_python if arguments.form == "python" else as_http)(cast("Operation[Any]", parameters), endpoint)
    program = program_of(spec.name)
    if program is None or not has_program(parameters):
        return None
    findings = list(not_in_programs(parameters))
    if findings:
        raise InvalidArguments(findings)
    return filled(program, parameters, endpoint)


def _read(call: Call, spec: ToolSpec, text: str) -> BaseModel:
    """Validate the arguments of the tool that is shown; findings have their place in ``arguments``."""
    try:
        arguments = parsed(spec.arguments, json.loads(text))
        call.check_policy(spec.called_with(arguments).in_full, arguments)  # before they are compared with each other
        check_together(arguments)
    except InvalidArguments as error:
        raise InvalidArguments(
            [Finding(f"/arguments{found.pointer}", found.message, found.suggestion) for found in error.findings]
        ) from None
    return arguments


def _command(arguments: ShownArguments, endpoint: str | None) -> str:
    """The shell command that makes the call."""
    given = arguments.arguments
    text = given if given.isprintable() else json.dumps(json.loads(given), separators=(",", ":"))
    where = f" --endpoint {quote(endpoint)}" if endpoint else ""
    return f"dataworks-di-mcp call {arguments.tool} {quote(text)}{where}"


def _spec(name: str) -> ToolSpec:
    """The tool of this name.

    Raises:
        InvalidArguments: there is no such tool, or it sends no request.
    """
    known = listed_tools()
    if name not in known:
        near = get_close_matches(name[:80], known, n=1)
        advice = f"did you mean {near[0]!r}?" if near else "name a tool of one operation, or a flow"
        raise InvalidArguments([Finding("/tool", "is not a tool whose request can be shown", advice)])
    if not known[name].operations:
        problem = "sends no request"
        raise InvalidArguments([Finding("/tool", problem, "name another tool")])
    return known[name].spec


def _endpoint_of(endpoint: str) -> tuple[str | None, str]:
    """A note on what to change before the code can run, if any, and the endpoint that the code has."""
    if not endpoint:
        return NO_REGION, EXAMPLE_ENDPOINT
    return (NO_ADDRESS, EXAMPLE_ENDPOINT) if endpoint == EMULATOR_INSIDE else (None, endpoint)


TOOLS: tuple[ToolSpec, ...] = (show_as_code,)
