"""Both services of a comparison: one case is sent to each of them, and their answers are compared."""

from collections.abc import Iterator
from dataclasses import dataclass

from comparison.case import Case
from comparison.differences import Difference, Finding, findings
from comparison.outcome import Outcome
from comparison.preparation import Found
from comparison.service import Exchange, Service
from dataworks.language import Text


@dataclass(frozen=True)
class Pair:
    """Both services, and what the workspace has."""

    theirs: Service
    ours: Service
    found: Found

    def lacking(self, case: Case) -> Iterator[str]:
        """Yield why a case can't be tried: a placeholder that one of the services has no value for."""
        for name in sorted({*case.needs, *case.requires}):
            if name not in self.theirs.values:
                yield self._why(self.theirs, name)
            elif name not in self.ours.values:
                yield Text("{} in the emulator", "{}（模拟器中）").said(self._why(self.ours, name))

    def _why(self, service: Service, name: str) -> str:
        if name in service.why:
            return Text("needs {}: {}", "需要 {}：{}").said(name, service.why[name])
        return self.found.why(name)

    async def compared(self, case: Case) -> Outcome:
        """Send a case to both services, and compare their answers.

        Raises:
            NotAllowed: it may not be sent.
            Outage: the service does not answer.
        """
        theirs, ours = await _exchanged(self.theirs, case), await _exchanged(self.ours, case)
        found = [
            *_of_states(case, theirs, ours),
            *findings(case, self.theirs.seen(case, theirs.answer), self.ours.seen(case, ours.answer)),
        ]
        return Outcome(case, "", [*dict.fromkeys(found)], theirs.answer, ours.answer)


async def _exchanged(service: Service, case: Case) -> Exchange:
    if case.wait:
        await service.sender.api.timing.sleep(case.wait)
    exchange = await service.exchange(case)
    service.save(case, exchange.answer)
    if exchange.answer.worked:
        for name in case.gone:
            service.values.pop(name, None)
            service.why[name] = Text("{} has removed it", "{} 已将其删除").said(case.name)
    return exchange


def _of_states(case: Case, theirs: Exchange, ours: Exchange) -> Iterator[Finding]:
    """Compare what was passed while waiting. A state that ours has alone may have been too short to be seen."""
    if case.until is None or case.until.exists:
        return
    if theirs.states[-1:] != ours.states[-1:] or not {*theirs.states} <= {*ours.states}:
        where = Text("states of {}", "{} 的状态").said(case.until.path)
        yield Difference(where, " → ".join(theirs.states), " → ".join(ours.states))
