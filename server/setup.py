"""How the server is set up, and whether calls can work."""

from dataclasses import dataclass
from typing import Any

from dataworks.client import DataWorks
from dataworks.credentials import chain
from dataworks.errors import DataWorksError, RoleNotTaken, Unconfigured
from dataworks.explain.explanation import Language
from dataworks.explain.lookup import explain
from dataworks.language import Text
from dataworks.network import proxy_for
from dataworks.operations.v2020.resource_groups import DATA_INTEGRATION, ListResourceGroups
from dataworks.quoting import LONGEST_MESSAGE, named, plain_or_named
from server.hosting import Hosting
from server.settings import VERSION, check_network
from tools.rules.gate import Gate
from tools.rules.mode import ConsentBy
from tools.rules.policy import Policy
from tools.toolsets import listed_tools

PROBLEM = Text("{}. {}", "{}。{}")
NO_ANSWER = Text("the service does not answer: {}. {}", "服务没有应答：{}。{}")
ANSWERS = Text("it answers, and shows {} data integration resource groups", "服务有应答，可见 {} 个数据集成资源组")
EMULATOR = Text("the emulator in this process", "本进程中的模拟器")
THROUGH, NO_PROXY = Text("through {}", "经由 {}"), Text("no proxy", "不使用代理")
OWN_OF_EMULATOR = Text("the emulator's own; no credentials were looked up", "模拟器自带；没有查找访问凭证")
OF_FILE = Text("the access key {}", "使用 AccessKey {}")
BY_CHAIN = Text("found by the chain's provider {}", "由默认凭证链的 {} 提供")
OF_ROLE = Text("the {}, a session of this caller's own", "该调用者自己的会话：{}")
RATE, NO_LIMIT = Text("{:g} API calls per second", "每秒 {:g} 次 API 调用"), Text("no limit", "不限")
BY_CONSENT = Text("{}, consent by {}", "{}，征求同意的方式：{}")
NO_RULES = Text("none", "无")


@dataclass(frozen=True)
class Check:
    """The result of one check: what was found, and whether calls can work with it."""

    text: str | None
    passed: bool = True


async def setup_facts(hosting: Hosting, api: DataWorks, *, probe: bool) -> dict[str, Any]:
    """Return the fields of ``tools.sets.setup.SetupView``, without any credential or token.

    ``probe`` makes one API call to see whether the service answers.
    """
    from mcp_types.version import SUPPORTED_PROTOCOL_VERSIONS  # the types take longer to load than all else here

    endpoint, network, credentials = _endpoint(hosting), _network(hosting), await _credentials(hosting, api)
    service = await _probe(api, hosting.language) if probe else Check(None)
    missing = [check.text for check in (endpoint, network, credentials, service) if not check.passed]
    return {
        "ready": not missing,
        "missing": missing,
        "version": VERSION,
        "protocol_versions": SUPPORTED_PROTOCOL_VERSIONS,
        "mode": _mode(hosting),
        "policy": _policy(hosting.gate.policy, hosting.language),
        "endpoint": endpoint.text,
        "network": network.text,
        "region": hosting.settings.region,
        "project": hosting.project,
        "language": hosting.language,
        "studio": hosting.studios.said(),
        "identity": credentials.text,
        "caller": hosting.caller_of().name,
        **_tools(hosting.gate, hosting.language),
        "rate": _rate(hosting.settings.limit(), hosting.language),
        "api_calls": api.stats.calls,
        "clock_skew_seconds": api.stats.skew,
        "service": service.text,
    }


def _mode(hosting: Hosting) -> str:
    mode = str(hosting.gate.mode)
    return mode if hosting.consent is ConsentBy.ASK else BY_CONSENT.filled(mode, hosting.consent).to(hosting.language)


def _tools(gate: Gate, language: Language) -> dict[str, Any]:
    absences = {name: gate.absence(tool) for name, tool in listed_tools().items()}
    return {
        "tools_on": [name for name, absence in absences.items() if absence is None],
        "tools_off": [
            {"name": name, "why": absence.why().to(language)} for name, absence in absences.items() if absence
        ],
    }


def _endpoint(hosting: Hosting) -> Check:
    if hosting.settings.emulator:
        return Check(EMULATOR.to(hosting.language))
    try:
        return Check(hosting.settings.address())
    except Unconfigured as error:
        return _missing(error, hosting.language)


def _network(hosting: Hosting) -> Check:
    """The proxy and the certificates; nothing if the address is missing, which another check reports."""
    if hosting.settings.emulator:
        return Check(None)
    try:
        address = hosting.settings.address()
    except Unconfigured:
        return Check(None)
    try:
        check_network(address)
        proxy = proxy_for(address)
    except Unconfigured as error:
        return _missing(error, hosting.language)
    return Check((THROUGH.filled(str(proxy)) if proxy else NO_PROXY).to(hosting.language))


async def _credentials(hosting: Hosting, api: DataWorks) -> Check:
    if hosting.roles is not None:
        return await _role(hosting, api)
    if hosting.settings.emulator:
        return Check(OWN_OF_EMULATOR.to(hosting.language))
    if hosting.settings.key:
        return Check(OF_FILE.filled(hosting.settings.key.source).to(hosting.language))
    source = api.credentials if api.endpoint else chain()
    try:
        return Check(BY_CHAIN.filled((await source()).source).to(hosting.language))
    except Unconfigured as error:
        return _missing(error, hosting.language)


async def _role(hosting: Hosting, api: DataWorks) -> Check:
    """Whether the caller's role can be taken, which is done unless its session is known."""
    try:
        return Check(OF_ROLE.filled((await api.credentials()).source).to(hosting.language))
    except (Unconfigured, RoleNotTaken) as error:
        return _missing(error, hosting.language)


def _missing(error: DataWorksError, language: Language) -> Check:
    fix = explain(error).fix[0].to(language)
    return Check(PROBLEM.to(language).format(error.message.rstrip(".。"), fix), passed=False)


async def _probe(api: DataWorks, language: Language) -> Check:
    try:
        groups = await api.call(ListResourceGroups(resource_group_type=DATA_INTEGRATION))
    except DataWorksError as error:
        failure = f"{plain_or_named(error.code)}: {named(error.message, LONGEST_MESSAGE)}"
        return Check(NO_ANSWER.to(language).format(failure, explain(error).means.to(language)), passed=False)
    return Check(ANSWERS.filled(str(len(groups.items))).to(language))


def _rate(limit: float, language: Language) -> str:
    return RATE.to(language).format(limit) if limit else NO_LIMIT.to(language)


def _policy(policy: Policy | None, language: Language) -> str:
    rules = policy.shown_to_callers() if policy else {}
    return "; ".join(f"{name} = {rule}" for name, rule in rules.items()) or NO_RULES.to(language)
