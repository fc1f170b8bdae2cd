"""The schedule of a file: the parameters of UpdateFile as NodeConfiguration in GetFile."""

import re
from typing import Any

from dataworks.operations.v2020.deployments import UpdateFile
from emulator.failures import invalid

AS_SENT = (
    "CronExpress",
    "CycleType",
    "ParaValue",
    "SchedulerType",
    "DependentType",
    "DependentNodeIdList",
    "RerunMode",
    "AutoRerunTimes",
    "AutoRerunIntervalMillis",
    "StartEffectDate",
    "EndEffectDate",
    "Stop",
    "Timeout",
)
"""Parameters that have the same name in NodeConfiguration."""

LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "InputList": ("Input", {"ParseType": "MANUAL"}),
    "OutputList": ("Output", {}),
}
"""Comma-separated parameters, with the name of each item in NodeConfiguration, and the other fields beside it."""

CRON = re.compile(r"\S+( \S+){5,6}")
"""Six or seven fields: seconds first."""


def schedule_of(request: UpdateFile) -> dict[str, Any]:
    """Return the part of NodeConfiguration that a request sets."""
    if request.cron_express is not None and not CRON.fullmatch(request.cron_express):
        raise invalid("CronExpress", request.cron_express)
    sent = request.model_dump(by_alias=True, exclude_none=True)
    lists = {
        name: [{item: part.strip(), **fields} for part in sent[name].split(",")]
        for name, (item, fields) in LISTS.items()
        if name in sent
    }
    return {**{name: sent[name] for name in AS_SENT if name in sent}, **lists}
