"""Who calls, as tools are told."""

import pytest
from mcp.server.auth.provider import AccessToken

from server.auth.callers import Scopes, caller_of, current_caller
from tools.rules.caller import Caller


def token(*scopes: str, subject: str | None = "anna") -> AccessToken:
    return AccessToken(token="", client_id="the-app", subject=subject, scopes=list(scopes))


def test_only_the_write_scope_lets_a_caller_write() -> None:
    assert caller_of(token("dataworks:read", "dataworks:write"), Scopes()) == Caller("anna", may_write=True)
    assert caller_of(token("dataworks:read"), Scopes()) == Caller("anna", may_write=False)
    assert caller_of(token(), Scopes()) == Caller("anna", may_write=False)


def test_the_names_of_the_scopes_are_settings() -> None:
    assert caller_of(token("di.write"), Scopes("di.read", "di.write")).may_write
    assert not caller_of(token("dataworks:write"), Scopes("di.read", "di.write")).may_write


def test_a_token_without_subject_is_its_client() -> None:
    assert caller_of(token(subject=None), Scopes()).name == "the-app"


def test_without_authentication_the_caller_is_local_and_may_write() -> None:
    assert current_caller(None) == Caller("local", may_write=True)


def test_where_authentication_is_on_nobody_is_local() -> None:
    assert current_caller(Scopes()) == Caller("unknown", may_write=False)


@pytest.mark.parametrize("name", ["", "two words", 'quo"te', "back\\slash", "zeile\n"])
def test_a_scope_has_a_name_that_a_header_carries(name: str) -> None:
    with pytest.raises(ValueError, match="is not the name of a scope"):
        Scopes(read=name)
