"""Secrets in the file of settings and in variables: used, never shown, and warned about where others can read them."""

from pathlib import Path

import pytest

from tests.server.configuration.given import problem, settings, written
from tests.server.processes import ran_here

KEYED = "access_key_id = 'id'\naccess_key_secret = 'planted-secret'\nregion = 'cn-shanghai'\n"


def test_an_access_key_of_the_file_is_used_and_not_shown(tmp_path: Path) -> None:
    path = written(tmp_path, f"{KEYED}state_key = '{'s' * 40}'\n")
    result = ran_here("doctor", "--config", str(path), ALIBABA_CLOUD_ECS_METADATA_DISABLED="true")

    assert result.returncode == 0
    assert f"identity: the access key of {path}" in result.stdout.replace('"', "")
    assert f"access_key_secret: *** ({path}:access_key_secret)" in result.stdout
    assert "planted-secret" not in result.stdout + result.stderr
    assert "s" * 40 not in result.stdout + result.stderr


def test_an_access_key_of_the_variables_counts_more(tmp_path: Path) -> None:
    keys = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "other", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "planted-secret"}
    shown = settings("--config", str(written(tmp_path, KEYED)), **keys)

    assert shown["access_key_id"] == {"value": "***", "source": "variable ALIBABA_CLOUD_ACCESS_KEY_ID"}


@pytest.mark.parametrize("command", ["doctor", "mirror --project 10000 --calls 0", "compare --project 10000"])
@pytest.mark.parametrize(("mode", "warned"), [(0o600, False), (0o640, False), (0o644, True)])
def test_a_file_with_secrets_that_others_can_read_is_warned_about(
    command: str, mode: int, warned: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ran_here(*command.split(), "--config", str(written(tmp_path, KEYED, mode)))

    assert ("can be read by every user of this machine" in caplog.text) == warned


def test_a_file_without_secrets_may_be_read_by_others(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    ran_here("doctor", "--emulator", "--config", str(written(tmp_path, "rate = 1\n", 0o644)))

    assert caplog.text == ""


def test_a_state_key_that_is_too_short_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    path = written(tmp_path, "emulator = true\nstate_key = 'short'\n")

    assert "the state key of the file of --config has fewer than 32" in problem("serve", "--config", str(path))


def test_a_blank_variable_of_the_key_does_not_hide_the_file_of_the_key(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 40, "utf-8")
    path = written(tmp_path, "emulator = true\nstate_key_file = 'key'\n")

    shown = settings("--config", str(path), DATAWORKS_DI_STATE_KEY="  ")
    assert shown["state_key_file"] == {"value": str(tmp_path / "key"), "source": f"{path}:state_key_file"}
