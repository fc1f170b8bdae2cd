"""A story happens on both studios, or a table says why it does not."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.stories.homes import HOMES
from tests.stories.one_studio import ABOUT, OF_NO_STUDIO, ON_BOTH, ONLY_THERE
from tests.structure.tree import ROOT, parsed

ROW = re.compile(r"^\| (classic|new) \| (.+?) \| (.+?) \|$", re.MULTILINE)
EXCUSED = {story for only in ONLY_THERE for story in only.stories}


def stories(module: str) -> Iterator[tuple[str, bool]]:
    """The tests of a module, and whether each is told on the studio that it is given."""
    for node in parsed(ROOT / "tests" / "stories" / f"test_{module}.py").body:
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) and node.name.startswith("test_"):
            told = "home" in {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}
            yield f"{module}.{node.name.removeprefix('test_')}", told


@pytest.mark.parametrize("module", ON_BOTH)
def test_every_story_happens_on_both_studios_or_is_in_the_table(module: str) -> None:
    known = EXCUSED | OF_NO_STUDIO
    alone = [story for story, both in stories(module) if not both]

    assert [story for story in alone if story not in known and module not in EXCUSED] == []


def test_every_module_is_held_to_both_studios_or_is_about_something_else() -> None:
    modules = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "stories").glob("test_*.py")}

    assert modules == {*ON_BOTH, *ABOUT}
    assert ABOUT.keys().isdisjoint(ON_BOTH)


def test_the_table_has_no_story_that_is_told_on_both_or_does_not_exist() -> None:
    every = dict(pair for module in ON_BOTH for pair in stories(module))

    assert [story for story in EXCUSED if "." in story and every.get(story) is not False] == []
    assert {story for story in EXCUSED if "." not in story} <= {*ON_BOTH}


def test_no_story_is_in_two_rows_of_the_table() -> None:
    excused = [story for only in ONLY_THERE for story in only.stories]

    assert len(excused) == len({*excused})


def test_the_page_about_studios_shows_the_table() -> None:
    page = (ROOT / "docs" / "studios.md").read_text("utf-8")

    assert ROW.findall(page) == [(only.studio, only.what, only.reason) for only in ONLY_THERE]


def test_stories_know_the_studios_by_their_names() -> None:
    assert {home.name for home in HOMES} <= {"classic", "new"}
    assert len({home.project_id for home in HOMES}) == len(HOMES)
