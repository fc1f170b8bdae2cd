"""Stories told with every foreign client over stdio and over HTTP; ``make clients`` runs them.

Its name keeps it out of ``make test``, which has nothing to install.
"""

import sys
from collections.abc import Generator
from typing import Any

import jsonschema
import pytest

from emulator.seed.initial_world import initial_world
from emulator.service import Emulator
from emulator.world.inventory import TaskRow, tasks
from emulator.world.lifecycle import AtOnce
from tests.clients.inspector import Inspector, Invocation
from tests.clients.life import BEFORE, NAME, Step, filled, life, shown
from tests.clients.runtimes import FOLDER, NODE, python
from tests.clients.scripted import Conversation, Facts, Scripted
from tests.clients.serving import reachable
from tests.sessions import WISH, Time
from tests.stories.homes import Home, both

OLD, NEW = "2025-11-25", "2026-07-28"


def typescript(script: str, era: str, protocol: str) -> Scripted:
    return Scripted((NODE, str(FOLDER / script)), era, protocol)


def from_python(interpreter: str, script: str, era: str, protocol: str) -> Scripted:
    return Scripted((interpreter, "-m", f"tests.clients.{script}"), era, protocol)


CLIENTS: dict[str, Scripted | Inspector] = {
    "inspector-2025": Inspector("legacy", OLD),
    "inspector-2026": Inspector("modern", NEW),
    "typescript1-2025": typescript("typescript_sdk1.mjs", "legacy", OLD),
    "typescript2-2025": typescript("typescript_client2.mjs", "legacy", OLD),
    "typescript2-2026": typescript("typescript_client2.mjs", "auto", NEW),
    "mcp1-2025": from_python(python("mcp1"), "python_mcp1", "legacy", OLD),
    "mcp2-2025": from_python(sys.executable, "python_mcp2", "legacy", OLD),
    "mcp2-2026": from_python(sys.executable, "python_mcp2", "auto", NEW),
    "fastmcp-2025": from_python(python("fastmcp"), "python_fastmcp", "legacy", OLD),
    "fastmcp-2026": from_python(python("fastmcp"), "python_fastmcp", "auto", NEW),
}

UPDATE = "update_di_sync_task"
YES: Facts = {"action": "accept", "content": {"approve": True}}
REFUSALS: list[Facts] = [
    {"action": "decline"},
    {"action": "cancel"},
    {"action": "accept", "content": {"approve": False}},
]


class Session:
    """A client that is connected, the schemas that its server has shown it, and the emulator that it reaches."""

    def __init__(
        self, client: Scripted | Inspector, conversation: Conversation | Invocation, emulator: Emulator
    ) -> None:
        self.client = client
        self.conversation = conversation
        self.emulator = emulator
        self.tools: list[Facts] = conversation.say({})["tools"]

    def call(self, tool: str, arguments: Facts, answer: Facts | None = None) -> Facts:
        """What comes of a call. It has to reach the user as a result that matches the tool's output schema."""
        told = self.conversation.say({"tool": tool, "arguments": arguments, "answer": answer or {"action": "cancel"}})
        assert "thrown" not in told, f"{tool}: the client threw {told['thrown']}"
        (schema,) = (shown["outputSchema"] for shown in self.tools if shown["name"] == tool)
        jsonschema.validate(told["structured"], schema)
        return told

    def refused(self, tool: str, arguments: Facts) -> Facts:
        """What comes of a call that its user, who is asked or sees a plan, does not agree to."""
        told = self.call(tool, arguments, REFUSALS[0])
        assert "Nothing was done" in told["text"], told["text"]
        assert (told["failed"], len(told["asked"])) == ((True, 1) if self.client.asks else (False, 0))
        return told

    def agreed(self, tool: str, arguments: Facts, refused: Facts) -> Facts:
        """What comes of the same call when its user agrees after all: by an answer, or by the plan's confirmation."""
        if self.client.asks:
            return self.call(tool, arguments, YES)
        return self.call(tool, {**arguments, "confirmation": refused["structured"]["confirmation"]})

    def created(self) -> str:
        """The id of the story's task; the same call never makes a second one."""
        file_id: str = self.call("create_realtime_task", WISH)["structured"]["task_id"]
        return file_id

    def version(self, file_id: str) -> int:
        """The version of a task, which every update raises."""
        (row,) = self.call("list_files", {"project_id": "10000", "file_id_in": file_id})["structured"]["files"]
        version: int = row["current_version"]
        return version


@pytest.fixture(scope="module", params=[(name, wire) for name in CLIENTS for wire in ("stdio", "http")], ids="-".join)
def session(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Generator[Session]:
    name, transport = request.param
    client = CLIENTS[name]
    emulator = Emulator(initial_world(speed=AtOnce()))
    with (
        reachable(emulator) as endpoint,
        client.connected(transport, endpoint, tmp_path_factory.mktemp(name)) as conversation,
    ):
        yield Session(client, conversation, emulator)


def test_the_tools_are_listed(session: Session) -> None:
    assert session.conversation.protocol == session.client.protocol
    assert {"create_realtime_task", UPDATE, "list_files"} <= {tool["name"] for tool in session.tools}
    for tool in session.tools:
        jsonschema.Draft202012Validator.check_schema(tool["inputSchema"])
        jsonschema.Draft202012Validator.check_schema(tool["outputSchema"])


def test_a_real_time_task_is_created(session: Session) -> None:
    told = session.call("create_realtime_task", WISH)

    assert not told["failed"], told["text"]
    assert told["structured"]["state"] == "created"
    assert told["structured"]["task_id"].isdigit()
    assert f"task_id: {told['structured']['task_id']}" in told["text"]


def test_a_bad_folder_is_a_failure_with_its_text(session: Session) -> None:
    wish = {**WISH, "task_name": "orders_elsewhere", "folder": "Business Flow/none/Data Integration"}
    told = session.call("create_realtime_task", wish)

    assert told["failed"]
    assert 'there is no folder "Business Flow/none/Data Integration"' in told["text"]
    assert told["structured"]["error"]["code"] == "FolderMissing"


def test_a_failure_of_the_service_is_a_failure_with_its_text_and_request_id(session: Session) -> None:
    told = session.call("create_realtime_task", {**WISH, "task_name": "on_no_group", "resource_group": "S_res_none"})

    assert told["failed"]
    assert "ResourceGroup:[S_res_none] is invalid." in told["text"]
    assert told["structured"]["error"]["message"] == "ResourceGroup:[S_res_none] is invalid."
    assert told["structured"]["error"]["request_id"] in told["text"]


def test_wrong_arguments_are_a_failure_that_names_them(session: Session) -> None:
    told = session.call("create_realtime_task", {**WISH, "fold": "x", "project_id": "ten"})

    assert told["failed"]
    assert told["structured"]["error"]["code"] == "InvalidArguments"
    assert "/fold" in told["text"]
    assert "/project_id" in told["text"]


def test_an_update_happens_only_with_consent(session: Session) -> None:
    file_id = session.created()
    before = session.version(file_id)
    update = {
        "project_id": "10000",
        "task_type": "DI_REALTIME",
        "file_id": file_id,
        "task_param": {"ResourceGroup": WISH["resource_group"]},
    }
    told = answered if session.client.asks else confirmed
    updated = told(session, update, before)

    assert not updated["failed"], updated["text"]
    assert "The task is updated" in updated["text"]
    assert session.version(file_id) == before + 1


def answered(session: Session, update: Facts, before: int) -> Facts:
    """The client shows its user the question; only a yes changes the task."""
    for refusal in REFUSALS:
        refused = session.call(UPDATE, update, refusal)
        assert refused["failed"], refused["text"]
        assert "Nothing was done" in refused["text"], refused["text"]
        check_question(refused, update["file_id"])
        assert session.version(update["file_id"]) == before

    updated = session.call(UPDATE, update, YES)
    check_question(updated, update["file_id"])
    return updated


def check_question(told: Facts, file_id: str) -> None:
    """The user was asked once, in words that name the task, for a yes or a no."""
    assert len(told["asked"]) == 1, told["text"]
    (question,) = told["asked"]
    assert file_id in question["message"]
    assert WISH["task_name"] in question["message"]
    assert question["schema"]["properties"]["approve"]["type"] == "boolean"


def confirmed(session: Session, update: Facts, before: int) -> Facts:
    """The client can't ask its user: the answer is a plan, and the same call with its confirmation goes ahead."""
    planned = session.call(UPDATE, update)
    assert not planned["failed"], planned["text"]
    assert planned["text"].startswith("Nothing was done"), planned["text"]
    assert update["file_id"] in planned["structured"]["plan"]["what"]
    assert planned["structured"]["confirmation"] in planned["text"]

    other = {**update, "task_param": {"ResourceGroup": "S_res_group_XXX_XXXX"}}
    stretched = session.call(UPDATE, {**other, "confirmation": planned["structured"]["confirmation"]})
    assert stretched["text"].startswith("Nothing was done"), stretched["text"]
    assert session.version(update["file_id"]) == before
    return session.call(UPDATE, {**update, "confirmation": planned["structured"]["confirmation"]})


@both
def test_a_task_is_seen_created_started_changed_stopped_and_retired(session: Session, home: Home) -> None:
    emulator = session.emulator
    before, calls = tasks(emulator.world), emulator.counts.copy()
    task_id = ""
    for step in life(home):
        told = taken(session, home, step, task_id)
        task_id = told["structured"].get("task_id", task_id)

        assert shown(told["structured"], expected := filled(step.shows, task_id)) == expected, told["text"]
        assert state(home, emulator, task_id) == step.state, f"after {step.tool}"

    after, made = tasks(emulator.world), emulator.counts - calls
    ours = of_the_story(after, home)
    assert [row for row in after if row not in ours] == before
    assert [(row.file_id, row.deleted, row.deployed) for row in ours] == [(task_id, True, False)]
    changes = (home.starts, home.stops, home.updates, home.deletes)
    assert [made[operation] for operation in changes] == [2, 2, 1, 1]


def taken(session: Session, home: Home, step: Step, task_id: str) -> Facts:
    """What comes of a step; where it needs consent, nothing comes of it before that."""
    arguments, earlier = filled(step.arguments, task_id), state(home, session.emulator, task_id)
    if not step.consents:
        told = session.call(step.tool, arguments)
    else:
        refused = session.refused(step.tool, arguments)
        assert NAME in consent(refused)
        assert state(home, session.emulator, task_id) == earlier
        told = session.agreed(step.tool, arguments, refused)
    assert not told["failed"], told["text"]
    return told


def consent(refused: Facts) -> str:
    """What a user saw before a no: a question, or the plan."""
    return str([question["message"] for question in refused["asked"]] or refused["text"])


def state(home: Home, emulator: Emulator, task_id: str) -> str:
    """What the emulator has of the task of the story."""
    if not task_id:
        assert not [row for row in of_the_story(tasks(emulator.world), home) if not row.deleted]
        return BEFORE
    return home.state(emulator, Time(emulator.world.clock()), task_id)


def of_the_story(rows: list[TaskRow], home: Home) -> list[TaskRow]:
    return [row for row in rows if (row.name, row.project_id) == (NAME, home.project_id)]


@pytest.mark.parametrize("era", ["legacy", "modern"])
def test_the_inspector_finds_every_schema_portable(era: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder, emulator = tmp_path_factory.mktemp("inspector"), Emulator(initial_world())
    with reachable(emulator) as endpoint, Inspector(era, "").connected("http", endpoint, folder) as inspector:
        linted = inspector.ran("--method", "tools/list", "--strict", "--quiet")

    assert linted.returncode == 0, linted.stderr
