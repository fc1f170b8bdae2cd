"""The choice between what was seen of the service, and what its pages say."""

import pytest

from server.emulation import new_emulator


@pytest.mark.parametrize("documented", [True, False])
def test_the_emulator_follows_the_pages_where_that_is_asked(documented: bool) -> None:
    assert new_emulator(documented=documented).world.documented is documented


def test_the_emulator_does_what_was_seen_by_default() -> None:
    assert not new_emulator().world.documented
