"""The table of behaviours, and the error answers."""

from dataworks.operations.catalog import operations
from dataworks.operations.older_jobs import SPELLINGS, older
from dataworks.sts.operations import AssumeRole, AssumeRoleWithOIDC
from emulator.gateway.evidence import Evidence
from emulator.handlers.catalog import handlers
from emulator.handlers.coverage import coverage, table
from tests.emulator.refusals import REFUSALS


def test_every_operation_has_a_handler_and_says_what_it_does() -> None:
    roles = {AssumeRole.key(), AssumeRoleWithOIDC.key()}

    assert set(handlers()) == {*operations(), *(older(each.operation).key() for each in SPELLINGS), *roles}
    assert all(coverage().values())


def test_every_behaviour_is_a_sentence_with_its_evidence() -> None:
    behaviours = [behaviour for rows in coverage().values() for behaviour in rows]

    assert all(behaviour.text.endswith((".", "...")) for behaviour in behaviours)
    assert {behaviour.evidence for behaviour in behaviours} == set(Evidence)
    assert all(("," in behaviour.source) is (behaviour.evidence is Evidence.SEEN) for behaviour in behaviours)


def test_the_share_of_each_kind_of_evidence_is_the_last_line() -> None:
    *rows, shares = table()
    assumed = sum(" assumed " in row for row in rows)

    assert shares.startswith(f"({len(rows)} behaviours: ")
    assert f", {assumed} assumed ({assumed / len(rows):.0%}))" in shares


def test_every_refusal_has_a_code_of_its_own_and_a_sentence() -> None:
    codes = [refusal.code for refusal in REFUSALS]

    assert len(codes) == len(set(codes))
    assert all(400 <= refusal.status < 600 for refusal in REFUSALS)
    assert all(refusal.message.endswith(".") or not refusal.message.isascii() for refusal in REFUSALS)
