"""Which flows have a program: a row for each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools.catalog import ToolSpec
from tools.code.batch import batch_creation
from tools.code.realtime import changing, copying, creation, preview, retiring, starting, stopping
from tools.sets.batch import create_batch_task
from tools.sets.copying import copy_realtime_task
from tools.sets.creating import create_realtime_task, preview_realtime_task
from tools.sets.realtime import change_realtime_tables, retire_realtime_task, start_realtime_task, stop_realtime_task


@dataclass(frozen=True)
class Flow:
    """A flow as a program.

    Attributes:
        about: what the program does, for its first line.
        body: what it does, from the arguments of the tool.
        tables: the arguments in which tables are named.
    """

    tool: ToolSpec
    about: str
    body: Callable[[Any], str]
    tables: tuple[str, ...] = ()


FLOWS: dict[str, Flow] = {
    flow.tool.name: flow
    for flow in (
        Flow(
            create_realtime_task,
            "Creates a real-time task of Alibaba Cloud DataWorks; a second run finds its name taken.",
            creation,
            ("tables",),
        ),
        Flow(
            copy_realtime_task,
            "Creates a copy of a real-time task of Alibaba Cloud DataWorks; a second run finds its name taken.",
            copying,
        ),
        Flow(
            preview_realtime_task,
            "Shows the script of a real-time task of Alibaba Cloud DataWorks, and creates nothing.",
            preview,
            ("tables",),
        ),
        Flow(start_realtime_task, "Starts a real-time task of Alibaba Cloud DataWorks.", starting),
        Flow(stop_realtime_task, "Stops a real-time task of Alibaba Cloud DataWorks.", stopping),
        Flow(
            change_realtime_tables,
            "Changes the tables of a real-time task of Alibaba Cloud DataWorks.",
            changing,
            ("add", "remove"),
        ),
        Flow(retire_realtime_task, "Stops and deletes a real-time task of Alibaba Cloud DataWorks.", retiring),
        Flow(
            create_batch_task,
            "Creates a batch task of Alibaba Cloud DataWorks; a second run finds its name taken.",
            batch_creation,
        ),
    )
}
