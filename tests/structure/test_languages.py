"""Sentences of answers are written once, with both languages beside each other: ``Text("...", "...")``.

One that lacks its Chinese fails with its place and its words.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dataworks.explain.explanation import Explanation
from dataworks.language import SPOKEN, Text
from tests.structure.tree import sources

SENTENCE = re.compile(r"[a-z]{2,} [a-z]{2,}")
WITH_CHINESE = {
    *("Text", "Sentence"),  # sentences of answers, and titles of tools
    *("described", "an_object", "objects", "a_text", "an_integer"),  # descriptions of arguments
}
"""What makes a text with both languages: their first two arguments."""

SAID_ELSEWHERE = {
    *WITH_CHINESE,
    *("compile", "match", "search", "fullmatch", "sub", "dedent"),  # patterns, and programs
    *("debug", "info", "warning", "error"),  # the log
    *("TypeError", "ValueError"),  # defects, and what an operator reads
}
OF_THE_SERVICE = {
    "The file name already exists.",
    "fileId:[{}] is invalid.",
    "submit and deploy fail.",
}
"""What the service says itself, in English only; it is looked up, and explained in both languages."""

CHINESE = re.compile(r"[\u3001-\u9fff\uff08-\uff1f]")


def sentences(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The texts in a syntax tree that read as sentences and are in English only."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        for part in parts:
            yield from sentences(part) if isinstance(part, ast.FormattedValue) else ()
        words = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
        if SENTENCE.search(words) and (isinstance(node, ast.JoinedStr) or isinstance(node.value, str)):
            yield node.lineno, words
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.Call) and called(node) in SAID_ELSEWHERE:
        return
    if isinstance(node, ast.Compare | ast.MatchValue) or _is_literal(node):
        return  # values that have a fixed spelling
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            for part in filter(None, (key, value)):
                yield from sentences(part)
        return
    for child in ast.iter_child_nodes(node):
        yield from sentences(child)


def _is_literal(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "Literal"


def called(node: ast.Call) -> str:
    return str(getattr(node.func, "id", None) or getattr(node.func, "attr", ""))


def in_english(path: Path) -> list[tuple[int, str]]:
    found = sentences(ast.parse(path.read_text("utf-8")))
    return [(line, words) for line, words in found if words not in OF_THE_SERVICE | VALUES]


def literals(path: Path) -> Iterator[str]:
    """The values of the ``Literal`` types in a file: fields have them in any language."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
            values = (each.value for each in ast.walk(node.slice) if isinstance(each, ast.Constant))
            yield from (value for value in values if isinstance(value, str))


MODULES = {
    module: path
    for module, path in sources("tools", "dataworks").items()
    if module.startswith(("tools.", "dataworks.flows.", "dataworks.scripts.", "dataworks.operations."))
}

SPEAKING = sources("tools", "dataworks", "server", "mirroring", "comparison")

VALUES = {value for path in MODULES.values() for value in literals(path)}


@pytest.mark.parametrize("module", MODULES)
def test_no_new_sentence_lacks_its_chinese(module: str) -> None:
    found = in_english(MODULES[module])

    assert found == []


def pairs(tree: ast.AST) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in WITH_CHINESE)


@pytest.mark.parametrize("module", SPEAKING)
def test_the_chinese_of_a_sentence_has_no_placeholders_that_the_english_lacks(module: str) -> None:
    for node in pairs(ast.parse(SPEAKING[module].read_text("utf-8"))):
        words = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if len(words) == 2:
            english, chinese = (
                sorted(re.findall(r"\{(?:\d*(?=[:}])|\w+)", re.sub(r"\{\d+", "{", text))) for text in words
            )

            assert not Counter(chinese) - Counter(english), words
            assert CHINESE.search(words[1]) or not SENTENCE.search(words[0]), words


def test_a_sentence_is_said_in_the_language_of_the_call() -> None:
    text, token = Text("{} of {task}", "{task} 的 {}"), SPOKEN.set("zh")
    try:
        assert text.said(Text("state", "状态"), task=Text("a task", "任务")) == "任务 的 状态"
        assert Text("a", "甲").said() == "甲"
    finally:
        SPOKEN.reset(token)
    assert text.said("state", task="a task") == "state of a task"
    assert Explanation.__annotations__["means"] is Text
