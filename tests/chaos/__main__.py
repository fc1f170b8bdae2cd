"""``python -m tests.chaos``: flows of all kinds with faults at every step. It exits with 1 if the server errs."""

import argparse
import logging
import sys
import time

from tests.chaos.memory import run_in_memory
from tests.chaos.processes import run_with_processes


def main() -> int:
    """Run the flows, and print the totals as a table, and on the last line as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description="Flows of all kinds, and all faults.")
    parser.add_argument("--flows", type=int, default=1000, metavar="N", help="how many (default: 1000)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="decides what goes wrong (default: 1)")
    parser.add_argument(
        "--processes",
        type=float,
        default=0.03,
        metavar="SHARE",
        help="of the flows, with real processes (default: .03)",
    )
    parser.add_argument(
        "--without-tokens", action="store_true", help="the service keeps no client tokens; in memory only"
    )
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)  # the faults would fill the log
    tokens, share = not options.without_tokens, 0 if options.without_tokens else options.processes
    began, real = time.perf_counter(), round(options.flows * share)
    totals = run_in_memory(range(real, options.flows), options.seed, tokens=tokens)
    totals.add(run_with_processes(range(real), options.seed))
    seconds = f"{real} of the flows with real processes; {time.perf_counter() - began:.0f} s"
    sys.stdout.write("\n".join([totals.table(), *totals.notes, "", totals.ends(), seconds, totals.line(), ""]))
    return 1 if totals.bad else 0


if __name__ == "__main__":
    sys.exit(main())
