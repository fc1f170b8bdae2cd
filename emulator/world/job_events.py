"""The events of a job: those that follow from its runs and alarm rules, and those that were recorded."""

from collections.abc import Iterator
from typing import Any

from emulator.world.job_load import STEP, delay, end_of, utilization
from emulator.world.jobs import FAILED, STOPPED, AlarmRule, DIJob, Event, Run, object_in, objects_in

FAILOVER, ALARM, DDL = "Failover", "Alarm", "DDL"

MOST_STEPS = 10_000
"""Values of a metric that are compared with a threshold, from the beginning of a run."""


def events(job: DIJob, now: float) -> list[Event]:
    """Return all events, newest first. Ids are numbers that no other event of the job has."""
    found = [*job.events, *_failovers(job), *_alarms(job, now)]
    return sorted(found, key=lambda event: event.time, reverse=True)


def failover_id(number: int) -> int:
    """Return the id of the failover with which a run ended, whose number counts from 1."""
    return 1_000_000 + number


def _failovers(job: DIJob) -> Iterator[Event]:
    for number, run in enumerate(job.runs, 1):
        if run.plan.failure:
            fields = {"FailoverMessage": run.plan.failure, "Type": "FailoverCount"}
            yield Event(failover_id(number), FAILOVER, run.started, fields)


def _alarms(job: DIJob, now: float) -> Iterator[Event]:
    for rule in job.alarms:
        if rule.given.get("Enabled"):
            for number, run in enumerate(job.runs, 1):
                for place, condition in enumerate(objects_in(rule.given.get("TriggerConditions"))):
                    time = _sent_at(rule, condition, run, now)
                    if time is not None:
                        key = 10_000_000 + rule.id * 100_000 + number * 10 + place
                        yield Event(key, ALARM, time, _fields(rule, condition))


def _sent_at(rule: AlarmRule, condition: dict[str, Any], run: Run, now: float) -> float | None:
    """Return when the alarm of a condition is sent in a run, if it is."""
    match rule.given.get("MetricType"):
        case "Heartbeat":
            stopped = run.course.state(now) in {FAILED, STOPPED}
            return end_of(run, now) if stopped else None
        case "FailoverCount":
            return run.started if run.plan.failure and _number(condition, "Threshold") <= 1 else None
        case "Delay":
            return _exceeded(condition, run, now, delay)
        case "ResourceUtilization" if run.plan.measured:
            return _exceeded(condition, run, now, utilization)
        case _:
            return None


def _exceeded(condition: dict[str, Any], run: Run, now: float, metric: Any) -> float | None:
    """Return when a metric had been above the threshold for as many minutes as the condition says."""
    threshold, needed = _number(condition, "Threshold"), _number(condition, "Duration") * 60
    since: float | None = None
    for step in range(min(MOST_STEPS, int(end_of(run, now) - run.started) // STEP + 1)):
        time = run.started + step * STEP
        since = (time if since is None else since) if metric(run, time) > threshold else None
        if since is not None and time - since >= needed:
            return time
    return None


def _number(condition: dict[str, Any], name: str) -> float:
    value = condition.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def _fields(rule: AlarmRule, condition: dict[str, Any]) -> dict[str, str]:
    severity = str(condition.get("Severity", "Warning"))
    settings = object_in(rule.given.get("NotificationSettings"))
    channels = [each for each in objects_in(settings.get("NotificationChannels")) if each.get("Severity") == severity]
    named = [str(name) for each in channels for name in each.get("Channels") or ()]
    detail = f"{rule.given.get('Name', '')}: {rule.given.get('MetricType', '')} is beyond {condition.get('Threshold')}."
    about = {"Type": str(rule.given.get("MetricType", "")), "Severity": severity, "Detail": detail}
    return {**about, "Status": "Success" if named else "Silence", "Channels": ",".join(named)}
