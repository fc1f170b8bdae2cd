"""What the server knows of itself."""

from dataclasses import dataclass
from typing import Any

from mcp_types.version import SUPPORTED_PROTOCOL_VERSIONS

from dataworks.client import DataWorks
from dataworks.credentials import chain
from dataworks.errors import DataWorksError, Unconfigured
from dataworks.explain.explanation import Language
from dataworks.explain.lookup import explain
from dataworks.operations.resource_groups import DATA_INTEGRATION, ListResourceGroups
from server.hosting import Hosting
from server.settings import VERSION
from tools.rules.gate import Gate
from tools.rules.policy import Policy
from tools.toolsets import listed_tools


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what was found, and whether calls can work with it."""

    text: str | None
    good: bool = True


async def setup_facts(hosting: Hosting, api: DataWorks, *, probe: bool) -> dict[str, Any]:
    """How the server is set up, by the fields of ``tools.sets.setup.SetupView``; no credential or token is part of it.

    ``probe`` spends one API call to see whether the service answers.
    """
    endpoint, credentials = _endpoint(hosting), await _credentials(hosting, api)
    service = await _probe(api, hosting.language) if probe else Finding(None)
    return {
        "ready": endpoint.good and credentials.good and service.good,
        "version": VERSION,
        "protocol_versions": SUPPORTED_PROTOCOL_VERSIONS,
        "mode": hosting.gate.mode.value,
        "policy": _told(hosting.gate.policy),
        "endpoint": endpoint.text,
        "region": hosting.settings.region,
        "credentials": credentials.text,
        "caller": hosting.caller_of().name,
        **_tools(hosting.gate, hosting.language),
        "rate": _rate(hosting.settings.limit()),
        "api_calls": api.vitals.calls,
        "clock_skew_seconds": api.vitals.skew,
        "service": service.text,
    }


def _tools(gate: Gate, language: Language) -> dict[str, Any]:
    absences = {name: gate.absence(tool) for name, tool in listed_tools().items()}
    return {
        "tools_on": [name for name, absence in absences.items() if absence is None],
        "tools_off": [
            {"name": name, "why": absence.why().to(language)} for name, absence in absences.items() if absence
        ],
    }


def _endpoint(hosting: Hosting) -> Finding:
    if hosting.settings.emulator:
        return Finding("the emulator in this process")
    try:
        return Finding(hosting.settings.address())
    except Unconfigured as error:
        return _missing(error, hosting.language)


async def _credentials(hosting: Hosting, api: DataWorks) -> Finding:
    if hosting.settings.emulator:
        return Finding("the emulator's own; none were looked for")
    source = api.credentials if api.endpoint else chain()
    try:
        return Finding(f"found by the chain's provider {(await source()).source}")
    except Unconfigured as error:
        return _missing(error, hosting.language)


def _missing(error: Unconfigured, language: Language) -> Finding:
    return Finding(f"{error.message}. {explain(error).fix[0].to(language)}", good=False)


async def _probe(api: DataWorks, language: Language) -> Finding:
    try:
        groups = await api.call(ListResourceGroups(resource_group_type=DATA_INTEGRATION))
    except DataWorksError as error:
        return Finding(f"no: {error.code}: {error.message} {explain(error).means.to(language)}", good=False)
    return Finding(f"it answers, and shows {len(groups.items)} data integration resource groups")


def _rate(limit: float) -> str:
    return f"{limit:g} API calls a second" if limit else "no limit"


def _told(policy: Policy | None) -> str:
    rules = policy.model_dump(exclude_defaults=True) if policy else {}
    return "; ".join(f"{name} = {rule}" for name, rule in rules.items()) or "none"
