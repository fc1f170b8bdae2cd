"""Addresses: computed from the region, or given by hand and checked."""

import pytest

from dataworks.endpoints import checked_endpoint, is_loopback, regional_endpoint
from dataworks.errors import Unconfigured


@pytest.mark.parametrize("region", ["cn-shanghai", "ap-southeast-7", "cn-shanghai-finance-1", "us-west-1"])
def test_every_region_has_the_same_form_of_address(region: str) -> None:
    assert regional_endpoint(region) == f"https://dataworks.{region}.aliyuncs.com"
    assert regional_endpoint(region, vpc=True) == f"https://dataworks-vpc.{region}.aliyuncs.com"


@pytest.mark.parametrize(
    "region", ["", "shanghai", "cn_shanghai", "cn-shanghai.evil.com", "CN-SHANGHAI", "cn-a/b", "cn-a\n"]
)
def test_what_is_no_region_id_never_becomes_an_address(region: str) -> None:
    with pytest.raises(Unconfigured, match="is not a region id"):
        regional_endpoint(region)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://dataworks.cn-shanghai.aliyuncs.com", "https://dataworks.cn-shanghai.aliyuncs.com"),
        ("https://proxy.example:8443/", "https://proxy.example:8443"),
        ("http://127.0.0.1:18080/", "http://127.0.0.1:18080"),
        ("http://localhost", "http://localhost"),
        ("HTTP://127.8.9.1:80", "http://127.8.9.1:80"),
        ("http://[::1]:18080", "http://[::1]:18080"),
    ],
)
def test_an_address_given_by_hand_loses_its_slash_and_nothing_else(given: str, used: str) -> None:
    assert checked_endpoint(given) == used


@pytest.mark.parametrize(
    "given",
    [
        "",
        "dataworks.cn-shanghai.aliyuncs.com",
        "ftp://127.0.0.1",
        "https://",
        "https://host/path",
        "https://host?x=1",
        "https://host#part",
        "https://user:word@host",
        "http://:word@127.0.0.1",
        "http://127.0.0.1:port",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
        "http://[::1",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(given: str) -> None:
    with pytest.raises(Unconfigured) as raised:
        checked_endpoint(given)

    assert raised.value.fix == "Use https://HOST or http://127.0.0.1:PORT."
    assert "word" not in str(raised.value)


@pytest.mark.parametrize("host", ["10.0.0.1", "example.com", "127.0.0.1.example.com", "localhost.example.com"])
def test_plain_http_stays_on_this_machine(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(Unconfigured, match="plain http"):
        checked_endpoint(f"http://{host}")
