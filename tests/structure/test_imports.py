"""Who imports whom: the arrows of ARCHITECTURE.md, drawn from the sources."""

import ast
from collections.abc import Iterator

import pytest

from tests.structure.tree import PACKAGES, parsed, sources

ARROWS = {
    "dataworks_di_mcp": {"server"},
    "server": {"tools", "prompts", "comparison", "mirroring", "emulator", "dataworks"},
    "mirroring": {"emulator", "dataworks"},
    "tools": {"dataworks", "prompts"},
    "comparison": {"emulator", "dataworks"},
    "emulator": {"dataworks"},
    "prompts": set[str](),
    "dataworks": set[str](),
}

INSIDE = {
    "dataworks": {
        "flows": {"studios", "scripts", "operations", "base", "errors"},
        "studios": {"scripts", "operations", "base", "errors"},
        "explain": {"base", "errors"},
        "scripts": {"base", "errors"},
        "operations": {"scripts", "base", "errors"},
        "base": {"errors"},
        "errors": set[str](),
    },
    "emulator": {
        "http": {"service", "faults", "world", "base"},
        "transport": {"service", "base"},
        "service": {"faults", "handlers", "gateway", "world", "base"},
        "faults": {"handlers", "gateway", "world", "base"},
        "handlers": {"gateway", "generation", "world", "base"},
        "gateway": {"base"},
        "seed": {"generation", "world"},
        "generation": {"world", "base"},
        "world": {"base"},
        "base": set[str](),
    },
}
"""Folders of a package, and single modules; ``base`` are all its other modules."""

HOLDERS = {
    "httpx2": ("dataworks.transport", "emulator.http.web", "server."),
    "mcp": ("tools.", "server."),
    "mcp_types": ("tools.", "server."),
    "starlette": ("emulator.http.connections", "emulator.http.web", "server."),
    "uvicorn": ("emulator.http.connections", "emulator.http.web", "server."),
    "jwt": ("server.auth.oidc",),
    "alibabacloud_credentials": ("dataworks.credentials",),
}

MODULES = sources(*PACKAGES)


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that a syntax tree imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parent = node.module or ""
            for alias in node.names:
                child = f"{parent}.{alias.name}"
                yield child if child in MODULES else parent


EDGES = {module: {*imported(parsed(path))} for module, path in MODULES.items()}
OURS = {module: {target for target in targets if target in MODULES} for module, targets in EDGES.items()}


def package(module: str) -> str:
    return module.partition(".")[0]


def layer(module: str) -> str:
    part = module.partition(".")[2].partition(".")[0]
    return part if part in INSIDE[package(module)] else "base"


def test_packages_import_only_along_the_arrows() -> None:
    wrong = [
        f"{module} imports {target}"
        for module, targets in OURS.items()
        for target in targets
        if package(target) not in ARROWS[package(module)] | {package(module)}
    ]

    assert wrong == []


@pytest.mark.parametrize("room", INSIDE)
def test_inside_a_package_each_part_imports_only_those_below_it(room: str) -> None:
    wrong = [
        f"{module} imports {target}"
        for module, targets in OURS.items()
        for target in targets
        if package(module) == package(target) == room
        and layer(target) not in INSIDE[room][layer(module)] | {layer(module)}
    ]

    assert wrong == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    left = dict(OURS)
    while free := {module for module, targets in left.items() if not targets & left.keys() - {module}}:
        left = {module: targets for module, targets in left.items() if module not in free}

    assert sorted(left) == []


def test_the_emulator_does_not_know_how_we_read_and_check_scripts() -> None:
    knowing = [
        f"{module} imports {target}"
        for module, targets in OURS.items()
        for target in targets
        if package(module) == "emulator" and target.startswith("dataworks.scripts")
    ]

    assert knowing == []


@pytest.mark.parametrize("library", HOLDERS)
def test_a_library_is_imported_only_where_it_belongs(library: str) -> None:
    wrong = [
        f"{module} imports {target}"
        for module, targets in EDGES.items()
        for target in targets
        if package(target) == library and not f"{module}.".startswith(HOLDERS[library])
    ]

    assert wrong == []


def test_the_credentials_library_is_imported_only_when_it_is_needed() -> None:
    at_import = [
        f"{module} imports {target}"
        for module, path in MODULES.items()
        for statement in parsed(path).body
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        for target in imported(statement)
        if target.startswith("alibabacloud_")
    ]

    assert at_import == []
