"""Which studio a workspace is on: set by the operator, known from the call, or found out once with cheap reads."""

from typing import Any

import pytest

from dataworks.studio_settings import StudioName, StudioSettings
from dataworks.studios.choosing import REMEMBERED, Chooser, remembered
from emulator.faults.fault_rules import Fault, FaultRule, Faults
from emulator.service import Emulator
from tests.faults import dropped_before, refused
from tests.sessions import Time, client_of, emulated, sent

CLASSIC, NEW = StudioName.CLASSIC, StudioName.NEW
NOT_SET = StudioSettings()


def any_read(_: object) -> bool:
    return True


def chooser(emulator: Emulator, time: Time, settings: StudioSettings = NOT_SET, **more: Any) -> Chooser:
    return Chooser(client_of(emulator, time), settings, more.pop("may_send", any_read), **more)


def failing(**faults: Fault) -> Faults:
    """An emulator's faults, by operation."""
    rules = [FaultRule(operation=name, **fault.model_dump(exclude_unset=True)) for name, fault in faults.items()]
    return Faults(rules=rules)


async def test_a_workspace_with_files_is_on_the_classic_studio_and_is_asked_about_once() -> None:
    time = Time()
    emulator = emulated(time)
    finds = chooser(emulator, time)

    assert [await finds.studio_of("10000") for _ in range(3)] == [CLASSIC] * 3
    assert sent(emulator).count("ListFiles") == 1


async def test_it_is_asked_about_again_after_a_day_since_workspaces_are_upgraded() -> None:
    time = Time()
    emulator = emulated(time)
    finds = chooser(emulator, time)

    await finds.studio_of("10000")
    time.now += REMEMBERED + 1
    await finds.studio_of("10000")

    assert sent(emulator).count("ListFiles") == 2


@pytest.mark.parametrize(
    ("settings", "given", "found"),
    [
        (StudioSettings(NEW), None, NEW),
        (StudioSettings(NEW, {"10000": CLASSIC}), None, CLASSIC),
        (StudioSettings(None, {"10000": NEW}), None, NEW),
        (StudioSettings(CLASSIC), NEW, NEW),
        (NOT_SET, NEW, NEW),
    ],
)
async def test_what_is_set_or_given_costs_no_call(
    settings: StudioSettings, given: StudioName | None, found: StudioName
) -> None:
    time = Time()
    emulator = emulated(time)

    assert await chooser(emulator, time, settings, given=given).studio_of("10000") is found
    assert sent(emulator) == []


async def test_a_workspace_that_is_to_be_found_out_although_the_others_are_set_is() -> None:
    time = Time()
    settings = StudioSettings.read(["new", "10000=auto"])

    assert await chooser(emulated(time), time, settings).studio_of("10000") is CLASSIC


@pytest.mark.parametrize("there", [True, False])
async def test_a_folder_that_is_there_means_classic_without_a_probe(there: bool) -> None:
    time = Time()
    emulator = emulated(time)

    async def folder_is_there() -> bool:
        return there

    finds = chooser(emulator, time)

    assert await finds.studio_of("10000", folder_is_there) is CLASSIC
    assert ("ListFiles" in sent(emulator)) is not there
    assert remembered(finds.api, "10000") is CLASSIC


@pytest.mark.parametrize(
    "fault", [refused(403, "403030"), refused(429, "Throttling.User"), refused(500, "9990020002"), dropped_before()]
)
async def test_a_read_that_fails_shows_nothing_and_is_not_remembered(fault: Fault) -> None:
    time = Time()
    emulator = emulated(time, faults=failing(ListFiles=fault))
    finds = chooser(emulator, time)

    assert await finds.studio_of("10000") is None
    assert sent(emulator).count("ListFiles") <= 1, "a probe is worth no wait"
    assert remembered(finds.api, "10000") is None


@pytest.mark.parametrize(
    "fault",
    [
        refused(400, "1201111431", "path /bizroot not found"),
        refused(400, "InvalidParameter", "the folder /workflowroot/a does not exist"),
        refused(400, "1201111111", "Code does not exist"),
    ],
)
async def test_what_only_the_new_studio_refuses_means_new(fault: Fault) -> None:
    time = Time()
    finds = chooser(emulated(time, faults=failing(ListFiles=fault)), time)

    assert await finds.studio_of("10000") is NEW
    assert remembered(finds.api, "10000") is NEW


async def test_no_read_is_sent_that_the_rules_forbid() -> None:
    time = Time()
    emulator = emulated(time)

    assert await chooser(emulator, time, may_send=lambda _: False).studio_of("10000") is None
    assert sent(emulator) == []


@pytest.mark.parametrize(
    "words",
    [["x"], ["10002"], ["=new"], ["10002=x"], ["1 0=new"], ["New"], ["new", "classic"], ["7=new", "7=auto"], [""]],
)
def test_a_word_that_is_no_studio_is_refused(words: list[str]) -> None:
    with pytest.raises(ValueError, match=r"studio|workspace"):
        StudioSettings.read(words)


def test_what_the_command_line_says_of_a_workspace_is_stronger_than_the_rules_file() -> None:
    settings = StudioSettings.read(["new", "1=classic", "1=classic"], {"1": NEW, "2": CLASSIC})

    assert [settings.of_workspace(each) for each in ("1", "2", "3")] == [CLASSIC, CLASSIC, NEW]
    assert settings.said() == "new, 1=classic, 2=classic"
