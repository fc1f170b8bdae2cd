"""The tool that describes the server itself. It works even if no other tool does."""

from typing import Annotated

from pydantic import Field

from dataworks.language import Text
from dataworks.markers import described
from dataworks.operations.v2020.resource_groups import ListResourceGroups
from tools.arguments.parsing import Arguments
from tools.catalog import Call, ToolSpec, tool
from tools.views.view import View


class SetupArguments(Arguments):
    """What to check."""

    probe: Annotated[bool | None, described("Also call the service.", "同时调用服务。")] = None


class ToolOff(View):
    """A tool that is off."""

    name: str
    why: str


class SetupView(View):
    """The setup of the server, never with values of credentials."""

    ready: Annotated[bool, Field(description="Whether calls can work, as far as checked.")]
    missing: Annotated[tuple[str, ...], Field(description="What keeps calls from working.")] = ()
    version: str
    protocol_versions: tuple[str, ...]
    mode: str
    policy: Annotated[str, Field(description="Rules of the policy file, or none.")]
    endpoint: Annotated[str, Field(description="Where calls go, or what is missing.")]
    network: Annotated[str | None, Field(description="Proxy that is used.")] = None
    region: str | None = None
    project: Annotated[str | None, Field(description="Workspace of calls that name none.")] = None
    studio: Annotated[str, Field(description="Of workspaces, where set.")] = "auto"
    identity: Annotated[str, Field(description="Where its credentials were found, or what to set.")]
    caller: Annotated[str, Field(description="Who makes this call.")]
    tools_on: tuple[str, ...]
    tools_off: tuple[ToolOff, ...] = ()
    rate: Annotated[str, Field(description="Maximum rate of API calls.")]
    api_calls: Annotated[int, Field(description="API calls made by this process.")]
    clock_skew_seconds: Annotated[float | None, Field(description="How far the service's clock is ahead.")] = None
    service: Annotated[str | None, Field(description="Result of the probe.")] = None


@tool(
    Text("Describe the server's setup", "查看服务器的配置"),
    SetupArguments,
    SetupView,
    operations=(ListResourceGroups,),
    repeatable=True,
)
async def describe_setup(call: Call, arguments: SetupArguments) -> SetupView:
    """Return the server's setup."""
    return SetupView.model_validate(await call.describe(call.api, bool(arguments.probe)))


TOOLS: tuple[ToolSpec, ...] = (describe_setup,)
