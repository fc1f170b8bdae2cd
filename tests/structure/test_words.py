"""Words and names: what no file of the project says, and how its files are called."""

import ast
import re
from pathlib import Path

import pytest

from tests.structure.tree import PACKAGES, files, name, parsed, sources, texts

MACHINE_PATH = re.compile(r"(?<![\w.$}])/(?:work|root|tmp|home)/")
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.\w|debian\.org|index[-_]url|find[-_]links|/simp[l]e/", re.I)
EMPTY_NAMES = {"base", "common", "core", "helper", "helpers", "manager", "misc", "util", "utils"}
PACKAGE_FILES = [path for path in sources(*PACKAGES).values() if path.name == "__init__.py"]


def line_of(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1


def places(pattern: re.Pattern[str], path: str, text: str) -> list[str]:
    return [f"{path}:{line_of(text, match)}: {match[0]}" for match in pattern.finditer(text)]


def test_no_file_names_a_folder_of_one_machine() -> None:
    product = {path: text for path, text in texts().items() if not path.startswith("tests/")}

    assert [place for path, text in product.items() for place in places(MACHINE_PATH, path, text)] == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert [place for path, text in texts().items() for place in places(REGISTRY, path, text)] == []


def test_files_are_called_after_what_is_in_them() -> None:
    assert [name(path) for path in files() if path.stem in EMPTY_NAMES] == []


@pytest.mark.parametrize("path", PACKAGE_FILES, ids=name)
def test_a_package_file_is_its_docstring_and_no_more(path: Path) -> None:
    module = parsed(path)
    functions = {statement.name for statement in module.body if isinstance(statement, ast.FunctionDef)}

    assert ast.get_docstring(module)
    assert len(module.body) == 1 or (name(path), functions) == ("prompts/__init__.py", {"text"})
