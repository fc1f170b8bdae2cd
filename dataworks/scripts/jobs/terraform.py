"""A job as the resource ``alicloud_data_works_di_job`` of Terraform has it.

Its arguments are the parameters of CreateDIJob in snake_case; a block of which there is one is an object, or a list of
one, as in Terraform's own JSON. Source: aliyun/terraform-provider-alicloud, website/docs/r/data_works_di_job.
"""

from collections.abc import Mapping
from typing import Any

from dataworks.scripts.jobs.enumerations import CHANNEL, PHASES
from dataworks.scripts.reading import fields, items

SIGNS = frozenset(
    {
        "source_data_source_settings",
        "destination_data_source_settings",
        "resource_settings",
        "table_mappings",
        "transformation_rules",
        "job_settings",
    }
)
"""Arguments by which the resource is known."""

NO_ARGUMENTS = frozenset(
    {"id", "di_job_id", "timeouts", "lifecycle", "depends_on", "provider", "count", "for_each", "provisioner"}
)
"""What a resource has beside its arguments."""

ONE = frozenset({"ResourceSettings", *PHASES.values(), "DataSourceProperties", "JobSettings", "CycleScheduleSettings"})
"""Blocks of which there is one."""

TEXTS = ("RuleExpression", "ChannelSettings")
"""Arguments whose values have keys of their own."""


def is_terraform(job: Mapping[str, Any]) -> bool:
    """Whether it is the resource."""
    return not SIGNS.isdisjoint(job)


def of_terraform(job: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of CreateDIJob; arguments that are unknown keep their names."""
    found = fields(_with_capitals({name: value for name, value in job.items() if name not in NO_ARGUMENTS}))
    kind = found.get("MigrationType")
    return {**found, **({"MigrationType": kind.removeprefix(CHANNEL)} if isinstance(kind, str) else {})}


def parameter(argument: str) -> str:
    """The name that the API has for an argument."""
    return "".join(part[:1].upper() + part[1:] for part in argument.split("_"))


def argument(name: str) -> str:
    """The name that the resource has for a parameter."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")


def _with_capitals(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_capitals(each) for each in items(value)]
    if not isinstance(value, dict):
        return value
    found = dict[str, Any]()
    for key, child in fields(value).items():
        name, single = parameter(key), items(child)
        block = single[0] if parameter(key) in ONE and len(single) == 1 else child
        found[name] = block if name in TEXTS else _with_capitals(block)
    return found
