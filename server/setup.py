"""How the server is set up, and whether calls can work."""

from dataclasses import dataclass
from typing import Any

from dataworks.client import DataWorks
from dataworks.credentials import chain
from dataworks.errors import DataWorksError, RoleNotTaken, Unconfigured
from dataworks.explain.explanation import Language
from dataworks.explain.lookup import explain
from dataworks.network import proxy_for
from dataworks.operations.v2020.resource_groups import DATA_INTEGRATION, ListResourceGroups
from dataworks.quoting import LONGEST_MESSAGE, named, plain_or_named
from server.hosting import Hosting
from server.settings import VERSION, check_network
from tools.rules.gate import Gate
from tools.rules.mode import ConsentBy
from tools.rules.policy import Policy
from tools.toolsets import listed_tools


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
        "policy": _policy(hosting.gate.policy),
        "endpoint": endpoint.text,
        "network": network.text,
        "region": hosting.settings.region,
        "project": hosting.project,
        "language": hosting.language,
        "studio": hosting.studios.said(),
        "identity": credentials.text,
        "caller": hosting.caller_of().name,
        **_tools(hosting.gate, hosting.language),
        "rate": _rate(hosting.settings.limit()),
        "api_calls": api.stats.calls,
        "clock_skew_seconds": api.stats.skew,
        "service": service.text,
    }


def _mode(hosting: Hosting) -> str:
    by = "" if hosting.consent is ConsentBy.ASK else f", consent by {hosting.consent}"
    return f"{hosting.gate.mode}{by}"


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
        return Check("the emulator in this process")
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
    return Check(f"through {proxy}" if proxy else "no proxy")


async def _credentials(hosting: Hosting, api: DataWorks) -> Check:
    if hosting.roles is not None:
        return await _role(hosting, api)
    if hosting.settings.emulator:
        return Check("the emulator's own; no credentials were looked up")
    if hosting.settings.key:
        return Check(f"the access key {hosting.settings.key.source}")
    source = api.credentials if api.endpoint else chain()
    try:
        return Check(f"found by the chain's provider {(await source()).source}")
    except Unconfigured as error:
        return _missing(error, hosting.language)


async def _role(hosting: Hosting, api: DataWorks) -> Check:
    """Whether the caller's role can be taken, which is done unless its session is known."""
    try:
        return Check(f"the {(await api.credentials()).source}, a session of this caller's own")
    except (Unconfigured, RoleNotTaken) as error:
        return _missing(error, hosting.language)


def _missing(error: DataWorksError, language: Language) -> Check:
    return Check(f"{error.message}. {explain(error).fix[0].to(language)}", passed=False)


async def _probe(api: DataWorks, language: Language) -> Check:
    try:
        groups = await api.call(ListResourceGroups(resource_group_type=DATA_INTEGRATION))
    except DataWorksError as error:
        failure = f"{plain_or_named(error.code)}: {named(error.message, LONGEST_MESSAGE)}"
        return Check(f"the service does not answer: {failure}. {explain(error).means.to(language)}", passed=False)
    return Check(f"it answers, and shows {len(groups.items)} data integration resource groups")


def _rate(limit: float) -> str:
    return f"{limit:g} API calls per second" if limit else "no limit"


def _policy(policy: Policy | None) -> str:
    rules = policy.shown_to_callers() if policy else {}
    return "; ".join(f"{name} = {rule}" for name, rule in rules.items()) or "none"
