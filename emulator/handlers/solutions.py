"""One-click solutions: how the service describes one."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from emulator.generation.script_reader import GeneratedJob, read
from emulator.world.state import Task

STEPS = ("Create destination tables", "Start full synchronization", "Start real-time synchronization")
"""The steps of a solution. The pages show that there are some, not which: these names are assumed."""

STEP_STATES = {"NORUN": "wait", "WAIT": "run", "RUN": "success"}
"""What a solution's state says about its steps; assumed."""

LOCAL = timezone(timedelta(hours=8))
"""The service writes times without a zone; China's is assumed."""

NOT_RUNNING = "1"
"""The status of a solution that was created and not started (documented list: 0 to 9)."""

RULE = 1007
"""The processRuleId of the official sample; its meaning is not documented."""


def solution_detail(task: Task, project_id: int) -> dict[str, Any]:
    """SolutionDetail of GetDISyncTask: as recorded, or as described by the solution's script."""
    if task.detail is not None:
        return task.detail
    job = read(GeneratedJob, task.script)
    writer = job.only("writer").step_type
    tables = sum(len(source.table_rule) for source in job.writing().table_mapping_rule.datasource)
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
    """The script in the frame that the sample of a solution has."""
    writer = job.only("writer")
    content = {
        f"{writer.step_type}Datasource": job.writing().datasource,
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
    """SolutionInfo of GetDISyncInstanceInfo; the run state is in lower case there, as in the sample."""
    status = STEP_STATES.get(state, "fail")
    steps = [
        {"StepId": number, "StepName": name, "Status": status, "Info": "{}"} for number, name in enumerate(STEPS, 1)
    ]
    return {"Id": task.file_id, "CreatorName": "dataworks_di", "Status": state.lower(), "StepDetail": steps}
