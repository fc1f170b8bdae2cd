"""The rules of the server, as the operator set them."""

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dataworks.explain.explanation import Language
from dataworks.private_files import warn_if_exposed
from dataworks.studio_settings import StudioSettings
from server.settings import STATE_KEY_VARIABLE, Settings
from tools.rules.audit import Audit
from tools.rules.caller import LOCAL, CallerOf
from tools.rules.gate import Gate
from tools.rules.mode import ANSWER_LIMIT, ConsentBy, Mode
from tools.rules.selection import Selection, selection
from tools.toolsets import listed_tools

if TYPE_CHECKING:
    from server.identity.roles import Roles
    from server.telemetry.watchers import Telemetry
    from tools.rules.policy import Policy

SHORTEST_KEY = 32
"""Characters of a state key; a shorter one could be guessed."""


def _local() -> "CallerOf":
    return lambda: LOCAL


@dataclass(frozen=True)
class Hosting:
    """The rules of the server, fixed before the first call.

    Attributes:
        settings: where calls go.
        gate: what is allowed, and what needs consent.
        audit: where writes are recorded.
        state_key: signs confirmations and questions; replicas that share it accept each other's.
        caller_of: returns who makes the current call.
        answer_limit: seconds that the user has to answer a question.
        consent: how the user consents.
        language: the language of explanations.
        project: the id of the workspace of calls that name none.
        studios: which studio workspaces are on, as far as it is set.
        clock: the time in seconds since 1970; a consent expires by it.
        roles: the RAM roles that callers act as; ``None``: all act as the server.
        telemetry: what watches the work, if the operator asks for it.
    """

    settings: Settings = field(default_factory=Settings)
    gate: Gate = field(default_factory=Gate)
    audit: Audit = field(default_factory=Audit)
    state_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    caller_of: CallerOf = field(default_factory=_local)
    answer_limit: float = ANSWER_LIMIT
    consent: ConsentBy = ConsentBy.ASK
    language: Language = "en"
    project: str | None = None
    studios: StudioSettings = field(default_factory=StudioSettings)
    clock: Callable[[], float] = time.time
    roles: "Roles | None" = None
    telemetry: "Telemetry | None" = None

    def tools_on(self) -> frozenset[str]:
        """Return the names of the tools that clients see."""
        return frozenset(name for name, tool in listed_tools().items() if self.gate.offers(tool))

    def key_for(self, use: str) -> bytes:
        """Return a separate key for each use and service, so that a consent for the emulator is not valid elsewhere."""
        return hashlib.sha256(f"{use}\0{self.settings.service()}\0".encode() + self.state_key).digest()


def hosting(
    settings: Settings,
    mode: Mode,
    policy: Path | None,
    audit: Path | None,
    state_key_file: Path | None,
    language: Language = "en",
    tools: Selection | None = None,
    project: str | None = None,
    studios: Iterable[str] = (),
    key_text: str | None = None,
) -> Hosting:
    """Return the rules that these options set; ``key_text`` is a state key that counts where nothing else has one.

    Raises:
        ValueError: the policy, the key or a word about studios is not valid.
        OSError: a file can't be read, or the audit file can't be written.
    """
    trail = Audit(audit)
    trail.check()
    for path in filter(None, (audit, state_key_file)):
        warn_if_exposed(path)
    rules = Gate(mode, _policy(policy) if policy else None, tools or selection())
    _check_project(project, rules.policy)
    chosen = _studios(studios, rules.policy)
    key = state_key(state_key_file, otherwise=key_text)
    return Hosting(settings, rules, trail, key, language=language, project=project, studios=chosen)


def _check_project(project: str | None, policy: "Policy | None") -> None:
    """Refuse a workspace of which the policy would refuse every call."""
    if project and policy and policy.workspaces is not None and project not in policy.workspaces:
        raise ValueError(f"--project {project} is not one of the workspaces of the policy")


def _studios(words: Iterable[str], policy: "Policy | None") -> StudioSettings:
    try:
        return StudioSettings.read([*words], policy.studios if policy else {})
    except ValueError as error:
        raise ValueError(f"--studio: {error}") from None


def _policy(path: Path) -> "Policy":
    from tools.rules.policy import Policy  # only if there is a file: it is slow to load

    warn_if_exposed(path, secret=False)
    return Policy.load(path)


def state_key(path: Path | None, environment: Mapping[str, str] = os.environ, *, otherwise: str | None = None) -> bytes:
    """Return the key from a file or the environment, or ``otherwise``, or a new one for this process.

    Raises:
        ValueError: it is too short.
        OSError: the file can't be read.
    """
    source = f"--state-key-file {path}" if path else STATE_KEY_VARIABLE
    text = path.read_text("utf-8", "replace").strip() if path else environment.get(STATE_KEY_VARIABLE, "").strip()
    if not text and path is None:
        source, text = "the file of --config", otherwise or ""
        if not text:
            return secrets.token_bytes(SHORTEST_KEY)
    if len(text) < SHORTEST_KEY:
        raise ValueError(f"the state key of {source} has fewer than {SHORTEST_KEY} characters")
    return text.encode()
