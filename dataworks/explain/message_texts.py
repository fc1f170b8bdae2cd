"""The messages of codes, for texts that were pasted without their code."""

from dataworks.explain import codes
from dataworks.explain.explanation import Symptom
from dataworks.explain.local_errors import WITHOUT_CODE
from dataworks.explain.request_errors import BAD_VALUE

MESSAGES: tuple[Symptom, ...] = (
    Symptom(r"parameter is invalid|参数(?:无效|错误|不合法|非法)", "The parameter is invalid.", codes.BAD_PARAMETER),
    Symptom(
        r"Specified version|parameter Version is not valid",
        "Specified parameter Version is not valid.",
        codes.WRONG_SERVICE,
    ),
    Symptom(r"[Ss]pecified parameter .{1,80} is not valid", "Specified parameter X is not valid.", BAD_VALUE),
    Symptom(
        r"file name already exists|(?:文件名|名称)(?:称)?已(?:经)?存在|同名文件",
        "The file name already exists.",
        codes.NAME_TAKEN,
    ),
    Symptom(
        r"SecurityToken (?:is (?:expired|malformed|mandatory)|mismatch)|security token.{1,40}expired",
        "Specified SecurityToken is expired.",
        codes.BAD_TOKEN,
    ),
    Symptom(r"AccessKeyId is mandatory", "AccessKeyId is mandatory for this action.", codes.BAD_KEY),
    Symptom(
        r"is mandatory for this action|缺少(?:必填|必要|必需)?的?参数|参数必须指定",
        "ProjectId is mandatory for this action.",
        codes.MISSING_PARAMETER,
    ),
    Symptom(
        r"user is not (?:in the project|a project administrator)", "The user is not in the project.", codes.NO_PRIVILEGE
    ),
    Symptom(r"user is not in tenant", "The user is not in tenant.", codes.NO_TENANT),
    Symptom(r"\bNo access\b|没有.{0,12}权限|无(?!需).{0,6}权限|权限不足", "No access.", codes.NO_PRIVILEGE),
    Symptom(
        r"(?i)not authorized to (?:do|perform|operate|access)",
        "You are not authorized to do this action.",
        codes.NO_POLICY,
    ),
    Symptom(r"Access is forbidden|禁止访问|拒绝访问", "Access is forbidden.", codes.NO_ACCESS),
    Symptom(r"service is not available in this area", "service is not available in this area", codes.WRONG_REGION),
    Symptom(r"Specified api is not found", "Specified api is not found, please check your url.", codes.WRONG_SERVICE),
    Symptom(r"HTTP method is not supported", "This HTTP method is not supported.", codes.WRONG_SERVICE),
    Symptom(r"does not emulate it yet", "X: the emulator does not emulate it yet.", codes.WRONG_SERVICE),
    Symptom(
        r"api risk control|daily available limit",
        "The request for this resource has exceeded your daily available limit.",
        codes.QUOTA,
    ),
    Symptom(r"access key is not found", "Specified access key is not found.", codes.BAD_KEY),
    Symptom(
        r"signature (?:does not (?:match|conform)|is not matched)", "The signature does not match.", codes.BAD_SIGNATURE
    ),
    Symptom(r"time stamp or date value", "Specified time stamp or date value is expired.", codes.CLOCK),
    Symptom(r"nonce was used", "Specified signature nonce was used already.", codes.REPLAYED),
    Symptom(
        r"user flow control|request is too frequent|请求过于频繁|(?:被|触发)(?:了)?(?:限流|流控)",
        "Your request is too frequent. Try again later.",
        codes.SLOW_DOWN,
    ),
    Symptom(r"temporary failure of the server", "A temporary failure of the server.", codes.SERVICE_ERROR),
    Symptom(
        r"internal error occurred|(?:内部|系统)(?:错误|异常)", "A DI internal error occurred.", codes.SERVICE_ERROR
    ),
    Symptom(r"(?i)\bHTTP 429\b|\btoo many requests\b", "HTTP 429 Too many requests", codes.SLOW_DOWN),
    Symptom(r"(?i)\bHTTP 5\d\d\b", "HTTP 502 Bad Gateway", codes.SERVICE_ERROR),
    Symptom(r"(?i)\bHTTP 4\d\d\b", "HTTP 403 Forbidden", WITHOUT_CODE),
)
"""The first match is used."""
