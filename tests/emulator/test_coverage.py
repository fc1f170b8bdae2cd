"""The table of behaviours, and the error answers."""

from emulator.gateway.evidence import Evidence
from emulator.handlers.catalog import handlers
from emulator.handlers.coverage import coverage
from tests.emulator.refusals import REFUSALS
from tests.operations import OPERATIONS


def test_every_operation_has_a_handler_and_says_what_it_does() -> None:
    assert {key.action for key in handlers()} == set(OPERATIONS)
    assert all(coverage().values())


def test_every_behaviour_is_a_sentence_with_its_evidence() -> None:
    behaviours = [behaviour for rows in coverage().values() for behaviour in rows]

    assert all(behaviour.text.endswith((".", "...")) for behaviour in behaviours)
    assert {behaviour.evidence for behaviour in behaviours} == set(Evidence)


def test_every_refusal_has_a_code_of_its_own_and_a_sentence() -> None:
    codes = [refusal.code for refusal in REFUSALS]

    assert len(codes) == len(set(codes))
    assert all(refusal.message.endswith(".") and 400 <= refusal.status < 600 for refusal in REFUSALS)
