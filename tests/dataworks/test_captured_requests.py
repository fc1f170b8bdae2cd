"""Requests of the official SDK that were captured: ours for the same wish have every parameter in the same form."""

import json
from pathlib import Path
from typing import Any

import pytest

from dataworks.operation import OperationKey
from dataworks.operations.catalog import operations

CAPTURED: list[dict[str, Any]] = json.loads(Path(__file__).with_name("captured_requests.json").read_text("utf-8"))


@pytest.mark.parametrize("row", CAPTURED, ids=lambda row: f"{row['version']}/{row['action']}")
def test_our_request_equals_that_of_the_official_sdk(row: dict[str, Any]) -> None:
    operation = operations()[OperationKey(row["version"], row["action"])]

    request = operation.from_wire({**row["query"], **row["form"]})

    assert (request.method, request.wire().query, request.wire().form) == (row["method"], row["query"], row["form"])
