"""Reading scripts as JSON."""

import pytest

from emulator.failures import Malformed
from emulator.generation.script_reader import MAX_DEPTH, decoded


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "[" * 900 + "]" * 900, "[" + "9" * 5000 + "]"], ids=len)
def test_text_that_is_no_usable_json_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        decoded(text)


def test_scripts_nest_up_to_a_limit() -> None:
    assert decoded("[" * MAX_DEPTH + "]" * MAX_DEPTH)
