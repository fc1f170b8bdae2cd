"""A pytest plugin that scans all output of a run for the planted secrets; a finding fails the run.

It scans every log record, warning, exception that ends a test, captured output, and audit file, and what tests pass to
``tests.secrecy.observe``.
"""

import logging
import traceback
import warnings
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.secrecy.observe import WATCHES
from tests.secrecy.planted import SECRETS
from tests.secrecy.scan import Scanner, Watch

LOGS = ("*audit*", "*.jsonl", "*.log")
"""The files in a test's folder that the server writes for people; token files, for example, are not among them."""

OUTPUT_KEY = "secrets found"
"""The key of a pytest-xdist worker's findings outside of all tests."""


def pytest_configure(config: pytest.Config) -> None:
    """Start scanning."""
    config.pluginmanager.register(Secrecy(Watch(Scanner(SECRETS))), "secrecy")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Restore the logging."""
    secrecy: Any = config.pluginmanager.unregister(name="secrecy")
    secrecy.close()


class Secrecy:
    """The hooks that scan output: a finding in a test fails the test, another one fails the run."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._elsewhere: list[str] = []
        self._make_record = logging.getLogRecordFactory()
        logging.setLogRecordFactory(self._record)
        WATCHES.append(watch)

    def close(self) -> None:
        """Stop scanning."""
        logging.setLogRecordFactory(self._make_record)
        WATCHES.remove(self._watch)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Scan the output of this phase of a test."""
        report = yield
        if call.excinfo is not None and not isinstance(call.excinfo.value, AssertionError):
            self._watch.look(exception_text(call.excinfo.value), "the exception")
        for name, text in report.sections:
            if name.endswith(call.when):
                self._watch.look(text, name.lower())
        if call.when == "teardown":
            self._look_at_files(item)
        findings = self._watch.taken()
        if findings:
            before = [report.longreprtext] if report.failed else []
            report.outcome = "failed"
            report.longrepr = "\n".join([*before, f"A secret was shown in {item.nodeid}:", *map(str, findings)])
        return report

    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage, nodeid: str) -> None:
        """Scan a warning."""
        self._watch.look(str(warning_message.message), f"a warning of {nodeid or 'the run'}")
        self._elsewhere += map(str, self._watch.taken())

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run if something was found outside of all tests; a worker reports it to its controller."""
        self._elsewhere += map(str, self._watch.taken())
        if self._elsewhere:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        output: dict[str, list[str]] = getattr(session.config, "workeroutput", {})
        output[OUTPUT_KEY] = self._elsewhere

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Collect the findings of a worker; one that has crashed has none."""
        self._elsewhere += getattr(node, "workeroutput", {}).get(OUTPUT_KEY, ())

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the findings outside of all tests."""
        for finding in self._elsewhere:
            terminalreporter.write_line(f"A secret was shown: {finding}", red=True)

    def _look_at_files(self, item: pytest.Item) -> None:
        folder: object = getattr(item, "funcargs", {}).get("tmp_path")
        for path in _logs(folder) if isinstance(folder, Path) else ():
            self._watch.look(path.read_text("utf-8", errors="replace"), f"the file {path.name}")

    def _record(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record = self._make_record(*args, **kwargs)
        self._watch.look(_record_text(record), f"a log record of {record.name}")
        return record


def exception_text(error: BaseException) -> str:
    """Return the text of an exception with its causes and notes, without source lines."""
    part: traceback.TracebackException | None
    part = traceback.TracebackException.from_exception(error, lookup_lines=False)
    texts = list[str]()
    while part is not None:
        texts += part.format_exception_only()
        part = part.__cause__ or part.__context__
    return "".join(texts)


def _record_text(record: logging.LogRecord) -> str:
    try:
        text = record.getMessage()
    except (TypeError, ValueError):  # the logging module reports it too
        text = f"{record.msg!r} {record.args!r}"
    error = record.exc_info[1] if record.exc_info else None
    return text if error is None else f"{text}\n{exception_text(error)}"


def _logs(folder: Path) -> set[Path]:
    return {path for pattern in LOGS for path in folder.rglob(pattern) if path.is_file()}
