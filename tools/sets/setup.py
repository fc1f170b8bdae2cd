"""The tool that describes the server itself. It works when nothing else does."""

from typing import Annotated

from pydantic import Field

from dataworks.operations.resource_groups import ListResourceGroups
from tools.arguments.parsing import Arguments
from tools.catalog import Call, ToolSpec, tool
from tools.views.view import View


class SetupArguments(Arguments):
    """What to look at."""

    probe: Annotated[bool | None, Field(description="Ask the service, too.")] = None


class ToolOff(View):
    """A tool that can't be used here."""

    name: str
    why: str


class SetupView(View):
    """How the server is set up; values of credentials are never part of it."""

    ready: Annotated[bool, Field(description="Whether calls can work, as far as was looked.")]
    version: str
    protocol_versions: tuple[str, ...]
    mode: str
    policy: Annotated[str, Field(description="Rules of the policy file, or none.")]
    endpoint: Annotated[str, Field(description="Where calls go, or what is missing.")]
    region: str | None = None
    credentials: Annotated[str, Field(description="Where they were found, or what to set.")]
    caller: Annotated[str, Field(description="Who this call is made for.")]
    tools_on: tuple[str, ...]
    tools_off: tuple[ToolOff, ...] = ()
    rate: Annotated[str, Field(description="How fast API calls are sent at the most.")]
    api_calls: Annotated[int, Field(description="API calls that this process has spent.")]
    clock_skew_seconds: Annotated[float | None, Field(description="How far the service's clock is ahead.")] = None
    service: Annotated[str | None, Field(description="What the probe came to.")] = None


@tool("Describe the server's setup", SetupArguments, SetupView, operations=(ListResourceGroups,), repeatable=True)
async def describe_setup(call: Call, arguments: SetupArguments) -> SetupView:
    """The facts that the server knows of itself."""
    return SetupView.model_validate(await call.describe(call.api, bool(arguments.probe)))


TOOLS: tuple[ToolSpec, ...] = (describe_setup,)
