"""The injected faults: every kind, at every step, by a seed."""

import json
from random import Random
from typing import Any

from emulator.faults.fault_rules import FaultRule, Faults
from emulator.world.lifecycle import AfterReads, AfterSeconds, AtOnce, Speed

WRITES = (
    "CreateDISyncTask",
    "UpdateDISyncTask",
    "DeployDISyncTask",
    "StartDISyncInstance",
    "StopDISyncInstance",
    "TerminateDISyncInstance",
    "DeleteDISyncTask",
    "UpdateFile",
    "SubmitFile",
    "DeployFile",
    "CreateDIJob",
    "UpdateDIJob",
    "StartDIJob",
    "StopDIJob",
    "DeleteDIJob",
    "CreateNode",
    "UpdateNode",
    "DeleteNode",
    "CreatePipelineRun",
    "ExecPipelineRunStage",
)
"""The operations that may be rejected once. A rejected read would mean that the object does not exist."""

SPEEDS: tuple[Speed, ...] = (AtOnce(), AfterReads(2), AfterSeconds(0.3), AfterSeconds(4), AfterSeconds(30))

LATENCY = FaultRule(kind="delay", seconds=0.1)
"""Each answer takes a while, so that a kill can interrupt a request."""

ANYWHERE = (
    FaultRule(kind="refuse", probability=0.02),
    FaultRule(kind="throttle", probability=0.02),
    FaultRule(kind="throttle", retry_after=2.5, probability=0.02),
    FaultRule(kind="throttle", retry_after=40, header="retry-after", probability=0.004),
    FaultRule(kind="throttle", code="Throttling.Resource", probability=0.002),
    FaultRule(kind="drop-before", probability=0.02),
    FaultRule(kind="drop-after", probability=0.03),
    FaultRule(kind="double", probability=0.03),
    FaultRule(kind="cut", probability=0.02),
    FaultRule(kind="not-json", probability=0.02),
    FaultRule(kind="expired-token", probability=0.003),
    FaultRule(kind="clock-skew", seconds=1000, probability=0.003),
    FaultRule(kind="clock-skew", seconds=-30, probability=0.02),
    FaultRule(kind="delay", seconds=5, probability=0.03),
    FaultRule(kind="delay", seconds=40, probability=0.005),
    FaultRule(kind="slow", seconds=15, probability=0.08),
    FaultRule(kind="stuck", probability=0.01),
    FaultRule(kind="fail", probability=0.03),
)
REJECTED = tuple(FaultRule(kind="reject", operation=operation, probability=0.02) for operation in WRITES)


def random_for(seed: int, *purpose: object) -> Random:
    """Return a random generator, the same for the same seed and purpose."""
    return Random("/".join(map(str, (seed, *purpose))))  # noqa: S311 - not used for secrets


def faults(seed: int, world: int) -> Faults:
    """Return the faults of a world: all kinds, and a period in which every request fails."""
    rng = random_for(seed, "faults", world)
    while_down: Any = {"after": rng.randrange(200), "times": rng.randrange(5, 25)}
    down = rng.choice(
        [FaultRule(kind=kind, **while_down) for kind in ("refuse", "throttle", "drop-before", "drop-after")]
    )
    lost = [FaultRule(kind="drop-after", operation=operation, probability=0.05) for operation in WRITES]
    return Faults(seed=rng.randrange(2**31), rules=[LATENCY, down, *ANYWHERE, *lost, *REJECTED])


QUICK = [rule for rule in ANYWHERE if rule.kind not in {"delay", "slow", "stuck"} and not rule.retry_after]
"""The faults without long waits."""


def quick_faults(seed: int) -> Faults:
    """Return faults for a world in real time."""
    return Faults(seed=seed, rules=[FaultRule(kind="delay", seconds=0.02), *QUICK, *REJECTED])


def as_toml(faults: Faults) -> str:
    """Return the file that ``emulate --faults`` reads."""
    settings = faults.as_dict()
    rules = ("\n".join(f"{name} = {json.dumps(value)}" for name, value in rule.items()) for rule in settings["rules"])
    return "\n\n".join([f"seed = {settings['seed']}", *(f"[[rules]]\n{rule}" for rule in rules)])
