"""Hostile lines for stdin: invalid JSON, invalid JSON-RPC, and unusual JSON-RPC."""

import json
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.values import hostile, large_values, text

METHODS = (
    *("tools/call", "tools/list", "initialize", "server/discover", "ping", "prompts/list", "prompts/get"),
    *("resources/list", "resources/read", "resources/templates/list", "completion/complete", "logging/setLevel"),
    *("tasks/get", "tasks/cancel", "subscriptions/listen", "notifications/initialized", "notifications/cancelled"),
    *("notifications/progress", "notifications/roots/list_changed", "rpc.discover", "", "__init__", "tools/call "),
)

PARAMS: tuple[Any, ...] = (
    {},
    {"name": "list_files"},
    {"name": "no_such_tool", "arguments": {}},
    {"name": "list_files", "arguments": []},
    {"name": "list_files", "arguments": "{}"},
    {"name": "list_files", "arguments": {}, "_meta": {"progressToken": {}}},
    {"name": "list_files", "arguments": {}, "_meta": {"io.modelcontextprotocol/protocolVersion": "1999-01-01"}},
    {"protocolVersion": "2024-11-05", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}},
    {"protocolVersion": "9999-99-99", "capabilities": {"elicitation": 7}, "clientInfo": None},
    {"requestId": 0, "reason": "none"},
    {"uri": "file:///dev/zero"},
    {"cursor": "x"},
)

ODD_LINES = (
    b"",
    b" ",
    b"{}",
    b"[]",
    b"null",
    b"0",
    b'"ping"',
    b"\x00",
    b"\xff\xfe{\x00}\x00",
    b"\xef\xbb\xbf{}",
    b"\x80\x81\xfe\xff",
    b'{"jsonrpc":"2.0","id":1,"method":"ping"}{"jsonrpc":"2.0","id":2,"method":"ping"}',
    b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]',
    b'{"jsonrpc":"2.0","id":NaN,"method":"ping"}',
    b'{"jsonrpc":"2.0","id":1e400,"method":"ping"}',
    b'{"jsonrpc":"2.0","id":' + b"9" * 6000 + b',"method":"ping"}',
    b'{"jsonrpc":"2.0","id":1,"id":2,"method":"ping","method":"tools/list"}',
    b'{"jsonrpc":"2.0","id":"\\ud800","method":"ping"}',
    b'{"jsonrpc":"2.0","id":"\\u0000\\u001b","method":"ping"}',
    b'{"jsonrpc":"2.0","id":1,"result":{}}',
    b'{"jsonrpc":"2.0","id":1,"error":{"code":"x"}}',
    b"Content-Length: 42\r\n\r\n",
    b"GET /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
)


def spelled(value: Any, *, ascii_only: bool = True) -> bytes:
    """Return a value as JSON; lone surrogates become invalid UTF-8."""
    return json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")


@st.composite
def envelopes(draw: st.DrawFn) -> bytes:
    """Return a message, mostly with a known method, and with one unusual field."""
    message: dict[str, Any] = {
        "jsonrpc": "2.0",
        "id": draw(st.integers(-9, 99)),
        "method": draw(st.sampled_from(METHODS)),
        "params": draw(st.sampled_from(PARAMS)),
    }
    field = draw(st.sampled_from([*message, "result", "error", ""]))
    message[field] = draw(hostile)
    if draw(st.booleans()):
        del message[draw(st.sampled_from(sorted(message)))]
    return spelled(message, ascii_only=draw(st.booleans()))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return a message with some bytes removed, and others inserted."""
    whole = draw(envelopes())
    start, end = sorted(draw(st.lists(st.integers(0, len(whole)), min_size=2, max_size=2)))
    return whole[:start] + draw(st.binary(max_size=20)) + whole[end:]


def _nested(depth: int, before: bytes, after: bytes) -> bytes:
    return b'{"jsonrpc":"2.0","id":1,"method":"ping","params":' + before * depth + after * depth + b"}"


deep = st.builds(_nested, st.sampled_from([10, 190, 1000, 50_000]), st.sampled_from([b"[", b'{"a":']), st.just(b"]"))

lines = st.one_of(
    envelopes(),
    st.sampled_from(METHODS).flatmap(lambda method: hostile.map(lambda params: _message(method, params))),
    damaged(),
    st.binary(max_size=200),
    st.sampled_from(ODD_LINES),
    text.map(lambda each: each.encode("utf-8", "surrogatepass")),
)

large_lines = st.one_of(
    large_values.map(lambda value: _message("ping", {"a": value})),
    large_values.map(lambda value: _message("tools/call", {"name": "list_files", "arguments": {"keyword": value}})),
    large_values.map(lambda value: spelled({"jsonrpc": "2.0", "id": value, "method": "ping"})),
    st.builds(lambda each, count: each * count, st.sampled_from([b"\x00", b"\xff", b"{", b" "]), st.just(300_000)),
    deep,
)


def _message(method: str, params: Any) -> bytes:
    return spelled({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
