"""The emulator's behaviours and the evidence for each: declared at the handlers, printed as a table.

``documented`` is from an official page, ``sdk`` follows from the official SDK, ``seen`` is what a public capture or a
program shows that was run against the service, ``assumed`` is our interpretation.
"""

from enum import StrEnum
from typing import NamedTuple


class Evidence(StrEnum):
    """The source of a behaviour."""

    DOCUMENTED = "documented"
    SDK = "sdk"
    SEEN = "seen"
    ASSUMED = "assumed"


class Behaviour(NamedTuple):
    """One behaviour of the emulator, with its evidence; what was seen has a source, as repository and file.

    Attributes:
        cases: the cases of ``compare`` that settle what is assumed.
        unsettled: why no case can.
    """

    evidence: Evidence
    text: str
    source: str = ""
    cases: tuple[str, ...] = ()
    unsettled: str = ""

    @property
    def sourced(self) -> str:
        """The text, with its source if it has one, and with what settles it."""
        if self.source:
            return f"{self.text} [{self.source}]"
        if self.cases:
            return f"{self.text} [compare: {', '.join(self.cases)}]"
        return f"{self.text} [no case: {self.unsettled}]" if self.unsettled else self.text


CAPTURES = "dcbandtss/dw-cli, docs/dw-cli-封装注意事项.md"
"""What a command line saw of a private cloud."""

TROUBLES = "dcbandtss/dw-cli, README.md"
"""Errors that its users met."""

WORKSPACES = "dcbandtss/dw-cli, dw-cli/dw_cli/commands/project.py"
"""What the same command line reads of a workspace."""

OPERATIONS = "dcbandtss/dw-cli, API清单.md"
"""Its list of operations, with the failures of some."""

PROBES = "dcbandtss/dw-cli, docs/raw-probe-result.json"
"""The answers of that cloud to calls with few parameters."""


SKILLS = "aliyun/alibabacloud-aiops-skills, the references of its DataWorks skills"
"""Alibaba's instructions for assistants, which its staff tried on the service."""

AGENT = "gtk96/dataworks-agent, CLAUDE.md"
"""Notes of an assistant that works with a real account."""

FOLDER_NAMES = "aliyun/terraform-provider-alicloud, alicloud/resource_alicloud_data_works_folder.go"
"""Alibaba's Terraform provider, with its acceptance test."""

SAMPLE = (
    "aliyun/dataworks-openplatform-examples, "
    "examples/submit-sql-demo/backend/src/main/java/com/aliyun/dataworks/services/FileService.java"
)
"""Alibaba's own sample of a backend that creates, submits, deploys and deletes files."""


def documented(text: str) -> Behaviour:
    """Declare a behaviour that an official page describes, or shows in a sample."""
    return Behaviour(Evidence.DOCUMENTED, text)


def sdk(text: str) -> Behaviour:
    """Declare a behaviour that follows from what the official SDK sends, expects or documents."""
    return Behaviour(Evidence.SDK, text)


def seen(text: str, source: str) -> Behaviour:
    """Declare a behaviour that a source shows, given as repository and file."""
    return Behaviour(Evidence.SEEN, text, source)


def assumed(text: str, *, case: str = "", unsettled: str = "") -> Behaviour:
    """Declare a behaviour without a source.

    Args:
        text: what it does.
        case: the case of ``compare`` that settles it; several are separated by blanks.
        unsettled: why no case can settle it.

    Raises:
        ValueError: neither or both are given.
    """
    if bool(case) == bool(unsettled):
        raise ValueError(f"give either a case or why there is none: {text}")
    return Behaviour(Evidence.ASSUMED, text, cases=tuple(case.split()), unsettled=unsettled)


GATEWAY = (
    sdk("ACS3-HMAC-SHA256 is verified over the decoded query and the headers that are named as signed."),
    documented(
        "Wrong key, wrong secret, a clock 15 minutes off and a used nonce have the codes of the gateway's list."
    ),
    seen("The refusal of a signature has the text that must be signed.", "NewFuture/DDNS, issue 57"),
    seen("A wrong parameter is Invalid<Name>, a missing one Missing<Name>.", PROBES),
    seen("An unknown operation is 404 InvalidAction.NotFound.", PROBES),
    seen("Another version is InvalidVersion.", "aliyun/aliyun-openapi-java-sdk, issue 23"),
    seen("A workspace of others is HTTP 400 Invalid.Tenant.UserNotInProject.", TROUBLES),
    documented("One of an unknown name is Invalid.Tenant.ProjectNotExists."),
    documented("With --documented, the operations of sync tasks answer Forbidden.DI.NoPrivilege instead."),
    documented("The texts of throttling and of a used-up quota."),
    seen("A request line that is too long is 414 with a page of HTML.", "aliyun/openapi-core-nodejs-sdk, issue 55"),
    assumed(
        "The longest line is 16 KiB: longer ones were refused, and web servers accept 8 KiB by default.",
        case="line-of-12-kib line-of-20-kib",
    ),
    sdk("The legacy HMAC-SHA1 signature in the query is verified too."),
    sdk("Query and form are read alike; booleans in any case; an empty value is treated as not sent."),
    seen(
        "Without Format, a signature of version 1 is answered in XML, else JSON.", "aliyun/openapi-sdk-php, issue 175"
    ),
    documented("The SecurityToken of a temporary key is checked; the codes are those of the gateway's list."),
    seen("A failure of a DataStudio operation is HTTP 400; with --documented, HTTP 200 without Success.", CAPTURES),
    seen("A DataStudio operation without a workspace has the code 1201111279.", OPERATIONS),
    sdk("A fault may throttle with x-acs-retry-after in milliseconds, or with Retry-After in seconds."),
    documented("A fault may expire the token, or set the clock wrong; the codes are those of the gateway's list."),
    documented("GET and POST are both accepted."),
    assumed("Unknown parameters are ignored.", case="unknown-parameter unknown-parameter-of-2024"),
    seen("In version 2024-05-18 what a user may not do is HTTP 403 with the code 403030.", AGENT),
    seen("An operation on files or DISync tasks of a workspace of the new Data Studio is 1201111431.", SKILLS),
    assumed(
        "Its files and business flows are listed, and there are none.", case="files-on-new-studio flows-on-new-studio"
    ),
    assumed(
        "An operation that creates or deploys nodes is refused in a workspace of the classic Data Studio.",
        case="node-on-classic-studio",
    ),
)
"""The behaviours of every operation."""
