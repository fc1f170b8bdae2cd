"""A measurement: ours and a yardstick, in pairs, and the largest ratio that is allowed."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from bench.spending import Spent

FEWEST = 15
"""Pairs that a result needs."""

Pair = tuple[float, float]
"""A figure of ours, and that of the yardstick measured next to it."""


@dataclass(frozen=True)
class Ratio:
    """Pairs of figures in one unit; the result is the median of the ratios of the pairs.

    Attributes:
        cpu: the ratio of CPU time, if it is known.
        by_cpu: the target is for that ratio; else, or if it is not known, for the ratio of the pairs.
    """

    name: str
    unit: str
    target: float
    pairs: Sequence[Pair]
    cpu: float | None = None
    by_cpu: bool = False

    @property
    def value(self) -> float:
        return self.cpu if self.by_cpu and self.cpu is not None else median(self.ratios)

    @property
    def ratios(self) -> list[float]:
        return [ours / yardstick for ours, yardstick in self.pairs]

    @property
    def holds(self) -> bool:
        return len(self.pairs) >= FEWEST and self.value <= self.target


def time_ratio(
    name: str, target: float, ours: Sequence[Spent], yardstick: Sequence[Spent], calls: int = 1, *, by_cpu: bool = False
) -> Ratio:
    """Return the ratio of what two kinds of work took that were done in turn, ``calls`` at a time."""
    pairs = [
        (one.seconds * 1000 / calls, other.seconds * 1000 / calls) for one, other in zip(ours, yardstick, strict=True)
    ]
    spent = [(one.cpu, other.cpu) for one, other in zip(ours, yardstick, strict=True) if one.cpu and other.cpu]
    cpu = median(one / other for one, other in spent) if spent else None
    return Ratio(name, "ms", target, pairs, cpu, by_cpu)


def table(ratios: Sequence[Ratio]) -> str:
    """Return one line per ratio: the medians, the ratio with its quartiles, the ratio of CPU time, and the target."""
    rows = [("", "ours", "yardstick", "ratio", "CPU", "target", "")]
    rows += [
        (
            each.name,
            f"{_short(median(ours for ours, _ in each.pairs))} {each.unit}",
            f"{_short(median(yardstick for _, yardstick in each.pairs))} {each.unit}",
            f"{median(each.ratios):.2f} {_quartiles(each.ratios)}",
            "" if each.cpu is None else f"{each.cpu:.2f}",
            f"{each.target:.2f}{' (CPU)' if each.by_cpu else ''}",
            _verdict(each),
        )
        for each in ratios
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _verdict(ratio: Ratio) -> str:
    return "too few pairs" if len(ratio.pairs) < FEWEST else "holds" if ratio.holds else "FAILS"


def _quartiles(ratios: Sequence[float]) -> str:
    if len(ratios) < 2:
        return ""
    first, _, third = quantiles(ratios, n=4, method="inclusive")
    return f"({first:.2f}-{third:.2f})"


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
