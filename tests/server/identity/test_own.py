"""What each identity has of its own: turns, answers and memory; and that no output shows a secret, at any level."""

import base64
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

import anyio
import pytest

from dataworks.client import DataWorks
from dataworks.credentials import static
from dataworks.errors import DataWorksError
from dataworks.operations.v2020.workspaces import ListProjects
from dataworks.signing import Credentials
from dataworks.sts.identity import CallerToken
from dataworks.transport import connect
from emulator.faults.fault_rules import Fault
from emulator.service import Emulator
from emulator.world.roles import ACCOUNT, Role
from server.hosting import Hosting
from server.identity.own import Owners
from server.identity.roles import Roles
from server.settings import Settings
from server.shared import shared_by_calls
from tests.clock import LoopTime, run_skipping
from tests.emulator.serving import emulator_of_today, served
from tests.server.identity.hosts import BY_TOKEN, FULL, PROVIDER, READER
from tests.sessions import client_of, emulated
from tools.calls.context import Shared
from tools.rules.caller import Caller

OTHERS = "acs:ram::2000000000000002:role/dataworks"
ROLES = Roles(FULL)
RATE = 5.0


def named(name: str, role: str = FULL) -> Caller:
    return Caller(name, identity=Roles(role).identity_of(name, {}))


@asynccontextmanager
async def sharing(emulator: Emulator, time: LoopTime, rate: float = RATE) -> AsyncGenerator[Shared]:
    """What the calls of a server share whose callers act as roles."""
    emulator.world.roles.roles[OTHERS] = Role(OTHERS)
    hosting = Hosting(Settings(emulator=True, rate=rate), roles=ROLES)
    async with shared_by_calls(lambda: client_of(emulator, time), hosting) as shared:
        yield shared


def test_callers_of_an_account_take_turns_and_keep_its_rate_together() -> None:
    async def work() -> None:
        time = LoopTime()
        emulator = emulated(time)
        arrived = list[tuple[float, str]]()
        async with sharing(emulator, time) as shared, anyio.create_task_group() as group:

            async def call(name: str, api_of: Shared) -> None:
                await api_of.api.call(ListProjects())
                arrived.append((time.clock(), name))

            for name, calls in (("ada", 30), ("bob", 5)):
                for _ in range(calls):
                    group.start_soon(call, name, shared.of(named(name)))

        times = [moment for moment, _ in arrived]
        assert max(sum(start <= each < start + 1 for each in times) for start in times) <= RATE
        last_of_bob = max(place for place, (_, name) in enumerate(arrived) if name == "bob")
        assert last_of_bob < 16, "30 calls of one caller do not delay those of another"
        assert times[-1] - times[0] < 35 / RATE + 1, "nothing of the rate is lost"

    run_skipping(work)


def test_callers_of_two_accounts_have_two_rates() -> None:
    async def work() -> None:
        time = LoopTime()
        started = time.clock()
        async with sharing(emulated(time), time) as shared, anyio.create_task_group() as group:
            for caller in (named("ada"), named("bob", OTHERS)):
                for _ in range(20):
                    group.start_soon(shared.of(caller).api.call, ListProjects())
        assert time.clock() - started < 20 / RATE

    run_skipping(work)


async def test_one_caller_alone_has_the_whole_rate() -> None:
    owners = Owners(ROLES, Settings(emulator=True, rate=RATE), None)
    time = LoopTime()
    async with sharing(emulated(time), time) as shared:
        own = owners.shared_with(shared, named("ada")).api

    assert own.rate.rate == RATE
    assert own.account is not None
    assert own.account.limit.rate == RATE


async def test_what_is_remembered_belongs_to_an_identity() -> None:
    time = LoopTime()
    async with sharing(emulated(time), time, rate=0) as shared:
        ada, again, reader, bob = (
            shared.of(each) for each in (named("ada"), named("ada"), named("ada", READER), named("bob"))
        )

        for part in ("cache", "memory", "stats", "rate"):
            assert getattr(ada.api, part) is getattr(again.api, part)
            assert len({id(getattr(each.api, part)) for each in (shared, ada, reader, bob)}) == 4
        assert ada.home is again.home
        assert len({id(each.home) for each in (shared, ada, reader, bob)}) == 4
        assert ada.of(named("bob")) is ada, "nobody gets the share of another through one's own"


async def test_a_caller_without_an_identity_acts_as_nobody() -> None:
    time = LoopTime()
    emulator = emulated(time)
    async with sharing(emulator, time, rate=0) as shared:
        with pytest.raises(RuntimeError, match="without an identity"):
            shared.of(Caller("nobody"))

    assert not emulator.world.roles.sessions


async def test_identities_are_forgotten_beyond_a_number() -> None:
    time = LoopTime()
    owners = Owners(ROLES, Settings(emulator=True), None, most=2)
    async with sharing(emulated(time), time, rate=0) as shared:
        first = owners.shared_with(shared, named("n1")).api.cache
        for name in ("n2", "n1", "n3", "n1"):
            owners.shared_with(shared, named(name))

        assert owners.shared_with(shared, named("n1")).api.cache is first
        second = owners.shared_with(shared, named("n2")).api.cache
        owners.shared_with(shared, named("n3"))
        owners.shared_with(shared, named("n1"))
        assert owners.shared_with(shared, named("n2")).api.cache is not second


def test_a_slow_sts_ends_in_an_explained_failure_and_not_in_the_time_of_the_call() -> None:
    async def work() -> None:
        time = LoopTime()
        emulator = emulated(time)
        emulator.fail("AssumeRole", Fault(kind="delay", seconds=100), times=None)
        started = time.clock()
        async with sharing(emulator, time) as shared, anyio.create_task_group() as group:

            async def call() -> None:
                with pytest.raises(DataWorksError) as raised:
                    await shared.of(named("ada")).api.call(ListProjects())
                assert raised.value.code == "RoleNotTaken.Unreachable"

            for _ in range(5):
                group.start_soon(call)
        assert time.clock() - started < 15
        assert emulator.counts["ListProjects"] == 0

    run_skipping(work)


async def test_no_level_of_the_log_shows_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    time = LoopTime()
    emulator = emulated(time)
    async with sharing(emulator, time, rate=0) as shared:
        shown = list[str]()
        for name in ("ada", "x"):
            own = shared.of(named(name))
            try:
                shown.append(repr(await own.api.call(ListProjects())))
            except DataWorksError as error:
                shown.append(repr(error))
            shown.append(repr((own, own.api, replace(named(name)))))

    keys = [session.key for session in emulator.world.roles.sessions.values()]
    assert keys
    told = caplog.text + "".join(shown)
    assert "AssumeRole" in told
    assert ACCOUNT in told
    assert not [
        secret for key in keys for secret in (key.access_key_secret, key.security_token or "") if secret in told
    ]


async def test_no_library_logs_a_key_or_a_token_over_http(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    emulator = emulator_of_today()
    end = emulator.clock() + 900
    claims = {"iss": "https://i.example", "aud": ["a", "sts"], "sub": "ada", "exp": end}
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    token = CallerToken(f"e30.{body}.planted-signature", ("a", "sts"), end)
    emulator.world.roles.roles[BY_TOKEN] = Role(BY_TOKEN, PROVIDER, "https://i.example", frozenset({"sts"}))
    async with served(emulator) as url:
        for roles, given in (
            (Roles(FULL, None, url), {}),
            (Roles(BY_TOKEN, None, url, PROVIDER, "sts"), {"token": token}),
        ):
            hosting, key = Hosting(Settings(endpoint=url), roles=roles), static(Credentials("emulator", "emulator"))
            async with shared_by_calls(partial(DataWorks, url, key, connect(url)), hosting) as shared:
                caller = Caller("ada", identity=roles.identity_of("ada", given))
                await shared.of(caller).api.call(ListProjects())

    keys = [session.key for session in emulator.world.roles.sessions.values()]
    secrets = {body, "planted-signature", *(each.access_key_secret for each in keys)}
    assert len(keys) == 2
    assert "http" in caplog.text
    assert not [secret for secret in {*secrets, *(each.security_token or "" for each in keys)} if secret in caplog.text]
