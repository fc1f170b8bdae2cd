"""What people see of the tools' own results, in a host that performs the handshake."""

import json
from typing import Any

import pytest
from mcp_types import CallToolResult

from server.pictures.page import page
from tests.server.pictures import results
from tests.server.pictures.chromium import Chromium
from tests.server.pictures.hosted import Hosted, hosted
from tests.sessions import facts_of, text_of

RESULTS = {
    "preview": results.preview,
    "plan": results.plan,
    "update": results.update,
    "metrics": results.metrics,
}


CELLS = "[...document.querySelectorAll('{} tbody tr')].map((row) => [...row.children].map((each) => each.textContent))"


def seen(browser: Chromium, result: CallToolResult, language: Any = "en", **context: Any) -> Hosted:
    frame = hosted(browser, page(language), context)
    frame.show(result)
    return frame


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", RESULTS)
async def test_a_result_is_drawn_without_an_error_or_a_request(browser: Chromium, name: str, theme: str) -> None:
    frame = seen(browser, await RESULTS[name](), theme=theme)

    kept = frame.screenshot(f"{name}-{theme}")

    assert frame.problems() == []
    assert frame.evaluate("[document.documentElement.dataset.theme, document.documentElement.style.colorScheme]") == [
        theme,
        theme,
    ]
    assert kept.stat().st_size > 5_000


async def test_a_preview_shows_where_each_table_goes_and_its_key(browser: Chromium) -> None:
    result = await results.preview()
    frame = seen(browser, result)

    rows = frame.evaluate("[...document.querySelectorAll('tbody tr')].map((row) => row.innerText)")
    facts = facts_of(result)
    assert [row.split() for row in rows] == [
        ["shop.orders", "→", "shop_orders", "id", "7"],
        ["shop.refunds", "→", "shop_refunds", "no", "key", "4"],
    ]
    assert all(caution in frame.text() for caution in facts["cautions"])
    assert facts["next"] in frame.text()
    frame.evaluate("document.querySelector('td details').open = true")
    assert "customer_id DECIMAL(20,0)" in frame.text()


async def test_a_plan_shows_each_value_before_and_after(browser: Chromium) -> None:
    result = await results.update()
    frame = seen(browser, result)

    differences = facts_of(result)["plan"]["differences"]
    shown = frame.evaluate(CELLS.format("table"))
    assert [[row["pointer"], row.get("before"), row.get("after")] for row in differences] == [
        [place, *(None if value == "nothing" else value for value in values)] for place, *values in shown
    ]
    assert any("other_orders" in after for _, _, after in shown)
    assert frame.texts("del") != frame.texts("ins")


async def test_a_plan_names_the_tables_that_come(browser: Chromium) -> None:
    frame = seen(browser, await results.plan())

    assert 'gains "shop.customers"' in frame.text()
    assert "Nothing was done yet: this needs your consent." in frame.text()


async def test_metrics_are_lines_over_time_with_their_events(browser: Chromium) -> None:
    result = await results.metrics()
    frame = seen(browser, result)

    facts = facts_of(result)
    assert [(row["metric"], len(row["values"])) for row in facts["series"]] == [
        (metric, count) for metric in ("delay", "read", "written") for count in (19, 25)
    ]
    lines = frame.evaluate("[...document.querySelectorAll('polyline')].map((each) => each.getAttribute('points'))")
    assert [len(points.split()) for points in lines] == [len(row["values"]) for row in facts["series"]]
    assert frame.texts("svg .event-number") == ["1", "2"] * 2
    assert "a worker was lost" in frame.text("ol")
    assert "ALTER TABLE orders ADD note TEXT" in frame.text("ol")
    assert facts["summary"] in frame.text()


async def test_the_values_of_the_lines_are_a_table_too(browser: Chromium) -> None:
    result = await results.metrics()
    frame = seen(browser, result)

    frame.evaluate(
        "[...document.querySelectorAll('summary')].find((each) => each.textContent === 'Show as a table').click()"
    )
    rows = frame.evaluate(CELLS.format("details[open]"))
    delays = [value for row in facts_of(result)["series"] if row["metric"] == "delay" for value in row["values"]]
    assert [row[1] for row in rows] == [f"{value:,}" for value in delays]
    assert [row[-1] for row in rows if row[-1]] == ["1", "2"]


@pytest.mark.parametrize(("language", "locale"), [("en", "zh-CN"), ("zh", "en-US")])
async def test_the_page_speaks_chinese_where_host_or_server_does(browser: Chromium, language: Any, locale: str) -> None:
    frame = seen(browser, await results.plan(), language, locale=locale)

    assert "我同意：执行" in frame.text()
    assert frame.evaluate("document.documentElement.lang") == "zh-CN"


async def test_all_that_a_picture_of_metrics_shows_is_in_the_text_too() -> None:
    result = await results.metrics()

    text = text_of(result)
    assert all(json.dumps(row["values"], separators=(",", ":")) in text for row in facts_of(result)["series"])
    assert "a worker was lost" in text
