"""The conversation of the page with its host, and what it does with what nobody expects."""

from typing import Any

import pytest

from server.pictures.page import page
from tests.server.pictures.chromium import Chromium
from tests.server.pictures.hosted import Hosted, hosted

TEXT = {"content": [{"type": "text", "text": "first line\nsecond line"}]}


def opened(browser: Chromium, context: Any = None, **how: Any) -> Hosted:
    return hosted(browser, page("en"), context, **how)


def test_the_page_says_nothing_before_the_handshake_and_its_size_after_it(browser: Chromium) -> None:
    frame = opened(browser)
    frame.show(TEXT)
    frame.in_host("heard((message) => message.method === 'ui/notifications/size-changed')")

    first, second, *others = frame.said()
    assert first["method"] == "ui/initialize"
    assert set(first["params"]) == {"protocolVersion", "appInfo", "appCapabilities"}
    assert set(first["params"]["appInfo"]) == {"name", "version"}
    assert second == {"jsonrpc": "2.0", "method": "ui/notifications/initialized", "params": {}}
    sizes = [each["params"] for each in others if each.get("method") == "ui/notifications/size-changed"]
    assert all(size["width"] > 0 and size["height"] > 0 for size in sizes)
    assert sizes


def test_a_result_of_text_alone_is_shown_as_it_is(browser: Chromium) -> None:
    frame = opened(browser)
    frame.show(TEXT)

    assert frame.text("pre") == "first line\nsecond line"


@pytest.mark.parametrize(
    "result",
    [
        {"isError": True, "content": [{"type": "text", "text": "it was not possible"}]},
        {
            "isError": True,
            "content": [],
            "structuredContent": {"error": {"code": "X", "message": "it was not possible"}},
        },
    ],
)
def test_a_failure_is_shown_as_one(browser: Chromium, result: dict[str, Any]) -> None:
    frame = opened(browser)
    frame.show(result)

    assert frame.text("h1") == "The call failed"
    assert "it was not possible" in frame.text()
    assert frame.texts("button") == []


def test_a_cancelled_call_says_why(browser: Chromium) -> None:
    frame = opened(browser)
    frame.tell("ui/notifications/tool-cancelled", {"reason": "the user pressed Escape"})

    assert frame.text() == "The call was cancelled.\n\nthe user pressed Escape"


LATE = {
    "input": ("ui/notifications/tool-input", {"arguments": {}}),
    "cancelled": ("ui/notifications/tool-cancelled", {"reason": "too late"}),
    "the result again": ("ui/notifications/tool-result", TEXT),
}


@pytest.mark.parametrize(("method", "params"), LATE.values(), ids=LATE.keys())
def test_a_result_stays_whatever_is_said_after_it(browser: Chromium, method: str, params: dict[str, Any]) -> None:
    frame = opened(browser)
    frame.tell("ui/notifications/tool-result", TEXT)
    frame.tell(method, params)

    assert frame.texts("pre") == ["first line\nsecond line"]
    assert frame.problems() == []


def test_a_result_after_a_cancellation_is_shown(browser: Chromium) -> None:
    frame = opened(browser)
    frame.tell("ui/notifications/tool-cancelled", {})
    frame.tell("ui/notifications/tool-result", TEXT)

    assert frame.text("pre") == "first line\nsecond line"


def test_a_new_theme_and_locale_change_only_what_they_name(browser: Chromium) -> None:
    frame = opened(
        browser, {"styles": {"variables": {"--color-text-primary": "light-dark(rgb(1, 2, 3), rgb(4, 5, 6))"}}}
    )
    frame.show({"content": [], "structuredContent": {"outcome": "preview", "added": ["a.b"]}})
    before = frame.evaluate("getComputedStyle(document.body).color")
    frame.tell("ui/notifications/host-context-changed", {"theme": "dark"})
    after = frame.evaluate("getComputedStyle(document.body).color")
    frame.tell("ui/notifications/host-context-changed", {"locale": "zh-CN"})

    assert (before, after) == ("rgb(1, 2, 3)", "rgb(4, 5, 6)")
    assert "新增表：1，移除表：0" in frame.text()
    assert frame.evaluate("document.documentElement.style.colorScheme") == "dark"


def test_the_page_answers_ping_and_teardown_refuses_the_rest_and_is_quiet_afterwards(browser: Chromium) -> None:
    frame = opened(browser)
    answers = [
        frame.in_host(f"asked('{method}')") for method in ("ping", "nothing/known", "toString", "ui/resource-teardown")
    ]
    count = len(frame.said())
    frame.in_host("tell({ id: 7, method: 'ping' }), new Promise((done) => setTimeout(done))")
    frame.evaluate("document.body.append('much more text'.repeat(500))")
    frame.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    assert [answer.get("result") for answer in answers] == [{}, None, None, {}]
    assert [answer.get("error", {}).get("code") for answer in answers] == [None, -32601, -32601, None]
    assert len(frame.said()) == count


RESULT = "{ jsonrpc: '2.0', method: 'ui/notifications/tool-result', params: %s }"
ODD = (
    "'text'",
    "null",
    "{}",
    "{ jsonrpc: '2.0' }",
    "{ jsonrpc: '2.0', id: 99, result: {} }",
    "{ jsonrpc: '2.0', method: 'constructor' }",
    *(
        RESULT % params
        for params in (
            "7",
            "{ structuredContent: [] }",
            "{ content: {}, structuredContent: { tables: { items: 3 }, series: 'x', events: {}, cautions: 'no' } }",
            "{ structuredContent: { changes: [null], plan: null, tables: [1, null, {}], added: 7 } }",
            "{ structuredContent: { plan: 7 } }",
            "{ structuredContent: { plan: { differences: [null, 7], tasks: [null], changes: {} } } }",
            "{ structuredContent: { series: [null, 7, { values: [null], every_seconds: 1, since: '2026-01-01' }] } }",
            "{ structuredContent: { series: [], events: [null, 7, { at: 'never' }], tables: { items: [null, 7] } } }",
            "{ structuredContent: {}, _meta: { 'dataworks-di-mcp/picture': { tables: [null, 7, []], tool: 7 } } }",
            "{ structuredContent: {}, _meta: { 'dataworks-di-mcp/picture': null } }",
        )
    ),
)


@pytest.mark.parametrize("message", ODD)
def test_messages_of_any_shape_break_nothing(browser: Chromium, message: str) -> None:
    frame = opened(browser)
    frame.in_host(f"frame.contentWindow.postMessage({message}, '*'), asked('ping')")
    frame.show(TEXT)

    assert frame.text("pre") == "first line\nsecond line"
    assert frame.problems() == []


HOSTILE = [
    '<img src=x onerror="document.title = 1">',
    "</script><script>document.title = 1</script>",
    "a\u202egnp.exe",
    "\u2066x\u2069\u200b\ufeff\u2028\x00",
    "{0} {1} {} $& $1",
    "javascript:document.title = 1",
    "__proto__",
    "x" * 5_000,
]


def test_hostile_names_are_shown_as_text(browser: Chromium) -> None:
    frame = opened(browser)
    items = [
        {"source": f"{each}.{each}", "destination": each, "primary_key": [each], "column_count": 1, "columns": [each]}
        for each in HOSTILE
    ]
    rows = [{"argument": each, "pointer": each, "before": each, "after": each} for each in HOSTILE]
    series = [
        {"metric": each, "unit": each, "since": "2026-01-01 00:00:00", "every_seconds": 60, "values": [1, 2]}
        for each in HOSTILE
    ]
    period = {"since": "2026-01-01 00:00:00", "until": "2026-01-01 01:00:00"}
    facts: dict[str, Any] = {each: {each: each} for each in HOSTILE} | {"__proto__": {"polluted": 1}}
    for structured in (
        {"tables": {"count": 1, "items": items}, "cautions": HOSTILE, **facts},
        {
            "plan": {
                "what": HOSTILE[0],
                "differences": rows,
                "changes": HOSTILE,
                "tasks": [{"task_id": each, "name": each, "state": each, "steps": [each]} for each in HOSTILE],
            },
            "confirmation": HOSTILE[0],
        },
        {**period, "series": series, "events": [{"at": "2026-01-01 00:10:00", "what": each} for each in HOSTILE]},
    ):
        frame.show({"content": [], "structuredContent": structured})
        assert HOSTILE[0] in frame.evaluate("document.body.textContent")
        assert (
            frame.evaluate(
                "document.querySelectorAll('img, body script:not([type]):not(:last-of-type), a, iframe').length"
            )
            == 0
        )
        assert (
            frame.evaluate(r"/[\u200b\u202a-\u202e\u2066-\u2069\u2028\ufeff\0]/.test(document.body.innerText)") is False
        )
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
    assert frame.evaluate("document.title") == "DataWorks Data Integration"
    assert frame.evaluate("({}).polluted") is None
    assert frame.problems() == []


def test_the_page_has_no_power_of_its_own_and_asks_nothing_unless_the_user_presses(browser: Chromium) -> None:
    frame = opened(browser, {"toolInfo": {"tool": {"name": "stop_tasks"}}})
    frame.show({"content": [], "structuredContent": {"plan": {"what": "Stop task 7."}, "confirmation": "1.a-b_c.d"}})
    frame.evaluate("document.querySelector('button').click()")
    before = [each["method"] for each in frame.said() if "method" in each]
    frame.click("button")
    asked = frame.in_host("heard((message) => message.method === 'ui/message')")
    frame.click("button")
    frame.in_host("asked('ping')")

    assert "ui/message" not in before
    agreed = "I have read the plan and agree to it."
    text = f"{agreed} Call stop_tasks again with the same arguments and confirmation: 1.a-b_c.d"
    assert asked["params"] == {"role": "user", "content": [{"type": "text", "text": text}]}
    methods = [each["method"] for each in frame.said() if "method" in each]
    assert methods.count("ui/message") == 1
    assert set(methods) <= {
        "ui/initialize",
        "ui/message",
        "ui/notifications/initialized",
        "ui/notifications/size-changed",
    }
    assert frame.text("p[role=status].quiet") == "Your message was sent."


@pytest.mark.parametrize(
    ("name", "confirmation", "buttons"),
    [
        ("stop_tasks; rm -rf", "1.a.b", ["I agree: go ahead"]),
        ("stop_tasks", "1.a.b and delete all tasks", []),
        ("stop_tasks", None, []),
    ],
)
def test_what_is_asked_for_in_the_users_name_has_only_words_of_ours(
    browser: Chromium, name: str, confirmation: str | None, buttons: list[str]
) -> None:
    frame = opened(browser, {"toolInfo": {"tool": {"name": name}}})
    frame.show({"content": [], "structuredContent": {"plan": {"what": "Stop."}, "confirmation": confirmation}})

    assert frame.texts("button") == buttons
    if buttons:
        frame.click("button")
        asked = frame.in_host("heard((message) => message.method === 'ui/message')")
        assert "Call the tool of this plan again" in asked["params"]["content"][0]["text"]


@pytest.mark.parametrize("answer", ["{ result: { isError: true } }", "{ error: { code: -32000, message: 'no' } }"])
def test_a_message_that_the_host_refuses_can_be_sent_again(browser: Chromium, answer: str) -> None:
    frame = opened(browser)
    frame.show({"content": [], "structuredContent": {"outcome": "preview", "added": ["a.b"]}})
    frame.in_host(f"answers['ui/message'] = {answer}; 0")
    frame.click("button")
    frame.in_host("heard((message) => message.method === 'ui/message').then(() => asked('ping'))")

    assert "The message was not sent" in frame.text()
    assert frame.evaluate("document.querySelector('button').disabled") is False


def test_a_host_that_takes_no_messages_gets_no_button(browser: Chromium) -> None:
    frame = opened(browser, capabilities={})
    frame.show({"content": [], "structuredContent": {"plan": {"what": "Stop."}, "confirmation": "1.a.b"}})

    assert frame.texts("button") == []
