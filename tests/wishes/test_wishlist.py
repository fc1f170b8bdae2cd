"""The list of wishes itself."""

from tests.stories.one_studio import ONLY_THERE
from tests.wishes.wishlist import Ends, wishlist

LIST = wishlist()


def test_there_are_thirty_different_wishes() -> None:
    assert len({wish.name for wish in LIST.wishes}) == len({wish.says for wish in LIST.wishes}) == 30


def test_every_wish_starts_in_a_described_world_and_each_world_is_used() -> None:
    assert {wish.world for wish in LIST.wishes} == set(LIST.worlds)


def test_every_wish_ends_in_something_that_can_be_checked() -> None:
    assert [wish.name for wish in LIST.wishes if wish.ends == Ends()] == []


def test_a_wish_that_leaves_the_world_unchanged_is_about_an_answer() -> None:
    only_looks = [wish for wish in LIST.wishes if wish.ends.unchanged]

    assert only_looks
    assert [wish.name for wish in only_looks if wish.ends != Ends(unchanged=True, answer=wish.ends.answer)] == []
    assert all(wish.ends.answer for wish in only_looks)


def test_wishes_of_one_studio_are_wishes() -> None:
    assert {name for only in ONLY_THERE for name in only.wishes} <= {wish.name for wish in LIST.wishes}


def test_more_calls_are_more() -> None:
    assert [wish.name for wish in LIST.wishes if wish.on_new and wish.on_new.tool_calls <= wish.tool_calls] == []
