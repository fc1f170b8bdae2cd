"""Examples of scripts pass the check, whatever they connect."""

import pytest

from dataworks.scripts.check import check
from dataworks.scripts.examples import example, example_names
from dataworks.scripts.realtime_script import PAIRS
from dataworks.scripts.step_types import plugins

ENDS = [(name, category) for name, known in plugins().items() for category in ("reader", "writer") if category in known]
TRUE_WARNINGS = {
    ("kafka", "reader"): {"beginType specific needs beginDateTime", "endType specific needs endDateTime"},
    ("oss", "writer"): {"deletes every object whose name begins like this one"},
}
"""What is right to be said about the only values that an example can have."""


@pytest.mark.parametrize(("step_type", "category"), ENDS)
def test_an_example_of_any_step_type_has_no_findings(step_type: str, category: str) -> None:
    text = example(f"{step_type}-to-odps" if category == "reader" else f"mysql-to-{step_type}")

    assert text is not None
    assert {each.message for each in check(text, "batch-job").findings} == TRUE_WARNINGS.get(
        (step_type, category), set()
    )


@pytest.mark.parametrize("kind", PAIRS)
def test_an_example_of_a_real_time_task_has_no_findings(kind: str) -> None:
    text = example(f"realtime-mysql-to-{kind}")

    assert text is not None
    assert check(text, "realtime-create").findings == ()


def test_every_example_is_there_by_its_name() -> None:
    names = [*example_names()]

    assert len(names) == len(set(names))
    assert all(map(example, names[:: len(names) // 50]))
