"""The studio of the workspace that a task is created in: found out, or asked for."""

from dataclasses import replace

import pytest

from dataworks.errors import DataWorksError, RoleNotTaken, Throttled, Unconfigured
from dataworks.signing import Credentials
from dataworks.studio_settings import StudioName, StudioSettings
from emulator.service import Emulator
from tests.faults import refused
from tests.sessions import FOLDER, Time, client_of, emulated, sent
from tools.arguments.parsing import InvalidArguments
from tools.arguments.studio_choice import StudioGiven, studio_for
from tools.catalog import Call


def call_of(emulator: Emulator, time: Time, settings: StudioSettings | None = None) -> Call:
    async def nothing(_step: int, _steps: int, _text: str) -> None: ...

    async def describe(_api: object, _probe: bool) -> dict[str, object]:
        return {}

    return Call(client_of(emulator, time), nothing, describe, time.now, studios=settings or StudioSettings())


async def test_the_folder_of_a_new_task_that_is_there_answers_it_and_is_read_once() -> None:
    time = Time()
    emulator = emulated(time)
    call = call_of(emulator, time)

    found = [await studio_for(call.chooser(), "10000", FOLDER) for _ in range(2)]

    assert found == [StudioName.CLASSIC] * 2
    assert sent(emulator) == ["ListFolders"]


async def test_a_folder_that_is_not_there_answers_nothing() -> None:
    time = Time()
    emulator = emulated(time)

    assert await studio_for(call_of(emulator, time).chooser(), "10000", "Business Flow/x/y") is StudioName.CLASSIC
    assert sent(emulator)[-1] == "ListFiles"


async def test_where_nothing_shows_it_the_failure_asks_for_the_studio() -> None:
    time = Time()
    emulator = emulated(time)

    with pytest.raises(InvalidArguments) as failed:
        await studio_for(call_of(emulator, time).chooser(), "10001")

    (finding,) = failed.value.findings
    assert finding.to("en").startswith("/studio: is required: nothing in workspace 10001 shows whether")
    assert failed.value.after_reads


async def test_a_read_that_may_work_later_is_the_failure_and_nobody_is_asked() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("ListFiles", refused(429, "Throttling.User"))

    with pytest.raises(Throttled):
        await studio_for(call_of(emulator, time).chooser(), "10001")


@pytest.mark.parametrize("error", [RoleNotTaken("AssumeRole", "no", reason="NoPermission"), Unconfigured("keys", "no")])
async def test_where_nothing_can_be_sent_that_is_the_failure_and_nobody_is_asked(error: DataWorksError) -> None:
    async def none_now() -> Credentials:
        raise error

    time = Time()
    chooser = call_of(emulated(time), time).chooser()

    with pytest.raises(type(error)):
        await studio_for(replace(chooser, api=replace(chooser.api, credentials=none_now)), "10000")


async def test_where_neither_may_be_read_the_failure_asks_for_the_studio() -> None:
    time = Time()
    emulator = emulated(time)
    for operation in ("ListNodes", "ListFiles"):
        emulator.fail(operation, refused(403, "403030"))

    with pytest.raises(InvalidArguments):
        await studio_for(call_of(emulator, time).chooser(), "10000")


@pytest.mark.parametrize("given", ["classic", "new"])
async def test_what_the_call_says_costs_nothing_and_is_stronger_than_what_is_set(given: StudioGiven) -> None:
    time = Time()
    emulator = emulated(time)
    call = call_of(emulator, time, StudioSettings(StudioName.CLASSIC))

    assert await studio_for(call.chooser(given), "10001", FOLDER) == given
    assert sent(emulator) == []
