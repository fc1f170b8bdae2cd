"""Texts within a width: wide characters count twice, accents of their own not at all."""

import pytest

from server.terminal.progress import bar
from server.terminal.width import padded, shortened, width_of, wrapped

ENGLISH = "Three tasks were created, and a_very_long_name_of_something_else follows."
CHINESE = "已在模拟器中创建 three 个实时同步任务，模拟器在本机上扮演 DataWorks。没有使用任何账号。"
MIXED = "cafe\u0301 \U0001f600 ｆｕｌｌ 表1：orders，明细"


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("数据", 4), ("e\u0301", 1), ("\u200b", 0), ("ｆ", 2), ("\U0001f600", 2)]
)
def test_the_width_of_a_text_is_that_on_a_terminal(text: str, width: int) -> None:
    assert width_of(text) == width
    assert width_of(padded(text, 9)) == 9


@pytest.mark.parametrize("width", range(8, 60, 3))
@pytest.mark.parametrize("text", [ENGLISH, CHINESE, MIXED])
def test_wrapped_text_is_whole_and_fits(text: str, width: int) -> None:
    lines = wrapped(text, width, "* ", "  ")

    assert all(width_of(line) <= width for line in lines)
    assert "".join(line[2:] for line in lines).replace(" ", "") == text.replace(" ", "")
    assert all(line[2:3] not in "，。：" for line in lines) or width < 20


@pytest.mark.parametrize("width", range(12))
@pytest.mark.parametrize("text", [ENGLISH, CHINESE, MIXED])
def test_a_shortened_text_fits(text: str, width: int) -> None:
    kept = shortened(text, width)

    assert width_of(kept) <= width
    assert text.startswith(kept.rstrip("."))
    assert kept or width < 5


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert shortened("数据", 4) == "数据"
    assert wrapped("数据 ab", 7) == ["数据 ab"]
    assert wrapped("", 7) == [""]


@pytest.mark.parametrize("width", range(15, 130))
@pytest.mark.parametrize("share", [0.0, 1 / 3, 0.999, 1.0])
def test_a_bar_fits_and_is_full_only_at_the_end(share: float, width: int) -> None:
    line = bar("订单 orders_to_kafka_and_further_on", share, "正在 generating the script", width)

    assert width_of(line) <= width
    assert ("100 %" in line) is (share == 1.0)
    drawn = line.partition("[")[2].partition("]")[0]
    assert not drawn or ("." in drawn) is (share < 1)
