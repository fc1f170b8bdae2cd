"""Examples from Hypothesis: the same number makes the same examples, and a failing example is reduced."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from tests.fuzz.tally import Tally

T = TypeVar("T")

# In the cache folder of pytest instead of an own folder.
set_hypothesis_home_dir(Path(__file__).resolve().parents[2] / ".pytest_cache" / "hypothesis")

REPRODUCIBLE = settings(
    database=None,
    deadline=None,
    print_blob=False,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    phases=[Phase.generate, Phase.shrink],
)


def run_examples(
    run: Callable[[T, Tally], None], strategy: st.SearchStrategy[T], tally: Tally, number: int, examples: int
) -> None:
    """Run a function with so many examples of a strategy."""

    @seed(number)
    @settings(REPRODUCIBLE, max_examples=examples)
    @given(strategy)
    def run_one(example: T) -> None:
        run(example, tally)

    run_one()
