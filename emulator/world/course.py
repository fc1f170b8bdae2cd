"""The progress of something along a path of states."""

from dataclasses import dataclass, field

from emulator.world.lifecycle import Speed, reached


@dataclass
class Course:
    """The progress of a task or deployment along a path of states, since a time (epoch seconds), with earlier reads."""

    path: tuple[str, ...]
    speed: Speed
    since: float
    reads: int = field(default=0, compare=False)

    def state(self, now: float) -> str:
        """Return the current state."""
        return reached(self.path, self.speed, now - self.since, self.reads)

    def read(self, now: float) -> str:
        """Return the current state, and count this as a read."""
        state = self.state(now)
        self.reads += 1
        return state
