"""``python -m bench``: measure, print a table, and fail if a ratio or a limit does not hold. Nothing is written."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import anyio

from bench.environment import clear_environment
from bench.limits import Limit
from bench.ratios import Ratio, table

Measured = Sequence[Ratio | Limit | str]
"""The results of a part; a text is a line to print."""


def _scripts(_: argparse.Namespace) -> Measured:
    from bench.scripts import measured_scripts

    return measured_scripts()


def _tokens(_: argparse.Namespace) -> Measured:
    from bench.tokens import measured_tokens

    return measured_tokens()


def _waits(_: argparse.Namespace) -> Measured:
    from bench.waits import measured_waits, waits_table

    return [*anyio.run(waits_table), *anyio.run(measured_waits)]


def _start(options: argparse.Namespace) -> Measured:
    from bench.starts import measured_starts

    return measured_starts(options.starts)


def _calls(options: argparse.Namespace) -> Measured:
    from bench.calls import measured_calls

    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:  # our log line per call is written, but not kept
        logging.basicConfig(level=logging.WARNING, stream=nowhere)
        return anyio.run(measured_calls, options.calls)


def _load(options: argparse.Namespace) -> Measured:
    from bench.loads import measured_loads

    return measured_loads(options.load)


def _large(_: argparse.Namespace) -> Measured:
    from bench.large import measured_large

    return measured_large()


def _flows(_: argparse.Namespace) -> Measured:
    from bench.flows import measured_flows

    return measured_flows()


PARTS: dict[str, Callable[[argparse.Namespace], Measured]] = {
    "scripts": _scripts,
    "tokens": _tokens,
    "waits": _waits,
    "start": _start,
    "calls": _calls,
    "load": _load,
    "large": _large,
    "flows": _flows,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Ratios beside their yardsticks, and limits.")
    parser.add_argument("--only", choices=PARTS, help="measure only this")
    parser.add_argument("--starts", type=int, default=15, metavar="N", help="starts of each program (default: 15)")
    parser.add_argument("--calls", type=int, default=300, metavar="N", help="calls of each kind (default: 300)")
    parser.add_argument("--load", type=float, default=8, metavar="S", help="seconds of load on each (default: 8)")
    options = parser.parse_args()
    clear_environment()
    chosen = [part for name, part in PARTS.items() if options.only in {None, name}]
    found = [figure for part in chosen for figure in part(options)]
    lines = [figure for figure in found if isinstance(figure, str)]
    ratios = [figure for figure in found if isinstance(figure, Ratio)]
    limits = [figure for figure in found if isinstance(figure, Limit)]
    print("\n".join([*lines, *([table(ratios)] if ratios else []), *map(str, limits)]))
    holding = [*(ratio.holds for ratio in ratios), *(limit.holds for limit in limits)]
    return 0 if all(holding) else 1


if __name__ == "__main__":
    sys.exit(main())
