"""A pytest plugin: coverage ignores tests that are marked ``repeats``, and the processes that they start.

They run lines that other tests run too, many times or in many processes, and counting takes as long as running. So do
the rows of a test that has many of them: a few count, and the others are marked here.
"""

import os
from collections import defaultdict
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module

import pytest
from coverage import Coverage

from tests.structure.tree import PARTS, sources

PROCESSES = "COVERAGE_PROCESS_CONFIG"
"""By this variable of the environment coverage counts in processes too."""

COUNTED_ROWS = 4
"""So many rows of a test count, from the first on at even distances, since neighbours are of one kind."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the rows of tests that have more than count."""
    rows = defaultdict[str, list[pytest.Item]](list)
    for item in items:
        rows[item.nodeid.partition("[")[0]].append(item)
    for of_one_test in rows.values():
        step = -(-len(of_one_test) // COUNTED_ROWS)
        for number, item in enumerate(of_one_test):
            if number % step:
                item.add_marker("repeats")


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
