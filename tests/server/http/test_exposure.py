"""What the server refuses to start with."""

import re

import pytest

from server.http.exposure import Exposure

ALLOWED = ("mcp.example.com",)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "mcp.example.com", ""])  # noqa: S104
def test_elsewhere_than_on_this_machine_it_needs_authentication_and_allowed_hosts(host: str) -> None:
    with pytest.raises(ValueError, match="is not this machine: without authentication"):
        Exposure(host, allowed_hosts=ALLOWED).check(authenticated=False)
    with pytest.raises(ValueError, match="is not this machine: list with --allowed-hosts"):
        Exposure(host).check(authenticated=True)
    Exposure(host, allowed_hosts=ALLOWED).check(authenticated=True)


def test_behind_a_proxy_on_this_machine_it_needs_authentication_too() -> None:
    with pytest.raises(ValueError, match=r"mcp\.example\.com is not this machine: without authentication"):
        Exposure(allowed_hosts=ALLOWED).check(authenticated=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_on_this_machine_it_needs_nothing(host: str) -> None:
    Exposure(host, allowed_hosts=("localhost:8000", "[::1]")).check(authenticated=False)


@pytest.mark.parametrize(
    "name", ["*", "https://mcp.example.com", "a b", "mcp.example.com:*", "mcp.example.com/mcp", ""]
)
def test_an_allowed_host_is_a_name(name: str) -> None:
    with pytest.raises(
        ValueError, match=re.escape(f"--allowed-hosts takes a host such as mcp.example.com, not {name!r}")
    ):
        Exposure(allowed_hosts=(name,)).check(authenticated=True)


@pytest.mark.parametrize(
    "origin",
    [
        *("*", "null", "", "app.example.com", "https://app.example.com/", "https://*.example.com"),
        *("https://App.example.com", "https://app.example.com:443", "http://localhost:80", "https://a@app.example.com"),
    ],
)
def test_an_allowed_origin_is_one_that_a_browser_sends(origin: str) -> None:
    with pytest.raises(ValueError, match="--allowed-origins takes an origin as browsers send it"):
        Exposure(allowed_origins=(origin,)).check(authenticated=True)


@pytest.mark.parametrize(
    "origin", ["https://app.example.com", "http://localhost:5173", "https://a.b:80", "http://[::1]:80800"]
)
def test_an_origin_may_have_a_port_of_its_own(origin: str) -> None:
    Exposure(allowed_origins=(origin,)).check(authenticated=True)


@pytest.mark.parametrize("url", ["mcp.example.com", "https://", "ftp://mcp.example.com/mcp", "https:///mcp"])
def test_a_public_url_is_an_address(url: str) -> None:
    with pytest.raises(ValueError, match="--public-url takes an address"):
        Exposure(public_url=url).check(authenticated=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104
def test_host_and_origin_are_checked_wherever_it_listens(host: str) -> None:
    exposure = Exposure(host, allowed_hosts=("mcp.example.com", "10.0.0.7:8000"))

    def status(host: str, *origins: str) -> int:
        refused = exposure.objection([host], origins)
        return 200 if refused is None else refused[0]

    listed = ("mcp.example.com", "mcp.example.com:8443", "10.0.0.7:8000")
    assert [status(name) for name in (*listed, "10.0.0.7:8001", "evil.example.com")] == [200, 200, 200, 421, 421]
    pages = ("https://mcp.example.com", "https://mcp.example.com:8443", "http://mcp.example.com")
    assert [status(listed[0], page) for page in pages] == [200, 200, 403]
    assert (status("localhost:8000") == 200) == (host == "127.0.0.1")
