"""What is known of a tool or operation stands at it: no dictionary, set or rows in the product are keyed by names."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from emulator.gateway.known_actions import known_actions
from tests.operations import OPERATIONS
from tests.structure.tree import PACKAGES, parsed, sources
from tools.toolsets import listed_tools

NAMES = known_actions() | OPERATIONS.keys() | listed_tools().keys()

MAKERS = {"dict", "frozenset", "set", "fromkeys", "Counter", "OrderedDict", "update", "union"}
"""What makes a dictionary or a set of what it is given, or adds it."""

ADDERS = {"add", "setdefault"}
"""What adds a key to a dictionary or a set."""


class Keyed(NamedTuple):
    """A place in the sources that is keyed by a name."""

    module: str
    name: str
    code: str


def named(node: ast.expr | None) -> Iterator[str]:
    """The names that a key is, or has in it: as a text, as a class or a function, or in a tuple."""
    match node:
        case ast.Constant(value=str(word)) | ast.Name(id=word) | ast.Attribute(attr=word) if word in NAMES:
            yield word
        case ast.Tuple(elts=parts):
            yield from (word for part in parts for word in named(part))
        case ast.Call(func=ast.Attribute(value=owner)):  # ListFiles.action()
            yield from named(owner)
        case _:
            return


def listed(node: ast.expr) -> Iterator[str]:
    """The names in a list, tuple, set or dictionary that is written out, or in a text that is split."""
    match node:
        case ast.List(elts=keys) | ast.Tuple(elts=keys) | ast.Set(elts=keys):
            yield from (word for key in keys for word in (*named(key), *listed(key)))
        case ast.Dict(keys=keys):
            yield from (word for key in keys for word in named(key))
        case ast.Starred(value=inner):
            yield from listed(inner)
        case ast.Call(func=ast.Name(id="zip"), args=[names, *_]):
            yield from listed(names)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="split" | "splitlines")):
            yield from (word for word in re.findall(r"\w+", text) if word in NAMES)
        case _:
            return


def first(row: ast.expr) -> ast.expr | None:
    """The key of a row of a table, which is the first of several values."""
    return row.elts[0] if isinstance(row, ast.Tuple) and len(row.elts) > 1 else None


def keys(node: ast.AST) -> Iterator[str]:
    """The names that a dictionary or a set is keyed by, if the node is one, or makes one."""
    match node:
        case ast.Dict() | ast.Set():
            yield from listed(node)
        case ast.DictComp(generators=loops) | ast.SetComp(generators=loops) | ast.GeneratorExp(generators=loops):
            yield from (word for loop in loops for word in listed(loop.iter))
        case ast.Call(func=ast.Name(id=maker) | ast.Attribute(attr=maker)) if maker in MAKERS:
            yield from (word for given in node.args for word in listed(given))
            yield from (word.arg for word in node.keywords if word.arg in NAMES)
        case ast.Call(func=ast.Attribute(attr=adder), args=[key, *_]) if adder in ADDERS:
            yield from named(key)
        case ast.Tuple(elts=rows) | ast.List(elts=rows) if len(rows) > 1:
            yield from (word for row in rows for word in named(first(row)))
        case ast.MatchValue(value=key):
            yield from named(key)
        case ast.Call(func=ast.Attribute(attr="split" | "splitlines")):
            yield from listed(node)
        case ast.Subscript(slice=key, ctx=ast.Store()):
            yield from named(key)
        case _:
            return


def keyed(module: str, tree: ast.AST) -> Iterator[Keyed]:
    """Every place of a module that is keyed by a name."""
    for node in ast.walk(tree):
        for name in keys(node):
            yield Keyed(module, name, ast.unparse(node)[:60])


def test_nothing_in_the_product_is_keyed_by_names_of_tools_or_operations() -> None:
    found = [place for module, path in sources(*PACKAGES).items() for place in keyed(module, parsed(path))]

    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        'TABLE = {"ListFiles": 1}',
        'TABLE = {"list_files": 1}',
        "TABLE = {ListFiles: list_files}",
        "TABLE = {files.ListFiles: 1}",
        'TABLE = {ListFiles.action(): 1, **{"x": 2}}',
        'TABLE = {("GetDISyncTask", "DI_OFFLINE"): 1}',
        'TABLE = {"GetFile"}',
        'TABLE = {"a": {**{"GetFile": 1}}}',
        'TABLE = frozenset({*OTHER, "update_file"})',
        'TABLE = frozenset(("GetFile", "x"))',
        'TABLE = set(["GetFile"])',
        'TABLE = dict.fromkeys(("GetFile", "ListFiles"), 1)',
        'TABLE = dict([("GetFile", 1)])',
        "TABLE = dict(get_file=1)",
        'TABLE = {name: 1 for name in ("GetFile", "x")}',
        "TABLE = {operation.action(): operation for operation in (GetFile, ListFiles)}",
        'TABLE = frozenset(name for name in ["GetFile"])',
        'TABLE = frozenset("""\nGetFile ListFiles\n""".split())',
        'TABLE["GetFile"] = 1',
        'TABLE = dict(zip(("GetFile", "x"), (1, 2)))',
        'TABLE = OrderedDict([("GetFile", 1)])',
        'TABLE = frozenset("GetFile,ListFiles".split(","))',
        'TABLE = (("GetFile", 1), ("ListFiles", 2))',
        "TABLE = [(GetFile, 1), (ListFiles, 2)]",
        'TABLE.update({"x": 1}, get_file=2)',
        'TABLE.setdefault("GetFile", 1)',
        'TABLE.add("get_file")',
        'match name:\n    case "GetFile" | "x":\n        pass',
    ],
)
def test_each_way_to_key_by_a_name_is_seen(code: str) -> None:
    assert [*keyed("module", ast.parse(code))]


@pytest.mark.parametrize(
    "code",
    [
        "TABLE = {key.action: operation for key, operation in operations().items()}",
        'TABLE = {"task_type": 1, "GetFile of old": 2}',
        "operations = (GetFile, ListFiles)",
        'tool("Title", operations=(GetFile,), shows="get_file")',
        'ROW = {"then": "ListFiles"}',
        '"a b GetFileX".split()',
    ],
)
def test_what_is_made_from_declarations_is_no_table(code: str) -> None:
    assert [*keyed("module", ast.parse(code))] == []
