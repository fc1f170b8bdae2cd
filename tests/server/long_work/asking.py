"""A client that knows tasks, and a server whose waits last until a test lets them go."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal

import anyio
import anyio.lowlevel
from mcp import Client
from mcp.client.extension import ClaimContext, ClientExtension, NotificationBinding, ResultClaim
from mcp.server.subscriptions import SubscriptionBus
from mcp_types import CallToolResult, ElicitResult, InputRequiredResult, Request, RequestParams, Result
from pydantic import BaseModel, ConfigDict, Field

from dataworks.client import DataWorks
from dataworks.request import Request as Sent
from dataworks.transport import Response
from emulator.service import Emulator
from emulator.transport import EmulatorTransport
from emulator.world.lifecycle import AtOnce
from server.app import app
from server.hosting import Hosting
from tests.secrecy.observe import results
from tests.server.pictures.results import SHOWS_PAGES
from tests.sessions import Time, client_of, emulated
from tools.rules.caller import LOCAL
from tools.rules.gate import Gate
from tools.rules.mode import Mode

EXTENSION = "io.modelcontextprotocol/tasks"
KEY = b"k" * 32
ENDED = ("completed", "failed", "cancelled")
MOST_LOOKS = 100_000
"""Looks at a task until it counts as one that never gets there; a real process takes thousands."""


class Whole(Result):
    """A result with everything that is in it."""

    model_config = ConfigDict(extra="allow")


class Handle(Result):
    """The answer that says that a call has become a task."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)
    result_type: Literal["task"] = Field(alias="resultType", default="task")
    task_id: str = Field(alias="taskId")


class About(RequestParams):
    model_config = ConfigDict(extra="allow", populate_by_name=True)
    task_id: str = Field(alias="taskId")


class TaskRequest(Request[About, str]):
    """A request about a task, with the header that names it."""

    name_param: ClassVar[str | None] = "taskId"
    method: str
    params: About


class Heard(BaseModel):
    """The parameters of a notification."""

    model_config = ConfigDict(extra="allow")


@dataclass
class Tasks(ClientExtension):
    """Declares the extension, and polls a task to its end; what it heard and saw is kept.

    ``looked``: called after each look."""

    looked: Callable[[], None] = lambda: None
    answers: dict[str, Any] = field(default_factory=dict[str, Any])
    saw: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    heard: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    news: anyio.Event = field(default_factory=anyio.Event)

    identifier = EXTENSION

    def claims(self) -> list[ResultClaim[Handle]]:
        return [ResultClaim(result_type="task", model=Handle, resolve=self._resolved)]

    def notifications(self) -> list[NotificationBinding[Heard]]:
        return [NotificationBinding(method="notifications/tasks", params_type=Heard, handler=self._hear)]

    async def _hear(self, params: Heard) -> None:
        self.heard.append(params.model_dump())
        self.news.set()

    async def hears(self, enough: Callable[[], object]) -> None:
        """Wait until it has heard enough."""
        while not enough():
            await self.news.wait()
            self.news = anyio.Event()

    async def _resolved(self, handle: Handle, ctx: ClaimContext) -> CallToolResult:
        for _ in range(MOST_LOOKS):
            state = await asked(ctx.session, "tasks/get", handle.task_id)
            self.saw.append(state)
            self.looked()
            if state["status"] == "completed":
                return CallToolResult.model_validate(state["result"])
            assert state["status"] not in ENDED, state
            if state["status"] == "input_required":
                answers = dict.fromkeys(state["inputRequests"], self.answers)
                await asked(ctx.session, "tasks/update", handle.task_id, inputResponses=answers)
            await anyio.lowlevel.checkpoint()
        raise AssertionError(f"never completed: {self.saw[-1]}")


async def asked(session: Any, method: str, task_id: str, **more: Any) -> dict[str, Any]:
    """The answer to a request about a task."""
    request = TaskRequest(method=method, params=About(taskId=task_id, **more))
    answer: dict[str, Any] = (await session.send_request(request, Whole)).model_dump(by_alias=True)
    answer.pop("_meta", None)
    return answer


async def begun(client: Client, tool: str, arguments: dict[str, Any]) -> str:
    """The id of the task that a call becomes, to which its user agrees if asked."""
    handle = await client.session.call_tool(tool, arguments, allow_claimed=True, allow_input_required=True)
    if isinstance(handle, InputRequiredResult):
        yes = ElicitResult(action="accept", content={"approve": True})
        answers, state = dict.fromkeys(handle.input_requests or (), yes), handle.request_state
        again: Any = {"input_responses": answers, "request_state": state, "allow_claimed": True}
        handle = await client.session.call_tool(tool, arguments, **again)
    assert isinstance(handle, Handle), handle
    return handle.task_id


async def state_of(client: Client, task_id: str) -> dict[str, Any]:
    """The state of a task."""
    return await asked(client.session, "tasks/get", task_id)


async def until(client: Client, task_id: str, *wanted: str) -> dict[str, Any]:
    """The state of a task as soon as its status is one of these."""
    return await looked(client, task_id, lambda state: state["status"] in wanted)


async def seen(client: Client, task_id: str, words: str) -> dict[str, Any]:
    """The state of a task as soon as its message has these words."""
    return await looked(client, task_id, lambda state: words in state.get("statusMessage", ""))


async def looked(client: Client, task_id: str, enough: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The first state of a task that is enough."""
    state: dict[str, Any] = {}
    for _ in range(MOST_LOOKS):
        state = await state_of(client, task_id)
        if enough(state):
            return state
        await anyio.lowlevel.checkpoint()
    raise AssertionError(f"never: {state}")


class Held(Time):
    """A clock that moves when somebody waits, and waits that last until the test lets them go."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting, self.go = anyio.Event(), anyio.Event()

    async def sleep(self, seconds: float) -> None:
        self.waiting.set()
        await self.go.wait()
        await super().sleep(seconds)


class Until(EmulatorTransport):
    """A network that is cut before the first request of an operation; ``done``: after its effect, before its answer."""

    def __init__(self, emulator: Emulator, operation: str, *, done: bool = False) -> None:
        super().__init__(emulator)
        self._operation, self._done = operation, done
        self.cut = anyio.Event()

    async def send(self, request: Sent, limit: float) -> Response:
        if request.action == self._operation:
            if self._done:
                await super().send(request, limit)
            self.cut.set()
            await anyio.sleep_forever()
        return await super().send(request, limit)


@dataclass
class Service:
    """An emulator that servers share, and its clock."""

    time: Held = field(default_factory=Held)
    speed: Any = field(default_factory=AtOnce)
    mode: Mode = Mode.CONFIRM
    key: bytes = KEY
    caller_of: Callable[[], Any] | None = None
    emulator: Emulator = field(init=False)
    server: Any = None

    def __post_init__(self) -> None:
        self.emulator = emulated(self.time, self.speed)

    def hosting(self, **more: Any) -> Hosting:
        who = self.caller_of or (lambda: LOCAL)
        return Hosting(gate=Gate(self.mode), state_key=self.key, clock=self.time.clock, caller_of=who, **more)

    def bus(self) -> SubscriptionBus:
        """Where the last server publishes changes."""
        bus: SubscriptionBus = self.server._subscriptions
        return bus

    @asynccontextmanager
    async def replica(
        self,
        extension: ClientExtension | None = None,
        answer: Any = None,
        time: Time | None = None,
        until: Until | None = None,
        pages: bool = False,
        **more: Any,
    ) -> AsyncGenerator[Client]:
        """A client of a server of its own; ``time``: its waits, if they are not held; ``until``: its network, if it
        is cut; ``pages``: it shows pages.
        """

        def connected() -> DataWorks:
            client = client_of(self.emulator, time or self.time)
            return client if until is None else replace(client, http=until)

        server = self.server = app(connected, self.hosting(**more))
        server.middleware.append(results)
        known = [extension or Tasks(), *(SHOWS_PAGES if pages else ())]
        async with Client(server, extensions=known, elicitation_callback=answer) as client:
            yield client


class Free(Time):
    """Waits that pass at once, by the clock of a service."""

    def __init__(self, of: Time) -> None:
        self.of = of

    def clock(self) -> float:
        return self.of.now

    async def sleep(self, seconds: float) -> None:
        self.of.now += seconds
        await anyio.lowlevel.checkpoint()
