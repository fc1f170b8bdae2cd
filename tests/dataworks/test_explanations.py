"""What the emulator can say no with has an explanation."""

import ast
from collections.abc import Iterator

import pytest

from dataworks.errors import Refused, Rejected
from dataworks.explain.local import UNEXPLAINED
from dataworks.explain.lookup import explain
from dataworks.operations.catalog import OPERATIONS
from emulator import failures
from emulator.failures import REFUSALS, STUDIO_CODE, WORK_FAILURES, Refusal, invalid
from tests.structure.tree import parsed, sources


@pytest.mark.parametrize("message", WORK_FAILURES)
def test_every_failure_text_is_explained(message: str) -> None:
    meaning = explain(Rejected("StartDISyncInstance", message))

    assert meaning is not UNEXPLAINED
    assert meaning.then is None or meaning.then in OPERATIONS


@pytest.mark.parametrize("message", [*WORK_FAILURES, "any other words"])
def test_datastudios_failures_are_explained_by_their_words_first(message: str) -> None:
    known = explain(Rejected("SubmitFile", message))

    meaning = explain(Refused("SubmitFile", message, 200, None, STUDIO_CODE))

    assert meaning is (explain(Refused("X", "", 400, None, STUDIO_CODE)) if known is UNEXPLAINED else known)
    assert meaning is not UNEXPLAINED


def named_invalid() -> Iterator[str]:
    """What the emulator says is invalid, wherever it does."""
    for path in sources("emulator").values():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "invalid":
                constants = (part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant))
                yield from (value for value in constants if isinstance(value, str))


@pytest.mark.parametrize("what", sorted(set(named_invalid())))
def test_everything_that_is_said_to_be_invalid_is_explained(what: str) -> None:
    assert explain(Rejected("CreateDISyncTask", invalid(what, 5).message)) is not UNEXPLAINED


TEXTS = [text for name, text in vars(failures).items() if name.isupper() and isinstance(text, str) and " " in text]


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_of_a_failure_is_forgotten(text: str) -> None:
    message = text.format(id=100, verb="started", state="RUN", path="x")

    assert explain(Rejected("StartDISyncInstance", message)) is not UNEXPLAINED


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_every_code_is_explained(refusal: Refusal) -> None:
    error = Refused("ListFiles", refusal.message, refusal.status, None, refusal.code)

    assert explain(error) is not UNEXPLAINED
