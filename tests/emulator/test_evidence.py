"""No behaviour of the emulator is contradicted by what was seen of the service."""

import re
from typing import NamedTuple

import pytest

from emulator.gateway.evidence import Evidence
from emulator.handlers.coverage import EVERY_OPERATION, coverage


class Contradiction(NamedTuple):
    """Where the emulator once differed from the evidence.

    Attributes:
        operation: the row of the table of coverage.
        true: words of what was seen or documented; a behaviour has them, and evidence.
        false: a pattern of what the emulator did; no behaviour of this operation has it.
    """

    number: int
    operation: str
    true: str
    false: str


CONTRADICTIONS = (
    Contradiction(1, EVERY_OPERATION, "failure of a DataStudio operation is HTTP 400", "own text"),
    Contradiction(1, EVERY_OPERATION, "without a workspace has the code 1201111279", "Invalid.Parameter"),
    Contradiction(2, "DeleteFile", "goes to the recycle bin", "gone at once"),
    Contradiction(2, "DeleteFile", "until the removal is deployed", "production too"),
    Contradiction(2, "DeployFile", "it deploys the removal", "a deleted file fails"),
    Contradiction(2, "GetFile", "with DeletedStatus RECYCLE_BIN", "a deleted file fails"),
    Contradiction(3, "CreateFolder", "Chinese, English and internal names", "as it is spelled"),
    Contradiction(3, "CreateFolder", "without an engine, such as Data Integration, is refused", "any depth"),
    Contradiction(4, "SubmitFile", "Without an input a batch task is refused", "any input"),
    Contradiction(4, "SubmitFile", "An input that no submitted node has", "any input"),
    Contradiction(4, "SubmitFile", "once the submission is successful", "at once"),
    Contradiction(5, EVERY_OPERATION, "has the text that must be signed", "Check the access key secret"),
    Contradiction(6, EVERY_OPERATION, "A wrong parameter is Invalid<Name>", r"\bInvalidParameter\b"),
    Contradiction(7, EVERY_OPERATION, "Another version is InvalidVersion", "NoSuchVersion"),
    Contradiction(8, EVERY_OPERATION, "The texts of throttling", "flow control|risk control"),
    Contradiction(9, EVERY_OPERATION, "too long is 414 with a page of HTML", "any length"),
    Contradiction(10, "GetDISyncInstanceInfo", "fails with fileId[n] is invalid", r"fileId:\["),
    Contradiction(11, "ListFileVersions", "An unknown file has no versions", "unknown file fails"),
    Contradiction(
        12, "CreateDISyncTask", "of a batch task may be in development only", "(?<!real-time task )must be in prod"
    ),
    Contradiction(13, "GetMetaTableColumn", "InvalidParameter.Meta.GuidFormat", "the text is assumed"),
    Contradiction(14, EVERY_OPERATION, "version 1 is answered in XML", "JSON otherwise"),
    Contradiction(14, EVERY_OPERATION, "SecurityToken of a temporary key is checked", "keys are not supported"),
    Contradiction(15, "GetProject", "EnvTypes are PRD", r"\bPROD\b"),
    Contradiction(15, "UpdateFile", "has a ParseType", "only Input"),
    Contradiction(15, "ListDataSources", "accessKey and password are masked", "secrets are not masked"),
    Contradiction(15, "ListBusiness", "no PageNumber", r"and PageNumber"),
    Contradiction(16, EVERY_OPERATION, "HTTP 400 Invalid.Tenant.UserNotInProject", "Forbidden.Access"),
)


@pytest.mark.parametrize("contradiction", CONTRADICTIONS, ids=lambda each: f"{each.number}-{each.true}")
def test_no_row_is_contradicted_by_the_evidence(contradiction: Contradiction) -> None:
    rows = coverage()[contradiction.operation]
    known = [row.text for row in rows if row.evidence is not Evidence.ASSUMED]

    assert [text for text in known if contradiction.true in text]
    assert [row.text for row in rows if re.search(contradiction.false, row.text)] == []


CONFIRMED = (
    ("TestNetworkConnection", "must be one for data integration"),
    ("GetMetaTableColumn", "Only by a TableGuid"),
    (EVERY_OPERATION, "GET and POST are both accepted"),
    (EVERY_OPERATION, "InvalidAction.NotFound"),
)


@pytest.mark.parametrize(("operation", "words"), CONFIRMED)
def test_what_the_evidence_confirms_is_not_called_assumed(operation: str, words: str) -> None:
    (row,) = [row for row in coverage()[operation] if words in row.text]

    assert row.evidence in {Evidence.SEEN, Evidence.DOCUMENTED}
