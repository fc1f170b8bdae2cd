"""What clients can read: the table of explanations, the emulator's coverage, what scripts and their steps look like."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any
from urllib.parse import quote

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp.server.mcpserver.resources import FunctionResource, ResourceSecurity
from mcp_types import Completion, CompletionArgument, CompletionContext, PromptReference, ResourceTemplateReference

from dataworks.explain.explanation import Language
from dataworks.scripts.spelling import did_you_mean
from tools.rendering import clean

MARKDOWN = "text/markdown"
MOST_COMPLETIONS = 100
NAME_SHOWN = 80

ERRORS = "dataworks://errors"
ERROR = "dataworks://errors/{code}"
COVERAGE = "dataworks://emulator/coverage"
FORMATS = "dataworks://scripts/formats"
FORMAT = "dataworks://scripts/formats/{kind}"
STEPS = "dataworks://scripts/steps"
STEP = "dataworks://scripts/steps/{step_type}"


@dataclass(frozen=True)
class Page:
    """A page that is always there."""

    title: str
    read: Callable[[Language], str]


@dataclass(frozen=True)
class Family:
    """Pages that go by a name.

    Attributes:
        title: what one of them is about.
        read: the page of a name, ``None`` if there is none.
        names: all of them, for completion.
        meant: the name that was probably meant.
    """

    title: str
    read: Callable[[str, Language], str | None]
    names: Callable[[], Iterable[str]]
    meant: Callable[[str], str | None]


def pages() -> ModuleType:
    """The module with the pages about errors and the emulator; loaded with the first page that is read."""
    from server import pages as module

    return module


def script_pages() -> ModuleType:
    """The module with the pages about scripts; it loads the table of step types, so not before one is read."""
    from server import script_pages as module

    return module


PAGES: dict[str, Page] = {
    ERRORS: Page("Errors: meaning, fix, retry", lambda language: pages().errors_page(language)),
    COVERAGE: Page("What the emulator does", lambda _: pages().coverage_page()),
    FORMATS: Page("What task scripts look like", lambda _: script_pages().formats_page()),
    STEPS: Page("Step types of batch jobs", lambda _: script_pages().steps_page()),
}
FAMILIES: dict[str, Family] = {
    ERROR: Family(
        "One error",
        lambda code, language: pages().error_page(code, language),
        lambda: pages().error_names(),
        lambda name: pages().error_meant(name),
    ),
    FORMAT: Family(
        "One kind of task script",
        lambda name, _: script_pages().format_page(name),
        lambda: script_pages().kinds(),
        lambda name: script_pages().kind_meant(name),
    ),
    STEP: Family(
        "One step type and its parameters",
        lambda name, _: script_pages().step_page(name),
        lambda: script_pages().reference.step_types(),
        lambda name: script_pages().step_meant(name),
    ),
}
ANY_TEXT = ResourceSecurity(exempt_params={"code", "kind", "step_type"})
"""These name no file."""


def publish(server: MCPServer[Any], language: Language) -> None:
    """Offer the resources; no page is made before it is read."""
    for uri, page in PAGES.items():
        made = partial(page.read, language)
        server.add_resource(FunctionResource(uri=uri, name=_name(uri), title=page.title, mime_type=MARKDOWN, fn=made))

    def error(code: str) -> str:
        return _found(ERROR, code, language)

    def script_format(kind: str) -> str:
        return _found(FORMAT, kind, language)

    def script_step(step_type: str) -> str:
        return _found(STEP, step_type, language)

    for uri, function in ((ERROR, error), (FORMAT, script_format), (STEP, script_step)):
        title = FAMILIES[uri].title
        server.resource(uri, name=function.__name__, title=title, mime_type=MARKDOWN, security=ANY_TEXT)(function)
    completion: Any = server.completion  # the library gives it no types
    completion()(completed)


async def completed(
    reference: PromptReference | ResourceTemplateReference,
    argument: CompletionArgument,
    _context: CompletionContext | None,
) -> Completion | None:
    """The names that begin like what was typed so far."""
    family = FAMILIES.get(reference.uri) if isinstance(reference, ResourceTemplateReference) else None
    if family is None:
        return None
    typed = argument.value.lower()
    names = [quote(name) for name in sorted(family.names()) if name.lower().startswith(typed)]
    return Completion(values=names[:MOST_COMPLETIONS], total=len(names), has_more=len(names) > MOST_COMPLETIONS)


def _found(uri: str, name: str, language: Language) -> str:
    """The page of a name.

    Raises:
        ResourceNotFoundError: there is none; the text has the name that was probably meant.
    """
    family = FAMILIES[uri]
    page = family.read(name, language)
    if page is None:
        advice = did_you_mean(family.meant(name)) or f"{uri.rpartition('/')[0]} lists what there is"
        raise ResourceNotFoundError(f"{clean(name)[:NAME_SHOWN]} is not known; {advice}")
    return page


def _name(uri: str) -> str:
    return uri.partition("://")[2].replace("/", "_")
