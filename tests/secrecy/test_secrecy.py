"""The scan for secrets finds them; without this, a run that finds nothing would say nothing."""

import base64
from pathlib import Path
from urllib.parse import quote

import jwt
import pytest

from tests.secrecy.observe import WATCHES, seen
from tests.secrecy.plugin import exception_text
from tests.secrecy.scan import Finding, Scanner, Watch

pytestmark = pytest.mark.repeats

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[2]
SECRET = "of this+test/only=="

CONFTEST = f"""
from tests.secrecy.planted import SECRETS

pytest_plugins = ["tests.secrecy.plugin"]
SECRETS["THE SECRET"] = "{SECRET}"
"""

LEAKS = """
import logging, sys, warnings
import pytest
from tests.secrecy.observe import seen
from tests.secrecy.planted import SECRETS

SECRET = SECRETS["THE SECRET"]

def test_log():
    logging.getLogger("quiet").propagate = False
    logging.getLogger("quiet").warning("sent with %s", SECRET)

def test_logged_exception():
    try:
        raise KeyError(SECRET)
    except KeyError:
        logging.getLogger("tools").exception("it failed")

def test_stdout():
    print("key:", SECRET)

def test_stderr():
    print("key:", SECRET, file=sys.stderr)

def test_exception():
    raise RuntimeError("no answer") from ValueError(SECRET)

def test_audit(tmp_path):
    (tmp_path / "audit.jsonl").write_text(SECRET)

def test_seen():
    seen({"a": [SECRET.encode().hex()]}, "the result of a tool")

@pytest.fixture
def leaky():
    yield
    print(SECRET)

def test_teardown(leaky):
    pass

def test_clean(tmp_path):
    (tmp_path / "tokens").write_text(SECRET)
    logging.getLogRecordFactory()("tools", logging.INFO, "x.py", 1, "%d %d", (1,), None)
    print("nothing to see")
"""

LEAK_BETWEEN_TESTS = """
import logging

def pytest_configure(config):
    if hasattr(config, "workerinput"):
        config.pluginmanager.register(Leak())

class Leak:
    def pytest_runtest_logfinish(self):
        logging.warning(SECRETS["THE SECRET"])
"""

PLACES = {
    "log": "a log record of quiet",
    "logged_exception": "a log record of tools",
    "stdout": "captured stdout call",
    "stderr": "captured stderr call",
    "exception": "the exception",
    "audit": "the file audit.jsonl",
    "seen": "the result of a tool",
    "teardown": "captured stdout teardown",
}


def project(pytester: pytest.Pytester, tests: str) -> None:
    pytester.makeini(f"[pytest]\npythonpath = {ROOT}\n")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_leaks=tests)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_secret_in_anything_that_a_test_says_fails_it_by_name_and_place(
    pytester: pytest.Pytester, workers: str
) -> None:
    project(pytester, LEAKS)
    result = pytester.runpytest_subprocess("-q", "--tb=short", "-n", workers)
    output = result.stdout.str()

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    for test, place in PLACES.items():
        assert f"A secret was shown in test_leaks.py::test_{test}:" in output
        assert f"{place} shows THE SECRET" in output
    assert "test_leaks.py::test_clean" not in output


def test_a_secret_in_a_warning_fails_the_run(pytester: pytest.Pytester) -> None:
    project(
        pytester,
        "import warnings\nfrom tests.secrecy.planted import SECRETS\n\n"
        "def test_it():\n    warnings.warn(SECRETS['THE SECRET'])\n",
    )
    result = pytester.runpytest_subprocess("-q")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["A secret was shown: a warning of test_leaks.py::test_it shows THE SECRET"])


def test_a_secret_that_a_worker_says_between_tests_fails_the_run(pytester: pytest.Pytester) -> None:
    project(pytester, "def test_it():\n    pass\n")
    pytester.makeconftest(CONFTEST + LEAK_BETWEEN_TESTS)
    result = pytester.runpytest_subprocess("-q", "-n", "1")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["A secret was shown: a log record of root shows THE SECRET", "1 passed*"])


@pytest.mark.parametrize("before", ["", "u", "us", "usr:"])
def test_a_secret_is_found_in_base64_wherever_it_begins(before: str) -> None:
    scanner = Scanner({"it": SECRET})

    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        assert list(scanner.shown(f"Basic {encode((before + SECRET + ' and more').encode()).decode()}")) == ["it"]


@pytest.mark.parametrize("spelled", [SECRET, quote(SECRET), quote(SECRET, safe=""), SECRET.encode().hex()])
def test_a_secret_is_found_as_it_is_spelled_in_addresses_and_dumps(spelled: str) -> None:
    assert list(Scanner({"it": SECRET}).shown(f"a{spelled}b")) == ["it"]


def test_a_signed_token_and_a_private_key_are_found_by_their_form() -> None:
    token = jwt.encode({"sub": "anna", "aud": "somebody"}, "a key for this alone, of 32 characters", "HS256")

    assert list(Scanner({}).shown(f"refused: {token}")) == ["a signed token"]
    assert list(Scanner({}).shown("-----BEGIN EC PRIVATE KEY-----")) == ["a private key"]


def test_a_text_without_secrets_shows_none() -> None:
    assert list(Scanner({"it": SECRET}).shown(SECRET[:-3] + SECRET.upper())) == []


def test_a_secret_that_is_too_short_to_be_looked_for_is_refused() -> None:
    with pytest.raises(ValueError, match="too short to be looked for: it"):
        Scanner({"it": "abc"})


def test_what_an_exception_says_includes_its_causes_and_notes() -> None:
    error = RuntimeError("no answer")
    error.__cause__ = ValueError("because")
    error.add_note("and more")
    text = exception_text(error)

    assert all(part in text for part in ("no answer", "because", "and more"))


def test_what_tests_show_is_scanned_whatever_it_is() -> None:
    watch = Watch(Scanner({"it": SECRET}))
    WATCHES.append(watch)
    try:
        for number, value in enumerate([SECRET, SECRET.encode(), {"a": [SECRET]}, [ValueError(SECRET)]]):
            seen(value, f"place {number}")
    finally:
        WATCHES.remove(watch)

    assert watch.taken() == [Finding(f"place {number}", "it") for number in range(4)]
    assert watch.taken() == []
