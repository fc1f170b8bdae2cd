"""What all tests share: the event loop, an environment without anybody's settings, the scan for secrets, turns,
an end for what hangs, and both forms of failures."""

import gc
import os
import signal

import pytest

pytest_plugins = [
    "tests.alone",
    "tests.bounds",
    "tests.counting",
    "tests.followable",
    "tests.forms",
    "tests.schemas",
    "tests.secrecy.plugin",
]

PRIVATE = ("ALIBABA_CLOUD_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")

for name in [name for name in os.environ if name.startswith(PRIVATE)]:
    del os.environ[name]
# Read when Alibaba's package is imported: without it the credential chain asks a metadata server on the network.
os.environ["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true"

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell starts what runs in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)  # processes of tests inherit what is ignored

gc.set_threshold(50_000, 20, 20)  # what is imported stays: to look through it often takes a sixth of the time


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
