"""Faults as a file, as JSON, and in their text form for the command line."""

from pathlib import Path
from typing import Any

import pytest

from emulator.faults.fault_rules import KINDS, FaultRule, Faults
from emulator.faults.fault_schedule import FaultSchedule
from emulator.faults.fault_text import parse_fault
from tests.structure.tree import ROOT

GOOD = """
seed = 7

[[rules]]
kind = "drop-after"
probability = 0.02

[[rules]]
operation = "CreateDISyncTask"
kind = "throttle"
retry_after = 2
header = "retry-after"
times = 3
after = 1
"""
RULES = [
    FaultRule(kind="drop-after", probability=0.02),
    FaultRule(operation="CreateDISyncTask", kind="throttle", retry_after=2, header="retry-after", times=3, after=1),
]


def written(folder: Path, text: str) -> Path:
    path = folder / "faults.toml"
    path.write_text(text, "utf-8")
    return path


def rule(text: str) -> str:
    return f"[[rules]]\n{text}\n"


def test_a_file_and_a_program_say_the_same(tmp_path: Path) -> None:
    assert Faults.load(written(tmp_path, GOOD)) == Faults(seed=7, rules=RULES)


def test_json_has_the_same_shape_and_comes_back_as_it_was() -> None:
    faults = Faults(seed=7, rules=RULES)

    told = faults.as_dict()

    assert told["rules"][0] == {"kind": "drop-after", "probability": 0.02}
    assert Faults.model_validate(told) == faults


def test_the_example_strikes_as_its_comments_say() -> None:
    schedule = FaultSchedule(Faults.load(ROOT / "examples" / "faults.toml"))

    def kinds(operation: str, requests: int) -> list[list[str]]:
        return [[fault.kind for fault in schedule.due(operation)] for _ in range(requests)]

    assert kinds("CreateDISyncTask", 2) == [["delay", "drop-after"], ["delay"]]
    assert kinds("GenerateDISyncTaskConfigForCreating", 3) == [["delay"], ["delay", "stuck"], ["delay"]]
    assert kinds("StartDISyncInstance", 2) == [["delay", "fail"], ["delay"]]
    assert 15 <= sum("throttle" in faults for faults in kinds("ListFiles", 200)) <= 50


def test_an_empty_file_is_no_faults(tmp_path: Path) -> None:
    assert Faults.load(written(tmp_path, "")) == Faults()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("seed = ", "faults faults.toml: Invalid value"),
        ("seed = '1'", "seed: Input should be a valid integer"),
        ("sed = 1", "sed: there is no such key; did you mean seed?"),
        ("[[faults]]", "faults: there is no such key; leave it out"),
        (rule("operation = 'ListFiles'"), "rules/0/kind: Field required"),
        (rule("kind = 'explode'"), "rules/0/kind: Input should be 'refuse', 'throttle'"),
        (rule("kind = 'cut'\nprobabilty = 1"), "rules/0/probabilty: there is no such key; did you mean probability?"),
        (rule("kind = 'cut'\nprobability = 1.5"), "rules/0/probability: Input should be less than or equal to 1"),
        (rule("kind = 'cut'\ntimes = 0"), "rules/0/times: Input should be greater than or equal to 1"),
        (rule("kind = 'cut'\ntimes = true"), "rules/0/times: Input should be a valid integer"),
        (
            rule("kind = 'cut'\noperation = 'ListFile'"),
            "rules/0/operation: 'ListFile' is not an operation of the API. Did you mean ListFiles?",
        ),
        (rule("kind = 'cut'\nseconds = 1.0"), "rules/0: cut takes no parameters; leave seconds out"),
        (rule("kind = 'reject'\nstatus = 500"), "rules/0: reject takes message; leave status out"),
        (rule("kind = 'delay'"), "rules/0: delay needs seconds; add seconds = NUMBER"),
        (rule("kind = 'delay'\nseconds = -1"), "rules/0: seconds is negative; write 0 or more"),
        (rule("kind = 'delay'\nseconds = nan"), "rules/0/seconds: Input should be"),
        (rule("kind = 'refuse'\nstatus = 200"), "rules/0/status: Input should be greater than or equal to 400"),
        (
            rule("kind = 'stuck'\noperation = 'ListFiles'"),
            "rules/0: stuck applies to DeleteFile, DeployFile, ExecPipelineRunStage,",
        ),
        (rule("kind = 'fail'\noperation = 'StopDISyncInstance'"), "rules/0: fail applies to DeleteFile"),
        (rule("kind = 'cut'") + rule("kind = 'cuts'"), "rules/1/kind: Input should be"),
    ],
)
def test_a_wrong_file_names_the_place_and_the_fix(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ValueError, match="faults") as error:
        Faults.load(written(tmp_path, text))

    assert says in str(error.value)


def test_every_problem_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"rules/0/kind: Field required; sed: there is no such key"):
        Faults.load(written(tmp_path, "sed = 1\n[[rules]]"))


@pytest.mark.parametrize("name", sorted(KINDS))
def test_what_a_kind_needs_and_takes_is_accepted(name: str) -> None:
    values: dict[str, Any] = {
        "status": 500,
        "code": "Some.Code",
        "message": "words",
        "seconds": 1.5,
        "retry_after": 2.0,
        "header": "retry-after",
    }
    kind = next(kind for known, kind in KINDS.items() if known == name)

    FaultRule.model_validate({"kind": name} | {key: values[key] for key in (*kind.needs, *kind.takes)})


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("CreateDISyncTask=drop-after", FaultRule(operation="CreateDISyncTask", kind="drop-after", times=1)),
        ("CreateDISyncTask=drop_before x3", FaultRule(operation="CreateDISyncTask", kind="drop-before", times=3)),
        (
            "ListFiles=429:Throttling.User x2",
            FaultRule(operation="ListFiles", kind="refuse", status=429, code="Throttling.User", times=2),
        ),
        (
            "*=503:ServiceUnavailable:Come back: later xall",
            FaultRule(kind="refuse", status=503, code="ServiceUnavailable", message="Come back: later"),
        ),
        ("ListFiles=not-json after 2", FaultRule(operation="ListFiles", kind="not-json", times=1, after=2)),
        ("ListFiles=cut x2 after 1", FaultRule(operation="ListFiles", kind="cut", times=2, after=1)),
        ("ListFiles=throttle", FaultRule(operation="ListFiles", kind="throttle", times=1)),
        ("ListFiles=throttle:2.5", FaultRule(operation="ListFiles", kind="throttle", retry_after=2.5, times=1)),
        ("*=clock-skew:-1000", FaultRule(kind="clock-skew", seconds=-1000, times=1)),
        ("StartDISyncInstance=stuck xall", FaultRule(operation="StartDISyncInstance", kind="stuck")),
        ("GetDISyncTask=reject", FaultRule(operation="GetDISyncTask", kind="reject", times=1)),
        (
            " GetDISyncTask=reject:fileId:[1] is invalid. ",
            FaultRule(operation="GetDISyncTask", kind="reject", message="fileId:[1] is invalid.", times=1),
        ),
    ],
)
def test_a_fault_is_read_from_one_word(text: str, fault: FaultRule) -> None:
    assert parse_fault(text) == fault


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "'' is not a fault"),
        ("drop-after", "'drop-after' is not a fault"),
        ("ListFiles=explode", "'explode' is not a kind of fault"),
        ("ListFiles=200:OK", "'200:OK' is not a kind of fault"),
        ("ListFiles=cut:1", "'cut:1' is not a kind of fault"),
        ("ListFiles=cut x0", "'cut x0' is not a kind of fault"),
        ("ListFiles=delay", "delay needs seconds"),
        ("ListFiles=delay:soon", "'soon' is not a number of seconds"),
        ("ListFiles=stuck", "stuck applies to DeleteFile"),
        ("ListFile=cut", "'ListFile' is not an operation of the API. Did you mean ListFiles?"),
        ("Zzz=cut", "'Zzz' is not an operation of the API."),
    ],
)
def test_a_fault_that_is_none_says_what_is_accepted(text: str, says: str) -> None:
    with pytest.raises(ValueError, match="STATUS:CODE") as error:
        parse_fault(text)

    assert says in str(error.value)
