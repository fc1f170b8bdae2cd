"""Credentials from Alibaba's chain. The library reads the environment when it is imported: each test is a process."""

import json
import os
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dataworks.credentials import KEPT, chain

ROOT = Path(__file__).resolve().parents[2]

ASK = """
    import json, logging, sys
    import anyio
    from dataworks import credentials
    from dataworks.errors import DataWorksError

    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)

    async def main():
        source = credentials.chain()
        try:
            found = await source()
            told = {"id": found.access_key_id, "secret": found.access_key_secret, "token": found.security_token}
        except DataWorksError as error:
            told = {"error": str(error), "fix": error.fix, "code": error.code}
            told["causes"] = [repr(error.__cause__), repr(error.__context__)]
        print(json.dumps(told), flush=True)

    anyio.run(main)
"""

LEAVE = """
    import os
    os._exit(0)
"""
"""Ends a process whose chain hangs: its thread would keep it."""


@pytest.fixture
def silent_service() -> Iterator[str]:
    """A service on this machine that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/credentials"


def python(code: str, home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALIBABA_CLOUD_")}
    environment |= {"HOME": str(home), "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true", **settings}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )


def asked(home: Path, *, code: str = ASK, **settings: str) -> dict[str, Any]:
    done = python(code, home, **settings)
    told: dict[str, Any] = json.loads(done.stdout)
    return {**told, "stderr": done.stderr}


def test_a_key_of_the_environment_is_used(tmp_path: Path) -> None:
    told = asked(tmp_path, ALIBABA_CLOUD_ACCESS_KEY_ID="the-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET="the-secret")

    assert (told["id"], told["secret"], told["token"]) == ("the-id", "the-secret", None)


def test_a_temporary_key_of_the_environment_brings_its_token(tmp_path: Path) -> None:
    told = asked(
        tmp_path,
        ALIBABA_CLOUD_ACCESS_KEY_ID="the-id\n",
        ALIBABA_CLOUD_ACCESS_KEY_SECRET=" the-secret\n",
        ALIBABA_CLOUD_SECURITY_TOKEN="the-token\r\n",
    )

    assert (told["id"], told["secret"], told["token"]) == ("the-id", "the-secret", "the-token")
    assert "the-secret" not in told["stderr"]


def test_the_profile_of_the_command_line_is_used(tmp_path: Path) -> None:
    profile = {"name": "default", "mode": "AK", "access_key_id": "cli-id", "access_key_secret": "cli-secret"}
    (tmp_path / ".aliyun").mkdir()
    (tmp_path / ".aliyun" / "config.json").write_text(json.dumps({"current": "default", "profiles": [profile]}))

    assert asked(tmp_path)["id"] == "cli-id"


def test_where_there_are_none_the_error_names_variables_and_files_and_nothing_of_this_machine(tmp_path: Path) -> None:
    told = asked(tmp_path)

    assert told["code"] == "Unconfigured"
    assert told["error"] == "credentials: Unconfigured: Alibaba Cloud's credential chain found none"
    for place in ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "~/.aliyun/config.json"):
        assert place in told["fix"]
    assert told["causes"] == ["None", "None"]
    assert str(tmp_path) not in json.dumps(told)


def test_a_file_of_the_environment_that_is_not_there_is_named(tmp_path: Path) -> None:
    there, gone = tmp_path / "there.ini", tmp_path / "gone.ini"
    there.write_text("")
    told = {path: asked(tmp_path, ALIBABA_CLOUD_CREDENTIALS_FILE=str(path))["error"] for path in (there, gone)}

    assert told[there].endswith("found none")
    assert told[gone].endswith(f"found none: ALIBABA_CLOUD_CREDENTIALS_FILE is {gone}, which is no file")


def test_a_key_that_cannot_be_one_is_told_without_showing_it(tmp_path: Path) -> None:
    told = asked(tmp_path, ALIBABA_CLOUD_ACCESS_KEY_ID="<你的AccessKey>", ALIBABA_CLOUD_ACCESS_KEY_SECRET="the-secret")

    assert told["error"].endswith("found a key with characters that no key has")
    assert "AccessKey>" not in json.dumps(told)
    assert "the-secret" not in json.dumps(told)


def test_a_chain_that_hangs_is_left(tmp_path: Path, silent_service: str) -> None:
    told = asked(tmp_path, code=ASK + LEAVE, ALIBABA_CLOUD_CREDENTIALS_URI=silent_service)

    assert told["error"].endswith("took too long")
    assert silent_service not in told["error"] + told["fix"] + told["stderr"]


def test_the_server_starts_without_the_library(tmp_path: Path) -> None:
    code = """
        import sys
        import server.app, server.backend, server.cli
        print(sorted(name for name in sys.modules if name.startswith("alibabacloud_")))
    """

    assert python(code, tmp_path).stdout == "[]\n"


async def test_an_answer_is_kept_for_a_few_seconds_and_then_asked_for_anew() -> None:
    asked_for, now = [0], [0.0]

    class Chain:
        def get_credential(self) -> SimpleNamespace:
            asked_for[0] += 1
            key = f"key-{asked_for[0]}"
            return SimpleNamespace(access_key_id=key, access_key_secret="s", security_token=None, provider_name="x")

    source = chain(Chain, lambda: now[0])
    found = list[str]()
    for now[0] in (0.0, KEPT - 1, KEPT, 2 * KEPT - 1):
        found.append((await source()).access_key_id)

    assert found == ["key-1", "key-1", "key-2", "key-2"]
