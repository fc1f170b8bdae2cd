"""Stories as Hypothesis makes them: the same number makes the same ones, and a broken promise ends in a small one."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from tests.fuzz.tally import Tally

T = TypeVar("T")

# Where the tests keep what they may lose, and not in a folder of its own.
set_hypothesis_home_dir(Path(__file__).resolve().parents[2] / ".pytest_cache" / "hypothesis")

REPRODUCIBLE = settings(
    database=None,
    deadline=None,
    print_blob=False,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    phases=[Phase.generate, Phase.shrink],
)


def played(
    play: Callable[[T, Tally], None], stories: st.SearchStrategy[T], tally: Tally, number: int, examples: int
) -> None:
    """Play so many stories."""

    @seed(number)
    @settings(REPRODUCIBLE, max_examples=examples)
    @given(stories)
    def tell(story: T) -> None:
        play(story, tally)

    tell()
