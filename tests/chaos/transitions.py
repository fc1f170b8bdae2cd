"""The run states that a task moves to by itself."""

from tests.chaos.snapshot import STARTING

TRANSITIONS = {
    "WAIT": {"WAIT", "RUN", "PAUSE", STARTING, "FAILED"},
    "KILLING": {"KILLING", "PAUSE"},
    "NORUN": {"NORUN", STARTING},
    "PAUSE": {"PAUSE", STARTING},
    STARTING: {STARTING, "RUN", "FAILED"},
}
"""The run states that a task can have after a state that it leaves by itself. Of a job that is started, the service
still shows the state before.
"""


def moved(seen: str, now: str) -> bool:
    """Return whether a task that was seen in a state can be in another one now."""
    return now in TRANSITIONS.get(seen, {seen})
