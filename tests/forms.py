"""A pytest plugin: a test in which a DataStudio operation fails runs with both forms of such failures.

They were seen as HTTP 400, and are documented as HTTP 200 without success. Each test runs with the form that was
seen. If it met such a failure, it runs again with the documented form; the others would do the same twice.

``emulator_of`` is where tests of the client, of flows and of tools get their emulator.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass

import pytest
from _pytest.runner import runtestprotocol

from dataworks.operation import VERSION, OperationKey
from emulator.exchange import Dropped, Reply, Request
from emulator.faults.fault_rules import Faults
from emulator.handlers.catalog import handlers
from emulator.seed.initial_world import initial_world
from emulator.service import Emulator
from emulator.world.lifecycle import Speed


@dataclass
class Run:
    """The run of a test: its form, and whether it met a failure."""

    documented: bool = False
    met: bool = False


RUN = Run()


class Observed(Emulator):
    """An emulator that notes whether a DataStudio operation fails."""

    def answer(self, request: Request) -> Reply | Dropped:
        """Answer, and note a failure."""
        reply = super().answer(request)
        handler = handlers().get(OperationKey(VERSION, request.action))
        fails = isinstance(reply, Reply) and reply.status == 400
        RUN.met = RUN.met or bool(fails and handler and handler.family.has_error_fields)
        return reply


def emulator_of(clock: Callable[[], float], speed: Speed, faults: Faults | None = None) -> Emulator:
    """A new emulator by this clock, with the form of this run."""
    return Observed(initial_world(clock=clock, speed=speed, documented=RUN.documented), faults=faults)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test, and run it again with the documented form if it met a failure."""
    RUN.documented = RUN.met = False
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, nextitem=nextitem)
    if RUN.met and all(report.passed for report in reports):
        RUN.documented = True
        runtestprotocol(item, nextitem=nextitem)
        RUN.documented = False
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say which form a test failed with."""
    report = yield
    if RUN.documented:
        report.sections.append(("Failures of DataStudio", "as documented: HTTP 200 without success"))
    return report
