"""Each page for users has its Chinese: the same headings, tables, blocks, links, code words and numbers, in order.

So a change of an English page fails here until its Chinese has it too.
"""

import re
from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path

import pytest

from bench.tokens import CHINESE
from tests.docs.test_pages import FENCE, anchors_of, heading_place
from tests.structure.tree import ROOT, name

ENGLISH_ONLY = {"ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"}
"""For those who change the project."""

LONGEST_README = 3_000
"""Chinese characters."""

SAME_IN_BOTH = re.compile(r"^English \| \[中文\]\(\S+\)$|^\[English\]\(\S+\) \| 中文$", re.M)
COMMENT = re.compile(r"<!--.*?-->", re.S)
INLINE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\]\(([^)#\s]*)#?([^)\s]*)\)")
NUMBER = re.compile(r"\d+(?:[.,:-]\d+)*")
CELL = re.compile(r"(?<!\\)\|")
INDENTED = re.compile(r"^ {4}.*$", re.M)


def chinese_of(page: Path) -> Path:
    """The page with the Chinese of an English one."""
    return page.with_name("README.zh.md") if page.name == "README.md" else page.parent / "zh" / page.name


PAGES = {
    name(page): page
    for page in (*ROOT.glob("*.md"), *sorted((ROOT / "docs").glob("*.md")))
    if page.name not in ENGLISH_ONLY and not page.name.endswith(".zh.md")
}
GENERATED = "docs/reference.md"
"""Compared in ``test_reference.py``: its Chinese leaves rows out."""

every_page = pytest.mark.parametrize("page", PAGES)
every_written_page = pytest.mark.parametrize("page", [page for page in PAGES if page != GENERATED])


def both(page: str) -> tuple[str, str]:
    english = PAGES[page]
    assert chinese_of(english).is_file(), f"{page} has no Chinese: write {name(chinese_of(english))}"
    texts = (each.read_text("utf-8") for each in (english, chinese_of(english)))
    first, second = (SAME_IN_BOTH.sub("", text) for text in texts)
    return first, second


def prose(text: str) -> str:
    """A page without its blocks of code and comments."""
    return INDENTED.sub("", COMMENT.sub("", FENCE.sub("\n", "\n" + text)))


def sections(text: str) -> list[str]:
    """The parts of a page below each heading, the heading with them."""
    return re.split(r"^(?=#+ )", prose(text), flags=re.M)


def shape(text: str) -> list[str]:
    """What each paragraph of a page is: a heading of a level, a list of some rows, a table of some columns, text."""
    return [kind(block) for block in re.split(r"\n\s*\n", prose(text)) if block.strip()]


def kind(block: str) -> str:
    lines = block.strip().splitlines()
    if lines[0].startswith("|"):
        return f"table {[len(CELL.findall(line)) for line in lines]}"
    heading = re.match(r"#+(?= )", lines[0])
    if heading:
        return heading[0]
    items = [line for line in lines if re.match(r"(?:[*-]|\d+\.) ", line)]
    return f"list of {len(items)}" if items else "text"


def first_difference(english: list[str], chinese: list[str]) -> tuple[str | None, str | None] | None:
    return next((pair for pair in zip_longest(english, chinese) if pair[0] != pair[1]), None)


def code_words(section: str) -> list[str]:
    return sorted(INLINE.findall(section))


def numbers(section: str) -> list[str]:
    """The numbers of a section outside of code and addresses."""
    return sorted(set(NUMBER.findall(LINK.sub("", INLINE.sub("", section)))))


@every_written_page
def test_a_page_has_the_same_parts_in_chinese(page: str) -> None:
    english, chinese = both(page)

    assert first_difference(shape(english), shape(chinese)) is None


@every_written_page
def test_a_page_has_the_same_blocks_of_code_in_chinese(page: str) -> None:
    english, chinese = ([*FENCE.findall("\n" + text), *INDENTED.findall(FENCE.sub("", text))] for text in both(page))

    assert [block[1:] for block in english] == [block[1:] for block in chinese]
    assert COMMENT.findall(both(page)[0]) == COMMENT.findall(both(page)[1])


@pytest.mark.parametrize("of", [code_words, numbers], ids=["code", "numbers"])
@every_written_page
def test_a_section_has_the_same_words_in_chinese(page: str, of: Callable[[str], list[str]]) -> None:
    for english, chinese in zip(*map(sections, both(page)), strict=True):
        assert of(english) == of(chinese), chinese.partition("\n")[0]


@every_written_page
def test_a_page_has_the_same_links_in_chinese(page: str) -> None:
    english, chinese = both(page)

    assert targets(PAGES[page], english) == targets(chinese_of(PAGES[page]), chinese)


def targets(page: Path, text: str) -> list[tuple[str, int | None]]:
    """Where the links of a page lead: to which page or file, and to the how manyth of its headings."""
    return [(target(page, path), heading_place(page, path, anchor)) for path, anchor in LINK.findall(prose(text))]


def target(page: Path, path: str) -> str:
    """The address that a link leads to, or the English of the page."""
    if path.startswith("http"):
        return path
    found = (page.parent / path).resolve() if path else page.resolve()
    english = found.with_name("README.md") if found.name == "README.zh.md" else found.parent.parent / found.name
    return name(english if found.parent.name == "zh" or found.name == "README.zh.md" else found)


@every_page
def test_a_page_and_its_chinese_lead_to_each_other_below_their_titles(page: str) -> None:
    english, chinese = PAGES[page], chinese_of(PAGES[page])
    there, back = (Path("zh", english.name), Path("..", english.name))
    if english.name == "README.md":
        there, back = Path("README.zh.md"), Path("README.md")

    assert english.read_text("utf-8").split("\n\n")[1] == f"English | [中文]({there})"
    assert chinese.read_text("utf-8").split("\n\n")[1] == f"[English]({back}) | 中文"


@every_written_page
def test_every_paragraph_of_a_page_is_chinese(page: str) -> None:
    for block in re.split(r"\n\s*\n", prose(both(page)[1])):
        words = re.findall(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b", INLINE.sub("", block))
        assert not words or CHINESE.search(block), block


def test_no_chinese_page_is_left_over() -> None:
    assert {*(ROOT / "docs/zh").glob("*.md")} == {chinese_of(page) for page in PAGES.values() if page.parent != ROOT}


def test_the_chinese_readme_is_short_too() -> None:
    assert len(CHINESE.findall((ROOT / "README.zh.md").read_text("utf-8"))) <= LONGEST_README


def test_anchors_of_chinese_headings_are_those_of_github() -> None:
    assert anchors_of("# 任务 ID\n## 使用您的账号\n### 1. 镜像\n") == ["任务-id", "使用您的账号", "1-镜像"]
