"""MCP resources: explanations of errors, the emulator's coverage, and the formats of scripts and their steps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp.server.mcpserver.resources import FunctionResource, ResourceSecurity

from dataworks.explain.explanation import Language
from dataworks.language import SPOKEN, Text
from dataworks.scripts.spelling import did_you_mean
from tools.rendering import clean, inline
from tools.rules.gate import Gate
from tools.toolsets import listed_tools

MARKDOWN = "text/markdown"
NAME_SHOWN = 80

ERRORS = "dataworks://errors"
ERROR = "dataworks://errors/{code}"
COVERAGE = "dataworks://emulator/coverage"
FORMATS = "dataworks://scripts/formats"
FORMAT = "dataworks://scripts/formats/{kind}"
STEPS = "dataworks://scripts/steps"
STEP = "dataworks://scripts/steps/{step_type}"
EXAMPLES = "dataworks://scripts/examples"
EXAMPLE = "dataworks://scripts/examples/{pair}"


IsOn = Callable[[str], bool]
"""Whether the tool of this name is on."""


@dataclass(frozen=True)
class Page:
    """A resource with a fixed address."""

    title: Text
    read: Callable[[Language, IsOn], str]


@dataclass(frozen=True)
class Template:
    """Resources with a name in their address.

    Attributes:
        title: the subject of one page.
        read: returns the page of a name, ``None`` if there is none.
        names: returns all names, for completion.
        nearest: returns the name that is most similar to an unknown one.
    """

    title: Text
    read: Callable[[str, Language, IsOn], str | None]
    names: Callable[[], Iterable[str]]
    nearest: Callable[[str], str | None]


def pages() -> ModuleType:
    """Return the module with the pages about errors and the emulator, loaded when the first one is read."""
    from server import pages as module

    return module


def script_pages() -> ModuleType:
    """Return the module with the pages about scripts; it loads the table of step types, so only when one is read."""
    from server import script_pages as module

    return module


PAGES: dict[str, Page] = {
    ERRORS: Page(
        Text("Errors: meaning, fix, retry", "错误：含义、解决方法、是否重试"),
        lambda language, is_on: pages().errors_page(language, is_on),
    ),
    COVERAGE: Page(Text("What the emulator does", "模拟器做什么"), lambda _language, _is_on: pages().coverage_page()),
    FORMATS: Page(
        Text("What task scripts look like", "任务脚本的格式"), lambda _language, _is_on: script_pages().formats_page()
    ),
    STEPS: Page(
        Text("Step types of batch jobs", "离线脚本的步骤类型"), lambda _language, _is_on: script_pages().steps_page()
    ),
    EXAMPLES: Page(
        Text("Which example scripts there are", "有哪些示例脚本"),
        lambda _language, _is_on: script_pages().examples_page(),
    ),
}
TEMPLATES: dict[str, Template] = {
    ERROR: Template(
        Text("One error", "一个错误"),
        lambda code, language, is_on: pages().error_page(code, language, is_on),
        lambda: pages().error_names(),
        lambda name: pages().nearest_error(name),
    ),
    FORMAT: Template(
        Text("One kind of task script", "一种任务脚本"),
        lambda name, _language, _is_on: script_pages().format_page(name),
        lambda: script_pages().kinds(),
        lambda name: script_pages().nearest_kind(name),
    ),
    STEP: Template(
        Text("One step type and its parameters", "一种步骤类型及其参数"),
        lambda name, _language, _is_on: script_pages().step_page(name),
        lambda: script_pages().reference.step_types(),
        lambda name: script_pages().nearest_step_type(name),
    ),
    EXAMPLE: Template(
        Text(
            "The script of a pair, such as mysql-to-odps or realtime-mysql-to-kafka",
            "一对类型的脚本，例如 mysql-to-odps 或 realtime-mysql-to-kafka",
        ),
        lambda name, _language, _is_on: script_pages().example_page(name),
        lambda: script_pages().pairs(),
        lambda name: script_pages().nearest_pair(name),
    ),
}


@dataclass(frozen=True)
class Reader:
    """Reads pages in the language and under the rules of a server."""

    language: Language
    gate: Gate

    def page(self, page: Page) -> str:
        """Return the text of a page."""
        return self._followable(page.read(self.language, self._is_on))

    def found(self, uri: str, name: str) -> str:
        """Return the page of a name.

        Raises:
            ResourceNotFoundError: there is none; the text has the most similar name.
        """
        template = TEMPLATES[uri]
        page = template.read(name, self.language, self._is_on)
        if page is None:
            advice = did_you_mean(template.nearest(name)) or f"{uri.rpartition('/')[0]} lists the names"
            raise ResourceNotFoundError(f"{inline(clean(name[:NAME_SHOWN]))} is not known; {advice}")
        return self._followable(page)

    def _is_on(self, name: str) -> bool:
        return self.gate.offers(listed_tools()[name])

    def _followable(self, page: str) -> str:
        """Return the page with other tools in place of those that are off, or with who can turn them on."""
        from tools.calls.followable import followable_sentence  # loads the tools, which no list of pages needs

        SPOKEN.set(self.language)
        return "\n".join(followable_sentence(line, self.gate) for line in page.split("\n"))


ANY_TEXT = ResourceSecurity(exempt_params={"code", "kind", "step_type", "pair"})
"""Parameters that may contain any text, since they are not file names."""


def publish(server: MCPServer[Any], language: Language, gate: Gate) -> None:
    """Add the resources to the server; a page is made when it is read."""
    reader = Reader(language, gate)
    for uri, page in PAGES.items():
        made = partial(reader.page, page)
        server.add_resource(
            FunctionResource(uri=uri, name=_name(uri), title=page.title.to(language), mime_type=MARKDOWN, fn=made)
        )

    def error(code: str) -> str:
        return reader.found(ERROR, code)

    def script_format(kind: str) -> str:
        return reader.found(FORMAT, kind)

    def script_step(step_type: str) -> str:
        return reader.found(STEP, step_type)

    def script_example(pair: str) -> str:
        return reader.found(EXAMPLE, pair)

    for uri, function in ((ERROR, error), (FORMAT, script_format), (STEP, script_step), (EXAMPLE, script_example)):
        title = TEMPLATES[uri].title.to(language)
        server.resource(uri, name=function.__name__, title=title, mime_type=MARKDOWN, security=ANY_TEXT)(function)


def _name(uri: str) -> str:
    return uri.partition("://")[2].replace("/", "_")
