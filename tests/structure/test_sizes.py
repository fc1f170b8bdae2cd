"""Size budgets: a file is read in one go, a function at a glance."""

import ast
from pathlib import Path
from statistics import median

from tests.structure.tree import PACKAGES, files, name, parsed, sources

FILE_MEDIAN, FILE_MAXIMUM = 120, 400
BODY_MEDIAN, BODY_MAXIMUM = 8, 40

EXCEPTIONS: dict[str, str] = {}
"""``path`` or ``path::function`` to the reason why it may be longer. It is empty, and that is the point."""


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def functions(path: Path) -> dict[str, int]:
    """The number of lines in the body of each function of a file, docstrings apart."""
    return {
        f"{name(path)}::{node.name}": body_lines(node)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


FILES = {name(path): lines(path) for path in sources(*PACKAGES).values()}
FUNCTIONS = {function: size for path in sources(*PACKAGES).values() for function, size in functions(path).items()}


def over(sizes: dict[str, int], maximum: int) -> dict[str, int]:
    return {name: size for name, size in sizes.items() if size > maximum and name not in EXCEPTIONS}


def test_no_file_is_longer_than_400_lines() -> None:
    others = {name(path): lines(path) for path in files("tests", "bench", "examples") if path.suffix == ".py"}

    assert over(FILES | others, FILE_MAXIMUM) == {}


def test_half_of_the_files_have_at_most_120_lines() -> None:
    assert median(size for size in FILES.values() if size > 1) <= FILE_MEDIAN


def test_no_function_body_is_longer_than_40_lines() -> None:
    assert over(FUNCTIONS, BODY_MAXIMUM) == {}


def test_half_of_the_function_bodies_have_at_most_8_lines() -> None:
    assert median(FUNCTIONS.values()) <= BODY_MEDIAN


def test_every_exception_is_still_needed() -> None:
    sizes = {**FILES, **FUNCTIONS}
    limits = {name: BODY_MAXIMUM if "::" in name else FILE_MAXIMUM for name in EXCEPTIONS}

    assert [name for name, limit in limits.items() if sizes.get(name, 0) <= limit] == []
