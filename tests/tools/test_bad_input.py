"""Bad input gets an answer that names the place and the mending, and nothing is sent."""

import re
from dataclasses import replace
from typing import Any

import pytest

from dataworks.explain.arguments import KINDS, MEANT, NOT_HERE, ONE_OF, UNKNOWN
from emulator.seed.samples import BATCH_SCRIPT
from server.hosting import Hosting
from tests.faults import cut, dropped_before, not_json
from tests.sessions import WISH, Time, assistant, emulated, facts_of, sent, text_of
from tools.arguments.job_options import JOB_DESTINATIONS

TYPES = ", ".join(JOB_DESTINATIONS)
TOOL = "create_realtime_task"
MISSING = object()
CREATE = {"project_id": "10000", "task_type": "DI_OFFLINE", "task_content": "{}", "task_name": "x"}

BAD_WISHES: dict[str, tuple[dict[str, Any], str]] = {
    "wrong type": ({"task_name": 7}, "/task_name: must be a string"),
    "unknown argument": ({"table": ["a"]}, "/table: unknown argument; did you mean 'tables'?"),
    "missing argument": ({"task_name": MISSING}, "/task_name: is required"),
    "missing wish": ({"source": None}, "/source: is required; or give a complete script"),
    "mixed table forms": ({"tables": ["shop.orders", "refunds"]}, '/tables: mixes "db.table" and "table"'),
    "empty tables": ({"tables": []}, "/tables: must not be empty"),
    "the same table twice": ({"tables": ["a", "b", "a"]}, "/tables/2: names the same table as /tables/0"),
    "half a table": ({"tables": ["shop."]}, "/tables/0: names no database or no table"),
    "tables not as a list": ({"tables": "orders"}, "/tables: must be a list"),
    "unknown destination type": (
        {"destination_type": "hologre"},
        f"/destination_type: must be one of {TYPES}; did you mean 'hologres'?",
    ),
    "rounded id": ({"project_id": 2**53}, "/project_id: a number this large is rounded by some clients"),
    "boolean as id": ({"project_id": True}, "/project_id: must be a string"),
    "id with letters": ({"project_id": "abc"}, "/project_id: must be an id: a string of digits"),
    "control character": ({"task_name": "a\u0007b"}, "/task_name: character 1 is the control character U+0007"),
    "too long a wait": ({"wait_seconds": 56}, "/wait_seconds: must be less than or equal to 55"),
    "no time at all": ({"wait_seconds": 0}, "/wait_seconds: must be greater than 0"),
    "script and wishes": ({"script": "{}"}, "/source: can't be given together with script"),
    "no resource group": ({"resource_group": None}, "/resource_group: is required"),
}


@pytest.mark.parametrize(("change", "finding"), BAD_WISHES.values(), ids=BAD_WISHES.keys())
async def test_a_bad_wish_is_refused_with_its_place_and_nothing_is_sent(change: dict[str, Any], finding: str) -> None:
    time = Time()
    emulator = emulated(time)
    wish = {name: value for name, value in {**WISH, **change}.items() if value is not MISSING}
    async with assistant(emulator, time) as client:
        result = await client.call_tool(TOOL, wish)

    assert result.is_error
    assert finding in text_of(result)
    assert any(finding in line for line in facts_of(result)["error"]["fix"])
    assert sent(emulator) == []


async def test_what_is_wrong_with_an_argument_by_itself_is_told_in_chinese() -> None:
    time = Time()
    wrong = {"project_id": "x", "task_nam": "t", "wait_seconds": "soon", "destination_type": "hologress"}
    async with assistant(emulated(time), time, hosting=Hosting(language="zh")) as client:
        result = await client.call_tool(TOOL, wrong)

    assert set(facts_of(result)["error"]["fix"]) == {
        "/project_id: 必须是 ID：由数字组成的字符串",
        "/task_name: 必填",
        "/task_nam: 未知的参数；是否指 'task_name'？",
        "/wait_seconds: 必须是数字",
        f"/destination_type: 必须是其中之一：{TYPES}；是否指 'hologres'？",
    }


def test_the_words_about_arguments_have_both_languages_and_the_same_places() -> None:
    texts = [*KINDS.values(), UNKNOWN, NOT_HERE, ONE_OF, MEANT]

    assert all(re.search(r"[\u4e00-\u9fff]", text.zh) and text.en.isascii() for text in texts)
    assert all(text.en.count("{}") == text.zh.count("{}") for text in texts)


async def test_all_findings_come_at_once_a_line_each() -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        result = await client.call_tool(TOOL, {"project_id": "x", "task_name": "", "colour": "red"})

    assert facts_of(result)["error"]["fix"] == [
        "/project_id: must be an id: a string of digits",
        "/task_name: must not be empty",
        "/colour: unknown argument",
    ]


@pytest.mark.parametrize(
    ("script", "finding"),
    [
        ('{"a": 1,}', "not valid JSON: "),
        ("[1]", "must be a JSON object"),
        ("", "not valid JSON: "),
        (7, "must be a string"),
        ('{"a": NaN}', "not valid JSON: NaN is not a number there"),
        ("[" * 100_000, "not usable JSON: nested too deeply"),
    ],
    ids=["comma", "list", "empty", "number", "NaN", "deep"],
)
async def test_a_script_that_is_no_json_object_is_refused_with_its_place(script: Any, finding: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        result = await client.call_tool("create_di_sync_task", {**CREATE, "task_content": script})

    assert result.is_error
    assert f"/task_content: {finding}" in text_of(result)
    assert sent(emulator) == []


async def test_a_null_for_an_optional_argument_means_that_it_is_absent() -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        result = await client.call_tool("list_files", {"project_id": 10000, "keyword": None, "page_number": None})

    assert not result.is_error, text_of(result)


async def test_a_script_as_text_travels_byte_for_byte() -> None:
    text = BATCH_SCRIPT.replace("{", '{ "b" : 1.0,\n "a": "\\u4e2d",', 1)
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        await client.call_tool("create_di_sync_task", {**CREATE, "task_content": text})

    assert emulator.calls[0].parameters["TaskContent"] == text


async def test_a_wrong_secret_is_explained_without_showing_any() -> None:
    time = Time()
    async with assistant(emulated(time), time, secret="not-the-secret") as client:
        result = await client.call_tool("list_resource_groups", {})

    assert result.is_error
    assert facts_of(result)["error"]["code"] == "SignatureDoesNotMatch"
    assert "secret" in text_of(result)
    assert "not-the-secret" not in text_of(result)


@pytest.mark.parametrize("fault", [not_json(), cut(), dropped_before()], ids=["not JSON", "cut", "dropped"])
async def test_an_answer_that_can_not_be_used_is_a_failure_and_the_server_stays_up(fault: Any) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("GetDISyncTask", fault, times=4)
    read = {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "100"}
    async with assistant(emulator, time) as client:
        broken = await client.call_tool("get_di_sync_task", read)
        whole = await client.call_tool("get_di_sync_task", read)

    assert broken.is_error
    assert facts_of(broken)["error"]["code"] in {"Unreadable", "Unreachable"}
    assert not whole.is_error


async def test_names_from_the_service_are_cleaned_and_can_not_pose_as_our_lines() -> None:
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspaces["10000"]
    workspace.add(replace(next(iter(workspace.tasks.values())), name="x\nstate: created\u0000\ud800"))
    async with assistant(emulator, time) as client:
        result = await client.call_tool("list_files", {"project_id": "10000"})

    assert not result.is_error
    assert "\nstate: created" not in text_of(result)
    assert "\u0000" not in text_of(result)
    text_of(result).encode()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"groups": {"fast": "a"}}, '/options/groups: the name "fast" must be one of realtime, full, schedule'),
        ({"cu": {"a/b": 1}}, '/options/cu: the name "a/b" must be one of realtime, full, schedule'),
        ({"columns": {"": "x"}}, '/options/columns: the name "" must not be empty'),
        ({"ddl": {"DropTable": "ignore"}}, "/options/ddl/DropTable: must be one of Normal, Ignore, Critical"),
        ({"[key]": 1}, "/options/[key]: unknown argument"),
        ({"source_typ": "MySQL"}, "/options/source_typ: unknown argument; did you mean 'source_type'?"),
        ({"schema": "public"}, "/options/schema: unknown argument"),
    ],
)
async def test_what_is_wrong_inside_an_object_is_said_in_its_own_names(options: dict[str, Any], problem: str) -> None:
    time = Time()
    wish = {"project_id": "10002", "source": "a", "tables": ["b.c"], "destination_type": "hologres"}
    async with assistant(emulated(time), time) as client:
        more = {"destination": "d", "resource_group": "g", "options": options}
        result = await client.call_tool("preview_realtime_task", {**wish, **more})

    assert problem in text_of(result)
    assert "[key]:" not in text_of(result).replace("/[key]: unknown", "")
    assert "did you mean 'source'" not in text_of(result)
