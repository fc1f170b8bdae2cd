"""The shell command that compares the emulator with the service."""

import json
import re
import secrets
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import anyio
from anyio.abc import TaskStatus

from comparison.case_files import case_files, selected
from comparison.comparing import Comparison, Wanted
from comparison.outcome import Outcome
from comparison.plan import plan
from comparison.preparation import NoWorkspace
from comparison.recording import Recording
from comparison.report import as_json, report
from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Unconfigured
from dataworks.language import Text
from dataworks.studio_settings import StudioName
from server.output import note, show

PREFIX = re.compile(r"[a-z][a-z0-9_]{2,20}")
COULD_NOT_RUN = 2

ADD_YES = Text("Add --yes to send this.\n", "要发送，请加上 --yes。\n")
MAY_SEND = Text("Send this? [y/N] ", "是否发送？[y/N] ")
LEFT_OPEN = Text(
    "Interrupted. If something was created, its name begins with what --writes says.\n",
    "已中断。如果已创建内容，其名称以 --writes 给出的文字开头。\n",
)
INTERRUPTED = Text("interrupted; this is what was compared so far", "已中断；以上是到目前为止的比较结果")


def wanted(project_id: str, prefix: str | None, only: list[str], studio: str | None) -> Wanted:
    """Return what is to be compared; names of what is created also have a part that no other run has.

    Raises:
        ValueError: the prefix, or the name of a case, is not valid.
    """
    if prefix is not None and not PREFIX.fullmatch(prefix):
        raise ValueError("--writes takes 3 to 21 small letters, digits and underscores, and a letter first")
    name = None if prefix is None else f"{prefix}_{secrets.token_hex(3)}_"
    return Wanted(project_id, selected(case_files(), only), name, StudioName(studio) if studio else None)


def agreed(asked: Wanted, where: str, yes: bool) -> bool:
    """Say what will be sent, and ask whether it may be, on a terminal; elsewhere it has to be said with ``--yes``."""
    note(plan(asked).text(where, asked.project_id, asked.name))
    if yes:
        return True
    if not sys.stdin.isatty():
        note(ADD_YES.said())
        return False
    note(MAY_SEND.said())
    return sys.stdin.readline().strip().lower() in ("y", "yes")


async def run_compare(api: DataWorks, asked: Wanted, record: Path | None, json_wanted: bool) -> int:
    """Compare, and report.

    The exit code is 0 if nothing differs, 1 if something does, and 2 if it could not run, or not to its end.
    """
    recording = Recording(record) if record else None
    if recording is not None:
        recording.begin()
    comparison = Comparison(api, asked, partial(_keep, recording), tell=lambda said: note(f"\n{said}\n"))
    async with api:
        problem = await _run(comparison)
    if comparison.result.outcomes:
        note("\n")  # after the dots
    if problem:
        note(f"{problem}\n")
        return COULD_NOT_RUN
    result = comparison.result
    show(json.dumps(as_json(result), ensure_ascii=False, indent=2) + "\n" if json_wanted else report(result))
    return result.exit_code


async def _run(comparison: Comparison) -> str:
    """Run it until it is done or interrupted, and return why it could not start; "": it did.

    The first signal ends the comparison, the second one the removal of what it has created; what is left is in the
    result. Further ones do nothing.
    """
    comparison.result.ended = INTERRUPTED.said()
    try:
        async with anyio.create_task_group() as group:
            watching = anyio.CancelScope()
            work = anyio.CancelScope()
            await group.start(_watched, watching, [work.cancel, comparison.stop_cleaning])
            with work:
                await comparison.run()
            watching.cancel()
    except ExceptionGroup as failures:
        error = failures.exceptions[0]
        if not isinstance(error, NoWorkspace | DataWorksError):
            raise error from None
        return f"{error.message}. {error.fix}" if isinstance(error, Unconfigured) else str(error)
    return ""


async def _watched(
    watching: anyio.CancelScope, reactions: list[Callable[[], None]], *, task_status: TaskStatus[None]
) -> None:
    """React to each signal, as long as there is a reaction."""
    with watching, anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        task_status.started()
        async for _ in signals:
            if reactions:
                reactions.pop(0)()


def _keep(recording: Recording | None, outcome: Outcome) -> None:
    note(".")
    if recording is not None:
        recording.add(outcome)
