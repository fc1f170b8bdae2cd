"""What all tests share: the event loop, an environment without anybody's settings, a look for secrets in the log."""

import logging
import os
from collections.abc import Iterator

import pytest

from emulator.contents import PLANTED

PRIVATE = ("ALIBABA_CLOUD_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")

for name in [name for name in os.environ if name.startswith(PRIVATE)]:
    del os.environ[name]
# Read when Alibaba's package is imported: without it the credential chain asks a metadata server on the network.
os.environ["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _no_secret_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    told = "".join(record.getMessage() for phase in ("setup", "call") for record in caplog.get_records(phase))
    assert not [secret for secret in PLANTED if secret in told]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-snapshots", action="store_true", help="rewrite tests/snapshots from what clients see now")
