"""What the emulator can say no with has an explanation."""

import pytest

from dataworks.errors import Refused, Rejected
from dataworks.explain.local import UNEXPLAINED
from dataworks.explain.lookup import explain
from dataworks.operations.catalog import OPERATIONS
from emulator.failures import REFUSALS, STUDIO_CODE, WORK_FAILURES, Refusal


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


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_every_code_is_explained(refusal: Refusal) -> None:
    error = Refused("ListFiles", refusal.message, refusal.status, None, refusal.code)

    assert explain(error) is not UNEXPLAINED
