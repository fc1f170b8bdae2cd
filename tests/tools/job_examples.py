"""A call of each operation on Data Integration jobs, about the job that the emulator starts with."""

from typing import Any

from tests.dataworks.test_job_requests import WISHES

HOME = {"project_id": "10002"}
JOB = "11500"
ALARM = {"di_job_id": JOB, "id": "50"}

JOB_EXAMPLES: dict[str, dict[str, Any]] = {
    **{action: {**wish, **({"id": JOB} if "id" in wish else {})} for action, wish in WISHES.items()},
    **{action: {**WISHES[action], "di_job_id": JOB} for action, wish in WISHES.items() if "di_job_id" in wish},
    **{action: {**WISHES[action], **HOME} for action, wish in WISHES.items() if set(wish) >= {"project_id", "name"}},
    **{f"{verb}DIJob": {"id": JOB, **HOME} for verb in ("Get", "Delete")},
    "UpdateDIJob": {**WISHES["UpdateDIJob"], "id": JOB, **HOME},
    "UpdateDIAlarmRule": {**ALARM, "enabled": True},
    "ListDIAlarmRules": {"job_id": JOB},
    "DeleteDIAlarmRule": ALARM,
}
"""By action."""
