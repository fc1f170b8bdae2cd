"""Planted secrets in every spelling are in no answer, plan, audit line, log line or exception; harmless texts stay."""

import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from dataworks.errors import DataWorksError
from dataworks.operations.v2020.files import GetFile
from dataworks.operations.v2020.sync_tasks import TaskDetail
from dataworks.secrets import HIDDEN, mark_places, masked, masked_value
from emulator.service import Emulator
from server.hosting import Hosting
from server.log_lines import LineFormatter
from tests.alone import times_as_long
from tests.faults import refused, rejected
from tests.secrecy.harmless import HARMLESS
from tests.secrecy.notations import SCRIPTS as NOTED_SCRIPTS
from tests.secrecy.notations import TEXTS as NOTED_TEXTS
from tests.secrecy.observe import seen
from tests.secrecy.planted import SPELLED
from tests.secrecy.scan import Scanner
from tests.secrecy.spellings import MESSAGES, SCRIPTS
from tests.sessions import Time, assistant, client_of, emulated, facts_of, text_of, trusted
from tools.calls.results import answered
from tools.rules.audit import Audit
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.views.tasks import TaskView

SCANNER = Scanner({"it": SPELLED})


def leaks(text: str) -> bool:
    return any(SCANNER.shown(text))


def test_there_are_enough_texts() -> None:
    assert min(map(len, map(set, (SCRIPTS, MESSAGES, HARMLESS)))) >= 100
    assert all(map(leaks, (*SCRIPTS, *MESSAGES)))


def test_a_secret_in_any_spelling_is_masked_once() -> None:
    shown = [masked(text) for text in (*SCRIPTS, *MESSAGES)]

    assert [text for text in shown if leaks(text)] == []
    assert [text for text in shown if masked(text) != text] == []


SHORT = "Zq7Kx92Lm"
IN_MESSAGES = """
密码错误：§
using password §
principal password (§) wrong
secret access key §
authToken § expired
api key § rejected
OSS_SK=§
auth=§
hmac: §
create user x identified by §
hive -p §
""".strip().splitlines()


@pytest.mark.parametrize("text", IN_MESSAGES)
def test_a_short_secret_in_a_message_is_masked(text: str) -> None:
    assert SHORT not in masked(text.replace("§", SHORT))


@pytest.mark.parametrize("noted", [*NOTED_TEXTS, *NOTED_SCRIPTS])
def test_a_secret_in_a_notation_of_commands_statements_and_files_is_masked(noted: str) -> None:
    text, secrets = re.sub("[«»]", "", noted), re.findall("«(.*?)»", noted, re.DOTALL)
    shown = masked(text)
    in_script = json.dumps(masked_value({"parameter": [text]}), ensure_ascii=False)

    assert secrets
    assert not [word for secret in secrets for word in (secret, *secret.split()) if word in shown + in_script]
    assert masked(shown) == shown


def test_a_number_is_masked_where_it_is_a_code() -> None:
    assert masked_value({"pin": 739201, "password": 739201}) == {"pin": HIDDEN, "password": HIDDEN}
    assert masked_value({"pin": 3, "pin_count": 739201, "ticket": 739201}) == {
        "pin": 3,
        "pin_count": 739201,
        "ticket": 739201,
    }


def test_a_text_without_secrets_stays_as_it_is() -> None:
    scripts = [json.dumps({"steps": [{"parameter": {"where": text}}]}, ensure_ascii=False) for text in HARMLESS]

    assert [text for text in (*HARMLESS, *scripts) if masked(text) != text] == []


TABLES = {
    "names of lengths": "id,password_length\n1,12x34Ab",
    "counts": "id,token_count\n1,55",
    "types": "user,password\nstring,string",
    "no rows": "name,password\n",
    "another number of values": "name,password\nand,that,Is5All",
    "a sentence": "Columns: id, password, name\nRows: 5, 6, 7aBcDeFg",
    "a variable": "user,password\nroot,${pw}",
    "addresses": "10.0.0.1:5432:2026:11:26\nhost1:9092:orders:etl:v2partition1",
}


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES.keys())
def test_rows_without_secrets_stay_as_they_are(text: str) -> None:
    assert masked(text) == text


def test_what_follows_too_many_tables_is_hidden() -> None:
    shown = masked("".join(f"password,a\nKd9sLq{number},b\n\n" for number in range(2_000)))

    assert "Kd9sLq" not in shown
    assert "password,a" in shown


def test_a_masked_text_that_is_sent_back_is_known_by_its_mark() -> None:
    shown = [text for text in map(masked, (*SCRIPTS, *MESSAGES)) if HIDDEN in text]

    assert len(shown) >= 400
    assert [text for text in shown if not mark_places(text)] == []
    assert [text for text in shown if mark_places(json.dumps({"content": text})) != ["/content"]] == []


THIRDS = [[(*SCRIPTS, *MESSAGES)[start + third :: 12] for start in range(0, 12, 3)] for third in range(3)]
"""All are masked by tests above; those of a third go each way through the tools, in a few calls."""
FILE: dict[str, Any] = {"project_id": "10000", "file_id": "1000000"}
TASK: dict[str, Any] = {"project_id": "10000", "file_id": "100", "task_type": "DI_REALTIME"}


def planted(emulator: Emulator, text: str) -> None:
    """Plant a text as the definition, name, owner and parameters of each task of a workspace."""
    workspace = emulator.world.workspaces["10000"]
    for task in list(workspace.tasks.values()):
        schedule = {**task.schedule, "ParaValue": text}
        detail = {**task.detail, "ProcessContent": text, "Name": text} if task.detail else None
        workspace.add(replace(task, script=text, detail=detail, schedule=schedule, owner=text))


@pytest.mark.repeats
@pytest.mark.parametrize("texts", THIRDS[0], ids=range(4))
async def test_no_answer_or_plan_shows_a_secret_that_the_service_holds(texts: tuple[str, ...]) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        for text in texts:
            planted(emulator, text)
            results = [
                await client.call_tool("get_file", FILE),
                await client.call_tool("list_files", {"project_id": "10000", "need_content": True}),
                await client.call_tool("get_di_sync_task", TASK),
                await client.call_tool("get_di_sync_task", {**TASK, "task_type": "DI_SOLUTION"}),
                await client.call_tool("get_task_status", {"project_id": "10000", "task_id": "1000000"}),
                await client.call_tool("update_file", {**FILE, "content": json.dumps({"a": text})}),
            ]
            assert not any(leaks(text_of(result) + json.dumps(facts_of(result))) for result in results)
            assert (HIDDEN in text_of(results[0])) == (HIDDEN in masked(text))


@pytest.mark.repeats
@pytest.mark.parametrize("texts", THIRDS[1], ids=range(4))
async def test_no_failure_or_log_line_shows_a_secret_that_the_service_says(
    texts: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    time = Time()
    emulator = emulated(time)
    caplog.set_level(logging.DEBUG)
    async with trusted(emulator, time) as client:
        for text in texts:
            emulator.fail("GetFile", refused(400, "Invalid.DI.Parameter", text))
            emulator.fail("StopDISyncInstance", rejected(text))
            results = [
                await client.call_tool("get_file", FILE),
                await client.call_tool("stop_di_sync_instance", TASK),
                await client.call_tool("explain_error", {"error": text}),
            ]
            assert not any(leaks(text_of(result) + json.dumps(facts_of(result))) for result in results)
            emulator.fail("GetFile", refused(400, "Invalid.DI.Parameter", text))
            with pytest.raises(DataWorksError) as raised:
                await client_of(emulator, time).call(GetFile(**FILE))
            assert not leaks(str(raised.value))
            assert not leaks(LineFormatter().format(logging.makeLogRecord({"msg": "%s", "args": (text,)})))
    assert not leaks(caplog.text)


@pytest.mark.repeats
@pytest.mark.parametrize("texts", THIRDS[2], ids=range(4))
async def test_no_plan_audit_line_or_code_shows_a_secret_in_arguments(texts: tuple[str, ...], tmp_path: Path) -> None:
    time, path = Time(), tmp_path / "audit.jsonl"
    emulator = emulated(time)
    rules = Hosting(audit=Audit(path, time.utc), gate=Gate(Mode.FULL))
    async with assistant(emulator, time, hosting=rules) as doing, assistant(emulator, time) as asking:
        for text in texts:
            line = "a" if "\n" in text else text  # it has one line
            update = {**FILE, "para_value": line, "file_description": line, "content": json.dumps({"a": text})}
            results = [
                await asking.call_tool("update_file", update),
                await asking.call_tool("update_file", {**FILE, text: 1, "stop": text}),
                await asking.call_tool("show_as_code", {"tool": "update_file", "arguments": update}),
                await asking.call_tool("show_as_code", {"tool": "update_file", "arguments": update, "form": "http"}),
                await doing.call_tool("update_file", update),
                await doing.call_tool("update_di_sync_task", {**TASK, "task_param": {"Cu": 1, "a": text}}),
                await doing.call_tool("submit_file", {**FILE, "comment": line}),
            ]
            assert not any(leaks(text_of(result) + json.dumps(facts_of(result))) for result in results)
    assert not leaks(path.read_text("utf-8"))


def test_alarms_show_no_secret() -> None:
    for text in (*SCRIPTS, *MESSAGES):
        detail = TaskDetail.model_validate({"AlarmList": [{"RuleName": "r", "Webhook": text, "Rules": [{"a": text}]}]})
        result = answered(TaskView.of(detail))

        assert not leaks(result.text + json.dumps(result.structured))
        seen(result.text, "the alarms of a task")


async def test_free_text_in_the_audit_is_a_hash_and_a_length(tmp_path: Path) -> None:
    time, path = Time(), tmp_path / "audit.jsonl"
    rules = Hosting(audit=Audit(path, time.utc), gate=Gate(Mode.FULL))
    async with assistant(emulated(time), time, hosting=rules) as client:
        await client.call_tool(
            "update_file", {**FILE, "file_description": "open sesame", "cron_express": "00 05 00 * * ?"}
        )

    arguments = json.loads(path.read_text("utf-8").splitlines()[-1])["arguments"]
    assert arguments["file_description"] == {"sha256": sha256(b"open sesame").hexdigest(), "bytes": 11}
    assert arguments["cron_express"] == "00 05 00 * * ?"


UNITS = (
    "pwd ",
    "pwd=a,",
    "<pwd>x</pwd>",
    'pwd">',
    "pwd:\n",
    "user ",
    '{"a":"pwd=1"},',
    "密码是",
    "//a:b@",
    "%70wd%3D",
    "jdbc:{",
    "auth=a1",
    "create user identified by ",
    "hive -P -p",
    "a/b@//",
    "sp_addlogin '",
    "密码错误",
    "password (",
    "| password | a ",
    "password: hunter a ",
    "%41%42",
    "%41a",
    "ENC(a1",
    "AUTH a1",
    "ssh -p",
    "lftp -u ",
    "a/b@c",
    ":5432:a:",
    "h:5432:a:b:c1",
    "密码Aa1",
    "password,a\npass,b,c\n",
)


@pytest.mark.alone
@pytest.mark.repeats
@pytest.mark.parametrize("unit", UNITS)
def test_the_time_grows_with_the_length_of_a_text(unit: str, processor_clock: Callable[[], float]) -> None:
    def seconds(length: int) -> float:
        started = processor_clock()
        masked(unit * (length // len(unit)))
        return processor_clock() - started

    seconds(1_000)
    assert times_as_long(lambda: seconds(80_000), lambda: max(seconds(20_000), 0.0005), 12) < 12


@pytest.mark.parametrize("unit", UNITS)
def test_what_follows_too_many_keys_is_hidden(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dataworks.redaction.texts.MOST_STEMS", 50)
    text = unit * 60 + f"password={SPELLED}"

    assert not leaks(masked(text))


def test_a_script_without_its_secrets_is_still_json() -> None:
    shown = [masked(script) for script in SCRIPTS if is_json(script)]

    assert shown
    assert [text for text in shown if not is_json(text)] == []


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
