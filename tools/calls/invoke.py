"""Running a tool: the only entry point, for every transport. Errors are returned as failures."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pydantic import BaseModel, ValidationError

from dataworks.answers import problems_of
from dataworks.client import LONG
from dataworks.errors import DataWorksError, Forbidden, Unreadable, WritesEnded
from dataworks.explain.arguments import KINDS
from dataworks.flows.diagnosis import Named, look_after, look_for
from dataworks.flows.waits import Report
from dataworks.flows.workspace import workspaces
from dataworks.language import SPOKEN, Text
from dataworks.observing import CURRENT, Current
from dataworks.operations.catalog import operation_named
from dataworks.operations.v2020.workspaces import ListedProject, ListProjects
from dataworks.workers import computed
from tools.arguments.bounds import is_large
from tools.arguments.consented_work import Work
from tools.arguments.meant import additions
from tools.arguments.parsing import Finding, InvalidArguments, check_together, unresolved
from tools.arguments.reviews import ScriptFinding, reviewed
from tools.arguments.task_kinds import check_nodes, wrong_kinds
from tools.calls.context import Shared
from tools.calls.failures import REFUSED, Failure, crash, failure_of, misuse, refusal
from tools.calls.followable import followable
from tools.calls.next_step import NextCall, usable
from tools.calls.reading import read_arguments
from tools.calls.results import NOT_TAKEN, NOT_USED, Result, answered, failed, noted, planned, warned
from tools.catalog import Call, Capability, ToolSpec
from tools.rules.caller import Caller
from tools.rules.consent import Agreed, Consent, Proposal, User
from tools.rules.gate import Decision, Gate
from tools.rules.long_call import LongCall
from tools.rules.plans import MayRead, plan_of
from tools.rules.refusals import NO_AUDIT, Refusal, RefusedCall
from tools.rules.seals import SealedCall
from tools.toolsets import listed_tools
from tools.views.plan import Plan
from tools.views.view import View

log = logging.getLogger("tools")

FOLDERS = ("folder", "folder_path", "parent_folder_path", "file_folder_path")
"""Arguments that are the path of a folder."""


@dataclass(frozen=True)
class Invocation:
    """Who calls, how to report, and the user who is asked; ``None``: consent is given by confirmations.

    ``pictured``: the client shows the result as a picture.
    ``task``: the call as a task, if it may continue after its request was answered.
    ``request_id`` is that of the client's request, as log lines show it.
    """

    caller: Caller
    report: Report
    user: User | None = None
    pictured: bool = False
    task: LongCall | None = None
    request_id: str = "-"


async def invoke(spec: ToolSpec, raw: Mapping[str, Any], shared: Shared, invocation: Invocation) -> Result:
    """Check the arguments and the rules, run the tool, and return its view or an explained failure."""
    SPOKEN.set(shared.language)
    shared = shared.of(invocation.caller)
    CURRENT.set(Current(invocation.caller.label, spec.name, invocation.request_id))
    if shared.observer is None:
        result = await _result(spec, raw, shared, invocation)
    else:
        with shared.observer.work("tool", spec.name, {}) as facts:
            result = await _result(spec, raw, shared, invocation)
            facts.update(_ending(result))
    return noted(result, list(_notes(spec, raw, shared.gate, asks=invocation.user is not None)))


def _notes(spec: ToolSpec, raw: Mapping[str, Any], gate: Gate, *, asks: bool) -> Iterator[str]:
    """What is said about arguments that are not used."""
    if asks and raw.get("confirmation") is not None and gate.may_ask(spec):
        yield NOT_USED.said()
    if added := additions(spec.arguments, raw):
        yield NOT_TAKEN.said(", ".join(added))


async def _result(spec: ToolSpec, raw: Mapping[str, Any], shared: Shared, invocation: Invocation) -> Result:
    arguments, language = None, shared.language
    warnings: Sequence[ScriptFinding] = ()
    absence = shared.gate.absence(spec)
    if absence is not None:  # checked before the arguments, whose schema was not listed
        return _refused(absence, spec, shared, invocation)
    try:
        large = is_large(raw)
        asks = invocation.user is not None
        arguments, confirmation = await _read(spec, raw, shared, invocation.caller, asks=asks, large=large)
        decision = shared.gate.decide(spec, arguments, invocation.caller)
        if isinstance(decision, Refusal):  # before anything that takes time, or compares arguments with each other
            return _refused(decision, spec, shared, invocation)
        warnings = await computed(_checked, arguments, long=large)
        warnings = [followable(warning, shared.gate) for warning in warnings]
        return warned(await _admitted(spec, arguments, decision, confirmation, shared, invocation), warnings)
    except RefusedCall as error:
        return _refused(error.refusal, spec, shared, invocation)
    except InvalidArguments as error:
        return _failed(misuse(error, spec.name, language), shared)
    except DataWorksError as error:
        failure = failure_of(error, spec.name, arguments, language, resumable=spec.resumable)
        return warned(_failed(failure, shared, arguments), warnings)
    except Exception as error:
        unusable = _unusable(error)
        if unusable is not None:
            return _failed(failure_of(unusable, spec.name, arguments, language, resumable=spec.resumable), shared)
        # Only the type of the error is logged: its text may hold secrets.
        source = f"{invocation.caller.label} {spec.name}"
        log.error("%s failed inside: %s at %s", source, type(error).__name__, _place(error))
        return _failed(crash(spec.name, language), shared)


def _ending(result: Result) -> dict[str, str]:
    """How a call ended, as an observer sees it."""
    if not result.failed:
        return {"outcome": "planned" if result.planned else "done"}
    code = result.structured["error"]["code"]
    return {"outcome": "refused" if code == REFUSED else "failed", "code": code}


def _count_consent(shared: Shared, outcome: Proposal | Refusal | Agreed, user: User | None) -> None:
    """Count a question and its answer; what is to be done already needs neither."""
    if shared.observer is None or (isinstance(outcome, Agreed) and outcome.plan.idle):
        return
    answered = isinstance(outcome, Agreed | Refusal)
    if not answered or (user is not None and user.earlier is None):
        shared.observer.count("consent", "asked")
    if answered:
        shared.observer.count("consent", "agreed" if isinstance(outcome, Agreed) else "refused")


UNUSABLE = Text("it can't be asked with what the service sent before: {}", "无法用服务之前返回的内容发起请求：{}")
UNFINISHED = Text("not finished", "未完成")
"""The outcome in the audit file, which is in English, of a call that ended otherwise than by an answer or a failure."""


def _unusable(error: Exception) -> Unreadable | None:
    """The failure of a request that can't be made from what the service sent before; ``None`` if it is another one."""
    if not isinstance(error, ValidationError) or operation_named(error.title) is None:
        return None
    return Unreadable(error.title, UNUSABLE.said(problems_of(error)))


def _refused(rule: Refusal, spec: ToolSpec, shared: Shared, invocation: Invocation) -> Result:
    """The refusal, which is recorded without the arguments of the call."""
    shared.audit.refused(invocation.caller, spec.name, rule.rule.en)
    return _failed(refusal(rule, spec.name, shared.language), shared)


def _failed(failure: Failure, shared: Shared, arguments: BaseModel | None = None) -> Result:
    """The failure, whose next tool is one that is on."""
    named = NextCall(failure.next_tool, failure.next_arguments or {}) if failure.next_tool else None
    step = usable(named, partial(_is_on, shared.gate), arguments)
    update = {"next_tool": step.name if step else None, "next_arguments": (step.arguments or None) if step else None}
    return failed(followable(failure.model_copy(update=update), shared.gate), shared.language)


def _is_on(gate: Gate, name: str) -> bool:
    tool = listed_tools().get(name)
    return tool is not None and gate.offers(tool)


async def _read(
    spec: ToolSpec, raw: Mapping[str, Any], shared: Shared, caller: Caller, *, asks: bool, large: bool
) -> tuple[BaseModel, str | None]:
    """Parse the raw arguments, each by itself: return them, and the confirmation if there is one.

    ``asks``: the user is asked, so that a confirmation is not even read.
    """
    rest = dict(raw)
    confirmation = rest.pop("confirmation", None) if shared.gate.may_ask(spec) else None
    if confirmation is not None and not isinstance(confirmation, str) and not asks:
        raise InvalidArguments([Finding("/confirmation", KINDS["string_type"])])
    available = partial(_workspaces, spec, shared, caller)
    return await read_arguments(spec.arguments, rest, shared.home, available, large=large), confirmation


async def _workspaces(spec: ToolSpec, shared: Shared, caller: Caller) -> list[ListedProject]:
    """The workspaces that the rules show; none if they, or the service, do not allow to list them."""
    if shared.gate.objection(Capability.of(ListProjects), ListProjects(), caller) is not None:
        return []
    try:
        return await workspaces(shared.api.metered(shared.api.timing.clock() + spec.time_limit))
    except Forbidden:
        return []


def _checked(arguments: BaseModel) -> Sequence[ScriptFinding]:
    """Check scripts, and arguments together; return warnings about scripts."""
    errors, warnings = reviewed(arguments)
    check_together(arguments, (*wrong_kinds(arguments), *errors))
    return warnings


async def _admitted(
    spec: ToolSpec,
    arguments: BaseModel,
    decision: Decision,
    confirmation: str | None,
    shared: Shared,
    invocation: Invocation,
) -> Result:
    call = _call(spec, shared, invocation)
    await check_nodes(call.api, call.may_send, arguments)
    if decision == "ask" or (invocation.task is not None and invocation.task.is_bound):
        outcome = await _consent(spec, arguments, confirmation, shared, invocation)
        if isinstance(outcome, Result):
            return outcome
        if invocation.user is not None:
            call = _call(spec, shared, invocation)  # the time limit starts now, after the user agreed
        call.api.meter.calls = outcome.plan.calls
        plan = outcome.plan
        call = replace(call, agreed=plan.definition, agreed_tasks=plan.seen, work=outcome.work, idle=plan.idle)
    elif invocation.task is not None:
        await _resolve(invocation.task, spec, arguments, call, _may_read(arguments, shared, invocation))
    if invocation.task is not None:
        call, arguments = invocation.task.begin(call, arguments)
    try:
        return await _run(spec, arguments, call, shared, invocation)
    except DataWorksError as error:
        await _add_what_exists(error, spec, arguments, call, shared, invocation)
        raise
    finally:
        if call.work is not None:
            shared.work.keep(call.work, shared.seals.clock())


def _call(spec: ToolSpec, shared: Shared, invocation: Invocation) -> Call:
    started = shared.api.timing.clock()
    source = f"{invocation.caller.label} {spec.name}"
    return Call(
        shared.api.metered(started + spec.time_limit, source),
        invocation.report,
        shared.describe,
        started,
        shared.language,
        partial(_is_on, shared.gate),
        lambda read: shared.gate.objection(Capability.of(type(read)), read, invocation.caller) is None,
        shared.gate.check_policy,
        home=shared.home,
        studios=shared.studios,
    )


async def _add_what_exists(
    error: DataWorksError, spec: ToolSpec, arguments: BaseModel, call: Call, shared: Shared, invocation: Invocation
) -> None:
    """Add to the error what exists, if a lookup helps and the rules allow its operations, even if tools are off."""
    if isinstance(error, WritesEnded) and call.api.writes is not None and not call.api.writes.sent:
        error.exists = None  # another process may have done more than this call knows
    names = ("project_id", "project_identifier", "task_name", "source")
    folder = next(filter(None, (getattr(arguments, name, None) for name in FOLDERS)), None)
    named = Named(**{name: getattr(arguments, name, None) for name in names}, folder=folder)
    look = look_for(error, named)
    if look is None:
        return
    may_read = _may_read(arguments, shared, invocation)
    if not all(map(may_read, look.operations)):
        return
    limit = getattr(arguments, "wait_seconds", spec.time_limit)
    await look_after(call.api.until(call.started + limit), error, look, named)


async def _resolve(task: LongCall, spec: ToolSpec, arguments: BaseModel, call: Call, may_read: MayRead) -> None:
    """Find out what left arguments stand for, where nobody is asked: another process may find the task changed."""
    if unresolved(arguments) and not spec.called_with(arguments).read_only:
        with suppress(DataWorksError, InvalidArguments):  # the call itself says what is wrong
            task.resolved = (await plan_of(spec, call, arguments, may_read)).resolved


async def _consent(
    spec: ToolSpec, arguments: BaseModel, confirmation: str | None, shared: Shared, invocation: Invocation
) -> Result | Agreed:
    """What the user agreed to; else the answer to the call, and nothing is done."""

    async def plan(work: Work | None) -> Plan:
        call = _call(spec, shared, invocation)  # its time limit starts here, since a question may have been open long
        may_read = _may_read(arguments, shared, invocation)
        plan = await plan_of(spec, replace(call, work=work), arguments, may_read)
        return plan.model_copy(update={"calls": call.api.meter.calls})

    sealed, user = SealedCall.of(spec.name, arguments, invocation.caller.principal), invocation.user
    consent = Consent(shared.seals, sealed, plan, shared.questions, shared.work)
    if invocation.task is not None and invocation.task.continues:
        return await consent.of_task(invocation.task)
    outcome = await (consent.by_confirmation(confirmation) if user is None else consent.of_user(user))
    _count_consent(shared, outcome, user)
    if isinstance(outcome, Refusal):
        return _refused(outcome, spec, shared, invocation)
    if invocation.task is not None and isinstance(outcome, Agreed) and outcome.work is not None:
        await invocation.task.consent(outcome.plan, outcome.work.expires)
    return outcome if isinstance(outcome, Agreed) else await computed(planned, outcome, long=outcome.plan.long)


def _may_read(arguments: BaseModel, shared: Shared, invocation: Invocation) -> MayRead:
    """Whether the rules let this call send an operation for a lookup."""
    return lambda kind: shared.gate.objection(Capability.of(kind), arguments, invocation.caller) is None


async def _run(spec: ToolSpec, arguments: BaseModel, call: Call, shared: Shared, invocation: Invocation) -> Result:
    outcome, right = UNFINISHED.en, call.api.writes
    writes = not spec.called_with(arguments).read_only and (right is None or right.are_open)
    if writes and not shared.audit.begin(invocation.caller, spec.name, arguments):
        raise RefusedCall(NO_AUDIT)
    try:
        view = await spec.run(call, arguments)
        outcome = view.recorded
    except DataWorksError as error:
        outcome = error.code
        raise
    finally:
        if writes:
            shared.audit.record(invocation.caller, spec.name, arguments, outcome, call.api.meter.request_ids)
    view = followable(view, shared.gate, spec.name)
    long = call.api.meter.long or _has_long_text(view)
    return await computed(answered, view, spec.name, long, invocation.pictured, long=long or invocation.pictured)


def _has_long_text(view: View) -> bool:
    return any(isinstance(value, str) and len(value) > LONG for value in vars(view).values())


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "?" if trace is None else f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}"
