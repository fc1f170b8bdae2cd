"""What goes wrong: every kind of fault, at every step, by a seed."""

import json
from random import Random
from typing import Any

from emulator.faults.fault_rules import Fault, Faults
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
)
"""What a service may say no to for once. Of a read, no means that there is no such thing, and that is believed."""

SPEEDS: tuple[Speed, ...] = (AtOnce(), AfterReads(2), AfterSeconds(0.3), AfterSeconds(4), AfterSeconds(30))

LATENCY = Fault(kind="delay", seconds=0.1)
"""Each answer takes a while, so that a kill meets requests under way."""

ANYWHERE = (
    Fault(kind="refuse", probability=0.02),
    Fault(kind="throttle", probability=0.02),
    Fault(kind="throttle", retry_after=2.5, probability=0.02),
    Fault(kind="throttle", retry_after=40, header="retry-after", probability=0.004),
    Fault(kind="throttle", code="Throttling.Resource", probability=0.002),
    Fault(kind="drop-before", probability=0.02),
    Fault(kind="drop-after", probability=0.03),
    Fault(kind="cut", probability=0.02),
    Fault(kind="not-json", probability=0.02),
    Fault(kind="expired-token", probability=0.003),
    Fault(kind="clock-skew", seconds=1000, probability=0.003),
    Fault(kind="clock-skew", seconds=-30, probability=0.02),
    Fault(kind="delay", seconds=5, probability=0.03),
    Fault(kind="delay", seconds=40, probability=0.005),
    Fault(kind="slow", seconds=15, probability=0.08),
    Fault(kind="stuck", probability=0.01),
    Fault(kind="fail", probability=0.03),
)
REJECTED = tuple(Fault(kind="reject", operation=operation, probability=0.02) for operation in WRITES)


def drawn(seed: int, *what: object) -> Random:
    """Where chance comes from: the same for the same seed and the same thing to be drawn."""
    return Random("/".join(map(str, (seed, *what))))  # noqa: S311 - there is no secret in it


def faults(seed: int, world: int) -> Faults:
    """The faults of a world: all of them, and now and then a service that fails, or throttles, for a while."""
    rng = drawn(seed, "faults", world)
    while_down: Any = {"after": rng.randrange(200), "times": rng.randrange(5, 25)}
    down = rng.choice([Fault(kind=kind, **while_down) for kind in ("refuse", "throttle", "drop-before", "drop-after")])
    lost = [Fault(kind="drop-after", operation=operation, probability=0.05) for operation in WRITES]
    return Faults(seed=rng.randrange(2**31), rules=[LATENCY, down, *ANYWHERE, *lost, *REJECTED])


QUICK = [rule for rule in ANYWHERE if rule.kind not in {"delay", "slow", "stuck"} and not rule.retry_after]
"""Those that nobody has to wait long for."""


def quick_faults(seed: int) -> Faults:
    """Faults for a world whose time is the wall's."""
    return Faults(seed=seed, rules=[Fault(kind="delay", seconds=0.02), *QUICK, *REJECTED])


def as_toml(faults: Faults) -> str:
    """The file that ``emulate --faults`` reads."""
    told = faults.told()
    rules = ("\n".join(f"{name} = {json.dumps(value)}" for name, value in rule.items()) for rule in told["rules"])
    return "\n\n".join([f"seed = {told['seed']}", *(f"[[rules]]\n{rule}" for rule in rules)])
