"""Answers that are kept for a short while."""

from dataclasses import replace

import anyio
import anyio.lowlevel
import httpx2
import pytest

from dataworks.answer_cache import AnswerCache
from dataworks.client import DataWorks
from dataworks.credentials import static
from dataworks.errors import Refused, Rejected
from dataworks.operation import Effect
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2020.workspaces import CreateFolder, GetProject, ListFolders, ListProjects
from dataworks.retry import RetryRule
from dataworks.signing import Credentials
from emulator.service import Emulator
from emulator.transport import EmulatorTransport
from tests.dataworks.clients import KEY, Setting, answered, emulated, prepared
from tests.faults import Fault, rejected
from tests.operations import OPERATIONS
from tests.sessions import Time, client_of
from tests.sessions import emulated as emulator_in_time

WORKSPACES = ListProjects()


def folder(name: str) -> CreateFolder:
    return CreateFolder(project_id="10000", folder_path=f"Business Flow/shop/Data Integration/{name}")


def asked(setting: Setting, action: str) -> int:
    return setting.sent.count(action)


async def test_a_second_question_costs_no_call_for_a_minute() -> None:
    setting = emulated()
    first = await setting.api.cached(WORKSPACES)
    setting.time.now += ListProjects.lifetime - 1
    second = await setting.api.metered().cached(WORKSPACES)
    spent = asked(setting, "ListProjects")
    setting.time.now += 2
    third = await setting.api.cached(WORKSPACES)

    assert first == second == third.model_copy(update={"request_id": first.request_id})
    assert (spent, asked(setting, "ListProjects")) == (1, 2)


async def test_refresh_asks_again_and_what_it_learns_is_kept() -> None:
    setting = emulated()
    await setting.api.cached(WORKSPACES)
    fresh = await setting.api.cached(WORKSPACES, refresh=True)

    assert await setting.api.cached(WORKSPACES) is fresh
    assert asked(setting, "ListProjects") == 2


async def test_another_question_another_key_and_another_connection_are_asked_for_themselves() -> None:
    setting = emulated()
    twice = Emulator(setting.emulator.world, keys=[KEY, Credentials("other", "secret")])
    api = replace(setting.api, http=EmulatorTransport(twice))
    for project in ("10000", "10001"):
        await api.cached(GetProject(project_id=project))
    await replace(api, credentials=static(Credentials("other", "secret"))).cached(GetProject(project_id="10000"))
    await replace(api, cache=AnswerCache()).cached(GetProject(project_id="10000"))

    assert [call.action for call in twice.calls] == ["GetProject"] * 4


async def test_a_plain_call_is_always_sent() -> None:
    setting = emulated()
    await setting.api.cached(WORKSPACES)
    await setting.api.call(WORKSPACES)

    assert asked(setting, "ListProjects") == 2


async def test_an_operation_that_is_not_named_is_never_kept() -> None:
    setting = emulated()
    for _ in range(2):
        await setting.api.cached(ListFiles(project_id="10000"))

    assert asked(setting, "ListFiles") == 2


async def test_a_failure_is_not_kept() -> None:
    good = answered(RequestId="r", PageResult={"TotalCount": 0, "ProjectList": []})
    api, service, _ = prepared(httpx2.Response(403, content=b'{"Code":"Forbidden","Message":"no"}'), good)
    once = replace(api, retries=RetryRule(attempts=1))
    with pytest.raises(Refused):
        await once.cached(WORKSPACES)
    await once.cached(WORKSPACES)
    await once.cached(WORKSPACES)

    assert len(service.requests) == 2


async def test_after_a_write_everything_is_asked_for_again() -> None:
    setting = emulated()
    here = ListFolders(project_id="10000", parent_folder_path="Business Flow/shop/Data Integration")
    before = await setting.api.cached(here)
    await setting.api.metered().call(folder("new"))
    after = await setting.api.cached(here)

    assert len(after.folders) == len(before.folders) + 1


async def test_after_a_write_that_failed_everything_is_asked_for_again_too() -> None:
    setting = emulated()
    await setting.api.cached(WORKSPACES)
    setting.emulator.fail("CreateFolder", rejected("no"))
    with pytest.raises(Refused):
        await setting.api.call(folder("new"))
    await setting.api.cached(WORKSPACES)

    assert asked(setting, "ListProjects") == 2


async def test_an_answer_that_was_asked_for_anew_is_the_newest() -> None:
    setting = emulated()
    api = replace(setting.api, cache=AnswerCache(largest=2))
    for size, refresh in ((1, False), (2, False), (1, True), (3, False)):
        await api.cached(ListProjects(page_size=size), refresh=refresh)
    sent = asked(setting, "ListProjects")
    await api.cached(ListProjects(page_size=1))

    assert asked(setting, "ListProjects") == sent == 4


async def test_the_oldest_answers_go_when_there_are_too_many() -> None:
    setting = emulated()
    api = replace(setting.api, cache=AnswerCache(largest=2))
    for size in (1, 2, 3, 3, 2, 1):
        await api.cached(ListProjects(page_size=size))

    assert asked(setting, "ListProjects") == 4
    assert len(api.cache.kept) == 2


def test_only_reads_are_kept_and_each_for_a_minute_at_most() -> None:
    kept = [operation for operation in OPERATIONS.values() if operation.lifetime]

    assert {operation.effect for operation in kept} == {Effect.READ}
    assert {operation.lifetime for operation in kept} == {60}


async def test_what_is_kept_is_not_shown() -> None:
    setting = emulated()
    await setting.api.cached(WORKSPACES)

    assert "workspace_10001" in repr(setting.api.cache.kept)
    assert "kept" not in repr(setting.api.cache)


LATE = Fault(kind="delay", seconds=1)


@pytest.fixture
def others() -> tuple[Emulator, DataWorks]:
    """An emulator whose late answers let other callers go on, and a connection to it."""
    time = Time()
    emulator = emulator_in_time(time)
    return emulator, client_of(emulator, time)


def asked_for_workspaces(emulator: Emulator) -> int:
    return [call.action for call in emulator.calls].count("ListProjects")


async def test_of_callers_at_the_same_time_one_asks_and_all_get_the_answer(others: tuple[Emulator, DataWorks]) -> None:
    emulator, api = others
    emulator.fail("ListProjects", LATE, times=None)
    answers = list[int]()

    async def ask() -> None:
        answers.append(len((await api.metered().cached(WORKSPACES)).project_list))

    async with anyio.create_task_group() as group:
        for _ in range(20):
            group.start_soon(ask)

    assert answers == [len(emulator.world.workspaces)] * 20
    assert asked_for_workspaces(emulator) == 1
    assert api.cache.awaited == {}


async def test_where_the_caller_who_asks_fails_each_of_the_others_asks(others: tuple[Emulator, DataWorks]) -> None:
    emulator, api = others
    emulator.fail("ListProjects", LATE, after=1)
    emulator.fail("ListProjects", rejected("no"))
    failures = list[str]()

    async def ask() -> None:
        try:
            await api.cached(WORKSPACES)
        except Rejected as error:
            failures.append(error.message)

    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(ask)

    assert failures == ["no"]
    assert api.cache.awaited == {}


async def test_what_was_asked_for_before_a_write_is_no_answer_after_it(others: tuple[Emulator, DataWorks]) -> None:
    emulator, api = others
    emulator.fail("ListProjects", LATE)
    async with anyio.create_task_group() as group:
        group.start_soon(api.cached, WORKSPACES)
        await anyio.lowlevel.checkpoint()
        await api.call(folder("new"))
        assert api.cache.awaited == {}
        await api.cached(WORKSPACES)

    assert asked_for_workspaces(emulator) == 2
