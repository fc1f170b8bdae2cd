"""A real-time task whose script has no reader: reading it says that it can't run, and creating one is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from dataworks.flows.task_status import KnownTask, TaskType
from dataworks.operations.v2020.files import ListedFile
from dataworks.operations.v2020.sync_tasks import TaskDetail
from dataworks.scripts.definition import Definition
from tests.sessions import FOLDER, GROUP, facts_of
from tests.tools.calls import called
from tools.views.status import TaskStatusView
from tools.views.tasks import TaskView

ANSWER = Path(__file__).parents[1] / "dataworks" / "answers" / "GetDISyncTask.json"
SAMPLE: dict[str, Any] = json.loads(ANSWER.read_text("utf-8"))["Data"]
TWO_WRITERS: str = SAMPLE["Code"]
STEP = {"stepType": "mysql", "parameter": {}}


def script(*categories: str) -> str:
    return json.dumps({"steps": [{**STEP, "name": category, "category": category} for category in categories]})


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        (TWO_WRITERS, "reader"),
        (script("writer"), "reader"),
        (script("reader"), "writer"),
        (script("reader", "writer"), None),
        (script("reader", "writer", "writer"), None),
        ("not JSON", None),
    ],
)
@pytest.mark.parametrize("task_type", ["DI_REALTIME", "DI_OFFLINE"])
def test_the_status_of_a_task_says_which_end_it_lacks(text: str, lacking: str | None, task_type: TaskType) -> None:
    task = KnownTask(ListedFile(file_id="100"), task_type, Definition(text).summary, refusal="no run state")
    means = TaskStatusView.of(task, 1).means

    assert means.startswith(f"Its script has no {lacking}, so it can't run.") if lacking else "can't run" not in means


def test_reading_the_definition_says_that_the_task_cannot_run() -> None:
    view = TaskView.of(TaskDetail(code=Definition(TWO_WRITERS)))

    assert view.script == TWO_WRITERS
    assert view.note == "The script has no reader: the task can't run."
    assert TaskView.of(TaskDetail(code=Definition(script("reader", "writer")))).note is None


async def test_a_task_without_a_reader_is_not_created() -> None:
    wish = {"project_id": "10000", "task_type": "DI_REALTIME", "task_name": "lame", "task_content": TWO_WRITERS}
    place = {"FileFolderPath": FOLDER, "ResourceGroup": GROUP}
    result, operations = await called("create_di_sync_task", {**wish, "task_param": place})

    assert operations == []
    assert facts_of(result)["error"]["fix"] == [
        "/task_content/steps: no step has the category reader; add a reader step"
    ]


@pytest.mark.parametrize("kind", [None, "realtime-task"])
async def test_checking_such_a_script_says_what_it_lacks(kind: str | None) -> None:
    result, _ = await called("check_task_script", {"script": TWO_WRITERS, **({"kind": kind} if kind else {})})
    severity = {row["rule"]: row["severity"] for row in facts_of(result)["findings"]}

    assert severity["one-reader"] == ("error" if kind else "warning")


async def test_a_script_with_a_byte_order_mark_is_sent_without_it() -> None:
    batch = {"stepType": "mysql", "name": "Reader", "category": "reader"}
    reader = {**batch, "parameter": {"datasource": "mysql_shop", "table": "orders", "column": ["id"], "splitPk": "id"}}
    ends = {"datasource": "odps_shop", "table": "orders", "column": ["id"], "partition": "pt=1", "truncate": True}
    writer = {"stepType": "odps", "name": "Writer", "category": "writer", "parameter": ends}
    content = "\ufeff" + json.dumps({"type": "job", "version": "2.0", "steps": [reader, writer]})
    wish = {"project_id": "10000", "task_type": "DI_OFFLINE", "task_name": "marked", "task_content": content}
    place = {"FileFolderPath": FOLDER, "ResourceGroup": GROUP}
    result, _ = await called("create_di_sync_task", {**wish, "task_param": place})

    assert facts_of(result)["file_id"]
