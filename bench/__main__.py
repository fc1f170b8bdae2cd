"""``python -m bench``: measure, print a table, and fail if a ratio does not hold. Nothing is written."""

import argparse
import logging
import os
import sys
from pathlib import Path

import anyio

from bench.environment import clear_environment
from bench.ratios import Ratio, table
from bench.scripts import Limit, measured_scripts


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Ratios beside their yardsticks.")
    parser.add_argument("--only", choices=("start", "calls", "load", "scripts", "tokens"), help="measure only this")
    parser.add_argument("--starts", type=int, default=15, metavar="N", help="starts of each program (default: 15)")
    parser.add_argument("--calls", type=int, default=300, metavar="N", help="calls of each kind (default: 300)")
    parser.add_argument("--load", type=float, default=8, metavar="S", help="seconds of load on each (default: 8)")
    options = parser.parse_args()
    clear_environment()
    ratios: list[Ratio] = []
    limits: list[Limit] = []
    if options.only in {None, "scripts"}:
        limits += measured_scripts()
    if options.only in {None, "tokens"}:
        from bench.tokens import measured_tokens

        limits += measured_tokens()
    if options.only in {None, "start"}:
        from bench.starts import measured_starts

        ratios += measured_starts(options.starts)
    if options.only in {None, "calls"}:
        from bench.calls import measured_calls

        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:  # our line per call is made, and goes nowhere
            logging.basicConfig(level=logging.WARNING, stream=nowhere)
            ratios += anyio.run(measured_calls, options.calls)
    if options.only in {None, "load"}:
        from bench.loads import measured_loads

        ratios += measured_loads(options.load)
    print("\n".join([*([table(ratios)] if ratios else []), *map(str, limits)]))
    holding = [*(ratio.holds for ratio in ratios), *(limit.holds for limit in limits)]
    return 0 if all(holding) else 1


if __name__ == "__main__":
    sys.exit(main())
