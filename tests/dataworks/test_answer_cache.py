"""Answers that are kept for a short while."""

from dataclasses import replace

import httpx2
import pytest

from dataworks.answer_cache import AnswerCache
from dataworks.credentials import static
from dataworks.errors import Refused
from dataworks.operation import Effect
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2020.workspaces import CreateFolder, GetProject, ListFolders, ListProjects
from dataworks.retry import RetryRule
from dataworks.signing import Credentials
from emulator.service import Emulator
from emulator.transport import EmulatorTransport
from tests.dataworks.clients import KEY, Setting, answered, emulated, prepared
from tests.faults import rejected
from tests.operations import OPERATIONS

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
