"""The reference is what the program says of itself now."""

import re

import pytest

from bench.tokens import CHINESE
from dataworks.language import Language
from docs.generate import OPTIONS_IN_ENGLISH, VARIABLES, WRITTEN, reference
from emulator.handlers.coverage import coverage
from server.options import parser
from server.resources import PAGES, TEMPLATES
from tests.structure.tree import PACKAGES, sources
from tools.declarations import TOOLS

VARIABLE = re.compile(r"\b(?:ALIBABA_CLOUD|DATAWORKS_DI)_[A-Z_]+[A-Z]\b")


@pytest.mark.parametrize("language", WRITTEN)
def test_the_reference_is_current(language: Language) -> None:
    assert WRITTEN[language].read_text("utf-8") == reference(language), "run make docs and read the diff"


def shape(page: str) -> list[str]:
    """The level of each heading and the first cell of each row of a page, without the rows that are English only."""
    return re.findall(r"^#+(?= )|^[|] `[^|]+`(?= [|])", page, re.M)


def test_the_chinese_reference_has_the_same_headings_and_rows() -> None:
    assert shape(reference()) == shape(reference("zh"))


def test_all_of_the_chinese_reference_but_options_is_chinese() -> None:
    before, _, options = reference("zh").partition(OPTIONS_IN_ENGLISH)
    rows = re.findall(r"^[|] `.*", before + options[options.index("\n## ") :], re.M)
    without = [row for row in rows if not CHINESE.search(row) and row.split(" | ", 3)[3:] not in ([" |"], ["|"])]

    assert len(rows) > 500
    found = {re.sub(r"\W.*", "", row[3:]) for row in without}
    assert {each for each in found if not each.startswith("DATAWORKS_DI_")} == {"job_settings"}


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
