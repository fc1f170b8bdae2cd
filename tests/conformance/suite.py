"""The official conformance suite against our server, over HTTP; ``make conformance`` runs it.

Its name keeps it out of ``make test``, which has nothing to install. Beside it, for each revision of the protocol, is
the list of scenarios that are left out, with reasons; the suite fails when one of them would pass.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.runtimes import NODE
from tests.clients.serving import HOST, listening

FOLDER = Path(__file__).parent
SUITE = FOLDER / "node_modules/@modelcontextprotocol/conformance/dist/index.js"
SERVER = [sys.executable, "-m", "tests.conformance.server", "--emulator", "--toolsets", "all", "--transport", "http"]


OLDER = "2025-11-25"


@pytest.mark.parametrize("revision", [OLDER, "2026-07-28"])
def test_the_server_conforms(revision: str, tmp_path: Path) -> None:
    with listening(SERVER, tmp_path / "server.log") as port:
        suite = subprocess.run(
            [
                *(NODE, SUITE, "server", "--url", f"http://{HOST}:{port}/mcp", "--requirements", revision),
                *("--expected-failures", FOLDER / f"{revision}.yml", "--output-dir", tmp_path / "checks"),
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    print(*checks(suite.stdout), sep="\n")  # noqa: T201 - seen when it fails, and with -s
    failed = [line for line in checks(suite.stdout) if line.startswith("✗ tasks-") and "0 failed" not in line]
    assert failed == [] or revision == OLDER, suite.stdout[-3000:]  # the suite itself does not count them
    assert suite.returncode == 0, suite.stdout[-3000:] + suite.stderr[-3000:]
    log = (tmp_path / "server.log").read_text("utf-8")
    assert "Traceback" not in log, log[-3000:]
    assert "failed inside" not in log, log[-3000:]


def checks(output: str) -> list[str]:
    """The suite's verdict on each scenario."""
    return [line for line in output.splitlines() if line.startswith(("✓", "✗", "Total"))]
