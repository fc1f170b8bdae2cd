"""One browser for all tests of a process."""

from collections.abc import Generator

import pytest

from tests.server.pictures.chromium import Chromium, chromium


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Generator[Chromium]:
    with chromium(tmp_path_factory.mktemp("chromium")) as running:
        yield running
