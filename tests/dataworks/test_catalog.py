"""The catalog: operations are found where they are declared, and not before one is asked for."""

import subprocess
import sys
from datetime import UTC, datetime

from dataworks.answers import Outcome
from dataworks.operation import Belongs, Effect, Operation
from dataworks.operations.catalog import operation_named, operations
from dataworks.operations.v2020.files import GetFile
from dataworks.request import build
from dataworks.signing import Credentials

LOADED = "import sys, dataworks.operations.catalog; print(*(each for each in sys.modules if 'operations.' in each))"


class GetThing(Operation[Outcome], effect=Effect.READ, belongs=Belongs.ACCOUNT, version="2024-05-18"):
    """An operation of another version of the API."""


def test_an_operation_is_known_by_version_and_action() -> None:
    assert operation_named("GetFile") is GetFile
    assert operation_named("GetFile", "2024-05-18") is None
    assert operation_named("MakeCoffee") is None
    assert all(key == (operation.version, operation.__name__) for key, operation in operations().items())


def test_the_catalog_loads_no_operation_until_one_is_asked_for() -> None:
    loaded = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True).stdout

    assert loaded.split() == ["dataworks.operations.catalog"]


def test_a_request_names_the_version_of_its_operation() -> None:
    key, now = Credentials("id", "secret"), datetime(2026, 1, 1, tzinfo=UTC)

    assert build(GetThing(), "https://dataworks.test", key, now, "1").headers["x-acs-version"] == "2024-05-18"
    assert build(GetFile(file_id="1"), "https://dataworks.test", key, now, "1").headers["x-acs-version"] == "2020-05-18"
