"""Every error answer and failure text of the service, as data: the gateway's codes, the product's codes, the texts.

Sources: the error tables of the official pages (sets DI and PUBLIC), and the product-wide and gateway codes in the
facts of the API, section 6.3.
"""

from typing import NamedTuple

from emulator.exchange import Headers


class Refusal(NamedTuple):
    """An error answer: HTTP status, code, message, and extra headers."""

    status: int
    code: str
    message: str
    headers: Headers = ()


class ErrorSet(NamedTuple):
    """The codes that the pages of a family of operations list for the same three errors."""

    malformed: Refusal
    forbidden: Refusal
    internal: Refusal


DI = ErrorSet(
    Refusal(400, "Invalid.DI.Parameter", "The parameter is invalid."),
    Refusal(403, "Forbidden.DI.NoPrivilege", "No access."),
    Refusal(500, "InternalError.DI.Parameter", "A DI internal error occurred."),
)
PUBLIC = ErrorSet(
    Refusal(400, "Param.Invalid", "The parameter is invalid."),
    Refusal(400, "Invalid.Tenant.UserNotInProject", "The user is not in the project."),
    Refusal(500, "InternalError.System", "An internal error occurred."),
)
NEW_ERRORS = ErrorSet(
    Refusal(400, "Invalid.Parameter", "The parameter is invalid."),
    Refusal(403, "403030", "You are not authorized to perform this operation."),
    Refusal(500, "InternalError.System", "An internal error occurred."),
)
"""The codes of version 2024-05-18; the second was seen, its text and the others are assumed."""

STUDIO_CODE = "Invalid.Parameter"
"""The code of a failure of DataStudio's operations; assumed: the pages list few, and captures show only texts."""

NO_PROJECT = Refusal(400, "1201111279", "下列参数必须指定其中一个：projectId或者projectIdentifier")
"""Seen where a DataStudio operation names no workspace."""

NO_SUCH_PROJECT = Refusal(400, "Invalid.Tenant.ProjectNotExists", "The project does not exist.")
FILE_EXISTED = Refusal(400, "Invalid.DI.Parameter.File.Existed", "The file name already exists.")

NO_JOB = Refusal(400, "500130", "The DI job or DI alarm rule does not exist.")
"""The code is in Alibaba's Terraform provider; its status and text are assumed."""

GUID_FORMAT = Refusal(400, "InvalidParameter.Meta.GuidFormat", "The table GUID is not valid.")
"""The code was seen; its text is assumed."""

ACTION_NOT_FOUND = Refusal(
    404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method."
)
INVALID_VERSION = Refusal(400, "InvalidVersion", "Specified parameter Version is not valid.")
UNSUPPORTED_METHOD = Refusal(400, "UnsupportedHTTPMethod", "This HTTP method is not supported.")
MISSING_ACCESS_KEY = Refusal(400, "MissingAccessKeyId", "AccessKeyId is mandatory for this action.")
INCOMPLETE_SIGNATURE = Refusal(
    400, "IncompleteSignature", "The request signature does not conform to Aliyun standards."
)
ACCESS_KEY_NOT_FOUND = Refusal(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
TIMESTAMP_FORMAT = Refusal(400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.")
TIMESTAMP_EXPIRED = Refusal(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
NONCE_USED = Refusal(400, "SignatureNonceUsed", "Specified signature nonce was used already.")
MISSING_TOKEN = Refusal(400, "MissingSecurityToken", "SecurityToken is mandatory for this action.")
TOKEN_MALFORMED = Refusal(400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.")
TOKEN_OF_ANOTHER_KEY = Refusal(
    400, "InvalidSecurityToken.MismatchWithAccessKey", "Specified SecurityToken mismatch with the AccessKey."
)
TOKEN_EXPIRED = Refusal(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
THROTTLED = Refusal(429, "Throttling.User", "Your request is too frequent. Try again later.")
QUOTA_USED_UP = Refusal(
    429, "Throttling.Api.Risk", "The request for this resource has exceeded your daily available limit."
)
UNAVAILABLE = Refusal(503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.")
"""The last four occur only as faults, see ``emulator.faults.fault_rules``."""


def missing(parameter: str) -> Refusal:
    """Refuse a request without a required parameter."""
    return Refusal(400, f"Missing{parameter}", f"{parameter} is mandatory for this action.")


def unreadable(parameter: str) -> Refusal:
    """Refuse a parameter that is not of its type, or not one of its values."""
    return Refusal(400, f"Invalid{parameter}", f"Specified parameter {parameter} is not valid.")


def signature_mismatch(to_sign: str) -> Refusal:
    """Refuse a signature, and show the text that it must be of."""
    text = f"Specified signature is not matched with our calculation. server string to sign is:{to_sign}"
    return Refusal(400, "SignatureDoesNotMatch", text)


def not_emulated(action: str) -> Refusal:
    """Refuse an operation that the API has and the emulator does not."""
    return ACTION_NOT_FOUND._replace(message=f"{action} belongs to the API, but the emulator does not emulate it yet.")


class RequestRefused(Exception):
    """The request gets an error answer."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Malformed(Exception):
    """The content of a parameter is invalid; each family of operations has its own code for it."""


class Forbidden(Exception):
    """The caller is not a member of the workspace, or it does not exist.

    Attributes:
        seen: the refusal that every operation was seen to answer; the pages of a family may list another one.
    """

    def __init__(self, seen: Refusal = PUBLIC.forbidden) -> None:
        super().__init__(seen.code)
        self.seen = seen


class WorkFailed(Exception):
    """The work failed; the operation's family says in which form that is answered.

    Attributes:
        message: the reason.
        seen: how the service was seen to word it for DataStudio's operations.
    """

    def __init__(self, message: str, seen: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.seen = seen or message


class Wording(NamedTuple):
    """A failure of DataStudio's operations: an assumed text for the documented form, and the text that was seen."""

    documented: str
    seen: str

    def failure(self, value: object = "") -> WorkFailed:
        """Return the failure about a value."""
        return WorkFailed(self.documented.format(value), self.seen.format(value))


SPEC_CODE = "58014884415"
NO_SPEC = Refusal(400, SPEC_CODE, "FlowSpec can not be parsed: no node with a name.")
NOTHING_TO_PUBLISH = Refusal(400, "5801489541076353033", "There is nothing to publish.")
"""Codes that were seen, with texts that are assumed."""

WRONG_STUDIO = Refusal(400, "1201111431", "The folder /bizroot is not found.")
"""Seen where an operation on files is used in a workspace of the new Data Studio."""


def refused(message: str, code: str = STUDIO_CODE) -> RequestRefused:
    """Return a refusal of version 2024-05-18 with this text."""
    return RequestRefused(Refusal(400, code, message))


DEPLOY_FAILED = "submit and deploy fail."
"""The failure in the sample of DeployDISyncTask."""

UNREACHABLE = "read datasource time out"
"""The failure in the sample of GetDataSourceMeta."""

NO_INSTANCE = "fileId[{id}] is invalid"
"""The failure in the sample of GetDISyncInstanceInfo, which is spelled in another way than elsewhere."""

NOT_DEPLOYED = "fileId:[{id}] is not deployed."
WRONG_STATE = "fileId:[{id}] can not be {verb} in state {state}."
STILL_DEPLOYED = "fileId:[{id}] is deployed and can not be deleted."
"""Assumed texts: the pages show none for these."""

NOT_SUBMITTED = "fileId:[{id}] is not submitted."
NOT_READY = "fileId:[{id}] is still being submitted."
FOLDER_EXISTS = "Folder exists: {path}"
DEPLOYMENT_FAILED = "The deployment check failed."
"""Assumed texts."""

NO_PARENT = Wording("InputList is mandatory for fileId:[{}].", "输入输出不能为空")
UNKNOWN_PARENT = Wording("InputList:[{}] is invalid.", "父节点输出名:{} 不存在，不能提交本节点")
NO_DEPLOYMENT = Wording("deploymentId:[{}] is invalid.", "发布包{}不存在")
NO_PATH = Wording("Invalid path: {}", "不合法的目录路径")


def invalid(what: str, value: object) -> WorkFailed:
    """Return the failure for a named object that does not exist or can't be used."""
    return WorkFailed(f"{what}:[{value}] is invalid.")


def invalid_path(path: str) -> WorkFailed:
    """Return the failure for a folder that does not exist."""
    return NO_PATH.failure(path)
