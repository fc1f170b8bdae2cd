"""State that all calls of a server share."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from dataworks.explain.explanation import Language
from dataworks.studio_settings import StudioSettings
from tools.arguments.consented_work import OpenWork
from tools.arguments.home import HomeWorkspace
from tools.rules.audit import Audit
from tools.rules.gate import Gate
from tools.rules.open_questions import OpenQuestions
from tools.rules.seals import Seals

if TYPE_CHECKING:
    from dataworks.client import DataWorks
    from dataworks.observing import Observer
    from tools.catalog import Describe
    from tools.rules.caller import Caller


@dataclass(frozen=True)
class Shared:
    """State that all calls of a server share.

    Attributes:
        backend: creates the connection to the service; called once, by the first call.
        describe: returns the server's setup.
        gate: decides whether a call goes ahead.
        seals: issues and checks the seals of plans.
        audit: records each write.
        questions: the questions that wait for an answer.
        work: the work of calls that time has cut, which the user agreed to.
        language: language of explanations.
        home: the workspace of calls that name none.
        studios: which studio workspaces are on, as far as it is set.
        own: returns what the calls of one caller share, where callers have identities of their own.
        observer: sees the work, if somebody asks for it.
    """

    backend: "Callable[[], DataWorks]"
    describe: "Describe"
    gate: Gate
    seals: Seals
    audit: Audit = field(default_factory=Audit)
    questions: OpenQuestions = field(default_factory=OpenQuestions)
    work: OpenWork = field(default_factory=OpenWork)
    language: Language = "en"
    home: HomeWorkspace = field(default_factory=HomeWorkspace)
    studios: StudioSettings = field(default_factory=StudioSettings)
    own: "Callable[[Shared, Caller], Shared] | None" = None
    observer: "Observer | None" = None

    def of(self, caller: "Caller") -> "Shared":
        """Return what the calls of a caller share."""
        return self if self.own is None else self.own(self, caller)

    @cached_property
    def api(self) -> "DataWorks":
        """The connection to the service."""
        may_show = self.gate.may_show if self.gate.hides_workspaces else None
        return replace(self.backend(), may_show=may_show, observer=self.observer)

    async def aclose(self) -> None:
        """Close the connection, if it was opened."""
        if "api" in vars(self):
            await self.api.http.aclose()
