"""The reference is what the program says of itself now."""

import re

from docs.generate import PAGE, VARIABLES, reference
from emulator.handlers.coverage import coverage
from server.options import parser
from server.resources import PAGES, TEMPLATES
from tests.structure.tree import PACKAGES, sources
from tools.declarations import TOOLS

VARIABLE = re.compile(r"\b(?:ALIBABA_CLOUD|DATAWORKS_DI)_[A-Z_]+[A-Z]\b")


def test_the_reference_is_current() -> None:
    assert PAGE.read_text("utf-8") == reference(), "run make docs and read the diff"


def test_it_has_every_tool_resource_and_command_and_every_operation_of_the_emulator() -> None:
    page = reference()
    commands = re.findall(r"^### dataworks-di-mcp (\w+)$", page, re.M)

    assert [f"#### {spec.name}\n" in page for spec in TOOLS] == [True] * len(TOOLS)
    assert commands == [
        "serve",
        "config",
        "call",
        "doctor",
        "explain",
        "demo",
        "emulate",
        "mirror",
        "compare",
        "completion",
    ]
    assert all(f"| {action} |" in page for action in coverage())
    assert all(f"| `{uri}` |" in page for uri in {**PAGES, **TEMPLATES})
    assert "`--toolsets A,B`" in page
    assert parser().prog == "dataworks-di-mcp"


def test_it_has_every_environment_variable_that_the_sources_name() -> None:
    named = {name for path in sources(*PACKAGES).values() for name in VARIABLE.findall(path.read_text("utf-8"))}

    assert named <= VARIABLES.keys()


def test_every_row_has_the_cells_of_its_table() -> None:
    for block in reference().split("\n\n"):
        if block.startswith("|"):
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1, block
