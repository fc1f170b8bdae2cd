"""The view of a copied real-time task."""

from typing import Annotated

from dataworks.flows.copying import Copied
from dataworks.flows.destination_tables import Present
from dataworks.flows.generation import Generating
from dataworks.language import Text
from dataworks.markers import described
from dataworks.task_ids import kind_of
from tools.views.cautions import cautions_of, listed
from tools.views.groups import TaskGroup
from tools.views.realtime import (
    CREATED,
    CREATED_AS,
    NOTHING_YET,
    ApiCalls,
    Existed,
    Replaced,
    WaitedSoFar,
    how_to_continue,
)
from tools.views.tables import Tables
from tools.views.view import View

BOTH_WRITE = Text("Both tasks write to {}: their rows mix.", "两个任务都写入 {}：数据会混合。")


class CopyView(View):
    """A copy of a real-time task, or the generation that it will be created from."""

    pictured = True

    state: Annotated[
        str, described("generating if time ran out, or created.", "时间用完时为 generating，否则为 created。")
    ]
    task_name: str
    task_id: Annotated[str | None, described("Of the copy.", "副本的。")] = None
    existed: Existed = None
    replaced: Replaced = None
    resource_group: TaskGroup | None = None
    differences: Annotated[
        tuple[str, ...], described("Unrequested differences from the original.", "未请求的与原任务的差异。")
    ] = ()
    cautions: Annotated[tuple[str, ...], described("Check these before starting it.", "启动之前请检查这些。")] = ()
    tables: Tables | None = None
    process_id: str | None = None
    waited_seconds: WaitedSoFar = None
    api_calls: ApiCalls
    next: str


def copy_view(
    copied: Copied | Generating, task_name: str, group: TaskGroup | None, present: Present | None, api_calls: int
) -> CopyView:
    """The view of a copy."""
    if isinstance(copied, Generating):
        return CopyView(
            state="generating",
            task_name=task_name,
            process_id=copied.process_id,
            waited_seconds=round(copied.waited, 1),
            resource_group=group,
            api_calls=api_calls,
            next=NOTHING_YET.said() + how_to_continue(copied),
        )
    made = copied.made
    shared = BOTH_WRITE.said(listed(copied.shared)) if copied.shared else None
    return CopyView(
        state="created",
        task_name=task_name,
        task_id=made.task_id,
        existed=made.existed,
        replaced=made.replaced or None,
        resource_group=group,
        differences=copied.differences,
        cautions=(*([shared] if shared else []), *cautions_of(made.present, present)),
        tables=Tables.of(made.present),
        process_id=made.process_id or None,
        api_calls=api_calls,
        next=CREATED_AS.get(kind_of(made.task_id), CREATED).said(),
    )
