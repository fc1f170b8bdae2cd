"""One-click solutions: the details and the run state in the service's answers."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from emulator.generation.script_reader import GeneratedJob, read
from emulator.world.state import Task

STEPS = ("Create destination tables", "Start full synchronization", "Start real-time synchronization")
"""The steps of a solution. The pages show that steps exist, but not their names: these are assumed."""

STEP_STATES = {"NORUN": "wait", "WAIT": "run", "RUN": "success"}
"""The status of the steps by the solution's run state; assumed."""

LOCAL = timezone(timedelta(hours=8))
"""The zone of the service's times; they have none, so China's is assumed."""

NOT_RUNNING = "1"
"""The status of a solution that was created and not started (documented list: 0 to 9)."""

RULE = 1007
"""The processRuleId of the official sample; its meaning is not documented."""


def solution_detail(task: Task, project_id: int) -> dict[str, Any]:
    """Return SolutionDetail of GetDISyncTask: as recorded, or made from the solution's script."""
    if task.detail is not None:
        return task.detail
    job = read(GeneratedJob, task.script)
    writer = job.only("writer").step_type
    tables = sum(len(source.table_rule) for source in job.writer_parameter().table_mapping_rule.datasource)
    submitted = datetime.fromtimestamp(task.created, UTC).astimezone(LOCAL)
    return {
        "Status": NOT_RUNNING,
        "Type": writer,
        "CreatorName": "dataworks_di",
        "ProjectId": project_id,
        "SourceType": job.only("reader").step_type,
        "ProcessContent": _process_content(job, json.loads(task.script)),
        "Name": task.name,
        "ProcessExtra": json.dumps({"processType": "new", "tableNum": tables}, separators=(",", ":")),
        "SubmitTime": submitted.strftime("%Y-%m-%d %H:%M:%S"),
        "Id": task.file_id,
    }


def _process_content(job: GeneratedJob, script: dict[str, Any]) -> str:
    """Return ProcessContent with the script, in the structure of the official sample."""
    writer = job.only("writer")
    content = {
        f"{writer.step_type}Datasource": job.writer_parameter().datasource,
        "processRuleId": RULE,
        "realtimeSyncConfig": {
            "content": {"order": script["order"], "steps": script["steps"]},
            "extend": script["extend"],
        },
        "setting": {"autoCreateWorkflow": True},
        "srcType": job.only("reader").step_type,
        "tableMappingRuleFromRealtimeSyncConfig": writer.parameter["tableMappingRule"],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def solution_run(task: Task, state: str) -> dict[str, Any]:
    """Return SolutionInfo of GetDISyncInstanceInfo; its run state is in lower case, as in the sample."""
    status = STEP_STATES.get(state, "fail")
    steps = [
        {"StepId": number, "StepName": name, "Status": status, "Info": "{}"} for number, name in enumerate(STEPS, 1)
    ]
    return {"Id": task.file_id, "CreatorName": "dataworks_di", "Status": state.lower(), "StepDetail": steps}
