"""The tool that shows a call as code, without sending it."""

import json
from difflib import get_close_matches
from shlex import quote
from typing import Annotated, Any, ClassVar, Literal, cast
from urllib.parse import quote_plus

from pydantic import BaseModel

from dataworks.endpoints import EMULATOR_INSIDE
from dataworks.explain.arguments import MEANT, TOO_LONG
from dataworks.fields import Name, Script
from dataworks.language import Text
from dataworks.markers import HoldsScript, described
from dataworks.operation import Operation
from dataworks.request import LONGEST_TARGET
from dataworks.secrets import masked
from dataworks.workers import computed
from tools.arguments.parsing import Arguments, Finding, InvalidArguments, check_together, parsed
from tools.arguments.task_kinds import wrong_kinds
from tools.catalog import Call, ToolSpec, tool, tool_of
from tools.code.http import as_http
from tools.code.programs import filled, not_in_programs, program_of, studio_of
from tools.code.python import as_python
from tools.toolsets import listed_tools
from tools.views.view import View

EXAMPLE_ENDPOINT = "https://dataworks.cn-shanghai.aliyuncs.com"

NO_REGION = Text(
    "The server has no region: this is written for cn-shanghai.", "服务器未设置地域：此处按 cn-shanghai 编写。"
)
NO_ADDRESS = Text(
    "The emulator inside this server has no address, so this is written for cn-shanghai. "
    "To run it against an emulator, start dataworks-di-mcp emulate and put the address that it prints there.",
    "本服务器内的模拟器没有地址，因此按 cn-shanghai 编写。"
    "如要对模拟器运行，请启动 dataworks-di-mcp emulate，并填入其输出的地址。",
)
LONG_URL = Text(
    "The SDK puts the script into the URL, where the service refuses more than some kilobytes (HTTP 414). "
    "The command sends it in the body.",
    "SDK 将脚本放入 URL，超过数千字节时服务会拒绝（HTTP 414）。该命令则放在请求体中发送。",
)
NO_PROGRAM = Text(
    "There is no program for this call, so this is the command. For requests of its operations, show {}.",
    "此次调用没有对应的程序，因此给出命令。如需其各操作的请求，请展示 {}。",
)
SEVERAL_REQUESTS = Text("{} is more than one request", "{} 包含不止一个请求")
PYTHON_OR_OPERATIONS = Text(
    "use form python, or show its operations one by one", "请使用 form python，或逐个展示其操作"
)
NOT_SHOWN = Text("is not a tool whose request can be shown", "不是可展示请求的工具")
NAME_A_TOOL = Text("name a tool of one operation, or a flow", "请给出单个操作的工具，或流程工具")
SENDS_NOTHING, NAME_ANOTHER = Text("sends no request", "不发送请求"), Text("name another tool", "请给出其他工具")


LONGEST_SHOWN = 200_000
"""Characters of arguments that are shown as code; longer code is read by nobody, and costs seconds."""


class ShownArguments(Arguments):
    """The call to show."""

    tool: Annotated[
        Name,
        described(
            "A tool of one operation, or a flow such as stop_tasks.", "单个操作的工具，或 stop_tasks 这样的流程。"
        ),
    ]
    arguments: Annotated[Script, described("Its arguments.", "其参数。")] = "{}"
    form: Annotated[
        Literal["python", "http"],
        described("Default python; http: operations only.", "默认 python；http：仅限单个操作。"),
    ] = "python"


class CodeView(View):
    """A call as code; it is not made."""

    verbatim: ClassVar[str | None] = "code"

    tool: str
    sent: Annotated[bool, described("Always false.", "始终为 false。")] = False
    note: Annotated[str | None, described("What to know before it runs.", "运行之前应了解的内容。")] = None
    command: Annotated[str | None, described("The same call from the shell.", "同样的调用，用于命令行。")] = None
    code: str


@tool(Text("Show a call as code", "将调用显示为代码"), ShownArguments, CodeView, operations=(), repeatable=True)
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
        operations = ", ".join(tool_of(operation) for operation in spec.operations)
        return CodeView(tool=spec.name, note=NO_PROGRAM.said(operations), code=f"{command}\n")
    notes = [note] if note else []
    notes += [LONG_URL.said()] if _is_long_in_url(spec, arguments) else []
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
        raise InvalidArguments([Finding("/form", SEVERAL_REQUESTS.filled(spec.name), PYTHON_OR_OPERATIONS)])
    parameters = _read(call, spec, arguments.arguments)
    if spec.operation:
        return (as_python if arguments.form == "python" else as_http)(cast("Operation[Any]", parameters), endpoint)
    project = getattr(parameters, "project_id", None)
    studio = studio_of(parameters, call.chooser().known(project) if project else None)
    program = program_of(spec.name, studio) if studio else None
    if program is None or studio is None:
        return None
    findings = list(not_in_programs(parameters))
    if findings:
        raise InvalidArguments(findings)
    return filled(program, parameters, endpoint, studio)


def _read(call: Call, spec: ToolSpec, text: str) -> BaseModel:
    """Validate the arguments of the tool that is shown; findings have their place in ``arguments``."""
    try:
        arguments = parsed(spec.arguments, json.loads(text))
        call.check_policy(spec.called_with(arguments).in_full, arguments)  # before they are compared with each other
        check_together(arguments, wrong_kinds(arguments))
    except InvalidArguments as error:
        raise InvalidArguments(
            [Finding(f"/arguments{found.pointer}", found.message, found.suggestion) for found in error.findings]
        ) from None
    return arguments


def _command(arguments: ShownArguments, endpoint: str | None) -> str:
    """The shell command that makes the call."""
    given = arguments.arguments
    text = given if given.isprintable() else json.dumps(json.loads(given), separators=(",", ":"))
    where = ("--endpoint", quote(endpoint)) if endpoint else ()
    return " ".join(("dataworks-di-mcp", "call", arguments.tool, quote(text), *where))


def _spec(name: str) -> ToolSpec:
    """The tool of this name.

    Raises:
        InvalidArguments: there is no such tool, or it sends no request.
    """
    known = listed_tools()
    if name not in known:
        near = get_close_matches(name[:80], known, n=1)
        advice = MEANT.filled(repr(near[0])) if near else NAME_A_TOOL
        raise InvalidArguments([Finding("/tool", NOT_SHOWN, advice)])
    if not known[name].operations:
        raise InvalidArguments([Finding("/tool", SENDS_NOTHING, NAME_ANOTHER)])
    return known[name].spec


def _endpoint_of(endpoint: str) -> tuple[str | None, str]:
    """A note on what to change before the code can run, if any, and the endpoint that the code has."""
    if not endpoint:
        return NO_REGION.said(), EXAMPLE_ENDPOINT
    return (NO_ADDRESS.said(), EXAMPLE_ENDPOINT) if endpoint == EMULATOR_INSIDE else (None, endpoint)


TOOLS: tuple[ToolSpec, ...] = (show_as_code,)
