"""The totals of a run: the requested tasks, the created tasks, and the mistakes of the server."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce

from tests.chaos.scenarios import ALL_KINDS, Scenario
from tests.chaos.snapshot import Snapshot

BAD = ("doubles", "lost", "strays", "untrue", "unsaid")
"""The counts that must be 0."""


@dataclass
class Result:
    """The result of a scenario.

    Attributes:
        wanted: the number of tasks that its steps requested so far.
        answered: the ids of the created tasks in answers.
        deleted: whether a step that deletes its task was begun.
        finished: whether each step was done, or refused if it is impossible; otherwise its user has a report.
        calls: the number of tool calls; ``repeats`` of them repeated an earlier call.
        killed: how often the server was killed during a call.
        last: the error code or the state in the last answer.
        untrue: the false claims of answers.
        unsaid: what answers leave out of what their call did.
    """

    scenario: Scenario
    wanted: int = 0
    answered: set[str] = field(default_factory=set[str])
    deleted: bool = False
    finished: bool = False
    calls: int = 0
    repeats: int = 0
    killed: int = 0
    last: str = ""
    untrue: list[str] = field(default_factory=list[str])
    unsaid: list[str] = field(default_factory=list[str])

    def and_of(self, other: "Result") -> "Result":
        """Return the result of two users who wished the same at the same time."""
        deleted = self.deleted or other.deleted
        wanted = (self.wanted, other.wanted)
        return Result(
            self.scenario,
            sum(wanted) if deleted else max(wanted),  # one may create the task anew that the other one deleted
            self.answered | other.answered,
            deleted,
            self.finished and other.finished,
            self.calls + other.calls,
            self.repeats + other.repeats,
            self.killed + other.killed,
            self.last if other.finished else other.last,
            [*self.untrue, *other.untrue],
            [*self.unsaid, *other.unsaid],
        )


@dataclass
class Totals:
    """The totals of a run; ``notes`` describe each mistake."""

    sums: Counter[str] = field(default_factory=Counter[str])
    kinds: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    reports: Counter[str] = field(default_factory=Counter[str])
    notes: list[str] = field(default_factory=list[str])

    def record(self, results: Sequence[Result], first: Snapshot, last: Snapshot, calls: int) -> None:
        """Add the results of one world, with the snapshots before and after."""
        self.sums["calls"] += calls
        names = {result.scenario.name for result in results}
        for name in sorted(names):
            self._record(reduce(Result.and_of, (each for each in results if each.scenario.name == name)), last)
        found = {row.name for row in last.tasks.values()} | {*last.deleted.values()}
        known = names | {row.name for row in first.tasks.values()}
        self._wrong("strays", [f"{name} belongs to no flow" for name in sorted(found - known)])

    def add(self, other: "Totals") -> None:
        """Add the sums of another run."""
        self.sums.update(other.sums)
        self.notes += other.notes
        self.reports.update(other.reports)
        for kind, sums in other.kinds.items():
            self.kinds.setdefault(kind, Counter()).update(sums)

    @property
    def bad(self) -> bool:
        """Whether the server made a mistake."""
        return any(self.sums[name] for name in BAD)

    def line(self) -> str:
        """Return the totals as one line of JSON."""
        names = ("flows", "wanted", "made", *BAD, "calls")
        return json.dumps({name: self.sums[name] for name in names})

    def table(self) -> str:
        """Return the totals by kind of flow."""
        columns = ("flows", "wanted", "made", "finished", "reported", "calls", "repeats", "killed")
        rows: list[tuple[str, ...]] = [("flow", *columns)]
        for kind, sums in [
            *sorted(self.kinds.items(), key=lambda kind: ALL_KINDS.index(kind[0])),
            ("all", sum(self.kinds.values(), Counter())),
        ]:
            rows.append((kind, *(str(sums[column]) for column in columns)))
        return "\n".join(f"{row[0]:<38}" + "".join(f"{cell:>10}" for cell in row[1:]) for row in rows)

    def ends(self) -> str:
        """Return the last answers of the flows that ended in a report."""
        return "Reported: " + (", ".join(f"{count} {last}" for last, count in self.reports.most_common()) or "none")

    def _record(self, result: Result, last: Snapshot) -> None:
        scenario = result.scenario
        made, live = last.ever(scenario.name), last.named(scenario.name)
        sums = Counter(flows=1, wanted=result.wanted, made=len(made), calls=result.calls)
        sums.update(
            {"finished" if result.finished else "reported": 1, "repeats": result.repeats, "killed": result.killed}
        )
        self.kinds.setdefault(scenario.kind, Counter()).update(sums)
        self.reports.update([] if result.finished else [result.last])
        self.sums.update(flows=1, wanted=result.wanted, made=len(made))
        replaced = scenario.colleague in {"deletes", "renames"}  # the same call then rightly creates another one
        more = max(0, len(made) - result.wanted - replaced)
        missing = () if result.deleted or replaced else sorted(result.answered - live)
        self._wrong("doubles" if result.wanted else "strays", [f"{scenario.name}: made {sorted(made)}"] * more)
        self._wrong("lost", [f"{scenario.name}: task {file_id} does not exist" for file_id in missing])
        for name, texts in (("untrue", result.untrue), ("unsaid", result.unsaid)):
            self._wrong(name, [f"{scenario.name} ({scenario.kind}): {text}" for text in texts])

    def _wrong(self, name: str, notes: list[str]) -> None:
        self.sums[name] += len(notes)
        self.notes += [f"{name}: {note}" for note in notes]
