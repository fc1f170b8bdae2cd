"""The Data Integration jobs of a workspace, with their alarm rules."""

import json
from typing import Any

from dataworks.language import Text
from dataworks.operations.v2024.job_alarms import ListDIAlarmRules
from dataworks.operations.v2024.jobs import STATES, GetDIJob, Job, ListDIJobs
from emulator.seed.world_file import JobEntry
from mirroring.ids import number
from mirroring.notes import Notes
from mirroring.pages import page_of
from mirroring.pages import rows as rows_of
from mirroring.read_only import ReadOnly, request

PAGE = 100
NO_LIST = Text("The jobs of these workspaces could not be listed", "未能列出这些工作空间的作业")
UNREAD = Text("These jobs are left out, since the service refuses to read them", "未包含这些作业，因为服务拒绝读取它们")
UNKNOWN_STATE = Text(
    "These jobs are Stopped in the copy, since their state is not known",
    "这些作业在副本中的状态为 Stopped，因为不知道它们的状态",
)
OWN = frozenset({"Id", "DIJobId", "JobName", "ProjectId", "JobStatus", "RequestId", "Success", "ErrorMessage"})
"""What GetDIJob shows beside the definition."""

OF_RULE = frozenset({"Id", "DIAlarmRuleId", "DIJobId"})


def asked_jobs(project_id: str) -> ListDIJobs:
    """Return the request for the first page of the jobs of a workspace."""
    return page_of(ListDIJobs(project_id=project_id), 1)  # type: ignore[return-value]


async def jobs_of(api: ReadOnly, project_id: str, notes: Notes) -> list[JobEntry]:
    """Return the jobs, oldest first: the list begins with the newest."""
    listed = await rows_of(api, asked_jobs(project_id))
    if listed is None:
        notes.add(NO_LIST, project_id)
    found = list[JobEntry]()
    for job in {job.id: job for job in reversed(listed or [])}.values():
        entry = await _job(api, project_id, job, notes)
        if entry is None:
            notes.add(UNREAD, f"{job.job_name} (job-{job.id})")
        else:
            found.append(entry)
    return found


async def _job(api: ReadOnly, project_id: str, job: Job, notes: Notes) -> JobEntry | None:
    asked = request(GetDIJob, id=job.id, project_id=project_id)
    read = await api.if_allowed(asked)
    if asked is None or read is None or not read.job_name or number(job.id) is None:
        return None
    given = {name: value for name, value in (await api.payload(asked)).items() if name not in OWN}
    state = read.job_status or job.job_status
    if state not in STATES:
        notes.add(UNKNOWN_STATE, f"{job.job_name} (job-{job.id})")
        state = "Stopped"
    entry: dict[str, Any] = {"id": number(job.id), "name": read.job_name, "state": state}
    return JobEntry(**entry, definition=_json(given), alarms=await _alarms(api, job.id))


async def _alarms(api: ReadOnly, job_id: str) -> dict[str, str]:
    """The parameters of the alarm rules of a job by the id of the rule; none if they can't be read."""
    asked, found, page = ListDIAlarmRules(job_id=job_id), dict[str, str](), 1
    listed = await rows_of(api, asked)
    while listed and page <= (len(listed) - 1) // PAGE + 1:
        for rule in (await api.payload(page_of(asked, page))).get("DIJobAlarmRules", ()):
            given = {name: value for name, value in rule.items() if name not in OF_RULE}
            if rule_id := number(str(rule.get("Id") or rule.get("DIAlarmRuleId"))):
                found[str(rule_id)] = _json(given)
        page += 1
    return found


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
