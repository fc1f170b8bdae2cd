"""Fixtures of the emulator's tests."""

import json
from pathlib import Path

import pytest

FACTS = Path(__file__).parents[1] / "facts" / "2020-05-18.json"


@pytest.fixture
def facts() -> dict[str, object]:
    """Return every operation of the API by its name on the wire."""
    loaded: dict[str, object] = json.loads(FACTS.read_text("utf-8"))
    return loaded
