"""A pytest plugin: coverage ignores tests that are marked ``repeats``, and the processes that they start.

They run lines that other tests run too, many times or in many processes, and counting takes as long as running.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module

import pytest
from coverage import Coverage

from tests.structure.tree import PARTS, sources

PROCESSES = "COVERAGE_PROCESS_CONFIG"
"""By this variable of the environment coverage counts in processes too."""


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Load the product, which counts, and then the tests, which don't: in each process that runs some."""
    coverage = Coverage.current()
    if coverage is None or session.config.getoption("dist") != "no":
        return (yield)
    for module in sources(*PARTS):
        import_module(module)
    with _uncounted(coverage):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Ignore a test that repeats."""
    coverage = Coverage.current()
    if coverage is None or not item.get_closest_marker("repeats"):
        return (yield)
    with _uncounted(coverage):
        return (yield)


@contextmanager
def _uncounted(coverage: Coverage) -> Generator[None]:
    settings = os.environ.pop(PROCESSES, None)
    coverage.stop()
    try:
        yield
    finally:
        coverage.start()
        if settings is not None:
            os.environ[PROCESSES] = settings
