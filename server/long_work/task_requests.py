"""The requests about tasks that a client sends, and what is checked of each."""

from typing import TYPE_CHECKING, Any

from mcp.server.mcpserver.server import require_client_extension
from mcp.shared.exceptions import MCPError
from mcp.shared.inbound import MCP_NAME_HEADER, decode_header_value
from mcp_types import HEADER_MISMATCH, INVALID_PARAMS, ElicitResult, RequestParams
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import Field, ValidationError

if TYPE_CHECKING:
    from mcp.server.context import ServerRequestContext

    from tools.rules.long_call import LongCall

EXTENSION = "io.modelcontextprotocol/tasks"


class TaskParams(RequestParams):
    """A request about one task."""

    task_id: str = Field(alias="taskId")


class UpdateParams(TaskParams):
    """Answers to questions of a task, by their keys."""

    input_responses: dict[str, Any] = Field(alias="inputResponses", default_factory=dict[str, Any])


def knows_tasks(ctx: "ServerRequestContext[Any, Any]") -> bool:
    """Whether the client of a request can be given a task: with an older version of the protocol it can't."""
    capabilities = ctx.session.client_capabilities
    extensions = (capabilities and capabilities.extensions) or {}
    return ctx.protocol_version in MODERN_PROTOCOL_VERSIONS and EXTENSION in extensions


def check(ctx: "ServerRequestContext[Any, Any]", params: TaskParams) -> None:
    """Check what each request about a task needs.

    Raises:
        MCPError: the client does not know the extension, or the header names another task.
    """
    require_client_extension(ctx, EXTENSION)
    named: str | None = ctx.request.headers.get(MCP_NAME_HEADER) if ctx.request is not None else None
    if named is not None and decode_header_value(named) != params.task_id:
        raise MCPError(code=HEADER_MISMATCH, message="The header Mcp-Name is not the taskId of the request")


def unknown_task() -> MCPError:
    """The error for an id that this caller has no task of."""
    return MCPError(code=INVALID_PARAMS, message="Unknown task, or its time is over")


def answers_to(call: "LongCall", sent: dict[str, Any]) -> dict[str, ElicitResult]:
    """The answers to open questions of a call; keys of others are ignored.

    Raises:
        MCPError: an answer has not the form of one.
    """
    try:
        return {key: ElicitResult.model_validate(sent[key]) for key in sent.keys() & call.questions.keys()}
    except ValidationError:
        raise MCPError(code=INVALID_PARAMS, message="inputResponses: not an answer to an elicitation") from None
