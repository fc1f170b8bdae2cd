"""What registries and desktop applications read about the server: it agrees with the project, and starts it."""

import json
import re
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bundle.__main__ import bundled
from dataworks.endpoints import regional_endpoint
from docs.generate import VARIABLES, of_options
from prompts import text
from server.settings import NAME, VERSION
from tests.deploy.starts import Start, of_bundle, of_registry, offline, talked
from tests.structure.tree import ROOT
from tools.toolsets import BY_DEFAULT, listed_tools

PROJECT: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SERVER: dict[str, Any] = json.loads((ROOT / "server.json").read_text("utf-8"))
BY_DEFAULT_ON = [tool.name for tool in listed_tools().values() if tool.toolset in BY_DEFAULT]


def wrong(content: Any, schema: str) -> list[str]:
    """What is not as a schema says."""
    rules = json.loads((Path(__file__).parent / "schemas" / schema).read_text("utf-8"))
    return [f"{error.json_path}: {error.message}" for error in Draft7Validator(rules).iter_errors(content)]


def manifest_of(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        content: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return content


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundled(tmp_path_factory.mktemp("bundle"))


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return offline(tmp_path_factory.mktemp("packages"))


def test_what_a_registry_reads_is_as_it_demands() -> None:
    assert wrong(SERVER, "server.json") == []


@pytest.mark.parametrize(
    "change",
    [{"version": ">=0.1"}, {"description": "x" * 101}, {"name": NAME}, {"packages": []}, {"website": "x"}],
    ids=str,
)
def test_what_a_registry_refuses_is_found(change: dict[str, Any]) -> None:
    assert len(wrong({**SERVER, **change}, "server.json")) == 1


def test_what_a_registry_reads_agrees_with_the_project() -> None:
    (package,) = SERVER["packages"]

    assert SERVER["name"].endswith(f"/{PROJECT['name']}")
    assert SERVER["description"] == PROJECT["description"]
    assert {SERVER["version"], package["version"]} == {PROJECT["version"]}
    assert package["identifier"] == PROJECT["name"]


def test_the_page_of_the_package_says_which_server_it_is() -> None:
    marks = re.findall(r"mcp-name: (\S+)", (ROOT / PROJECT["readme"]).read_text("utf-8"))

    assert marks == [SERVER["name"]]


def test_the_manifest_of_the_bundle_is_as_its_schema_demands(made: Path) -> None:
    assert wrong(manifest_of(made), "mcpb-manifest-0.4.json") == []


def test_the_manifest_agrees_with_the_project(made: Path) -> None:
    manifest = manifest_of(made)

    assert {key: manifest[key] for key in ("name", "version", "description", "license")} == {
        key: PROJECT[key] for key in ("name", "version", "description", "license")
    }
    assert manifest["compatibility"]["runtimes"]["python"] == PROJECT["requires-python"]
    assert made.name == f"{PROJECT['name']}-{PROJECT['version']}.mcpb"


def test_a_bundle_has_what_its_manifest_names_and_the_same_sources_make_the_same(made: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(made) as archive:
        names = archive.namelist()

    assert set(names) == {manifest_of(made)["server"]["entry_point"], "LICENSE", "constraints.txt", "manifest.json"}
    assert bundled(tmp_path).read_bytes() == made.read_bytes()


def test_keys_are_secret_and_every_variable_is_documented(made: Path) -> None:
    variables = {each["name"]: each.get("isSecret", False) for each in SERVER["packages"][0]["environmentVariables"]}
    manifest = manifest_of(made)
    fields = {
        name: manifest["user_config"][value.removeprefix("${user_config.").removesuffix("}")].get("sensitive", False)
        for name, value in manifest["server"]["mcp_config"]["env"].items()
    }

    assert fields == variables
    assert {name for name, secret in variables.items() if secret} == {
        name for name in variables if "ACCESS_KEY" in name
    }
    assert variables.keys() <= VARIABLES.keys() | of_options().keys()


def test_what_nobody_fills_in_is_empty(made: Path, tmp_path: Path) -> None:
    start = of_bundle(made, tmp_path, {})
    filled_in = {name: value for name, value in start.environment.items() if value}

    assert filled_in == {"DATAWORKS_DI_EMULATOR": "true", "DATAWORKS_DI_LANGUAGE": "en"}
    assert [word for word in start.command if "$" in word or "{" in word] == []


@pytest.mark.repeats
@pytest.mark.parametrize("place", ["registry", "bundle"])
def test_it_starts_a_server_that_works_on_the_emulator(
    place: str, made: Path, packages: dict[str, str], tmp_path: Path
) -> None:
    said = talked(start_from(place, made, tmp_path, {}), packages, tmp_path)

    assert (said.greeting["serverInfo"]["name"], said.greeting["serverInfo"]["version"]) == (NAME, VERSION)
    assert said.tools == BY_DEFAULT_ON
    assert "orders" in json.dumps(said.answer["structuredContent"])
    assert not said.answer.get("isError")


@pytest.mark.repeats
@pytest.mark.parametrize(
    ("place", "given"), [("registry", {"DATAWORKS_DI_LANGUAGE": "zh"}), ("bundle", {"language": "zh"})]
)
def test_it_starts_a_server_in_chinese_where_that_is_chosen(
    place: str, given: dict[str, str], made: Path, packages: dict[str, str], tmp_path: Path
) -> None:
    said = talked(start_from(place, made, tmp_path, given), packages, tmp_path)

    assert said.greeting["instructions"].startswith(text("server.md", "zh").splitlines()[0])


@pytest.mark.repeats
def test_with_a_region_in_place_of_the_emulator_it_calls_that_region(
    made: Path, packages: dict[str, str], tmp_path: Path
) -> None:
    given = {"emulator": "false", "region": "cn-shanghai", "access_key_id": "id", "access_key_secret": "key"}
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9"}
    said = talked(start_from("bundle", made, tmp_path, given), {**packages, **nowhere}, tmp_path)

    assert said.answer["isError"]
    assert regional_endpoint("cn-shanghai").removeprefix("https://") in json.dumps(said.answer)


def start_from(place: str, made: Path, folder: Path, given: dict[str, str]) -> Start:
    """The start from there; desktop applications keep what they install in a folder whose name has a space."""
    if place == "registry":
        return of_registry(SERVER, given)
    return of_bundle(made, folder / "Application Support", given)


def test_the_tools_of_the_manifest_are_those_that_are_on(made: Path) -> None:
    assert [tool["name"] for tool in manifest_of(made)["tools"]] == BY_DEFAULT_ON
