"""What long texts cost that are made to be searched for secrets: they are hidden where reading them would take long."""

import json
import os
from collections.abc import Callable
from itertools import cycle

import pytest

from bench.processes import forget_peak, peak, resident
from dataworks.json_faults import faults
from dataworks.json_size import LONGEST, MOST_SEPARATORS
from dataworks.redaction.folding import MOST_ESCAPES, folded
from dataworks.redaction.texts import MOST_STEMS
from dataworks.secrets import HIDDEN, is_clean_text, masked
from tests.alone import times_as_long
from tests.fuzz.costs import MOST_MEGABYTES, MOST_SECONDS, YARDSTICK, yardstick

PIECES = (
    "%41a",
    "a\u200b",
    "a\\n",
    "&#97;b",
    "password=,",
    "password ",
    "https://a:b@c ",
    '\\"a',
)
"""Some of those that cost most; ``make fuzz`` sends more."""


def filled(piece: str, length: int = LONGEST - 20_000) -> str:
    return piece * (length // len(piece.encode()))


def script(piece: str) -> str:
    """A script with one text."""
    return json.dumps({"a": filled(piece, (LONGEST - 20_000) * len(piece) // (len(json.dumps(piece)) - 2))})


def list_of_texts(piece: str) -> str:
    """A script with as many texts as there can be, none the same as another."""
    text = json.dumps(piece * max(1, 12 // len(piece)))[:-1]
    many = min(MOST_SEPARATORS - 20_000, (LONGEST - 20_000) // (len(text) + 8))
    return "[" + ",".join(text + str(number) + '"' for number in range(many)) + "]"


PAIRS = [*zip(PIECES, cycle([filled, script, list_of_texts]), strict=False)]


@pytest.mark.alone
@pytest.mark.repeats
@pytest.mark.parametrize(("piece", "made"), PAIRS, ids=map(ascii, PIECES))
@pytest.mark.parametrize("read", [masked, faults])
def test_no_text_costs_long_or_much_memory_to_mask(
    piece: str, made: Callable[[str], str], read: Callable[[str], object], processor_clock: Callable[[], float]
) -> None:
    text, megabytes = made(piece), list[float]()

    def cost() -> float:
        forget_peak(os.getpid())
        before, began = resident(os.getpid()), processor_clock()
        read(text)
        megabytes.append(peak(os.getpid()) - before)
        return processor_clock() - began

    limit = MOST_SECONDS / YARDSTICK
    assert times_as_long(cost, yardstick, limit) < limit
    assert max(megabytes) < MOST_MEGABYTES


@pytest.mark.parametrize("escape", ["%41", "\\u0061", "\\n", "\u200b", "&lt;", "%e4%b8%ad"])
def test_what_follows_too_many_escapes_is_hidden(escape: str) -> None:
    text = f"{escape} " * (MOST_ESCAPES + 10)

    assert masked(text) == f"{escape} " * (MOST_ESCAPES - 1) + escape + HIDDEN
    assert masked(json.dumps({"a": text, "b": 1})).endswith(f'{HIDDEN}","b":1}}')
    assert not is_clean_text(text + " p%61ssword=p-9f2")


def test_a_key_before_too_many_escapes_hides_its_value() -> None:
    assert "p-9f2" not in masked("p%61ssword=p-9f2;" + "%41 " * MOST_ESCAPES)
    assert "p-9f2" not in masked("%41 " * MOST_ESCAPES + "p%61ssword=p-9f2;")
    assert "p-9f2" not in masked("%41 " * (MOST_ESCAPES - 1) + "p%61ssword=p-9f2;")


def test_escapes_in_a_row_count_as_one() -> None:
    chinese = json.dumps("\u8fde\u63a5\u6210\u529f\uff0c\u5f00\u59cb\u540c\u6b65\u8868 orders\u3002") * 14_000

    assert len(chinese) > 1_000_000
    assert folded(chinese).rest is None
    assert masked(chinese) == chinese


def test_no_more_texts_of_a_script_are_read_than_keys_of_one_text() -> None:
    many = [f"password={number} x" for number in range(MOST_STEMS)]
    shown = json.loads(masked(json.dumps([*many, "a password=p-9f2"])))

    assert shown[0] == f"password={HIDDEN}"
    assert shown[-1] == HIDDEN


@pytest.mark.parametrize(
    "line",
    [
        "2026-01-01 12:00:00 INFO user=etl connected to mysql 10.0.0.1:3306 with token_count=5 ok\n",
        "2026-01-01 12:00:00 [main] INFO  Reader$Task - read 512 records of orders, 0 errors, speed 1.2 MB/s\n",
        "2026-01-01 12:00 \u4efb\u52a1\u5b8c\u6210\uff0c512 \u6761\\n\\tat com.example.Reader.read(Reader.java:12)\n",
        "select o.id, u.user_name, u.password_changed_at from orders o join users u on o.user_id = u.id;\n",
        "GET https://oss-cn-hangzhou.aliyuncs.com/bucket/orders/ds%3D20260101/part-0001%2Ecsv 200 OK\n",
    ],
)
def test_a_log_of_a_megabyte_is_shown_to_its_end(line: str) -> None:
    log = line * (1_100_000 // len(line)) + "done\n"

    assert masked(log).endswith("done\n")
    assert masked(log).count("\n") == log.count("\n")


def test_a_script_of_ten_thousand_tables_keeps_all_that_is_no_secret() -> None:
    tables = [{"table": f"t{n}", "column": ["id", "user_name", f"c{n}"], "where": f"id > {n}"} for n in range(10_000)]
    shown = json.loads(masked(json.dumps({"steps": tables, "db_password": "p-9f2"})))

    assert shown == {"steps": tables, "db_password": HIDDEN}
