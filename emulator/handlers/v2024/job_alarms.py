"""Handlers of alarm rules: create, change, list and delete them."""

import json
from dataclasses import replace

from dataworks.operations.v2024.job_alarms import (
    CreateDIAlarmRule,
    DeleteDIAlarmRule,
    ListDIAlarmRules,
    UpdateDIAlarmRule,
)
from emulator.failures import NO_JOB, RequestRefused
from emulator.gateway.evidence import assumed, sdk, seen
from emulator.gateway.families import BARE
from emulator.gateway.lenient import Given
from emulator.handlers.generations import created_once
from emulator.handlers.handler import Data, handles_any
from emulator.handlers.paging import counted
from emulator.handlers.v2024.found_jobs import TERRAFORM_JOBS, UNKNOWN, found
from emulator.world.jobs import AlarmRule, DIJob
from emulator.world.state import World

UNKNOWN_RULE = seen("An unknown alarm rule has the code 500130 too.", TERRAFORM_JOBS)


@handles_any(
    CreateDIAlarmRule,
    sdk("Enabled is false by default; the id is answered as Id and, as text, as DIAlarmRuleId."),
    sdk("The same request with the same ClientToken returns the first id."),
    assumed(
        "Conditions and receivers are not checked; names need not be unique.",
        case="alarm-create alarm-create-same-name",
    ),
    UNKNOWN,
    needs=("DIJobId", "MetricType", "TriggerConditions", "NotificationSettings"),
    family=BARE,
)
def create_alarm(world: World, given: Given) -> Data:
    """Create an alarm rule of a job."""
    workspace, job = found(world, given, "DIJobId")

    def create() -> int:
        rule = AlarmRule(world.new_id("alarm"), {"Enabled": False, **given})
        workspace.jobs[job.id] = replace(job, alarms=(*job.alarms, rule))
        return rule.id

    content = json.dumps(given, sort_keys=True)
    rule_id = created_once(world, "CreateDIAlarmRule", content, given.get("ClientToken"), create)
    return {"Id": rule_id, "DIAlarmRuleId": str(rule_id)}


@handles_any(
    UpdateDIAlarmRule,
    assumed("What is not given stays as it is.", case="alarm-list"),
    UNKNOWN_RULE,
    needs=("Id",),
    family=BARE,
)
def update_alarm(world: World, given: Given) -> Data:
    """Change an alarm rule."""
    job, rule = _rule(world, given)
    changed = {name: value for name, value in given.items() if name not in {"Id", "DIJobId"}}
    _store(world, job, replace(rule, given={**rule.given, **changed}))
    return {"Success": True}


@handles_any(
    ListDIAlarmRules,
    sdk("The job is JobId here, and the rule DIAlarmRuleId."),
    UNKNOWN,
    needs=("JobId",),
    family=BARE,
)
def list_alarms(world: World, given: Given) -> Data:
    """Return a page of the alarm rules of a job."""
    _, job = found(world, given, "JobId")
    rows = [_row(job, rule) for rule in job.alarms if given.get("DIAlarmRuleId") in (None, rule.id)]
    return counted(rows, "DIJobAlarmRules", given.get("PageNumber"), given.get("PageSize"))


@handles_any(
    DeleteDIAlarmRule,
    UNKNOWN_RULE,
    needs=("Id",),
    family=BARE,
)
def delete_alarm(world: World, given: Given) -> Data:
    """Delete an alarm rule."""
    job, rule = _rule(world, given)
    workspace, _ = found(world, {"Id": job.id})
    workspace.jobs[job.id] = replace(job, alarms=tuple(each for each in job.alarms if each.id != rule.id))
    return {"Success": True}


def _rule(world: World, given: Given) -> tuple[DIJob, AlarmRule]:
    """Return the alarm rule of a request, and its job."""
    for workspace in world.workspaces.values():
        for job in workspace.jobs.values():
            for rule in job.alarms:
                if rule.id == given["Id"] and given.get("DIJobId") in (None, job.id):
                    return job, rule
    raise RequestRefused(NO_JOB)


def _store(world: World, job: DIJob, rule: AlarmRule) -> None:
    workspace, _ = found(world, {"Id": job.id})
    alarms = tuple(rule if each.id == rule.id else each for each in job.alarms)
    workspace.jobs[job.id] = replace(job, alarms=alarms)


def _row(job: DIJob, rule: AlarmRule) -> Data:
    shown = {name: value for name, value in rule.given.items() if name not in {"ClientToken", "DIJobId"}}
    return {"Id": rule.id, "DIAlarmRuleId": rule.id, "DIJobId": job.id, **shown}
