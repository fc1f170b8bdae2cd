"""One thing has one word in Chinese: the table in ``CONTRIBUTING.md`` says which, for pages, prompts and sentences."""

import ast
import re
from collections.abc import Iterator

import pytest

from bench.tokens import CHINESE
from tests.structure.test_languages import pairs
from tests.structure.tree import PACKAGES, ROOT, name, sources

ROW = re.compile(r"^\| (.+?) \| (.+?) \| (.*?) ?\|$", re.M)
TABLE = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("One thing has one word:")[2].partition("\n## ")[0]
TERMS = [(english, chinese, other) for english, chinese, other in ROW.findall(TABLE) if CHINESE.search(chinese)]
PAGES = [ROOT / "README.zh.md", *(ROOT / "docs/zh").glob("*.md"), *(ROOT / "prompts").rglob("zh/*.md")]


def sentences() -> Iterator[tuple[str, str]]:
    """The Chinese that users read, each with the file that it is in."""
    for page in PAGES:
        yield name(page), page.read_text("utf-8")
    for path in sources(*PACKAGES).values():
        for call in pairs(ast.parse(path.read_text("utf-8"))):
            for part in call.args[1:2]:
                yield name(path), ast.unparse(part)


SENTENCES = [*sentences()]


@pytest.mark.parametrize(("english", "chinese", "other"), TERMS, ids=[english for english, _, _ in TERMS])
def test_one_thing_has_one_word(english: str, chinese: str, other: str) -> None:
    found = [(where, text) for where, text in SENTENCES if other and other in text.replace(chinese, "")]

    assert found == [], f"{english} is {chinese}"
    assert all(any(word in text for _, text in SENTENCES) for word in chinese.split("，"))


def test_the_table_is_read() -> None:
    assert len(TERMS) >= 18
    assert len(SENTENCES) > 1_000
