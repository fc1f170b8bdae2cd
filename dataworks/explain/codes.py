"""Explanations by family of codes: Alibaba Cloud has two or more spellings for most meanings.

The keys are prefixes; the longest one that fits a code is its family.
"""

from dataworks.explain.explanation import Explanation

ERROR_CODES = "error codes of the API, facts 1.1 and 6.3"

BAD_PARAMETER = Explanation(
    "The service could not use one of the parameters.",
    "caller",
    (
        "Check the ids, names and the script against what the workspace has.",
        "The resource group must be the identifier of a data integration group, not its name.",
    ),
    "after a fix",
    ERROR_CODES,
    then="ListResourceGroups",
)
NO_PRIVILEGE = Explanation(
    "The identity behind this server may not do this in this workspace, or the workspace does not exist.",
    "workspace admin",
    (
        "Check the workspace id.",
        "Add the RAM identity to the workspace as a developer, and grant it AliyunDataWorksFullAccess.",
    ),
    "after a fix",
    ERROR_CODES,
    then="ListProjects",
)
BAD_KEY = Explanation(
    "The access key is unknown, disabled, or its secret is wrong.",
    "operator of this server",
    ("Check the access key id and secret that the server uses, and that they belong to this site.",),
    "after a fix",
    ERROR_CODES,
)
CLOCK = Explanation(
    "The clock of the server's machine is off by more than 15 minutes.",
    "operator of this server",
    ("Set the clock of the machine (NTP).",),
    "after a fix",
    ERROR_CODES,
)
SLOW_DOWN = Explanation(
    "Too many calls in a short time; all users of the account share the limit.",
    "caller",
    ("Wait a little and repeat the call.",),
    "after a wait",
    "quotas of the API, facts 1.1",
)
QUOTA = Explanation(
    "The calls that the DataWorks edition includes are used up; waiting a little does not help.",
    "account admin",
    ("Wait for the next day, or upgrade the DataWorks edition.",),
    "no",
    "quotas of the API, facts 1.1",
)
SERVICE_ERROR = Explanation(
    "The service failed inside; it may be passing, or caused by content it can't digest.",
    "Alibaba Cloud",
    ("Repeat a read; before repeating a write, look at what exists.", "If it stays, report the request id."),
    "look first",
    ERROR_CODES,
)

WRONG_SERVICE = Explanation(
    "What answered does not know this operation: it is not this version of the DataWorks API.",
    "operator of this server",
    ("Check the endpoint and the region of the server; DataWorks answers at dataworks.REGION.aliyuncs.com.",),
    "after a fix",
    ERROR_CODES,
)

CODES: dict[str, Explanation] = {
    "Invalid.DI.Parameter.File.Existed": Explanation(
        "A file of this name is already in the workspace.",
        "caller",
        ("Use the task that has the name, or choose another name.",),
        "after a fix",
        ERROR_CODES,
        then="ListFiles",
    ),
    "Invalid.DI.Parameter": BAD_PARAMETER,
    "Param.Invalid": BAD_PARAMETER,
    "InvalidParameter": BAD_PARAMETER,
    "Invalid.Parameter": BAD_PARAMETER,
    "Missing": BAD_PARAMETER,
    "Forbidden": NO_PRIVILEGE,
    "NoPermission": NO_PRIVILEGE,
    "ResourceNotAuthorized": NO_PRIVILEGE,
    "Forbidden.Not.Server": Explanation(
        "The service is not available in this region.",
        "operator of this server",
        ("Start the server with the region of the workspace: --region.",),
        "after a fix",
        ERROR_CODES,
    ),
    "InvalidAction": WRONG_SERVICE,
    "InvalidApi": WRONG_SERVICE,
    "NoSuchVersion": WRONG_SERVICE,
    "UnsupportedHTTPMethod": WRONG_SERVICE,
    "MissingAccessKeyId": BAD_KEY,
    "MissingSecurityToken": BAD_KEY,
    "InvalidAccessKeyId": BAD_KEY,
    "SignatureDoesNotMatch": BAD_KEY,
    "IncompleteSignature": BAD_KEY,
    "InvalidSecurityToken": BAD_KEY,
    "InvalidTimeStamp": CLOCK,
    "IllegalTimestamp": CLOCK,
    "SignatureNonceUsed": SERVICE_ERROR,
    "Throttling": SLOW_DOWN,
    "9990040003": SLOW_DOWN,
    "9990020002": SLOW_DOWN,
    "Throttling.Resource": QUOTA,
    "Throttling.Api.Risk": QUOTA,
    "InternalError": SERVICE_ERROR,
    "ServiceUnavailable": SERVICE_ERROR,
}
