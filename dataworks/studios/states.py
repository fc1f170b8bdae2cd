"""Run states of tasks by our names, which are those of API 2020-05-18; each studio says what its own mean."""

NEVER_RAN, STARTING, RUNNING, STOPPING, STOPPED = "NORUN", "WAIT", "RUN", "KILLING", "PAUSE"
FAILED, FINISHED = "FAILED", "FINISHED"
"""Only jobs have these: a task that stopped by itself, for an error, or since all is done."""

GONE, UNKNOWN = "GONE", "UNKNOWN"
"""Ours for a deleted task, and for one whose state was not read yet."""

STOPPED_STATES = frozenset({NEVER_RAN, STOPPED, FAILED, FINISHED})
