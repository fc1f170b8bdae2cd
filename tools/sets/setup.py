"""The tool that describes the server itself. It works even if no other tool does."""

from typing import Annotated

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

    ready: Annotated[
        bool, described("Whether calls can work, as far as checked.", "就已检查的内容而言，调用是否可用。")
    ]
    missing: Annotated[tuple[str, ...], described("What keeps calls from working.", "使调用无法工作的原因。")] = ()
    version: str
    protocol_versions: tuple[str, ...]
    mode: str
    policy: Annotated[str, described("Rules of the policy file, or none.", "策略文件的规则，或没有。")]
    endpoint: Annotated[str, described("Where calls go, or what is missing.", "调用去向，或缺少什么。")]
    network: Annotated[str | None, described("Proxy that is used.", "所用的代理。")] = None
    region: str | None = None
    project: Annotated[
        str | None, described("Workspace of calls that name none.", "未指定工作空间的调用所用的工作空间。")
    ] = None
    language: str = "en"
    studio: Annotated[str, described("Of workspaces, where set.", "工作空间的，如已设置。")] = "auto"
    identity: Annotated[
        str, described("Where its credentials were found, or what to set.", "凭证的来源，或要设置什么。")
    ]
    caller: Annotated[str, described("Who makes this call.", "进行此次调用的人。")]
    tools_on: tuple[str, ...]
    tools_off: tuple[ToolOff, ...] = ()
    rate: Annotated[str, described("Maximum rate of API calls.", "API 调用的最大速率。")]
    api_calls: Annotated[int, described("API calls made by this process.", "此进程的 API 调用次数。")]
    clock_skew_seconds: Annotated[
        float | None, described("How far the service's clock is ahead.", "服务的时钟快多少。")
    ] = None
    service: Annotated[str | None, described("Result of the probe.", "探测的结果。")] = None


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
