"""What a run counts: what was wanted, what was made, and what went wrong."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.chaos.picture import Picture
from tests.chaos.wishes import KINDS, Story

BAD = ("doubles", "lost", "strays", "untrue")
"""What has to be 0."""


@dataclass
class Entry:
    """What became of a story.

    Attributes:
        wanted: tasks that were wished for, as far as it came.
        answered: the ids of the tasks that answers have named as made.
        taken: whether it came as far as to take its task away.
        finished: whether each step was done, or refused where it can't be; otherwise its user has a report.
        calls: tool calls, of which ``repeats`` said again what was said before.
        killed: how often the server was killed while it was at work.
        last: what the last answer came to: an error's code, or a state.
        untrue: what answers said that was not so.
    """

    story: Story
    wanted: int = 0
    answered: set[str] = field(default_factory=set[str])
    taken: bool = False
    finished: bool = False
    calls: int = 0
    repeats: int = 0
    killed: int = 0
    last: str = ""
    untrue: list[str] = field(default_factory=list[str])


@dataclass
class Ledger:
    """The sums of a run; ``notes`` say what went wrong where."""

    sums: Counter[str] = field(default_factory=Counter[str])
    kinds: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    reports: Counter[str] = field(default_factory=Counter[str])
    notes: list[str] = field(default_factory=list[str])

    def book(self, entries: Sequence[Entry], first: Picture, last: Picture, calls: int) -> None:
        """Add the stories of one world, from what it held before and what it holds at the end."""
        self.sums["calls"] += calls
        names = {entry.story.name for entry in entries}
        for entry in entries:
            self._book(entry, last)
        strange = {row.name for row in last.tasks.values()} | {*last.gone.values()}
        known = names | {row.name for row in first.tasks.values()}
        self._wrong("strays", [f"{name} is nobody's" for name in sorted(strange - known)])

    def add(self, other: "Ledger") -> None:
        """Add the sums of another run."""
        self.sums.update(other.sums)
        self.notes += other.notes
        self.reports.update(other.reports)
        for kind, sums in other.kinds.items():
            self.kinds.setdefault(kind, Counter()).update(sums)

    @property
    def bad(self) -> bool:
        """Whether anything went wrong."""
        return any(self.sums[name] for name in BAD)

    def line(self) -> str:
        """The figures as one line of JSON."""
        names = ("flows", "wanted", "made", *BAD, "calls")
        return json.dumps({name: self.sums[name] for name in names})

    def table(self) -> str:
        """The figures by kind of flow."""
        columns = ("flows", "wanted", "made", "finished", "reported", "calls", "repeats", "killed")
        rows: list[tuple[str, ...]] = [("flow", *columns)]
        for kind, sums in [
            *sorted(self.kinds.items(), key=lambda kind: [*KINDS].index(kind[0])),
            ("all", sum(self.kinds.values(), Counter())),
        ]:
            rows.append((kind, *(str(sums[column]) for column in columns)))
        return "\n".join(f"{row[0]:<24}" + "".join(f"{cell:>10}" for cell in row[1:]) for row in rows)

    def ends(self) -> str:
        """What the last answers of those flows were that ended in a report."""
        return "Reported: " + (", ".join(f"{count} {last}" for last, count in self.reports.most_common()) or "none")

    def _book(self, entry: Entry, last: Picture) -> None:
        story = entry.story
        made, live = last.ever(story.name), last.named(story.name)
        sums = Counter(flows=1, wanted=entry.wanted, made=len(made), calls=entry.calls)
        sums.update({"finished" if entry.finished else "reported": 1, "repeats": entry.repeats, "killed": entry.killed})
        self.kinds.setdefault(story.kind, Counter()).update(sums)
        self.reports.update([] if entry.finished else [entry.last])
        self.sums.update(flows=1, wanted=entry.wanted, made=len(made))
        more = max(0, len(made) - entry.wanted)
        missing = () if entry.taken else sorted(entry.answered - live)
        self._wrong("doubles" if entry.wanted else "strays", [f"{story.name}: made {sorted(made)}"] * more)
        self._wrong("lost", [f"{story.name}: task {file_id} is not there" for file_id in missing])
        self._wrong("untrue", [f"{story.name} ({story.kind}): {text}" for text in entry.untrue])

    def _wrong(self, name: str, notes: list[str]) -> None:
        self.sums[name] += len(notes)
        self.notes += [f"{name}: {note}" for note in notes]
