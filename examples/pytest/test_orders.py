"""Tests of a program that calls DataWorks with the official SDK."""

import os
from typing import Any

os.environ["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true"  # before the import: do not look for a metadata server

import pytest
from alibabacloud_dataworks_public20200518.client import Client
from alibabacloud_dataworks_public20200518.models import ListDataSourcesRequest
from alibabacloud_tea_openapi.utils_models import Config


def data_sources(emulator: Any) -> list[str | None]:
    """The program that is tested: the names of the data sources in production."""
    config = Config(access_key_id="emulator", access_key_secret="emulator", endpoint=emulator.endpoint, protocol="HTTP")
    request = ListDataSourcesRequest(project_id=20001, env_type=1)
    return [row.name for row in Client(config).list_data_sources(request).body.data.data_sources]


def test_data_sources_are_those_of_the_world(emulator: Any) -> None:
    assert data_sources(emulator) == ["mysql_orders", "warehouse"]


def test_a_refusal_is_not_hidden(emulator: Any) -> None:
    fault = {"operation": "ListDataSources", "kind": "refuse", "status": 403, "code": "Forbidden"}
    emulator.control("PUT", "faults", {"rules": [fault]})

    with pytest.raises(Exception, match="Forbidden"):
        data_sources(emulator)


def test_a_day_passes(emulator: Any) -> None:
    emulator.control("POST", "time", {"seconds": 86_400})

    assert data_sources(emulator) == ["mysql_orders", "warehouse"]
