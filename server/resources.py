"""What clients can read: the table of explanations, the emulator's coverage, the shapes of scripts."""

from functools import partial
from typing import Any
from urllib.parse import quote

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp.server.mcpserver.resources import FunctionResource, ResourceSecurity
from mcp_types import Completion, CompletionArgument, CompletionContext, PromptReference, ResourceTemplateReference

from dataworks.explain.explanation import Language
from dataworks.explain.lookup import TABLE
from server.pages import coverage_page, error_page, errors_page, formats_page
from tools.text import clean

ERRORS = "dataworks://errors"
ERROR = "dataworks://errors/{code}"
COVERAGE = "dataworks://emulator/coverage"
FORMATS = "dataworks://scripts/formats"
MARKDOWN = "text/markdown"
MOST_COMPLETIONS = 100


def publish(server: MCPServer[Any], language: Language) -> None:
    """Offer the resources; no page is made before it is read."""
    for uri, title, page in (
        (ERRORS, "Errors: meaning, fix, retry", partial(errors_page, language)),
        (COVERAGE, "What the emulator does", coverage_page),
        (FORMATS, "Shapes of task scripts", formats_page),
    ):
        server.add_resource(FunctionResource(uri=uri, name=_name(uri), title=title, mime_type=MARKDOWN, fn=page))

    def error(code: str) -> str:
        page = error_page(code, language)
        if page is None:
            raise ResourceNotFoundError(f"No explanation for {clean(code)[:80]}")
        return page

    any_text = ResourceSecurity(exempt_params={"code"})  # it names no file
    server.resource(ERROR, name="error", title="One error", mime_type=MARKDOWN, security=any_text)(error)
    completion: Any = server.completion  # the library gives it no types
    completion()(completed)


async def completed(
    reference: PromptReference | ResourceTemplateReference,
    argument: CompletionArgument,
    _context: CompletionContext | None,
) -> Completion | None:
    """The codes that begin like what was typed so far."""
    if not isinstance(reference, ResourceTemplateReference) or reference.uri != ERROR:
        return None
    typed = argument.value.lower()
    codes = [quote(code) for code in sorted(TABLE) if code.lower().startswith(typed)]
    return Completion(values=codes[:MOST_COMPLETIONS], total=len(codes), has_more=len(codes) > MOST_COMPLETIONS)


def _name(uri: str) -> str:
    return uri.partition("://")[2].replace("/", "_")
