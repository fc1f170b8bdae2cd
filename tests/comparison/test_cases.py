"""The cases as data: what there are, what a wrong file is told, and that each assumed behaviour has one."""

from pathlib import Path

import pytest

from comparison.case import Case
from comparison.case_files import case_files, read_files, selected
from comparison.values import is_expression, measured
from dataworks.studio_settings import StudioName
from emulator.gateway.evidence import Evidence, assumed
from emulator.handlers.coverage import coverage, table
from emulator.handlers.role_sessions import NO_CASE

CASES = {case.name: case for file in case_files() for case in file.cases}
READS = [case for file in case_files() if not file.clean for case in file.cases]
ASSUMED = [
    pytest.param(behaviour, id=f"{operation}: {behaviour.text[:40]}")
    for operation, behaviours in coverage().items()
    for behaviour in behaviours
    if behaviour.evidence is Evidence.ASSUMED
]

NINE = (
    ("job-create", "CreateDIJob"),
    ("job-read-new", "GetDIJob"),
    ("job-update", "UpdateDIJob"),
    ("job-start", "StartDIJob"),
    ("job-update-running", "UpdateDIJob"),
    ("job-run-details-after-change", "ListDIJobRunDetails"),
    ("job-metrics", "ListDIJobMetrics"),
    ("job-stop", "StopDIJob"),
    ("job-delete", "DeleteDIJob"),
)
"""The calls that would settle most open questions about jobs, in their order."""

GOOD = """
about = "x"
[[cases]]
name = "a-case"
settles = "What this settles."
version = "2024-05-18"
action = "GetProject"
parameters = { Id = "${project}" }
"""


@pytest.mark.parametrize("studio", StudioName)
def test_there_are_enough_cases_for_each_data_studio(studio: StudioName) -> None:
    reads = [case for case in READS if case.fits(studio)]
    writes = [case for case in CASES.values() if case.is_write and case.fits(studio)]

    assert len(reads) >= 40
    assert len(writes) >= 25
    assert not [case.name for case in reads if case.is_write]
    assert {case.version for case in reads} >= {"2020-05-18", "2024-05-18"}


def test_the_nine_calls_about_jobs_are_cases_in_their_order() -> None:
    names = [case.name for file in case_files() for case in file.cases]
    places = [names.index(name) for name, _ in NINE]

    assert [(name, CASES[name].action) for name, _ in NINE] == list(NINE)
    assert places == sorted(places)
    assert str(CASES["job-create"].parameters["TableMappings"]).count("'Table'") == 4  # two tables, each with a rule
    assert str(CASES["job-update"].parameters["TableMappings"]).count("'Table'") == 6


@pytest.mark.parametrize("behaviour", ASSUMED)
def test_each_assumed_behaviour_names_its_cases_or_why_there_is_none(behaviour: object) -> None:
    cases, unsettled = behaviour.cases, behaviour.unsettled  # type: ignore[attr-defined]

    assert bool(cases) != bool(unsettled)
    assert not [name for name in cases if name not in CASES]
    assert not unsettled or (unsettled.endswith(".") and len(unsettled) > 30)


def test_few_behaviours_can_not_be_settled() -> None:
    reasons = [parameter.values[0].unsettled for parameter in ASSUMED]  # type: ignore[union-attr]

    assert sum(bool(why) and why != NO_CASE for why in reasons) <= 17


def test_neither_and_both_are_refused() -> None:
    with pytest.raises(ValueError, match="either a case or why"):
        assumed("It does something.")
    with pytest.raises(ValueError, match="either a case or why"):
        assumed("It does something.", case="a-case", unsettled="It can't be known.")


def test_the_table_of_what_the_emulator_does_names_the_cases() -> None:
    lines = list(table())

    assert [line for line in lines if "Unknown parameters are ignored. [compare: unknown-parameter" in line]
    assert [line for line in lines if "[no case: No operation shows the position" in line]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("about = 1", "about: Input should be a valid string"),
        (GOOD.replace("a-case", "A_Case"), "cases[0].name (A_Case): String should match"),
        (GOOD + "unknown = 1", "cases[0].unknown (a-case): Extra inputs are not permitted"),
        (GOOD.replace("${project}", "${projekt}"), "cases[0] (a-case): parameters.Id: ${projekt} is not known"),
        (GOOD + 'compare = ["sum(A)"]', "cases[0] (a-case): compare: sum(A) can't be read"),
        (GOOD + 'gone = ["nothing"]', "cases[0] (a-case): gone: nothing is not saved before"),
        (GOOD + 'requires = ["nothing"]', "cases[0] (a-case): requires: nothing is not prepared"),
        (GOOD + 'save = { job = "Id" }', "cases[0] (a-case): save: job has another meaning"),
        (GOOD.replace("GetProject", "DeleteDIJob"), "cases[0] (a-case): a write needs a file that says how"),
        (GOOD.replace("GetProject", "DropEverything"), "cases[0] (a-case): a write needs a file"),
        (GOOD.replace("{ Id =", "{ action ="), "cases[0] (a-case): parameters.action: it belongs to the protocol"),
        (GOOD + GOOD.replace('about = "x"', ""), "two cases have the name a-case"),
        ("about = ", "Invalid value"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_where_it_is_wrong(text: str, place: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(ValueError, match=r"wrong\.toml|two cases") as told:
        read_files([path])

    assert place in str(told.value)


def test_a_case_alone_brings_those_that_it_builds_on() -> None:
    (file,) = selected(case_files(), ["alarm-list"])

    assert [case.name for case in file.cases] == ["job-create", "alarm-create", "alarm-list"]
    with pytest.raises(ValueError, match=r"there is no case nothing; the cases are .*alarm-list"):
        selected(case_files(), ["nothing"])


def test_values_are_found_by_path_and_function() -> None:
    answer = {"Data": {"Rows": [{"Id": 1, "N": "a"}, {"Id": 3, "N": "b"}], "Text": '{"inner": [5, 7, 9]}', "No": None}}

    def plain(value: object) -> object:
        return value

    assert measured(answer, "Data.Rows[].Id", plain) == [1, 3]
    assert measured(answer, "Data.Rows[1].N", plain) == ["b"]
    assert measured(answer, "Data.Rows[N=b].Id", plain) == [3]
    assert measured(answer, "Data.Text.inner[0]", plain) == [5]
    assert measured(answer, "Data.No", plain) == measured(answer, "Data.Rows.Id", plain) == []
    assert measured(answer, "count(Data.Rows)", plain) == [2]
    assert measured(answer, "order(Data.Rows[].Id)", plain) == ["ascending"]
    assert measured(answer, "step(Data.Text.inner[])", plain) == [2]
    assert measured(answer, "distinct(Data.Rows[].N)", plain) == ['"a"', '"b"']
    assert not is_expression("total(Data)")


def test_each_value_that_a_case_names_has_a_path() -> None:
    named: list[tuple[Case, str]] = [(case, path) for case in CASES.values() for path in case.compare]

    assert len(named) > 200
    assert [path for _, path in named if not is_expression(path)] == []
