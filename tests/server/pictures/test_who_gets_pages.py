"""Which clients get pages, in both eras; everybody gets the same text."""

from typing import Any

import pytest
from mcp.server.apps import APP_MIME_TYPE, EXTENSION_ID
from mcp_types import TextResourceContents

from bench.tokens import seen
from server.hosting import Hosting
from tests.server.pictures.results import PREVIEWED, SHOWS_PAGES, large_preview, plan, preview
from tests.sessions import Time, assistant, emulated, facts_of, text_of
from tools.calls.apps import PAGE, PICTURE
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.toolsets import listed_tools

ERAS = pytest.mark.parametrize("mode", ["auto", "legacy"])
PAGES = pytest.mark.parametrize("extensions", [SHOWS_PAGES, ()], ids=["with pages", "without"])

UI = {"resourceUri": PAGE, "visibility": ["model"]}


async def listed(mode: str, extensions: Any, hosting: Hosting | None = None) -> dict[str, Any]:
    """What each tool says about its page."""
    time = Time()
    async with assistant(emulated(time), time, mode=mode, extensions=extensions, hosting=hosting) as client:
        return {tool.name: (tool.meta or {}).get("ui") for tool in (await client.list_tools()).tools}


@ERAS
async def test_a_client_that_shows_pages_learns_which_results_have_one(mode: str) -> None:
    pages = await listed(mode, SHOWS_PAGES)

    with_page = {name for name, ui in pages.items() if ui == UI}
    assert {"preview_realtime_task", "get_task_metrics", "change_realtime_tables", "stop_tasks"} <= with_page
    assert {ui is None for name, ui in pages.items() if name not in with_page} == {True}
    assert "find_sync_tasks" not in with_page


async def test_a_client_that_is_known_to_show_none_is_told_nothing_about_pages() -> None:
    assert set((await listed("auto", ())).values()) == {None}


async def test_an_earlier_client_need_not_say_that_it_shows_pages() -> None:
    assert (await listed("legacy", ()))["preview_realtime_task"] == UI


async def test_no_page_is_offered_for_plans_where_nobody_is_asked() -> None:
    pages = await listed("auto", SHOWS_PAGES, Hosting(gate=Gate(Mode.FULL)))

    assert pages["stop_tasks"] is None
    assert pages["preview_realtime_task"] == UI


@ERAS
async def test_the_page_is_a_resource_that_hosts_draw(mode: str) -> None:
    time = Time()
    async with assistant(emulated(time), time, mode=mode, extensions=SHOWS_PAGES) as client:
        (content,) = (await client.read_resource(PAGE)).contents
        announced = client.server_capabilities.extensions

    assert isinstance(content, TextResourceContents)
    assert (content.mime_type, content.meta) == (APP_MIME_TYPE, {"ui": {"prefersBorder": True}})
    assert content.text.startswith("<!doctype html>")
    if mode == "auto":
        assert announced is not None
        assert announced[EXTENSION_ID] == {}


@ERAS
@PAGES
async def test_text_and_facts_are_the_same_for_everybody(mode: str, extensions: Any) -> None:
    time = Time()
    async with assistant(emulated(time), time, mode=mode, extensions=extensions) as client:
        result = await client.call_tool("preview_realtime_task", PREVIEWED)
    other = await preview()

    assert (text_of(result), facts_of(result)) == (text_of(other), facts_of(other))
    assert ((result.meta or {}).get(PICTURE) is not None) is bool(extensions)


async def test_only_the_page_gets_all_tables_of_a_large_task() -> None:
    result = await large_preview([f"large.table_{number:05}" for number in range(100)])

    more = (result.meta or {})[PICTURE]
    assert more["tool"] == "preview_realtime_task"
    assert len(more["tables"]) == 100
    assert more["tables"][0] == ["large.table_00000", "large_table_00000", ["id"], 8]
    assert len(facts_of(result)["tables"]["items"]) == 20
    assert "table_00050" not in text_of(result) + str(facts_of(result))


@ERAS
async def test_a_client_that_can_ask_its_user_gets_no_confirmation_and_so_no_button(mode: str) -> None:
    async def declined(*_: Any) -> Any:
        from mcp_types import ElicitResult

        return ElicitResult(action="decline")

    result = await plan(mode=mode, answer=declined)

    assert result.is_error
    assert "confirmation" not in facts_of(result)


def test_models_read_nothing_about_pages() -> None:
    tools = list(listed_tools().values())

    assert any(tool.pictured for tool in tools)
    assert PAGE not in seen(tools)
