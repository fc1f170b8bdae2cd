"""The page where there is little room, on paper, and with values that are missing."""

from collections.abc import Sequence
from typing import Any

import pytest

from server.pictures.page import page
from tests.server.pictures import results
from tests.server.pictures.chromium import Chromium
from tests.server.pictures.hosted import DRAWN, Hosted, hosted

BEYOND = """[...document.querySelectorAll('main *')].filter((each) =>
    each.getBoundingClientRect().right > innerWidth + 1 && !each.closest('.scroll') && !each.closest('svg')
).map((each) => each.tagName + ' ' + each.textContent.slice(0, 40))"""


@pytest.mark.parametrize("make", [results.preview, results.plan, results.update, results.metrics, results.sixty_tables])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_nothing_is_beyond_the_edge_of_a_narrow_frame(browser: Chromium, make: Any, language: Any) -> None:
    frame = hosted(browser, page(language))
    frame.in_host("frame.style.width = '200px'")
    frame.show(await make())
    frame.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    frame.evaluate(DRAWN)

    assert frame.evaluate("innerWidth") <= 200
    assert frame.evaluate(BEYOND) == []


async def test_on_paper_all_rows_are_there_in_dark_letters(browser: Chromium) -> None:
    frame = hosted(
        browser, page("en"), {"theme": "dark", "styles": {"variables": {"--color-text-primary": "rgb(250, 250, 250)"}}}
    )
    frame.show(await results.sixty_tables())
    browser.call("Emulation.setEmulatedMedia", media="print")
    try:
        frame.evaluate(DRAWN)
        whole, seen = frame.evaluate(
            "((each) => [each.scrollHeight, each.clientHeight])(document.querySelector('.scroll'))"
        )
        assert whole <= seen
        assert frame.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    finally:
        browser.call("Emulation.setEmulatedMedia", media="")


def shown(browser: Chromium, *values: Any, events: Sequence[str] = ()) -> Hosted:
    """A metric of these values, one a minute; ``events``: the times of events."""
    period = {"since": "2026-01-01 00:00:00", "until": "2026-01-01 01:00:00"}
    series = [{"metric": "delay", "unit": "s", "since": period["since"], "every_seconds": 60, "values": [*values]}]
    marks = [{"at": f"2026-01-01 {time}", "what": "failover"} for time in events]
    frame = hosted(browser, page("en"))
    frame.show({"content": [], "structuredContent": {**period, "series": series, "events": marks}})
    return frame


@pytest.mark.parametrize(
    ("values", "lines", "dots", "rows"),
    [
        ([5, 7, None, 9, 4], 2, 0, 4),
        ([5, None, 9, 4], 1, 1, 3),
        (["NaN", 3], 0, 1, 1),
        ([None, None], 0, 0, 0),
        ([], 0, 0, 0),
    ],
)
def test_a_value_that_is_missing_is_a_gap_and_not_zero(
    browser: Chromium, values: list[Any], lines: int, dots: int, rows: int
) -> None:
    frame = shown(browser, *values)

    assert len(frame.texts("polyline")) == lines
    assert len(frame.texts("circle")) == dots
    assert len(frame.texts("tbody tr")) == rows
    assert frame.problems() == []


@pytest.mark.parametrize("values", [(0, 123_456_789_012), (-7_654_321, -20), (-5, 3)])
def test_lines_and_numbers_of_any_size_are_inside_the_picture(browser: Chromium, values: tuple[int, ...]) -> None:
    frame = shown(browser, *values)

    inside = frame.evaluate(
        "[...document.querySelectorAll('svg text, svg polyline')].map((each) => { const box = each.getBBox();"
        " return box.x >= 0 && box.y >= 0 && box.x + box.width <= 720 && box.y + box.height <= 150; })"
    )
    assert len(inside) > 3
    assert all(inside)


def test_the_numbers_of_events_that_are_close_are_one(browser: Chromium) -> None:
    frame = shown(browser, 5, 7, events=("00:05:00", "00:05:10", "00:05:20", "00:40:00"))

    assert frame.texts("svg .event-number") == ["1-3", "4"]
    assert len(frame.texts("svg .event")) == 4
