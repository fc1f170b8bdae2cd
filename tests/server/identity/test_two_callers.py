"""Two callers of one server: two sessions at the service, two names in the audit, and nothing of one for the other."""

import re
from pathlib import Path

import pytest
from mcp_types import ResourceTemplateReference

from emulator.world.roles import Role
from tests import faults
from tests.emulator.serving import emulator_of_today
from tests.server.auth.identity import AUDIENCE, issuing
from tests.server.http.talk import reached
from tests.server.identity.hosts import ADA, BOB, BY_TOKEN, FULL, PROVIDER, READER, hosting, with_file
from tests.server.processes import INITIALIZE, KEYS, line_of, ran, started, tell
from tests.sessions import facts_of, text_of
from tools.calls.links import TASK

FOLDER = "Business Flow/shop/Data Integration"


async def test_two_callers_have_two_sessions_and_two_names_in_the_audit(tmp_path: Path) -> None:
    async with hosting(tmp_path, *with_file(tmp_path, f"ada {ADA}\nbob {BOB}\n")) as host:
        for number, token in enumerate((ADA, BOB, ADA)):
            result = await host.call(token, "create_folder", project_id="10000", folder_path=f"{FOLDER}/n{number}")
            assert not result.is_error, text_of(result)

        sessions = host.emulator.world.roles.sessions.values()
        assert sorted(each.name for each in sessions) == ["ada", "bob"]
        assert host.emulator.counts["AssumeRole"] == 2
        who = [(line["caller"], line["identity"]) for line in host.recorded() if line["outcome"] == "begun"]
        assert who == [(name, f"{FULL}/{name}") for name in ("ada", "bob", "ada")]


async def test_a_caller_gets_no_answer_that_another_role_got(tmp_path: Path) -> None:
    """What a workspace has is cached for a minute, and the only workspace of a caller is remembered."""
    emulator = emulator_of_today()
    emulator.world.roles.roles[READER] = Role(READER, workspaces=frozenset({"10001"}))
    entries = f"ada {ADA} read,write\nbob {BOB} read {READER}\n"
    async with hosting(tmp_path, *with_file(tmp_path, entries), emulator=emulator) as host:
        bob, ada = [await host.call(token, "find_sync_tasks") for token in (BOB, ADA)]
        whole, nothing = [await host.call(token, "describe_workspace", project_id="10000") for token in (ADA, BOB)]
        seen = [await host.call(token, "list_projects") for token in (ADA, BOB, ADA)]

    assert (bob.is_error, ada.is_error) == (False, True), "one has three workspaces, and has to name one"
    assert not whole.is_error
    assert "mysql_shop" in text_of(whole)
    assert facts_of(nothing)["error"]["code"] == "Invalid.Tenant.UserNotInProject"
    assert "mysql_shop" not in text_of(nothing)
    shown = [set(re.findall(r"\bworkspace_1000[0-9]\b", text_of(each))) for each in seen]
    assert [len(each) for each in shown] == [3, 1, 3]


async def test_a_reader_can_not_write_even_where_the_server_allows_it(tmp_path: Path) -> None:
    entries = f"ada {ADA}\nbob {BOB} {READER}\n"
    async with hosting(tmp_path, *with_file(tmp_path, entries)) as host:
        bob = await host.call(BOB, "create_folder", project_id="10000", folder_path=f"{FOLDER}/b")
        ada = await host.call(ADA, "create_folder", project_id="10000", folder_path=f"{FOLDER}/b")
        line = host.recorded()[1]

    assert bob.is_error
    assert (line["caller"], line["identity"]) == ("bob", f"{READER}/bob")
    assert not ada.is_error


async def test_names_are_completed_for_each_identity(tmp_path: Path) -> None:
    entries = f"ada {ADA}\nbob {BOB} {READER}\n"
    async with hosting(tmp_path, *with_file(tmp_path, entries)) as host:
        found = list[list[str]]()
        for token in (ADA, BOB):
            async with reached(host.url, token) as client:
                reference = ResourceTemplateReference(type="ref/resource", uri=TASK)
                answer = await client.complete(reference, {"name": "project_id", "value": ""})
                found.append(answer.completion.values)

    assert found == [["10000", "10001", "10002"], ["10000"]]


async def test_a_confirmation_is_for_the_role_that_it_was_shown_to(tmp_path: Path) -> None:
    """The same caller with another role, as after a change of the token file, needs another confirmation."""
    options = with_file(tmp_path, f"ada {ADA}\n")
    call = {"project_id": "10000", "file_id": "1000000"}
    async with hosting(tmp_path, *options, "--mode", "confirm", "--consent", "confirmation") as host:
        first = await host.call(ADA, "delete_file", **call)
        confirmation = facts_of(first)["confirmation"]
        (tmp_path / "tokens").write_text(f"ada {ADA} {READER}\n")
        second = await host.call(ADA, "delete_file", **call, confirmation=confirmation)

    assert "it belongs to another call, other arguments or another caller" in text_of(second)
    assert host.emulator.counts["DeleteFile"] == 0


async def test_a_role_that_is_refused_ends_in_an_explained_failure_and_nothing_is_sent(tmp_path: Path) -> None:
    emulator = emulator_of_today()
    emulator.fail("AssumeRole", faults.refused(403, "NoPermission"), times=None)
    async with hosting(tmp_path, *with_file(tmp_path, f"ada {ADA}\n"), "--language", "zh", emulator=emulator) as host:
        result = await host.call(ADA, "list_projects")
        names = await host.call(ADA, "explain_error", error="Forbidden.Access")

    assert result.is_error
    failure = facts_of(result)["error"]
    assert (failure["code"], failure["who"], failure["retry"]) == (
        "RoleNotTaken.NoPermission",
        "RAM admin",
        "after a fix",
    )
    assert "sts:AssumeRole" in failure["fix"][0]
    assert "没有向 DataWorks 发送请求" in text_of(result)
    assert not names.is_error, "what calls no API needs no role"
    assert host.emulator.counts.total() == host.emulator.counts["AssumeRole"] == 1


async def test_a_session_that_ends_is_taken_again(tmp_path: Path) -> None:
    async with hosting(tmp_path, *with_file(tmp_path, f"ada {ADA}\n")) as host:
        await host.call(ADA, "list_projects")
        host.emulator.move(4000)
        result = await host.call(ADA, "list_projects")

        assert not result.is_error
        assert host.emulator.counts["AssumeRole"] == 2


@pytest.mark.parametrize("name", ["a+b", "a"])
def test_a_token_file_with_a_name_that_no_session_can_have_does_not_start(tmp_path: Path, name: str) -> None:
    options = with_file(tmp_path, f"ada {ADA}\n{name} {BOB}\n")

    result = ran("serve", "--emulator", "--transport", "http", *options)

    assert result.returncode == 1
    assert "line 2: the name becomes that of a role session: 2 to 64 letters" in result.stderr


def test_a_wrong_role_in_a_token_file_is_named(tmp_path: Path) -> None:
    result = ran(
        "serve", "--emulator", "--transport", "http", *with_file(tmp_path, f"ada {ADA} read acs:ram:1:role/x\n")
    )

    assert result.returncode == 1
    assert "line 1: the role must be of the form acs:ram::ACCOUNT:role/NAME" in result.stderr


def test_a_role_in_a_token_file_needs_the_option(tmp_path: Path) -> None:
    options = with_file(tmp_path, f"ada {ADA} {READER}\n")[:2]

    result = ran("serve", "--emulator", "--transport", "http", *options)

    assert result.returncode == 1
    assert "line 1: the role has no effect without --assume-role" in result.stderr


async def test_the_token_of_a_caller_is_exchanged_if_it_is_for_sts_too(tmp_path: Path) -> None:
    async with issuing() as issuer:
        emulator = emulator_of_today()
        trusted = Role(BY_TOKEN, PROVIDER, issuer.url, frozenset({"sts.example"}))
        emulator.world.roles.roles[BY_TOKEN] = trusted
        options = ("--issuer", issuer.url, "--audience", AUDIENCE, "--assume-role-with-oidc", BY_TOKEN)
        more = ("--oidc-provider", PROVIDER, "--sts-audience", "sts.example")
        both = [issuer.token(sub=name, aud=[AUDIENCE, "sts.example"]) for name in ("ada", "bob", "ada")]
        alone, odd = issuer.token(sub="ada"), issuer.token(sub="auth0|ada", aud=[AUDIENCE, "sts.example"])
        async with hosting(tmp_path, *options, *more, emulator=emulator) as host:
            good = [await host.call(token, "list_projects") for token in both]
            made = await host.call(both[1], "create_folder", project_id="10000", folder_path=f"{FOLDER}/o")
            before = host.emulator.counts["AssumeRoleWithOIDC"]
            refused, named = [await host.call(token, "list_projects") for token in (alone, odd)]
            after, lines = host.emulator.counts["AssumeRoleWithOIDC"], host.recorded()
        told = "".join((*host.output, (tmp_path / "audit.jsonl").read_text("utf-8"), text_of(refused), text_of(named)))

    assert [each.is_error for each in (*good, made)] == [False] * 4
    assert before == after == 2
    assert facts_of(refused)["error"]["code"] == "RoleNotTaken.Audience"
    assert facts_of(named)["error"]["code"] == "RoleNotTaken.SessionName"
    assert {line["identity"] for line in lines} == {f"{BY_TOKEN}/bob"}
    assert not [part for token in (*both, alone, odd) for part in token.split(".")[1:] if part in told]


OIDC = ("--issuer", "https://i.example", "--audience", "a", "--assume-role-with-oidc", BY_TOKEN)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--assume-role", "admin"), "must be a role, such as acs:ram::ACCOUNT:role/NAME"),
        (("--external-id", "x"), "--external-id has no effect without --assume-role"),
        (("--sts-endpoint", "https://sts.example"), "--sts-endpoint has no effect without a role"),
        (("--assume-role-with-oidc", BY_TOKEN), "--assume-role-with-oidc needs --issuer"),
        ((*OIDC, "--assume-role", FULL), "--assume-role and --assume-role-with-oidc exclude each other"),
        (OIDC, "--assume-role-with-oidc needs --oidc-provider and --sts-audience"),
        ((*OIDC, "--oidc-provider", PROVIDER), "needs --oidc-provider and --sts-audience"),
        ((*OIDC, "--oidc-provider", PROVIDER, "--sts-audience", "a"), "tokens for this server alone are not passed on"),
        (("--sts-audience", "x"), "--sts-audience has no effect without --assume-role-with-oidc"),
    ],
)
def test_options_that_do_not_fit_are_refused(options: tuple[str, ...], complaint: str) -> None:
    result = ran("serve", "--region", "cn-shanghai", "--transport", "http", "--port", "0", *options)

    assert result.returncode in (1, 2)
    assert complaint in result.stderr


def test_one_caller_in_a_shell_acts_as_a_role() -> None:
    result = ran("call", "list_projects", "--emulator", "--assume-role", READER)

    assert result.returncode == 0
    assert "10000" in result.stdout
    assert "10001" not in result.stdout


def test_doctor_takes_the_role() -> None:
    good = ran("doctor", "--emulator", "--assume-role", FULL, "--probe")
    missing = ran("doctor", "--emulator", "--assume-role", f"{FULL}-2")
    nowhere = ran("doctor", "--endpoint", "http://127.0.0.1:9", "--assume-role", FULL, **KEYS)

    assert good.returncode == 0
    assert f"the role {FULL}/local" in good.stdout
    assert missing.returncode == nowhere.returncode == 1
    assert "EntityNotExist.Role" in missing.stdout
    assert "Add --sts-endpoint URL" in nowhere.stdout


def test_one_caller_on_stdio_acts_as_a_role() -> None:
    with started("serve", "--emulator", "--assume-role", READER, "--toolsets", "all") as process:
        tell(process, {"id": 1, "method": "initialize", "params": INITIALIZE})
        line_of(process.stdout)
        tell(process, {"method": "notifications/initialized"})
        tell(process, {"id": 2, "method": "tools/call", "params": {"name": "list_projects", "arguments": {}}})
        answer = line_of(process.stdout)

    assert "10000" in answer
    assert "10001" not in answer
