"""The page without a mouse and without eyes: names, roles, order, and what the keyboard does."""

from pathlib import Path
from typing import Any

import pytest

from server.pictures.page import page
from tests.server.pictures import results
from tests.server.pictures.chromium import Chromium
from tests.server.pictures.hosted import Hosted, hosted

CONTROLS = {
    "button",
    "searchbox",
    "textbox",
    "DisclosureTriangle",
    "link",
    "checkbox",
    "region",
    "image",
    "img",
    "table",
}
FOCUSED = "document.activeElement.tagName"
CONTRAST = Path(__file__).with_name("contrast.js")

SCROLLED = """new Promise((done) => {
    const scrolled = document.querySelector(".scroll");
    const look = () => (scrolled.scrollTop > 0 ? done() : requestAnimationFrame(look));
    look();
})"""


def named(frame: Hosted) -> list[tuple[str, str]]:
    """Role and name of each part of the page, in the order in which they are read."""
    return [(each["role"]["value"], each.get("name", {}).get("value", "")) for each in frame.accessible()]


@pytest.mark.parametrize("make", [results.preview, results.plan, results.update, results.metrics, results.sixty_tables])
@pytest.mark.parametrize("locale", ["en", "zh-CN"])
async def test_every_control_and_every_picture_has_a_name(browser: Chromium, make: Any, locale: str) -> None:
    frame = hosted(browser, page("en"), {"locale": locale})
    frame.show(await make())

    parts = named(frame)
    assert [role for role, name in parts if role in CONTROLS and not name.strip()] == []
    assert any(role == "heading" for role, _ in parts)
    assert frame.evaluate("[...document.querySelectorAll('h1, h2')].map((each) => each.tagName)")[0] == "H1"
    assert frame.evaluate("document.querySelectorAll('[tabindex]:not([tabindex=\"0\"])').length") == 0


async def test_tables_are_read_as_tables_with_heads_of_rows_and_columns(browser: Chromium) -> None:
    frame = hosted(browser, page("en"))
    frame.show(await results.preview())

    parts = named(frame)
    assert ("table", "shop: 2 tables") in parts
    heads = ["Source table", "Destination", "Primary key", "Columns"]
    assert [name for role, name in parts if role == "columnheader"] == heads
    assert [name for role, name in parts if role == "rowheader"] == ["shop.orders", "shop.refunds"]
    assert [role for role, _ in parts].count("row") == 3
    assert [role for role, _ in parts if role in ("cell", "gridcell")] == ["cell"] * 6


async def test_lines_have_a_name_and_a_table_that_can_be_unfolded(browser: Chromium) -> None:
    frame = hosted(browser, page("en"))
    frame.show(await results.metrics())

    pictures = [name for role, name in named(frame) if role in ("image", "img")]
    assert pictures[0].startswith("Line of delay (s); highest value ")
    assert len(pictures) == 2
    assert ("DisclosureTriangle", "Show as a table") in named(frame)


async def test_the_keyboard_reaches_search_folds_and_the_frame_that_scrolls_in_this_order(browser: Chromium) -> None:
    frame = hosted(browser, page("en"))
    frame.show(await results.sixty_tables())
    frame.click("h1")
    reached = []
    for _ in range(3):
        frame.press("Tab", 9)
        reached.append(frame.evaluate(FOCUSED))

    assert reached == ["INPUT", "SUMMARY", "DIV"]
    frame.evaluate("document.querySelector('.scroll').scrollTop = 0")
    frame.press("End", 35)
    frame.evaluate(SCROLLED)


async def test_the_button_is_pressed_by_the_keyboard(browser: Chromium) -> None:
    frame = hosted(browser, page("en"), {"toolInfo": {"tool": {"name": "change_realtime_tables"}}})
    frame.show(await results.plan())
    frame.evaluate("document.querySelector('button').focus()")
    frame.press("Enter", 13, "\r")

    asked = frame.in_host("heard((message) => message.method === 'ui/message')")
    assert "Call change_realtime_tables again" in asked["params"]["content"][0]["text"]


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_text_can_be_told_from_its_ground(browser: Chromium, theme: str) -> None:
    frame = hosted(browser, page("en"), {"theme": theme})
    for result in (await results.update(), await results.preview(), await results.metrics()):
        frame.show(result)
        weakest = frame.evaluate(CONTRAST.read_text("utf-8"))
        assert weakest[0] >= 4.5, weakest
