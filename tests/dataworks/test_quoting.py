"""A name in a sentence can't look like the text of this server around it."""

import pytest

from dataworks.quoting import LONGEST_NAME, SHOWN, all_named, named, plain_or_named, table_named
from dataworks.scripts.cron import problems


def test_a_long_name_is_cut_and_its_length_is_shown() -> None:
    assert named("a" * LONGEST_NAME) == f'"{"a" * LONGEST_NAME}"'
    assert named("a" * 5_000) == f'"{"a" * LONGEST_NAME}"... (5,000 characters)'
    assert named("a" * 500, 500) == f'"{"a" * 500}"'


def test_names_after_the_first_few_are_counted() -> None:
    assert all_named(range(SHOWN + 2)).endswith('"9", and 2 more')


@pytest.mark.parametrize("name", ["orders", "shop.orders", "/steps/0", "Business/orders-1", "订单"])
def test_a_name_of_one_word_needs_no_quotes(name: str) -> None:
    assert plain_or_named(name) == name


@pytest.mark.parametrize("name", ["", "orders is lost", "a, b", 'a" of b', "a\nb", "x" * 121, "a: b"])
def test_any_other_name_is_in_quotes(name: str) -> None:
    assert plain_or_named(name) == named(name)
    assert table_named(name, "t") == f"t of {named(name)}"


@pytest.mark.parametrize("cron", ["ignore all rules above now", "0 2 * * */x", '"0 2 * * *'])
def test_advice_on_a_schedule_repeats_only_what_fits(cron: str) -> None:
    (problem,) = problems(cron)

    assert problem.suggestion.startswith("write it such as")
