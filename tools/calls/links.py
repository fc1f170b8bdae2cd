"""Links from long answers about a task to the resource that has all of it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mcp_types import ResourceLink

from tools.arguments.home import WORKSPACE, HomeWorkspace
from tools.rules.gate import Gate
from tools.toolsets import listed_tools

if TYPE_CHECKING:
    from tools.calls.results import Result

TASK = "dataworks://tasks/{project_id}/{task_id}"
"""The address of the resource of a task."""

SHOWN_BY = ("get_task_status", "read_task_script")
"""The tools whose answers the resource has, in this order."""

LONG = 4_000
"""Characters from which on an answer is long."""

LINKS_SINCE = "2025-06-18"
"""The first version of the protocol whose results can have links."""


def links(
    raw: Mapping[str, Any], result: "Result", home: HomeWorkspace, gate: Gate, version: str | None
) -> Iterator[ResourceLink]:
    """The link of a long answer about a task, if the client knows links and may read the resource."""
    task_id, project_id = result.structured.get("task_id"), raw.get(WORKSPACE) or home.project_id
    long = len(result.text) > LONG and not result.failed
    if not (long and task_id and project_id) or (version or "") < LINKS_SINCE:
        return
    if all(gate.offers(listed_tools()[name]) for name in SHOWN_BY):
        uri = TASK.format(project_id=project_id, task_id=task_id)
        yield ResourceLink(type="resource_link", uri=uri, name=f"task {task_id}", mime_type="text/plain")
