"""``python -m tests.fuzz``: send megabytes of hostile input to all tools; stop at the first broken promise.

The last part measures: what each of many large calls costs the server, and who waits meanwhile.
"""

import argparse
import random
import sys

from tests.fuzz.costs import LATEST, fuzz_costs
from tests.fuzz.memory import fuzz_large_values, fuzz_tool, offered
from tests.fuzz.tally import Tally
from tests.fuzz.wire import fuzz_lines, target
from tools.rules.mode import Mode

EXAMPLES = 60
"""Examples in a row, before large values or another tool."""

LARGE_IN_A_ROW = 6
"""Large values in a row."""


def main() -> int:
    """Fuzz in every mode, in memory and over stdio, an equal share of the bytes each."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Hostile input over all tools.")
    parser.add_argument("--megabytes", type=float, default=30, metavar="N", help="how much to send (default: 30)")
    parser.add_argument("--seed", type=int, metavar="N", help="for the same input again (default: a new one)")
    parser.add_argument("--measured", type=int, default=3000, metavar="N", help="calls to measure (default: 3000)")
    options = parser.parse_args()
    first = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    _say(f"seed {first}")
    share = options.megabytes * 1_000_000 / len(Mode) / 2
    for mode in Mode:
        _say(_in_memory(mode, Tally(share), first))
        _say(_over_stdio(mode, Tally(share), first))
    return max(_measured(mode, first, options.measured // 2) for mode in (Mode.FULL, Mode.CONFIRM))


def _measured(mode: Mode, first: int, most: int) -> int:
    """Return the exit code: other callers must not have waited."""
    costs = fuzz_costs(first, lambda costs: len(costs.seconds) < most, mode)
    _say(f"{mode}: {costs.line()}")
    if costs.late <= LATEST:
        return 0
    _say(f"/health took longer than {LATEST * 1000:.0f} ms")
    return 1


def _in_memory(mode: Mode, tally: Tally, first: int) -> str:
    number = first
    while not tally.full:
        for tool in offered(mode):
            fuzz_tool(tool, tally, number, EXAMPLES, mode)
        fuzz_large_values(tally, number, LARGE_IN_A_ROW, mode)
        number += 1
    return tally.line(f"in memory, {mode}")


def _over_stdio(mode: Mode, tally: Tally, first: int) -> str:
    number = first
    with target("--mode", mode) as process:
        while not tally.full:
            fuzz_lines(process, tally, number, 3 * EXAMPLES, LARGE_IN_A_ROW)
            number += 1
    return tally.line(f"over stdio, {mode}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
