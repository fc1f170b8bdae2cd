"""How clients start a server from its bundle, or from what a registry says: with uv, here without a network."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.deploy import wheelhouse
from tests.server.processes import asked, called, greeted
from tests.structure.tree import ROOT

BIN = Path(sys.executable).parent


class Start(NamedTuple):
    """A command with the environment variables that a client sets for it."""

    command: list[str]
    environment: dict[str, str]


class Conversation(NamedTuple):
    """What a server said to a client."""

    greeting: dict[str, Any]
    tools: list[str]
    answer: dict[str, Any]


def offline(folder: Path) -> dict[str, str]:
    """Variables with which uv takes packages from a folder alone: all that we need, and our own wheel."""
    wheels = folder / "wheels"
    wheels.mkdir()
    wheelhouse.fill(wheels, wheelhouse.OURS)
    built = wheelhouse.build("wheel", ROOT, folder / "ours")
    built.rename(wheels / built.name)
    uv = {"offline": "1", "find links": str(wheels), "cache dir": str(folder / "cache"), "no config": "1"}
    return {
        **{f"UV_{name.replace(' ', '_').upper()}": value for name, value in uv.items()},
        "UV_PYTHON_DOWNLOADS": "never",
        "PATH": f"{BIN}:{os.defpath}",
        "HOME": str(folder),
    }


def of_registry(server: Mapping[str, Any], given: Mapping[str, str]) -> Start:
    """The start of the package that a ``server.json`` names; ``given``: what the user filled in."""
    (package,) = server["packages"]
    words = [each["value"] for each in package["packageArguments"]]
    variables = {each["name"]: each["default"] for each in package["environmentVariables"] if "default" in each}
    named = f"{package['identifier']}@{package['version']}"
    return Start([package["runtimeHint"], named, *words], {**variables, **given})


def of_bundle(bundle: Path, folder: Path, given: Mapping[str, str]) -> Start:
    """Unpack a bundle into a folder; how it is started. ``given``: what the user filled in, booleans as words."""
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(folder)
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    settings = {name: _word(about["default"]) for name, about in manifest["user_config"].items() if "default" in about}
    values = {f"user_config.{name}": value for name, value in {**settings, **given}.items()}
    values["__dirname"] = str(folder)
    config = manifest["server"]["mcp_config"]
    command = [_filled(word, values) for word in (config["command"], *config["args"])]
    return Start(command, {name: _filled(value, values) for name, value in config["env"].items()})


def _word(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"${{{name}}}", value)
    return text


def talked(start: Start, environment: Mapping[str, str], folder: Path) -> Conversation:
    """Start a server, greet it, ask for its tools, and list the workspaces."""
    command = [str(BIN / start.command[0]), *start.command[1:]]
    everything = {**environment, **start.environment, "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=folder, env=everything, **pipes) as server:  # type: ignore[call-overload]
        try:
            greeting = greeted(server)["result"]
            tools = [tool["name"] for tool in asked(server, 1, "tools/list", {})["result"]["tools"]]
            return Conversation(greeting, tools, called(server, 2, "list_source_tables", ARGUMENTS))
        finally:
            server.communicate()


ARGUMENTS = {"project_id": "10000", "source": "mysql_shop"}
