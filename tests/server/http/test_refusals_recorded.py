"""What is refused over HTTP leaves a line in the audit, and who sends too much of it can't fill the disk."""

import json
import logging
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from server.auth.authentication import Authentication, authentication
from server.auth.callers import Scopes
from server.auth.oidc import OpenIdConnect
from server.log_lines import handler_for
from tests.loopback import web
from tests.server.auth.identity import AUDIENCE, issuing
from tests.server.auth.test_tokens import ANNA, LINES, written
from tests.server.http.talk import Stage, post, staged
from tests.sessions import Time
from tools.rules.audit import Audit
from tools.rules.caller import Caller
from tools.rules.refusal_counts import FROM_CALLER, FROM_UNKNOWN, MOST_CALLERS, RefusalCounts

PLANTED = "planted-token-0123456789"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


async def test_each_refused_request_is_a_line_without_anything_of_the_request(tmp_path: Path) -> None:
    audit, tokens = Audit(tmp_path / "audit"), written(tmp_path / "tokens", LINES)
    async with staged(Stage(), None, authentication(tokens, None, None), audit) as url:
        await post(url, "auto", ANNA)
        await post(url, "auto")
        await post(url, "legacy", PLANTED)
        await post(url, "auto", ANNA, host="planted.example.com")
        await post(url, "auto", origin="https://planted.example.com")

    recorded = lines(tmp_path / "audit")
    assert [(line["caller"], line["tool"], line["outcome"], line["reason"]) for line in recorded] == [
        ("unknown", None, "refused", reason)
        for reason in ("no valid token", "no valid token", "Host is not allowed", "Origin is not allowed")
    ]
    assert all(line.keys() == {"time", "caller", "tool", "outcome", "reason"} for line in recorded)
    assert "planted" not in (tmp_path / "audit").read_text("utf-8")


async def test_a_token_without_the_scope_is_a_line_with_its_holder(tmp_path: Path) -> None:
    async with issuing() as issuer:
        trust = Authentication(OpenIdConnect(issuer.url, AUDIENCE), Scopes(), issuer.url)
        async with staged(Stage(), None, trust, Audit(tmp_path / "audit")) as url:
            answer = await post(url, "auto", issuer.token(sub='ann" list_files', scope="openid"))

    (line,) = lines(tmp_path / "audit")
    assert answer.status_code == 403
    assert (line["caller"], line["reason"]) == ('ann" list_files', "the token lacks the scope for reading")


async def test_a_flood_without_tokens_is_counted_and_leaves_few_lines(tmp_path: Path) -> None:
    clock = Time()
    audit = Audit(tmp_path / "audit", lambda: datetime.fromtimestamp(clock.now, UTC))
    trust = authentication(written(tmp_path / "tokens", LINES), None, None)
    async with staged(Stage(), None, trust, audit) as url, web() as http:
        for _ in range(FROM_UNKNOWN + 40):
            await http.get(f"{url}/mcp")
        clock.now += 60
        await http.get(f"{url}/mcp")

    recorded = lines(tmp_path / "audit")
    assert [line.get("left_out") for line in recorded] == [None] * FROM_UNKNOWN + [40]


@pytest.mark.parametrize("logger", ["server.auth.oidc", "uvicorn.error", "asyncio", "mcp.server.streamable_http"])
def test_lines_on_stderr_that_anybody_can_cause_are_few(logger: str) -> None:
    written = StringIO()
    handler = handler_for(written)
    for number in range(FROM_UNKNOWN + 40):
        handler.handle(logging.LogRecord(logger, logging.INFO, "", 0, "refused: %s", (str(number),), None))
        handler.handle(logging.LogRecord("dataworks", logging.INFO, "", 0, "call %s", (str(number),), None))
    later = logging.LogRecord(logger, logging.INFO, "", 0, "refused: %s", ("later",), None)
    later.created += 60
    handler.handle(later)

    text = written.getvalue()
    assert text.count(logger) == FROM_UNKNOWN + 1
    assert text.count(" dataworks ") == FROM_UNKNOWN + 40
    assert "refused: later (40 lines before this one were left out)" in text


def test_a_caller_who_is_refused_often_hides_no_other_caller(tmp_path: Path) -> None:
    audit = Audit(tmp_path / "audit", lambda: datetime.fromtimestamp(0, UTC))
    for _ in range(FROM_CALLER + 5):
        audit.refused(Caller("noisy"), "list_files", "reason")
    audit.refused(Caller("ann"), "delete_file", "reason")

    recorded = lines(tmp_path / "audit")
    assert len(recorded) == FROM_CALLER + 1
    assert recorded[-1]["caller"] == "ann"


def test_invented_names_take_no_more_memory_than_a_thousand() -> None:
    counts = RefusalCounts()
    recorded = [counts.left_out(f"caller {number}", 1, 0.0) for number in range(5000)]

    assert len(counts.counts) == MOST_CALLERS + 1
    assert sum(each is not None for each in recorded) == MOST_CALLERS + 1
