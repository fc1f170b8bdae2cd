"""``python -m bench``: measure, print a table, and fail if a ratio or a limit does not hold."""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Sequence

import anyio

from bench.environment import clear_environment
from bench.limits import Limit
from bench.ratios import FEWEST, Ratio, table

Measured = Sequence[Ratio | Limit | str]
"""The results of a part; a text is a line to print."""


def _scripts(pairs: int) -> Measured:
    from bench.scripts import measured_scripts

    return measured_scripts(pairs)


def _tokens(_: int) -> Measured:
    from bench.tokens import measured_tokens

    return measured_tokens()


def _waits(_: int) -> Measured:
    from bench.waits import measured_waits, waits_table

    return [*anyio.run(waits_table), *anyio.run(measured_waits)]


def _start(pairs: int) -> Measured:
    from bench.starts import measured_starts

    return measured_starts(pairs)


def _calls(pairs: int) -> Measured:
    from bench.calls import measured_calls

    return measured_calls(pairs)


def _load(pairs: int) -> Measured:
    from bench.loads import measured_loads

    return measured_loads(pairs)


def _large(pairs: int) -> Measured:
    from bench.large import measured_large

    return measured_large(pairs)


def _flows(pairs: int) -> Measured:
    from bench.flows import measured_flows

    return measured_flows(pairs)


PARTS: dict[str, Callable[[int], Measured]] = {
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
    parser = argparse.ArgumentParser(prog="python -m bench", description="Ratios beside their yardsticks, and counts.")
    parser.add_argument("--only", choices=PARTS, nargs="+", help="measure only these")
    parser.add_argument(
        "--pairs", type=int, default=FEWEST, metavar="N", help=f"of each measurement (default: {FEWEST})"
    )
    options = parser.parse_args()
    clear_environment()
    found = list(_measured(options.only or list(PARTS), options.pairs))
    lines = [figure for figure in found if isinstance(figure, str)]
    ratios = [figure for figure in found if isinstance(figure, Ratio)]
    limits = [figure for figure in found if isinstance(figure, Limit)]
    print("\n".join([*lines, *([table(ratios)] if ratios else []), *map(str, limits)]))
    holding = [*(ratio.holds for ratio in ratios), *(limit.holds for limit in limits)]
    return 0 if all(holding) else 1


def _measured(parts: Iterable[str], pairs: int) -> Iterable[Ratio | Limit | str]:
    for part in parts:
        began = time.monotonic()
        yield from PARTS[part](pairs)
        print(f"{part}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
