"""Explanations by family of codes: Alibaba Cloud has two or more spellings for most meanings.

The keys are prefixes; the longest one that matches a code is its family.
"""

from dataworks.explain.explanation import NEW_STUDIO, Explanation, Text
from dataworks.explain.request_errors import BAD_VALUE, NO_TABLE

ERROR_CODES = "error codes of the API, facts 1.1 and 6.3"
QUOTAS = "quotas of the API, facts 1.1"
BY_NAME = "a code of DataStudio's operations, facts 6.3; the meaning is inferred from its name"

BAD_PARAMETER = Explanation(
    Text("The service could not use one of the parameters.", "服务无法使用其中某个参数。"),
    "caller",
    (
        Text(
            "Check the ids, names and the script against what the workspace has.",
            "请对照工作空间的实际内容检查 ID、名称和脚本。",
        ),
        Text(
            "The resource group must be the identifier of a data integration group, not its name.",
            "资源组须填写数据集成资源组的标识（Identifier），而不是名称。",
        ),
    ),
    "after a fix",
    ERROR_CODES,
    then="ListResourceGroups",
    given={"resource_group_type": 4},
)
NO_PROCESS = Explanation(
    Text(
        "No process of this task type in this workspace has this id, or it has expired.",
        "该工作空间中没有此 ID 和任务类型的异步进程，或其已过期。",
    ),
    "caller",
    (
        Text(
            "Check the process id, the task type and the workspace; or generate the script again.",
            "请检查异步进程 ID、任务类型和工作空间；否则请重新生成脚本。",
        ),
    ),
    "after a fix",
    ERROR_CODES,
    then="GenerateDISyncTaskConfigForCreating",
)
LOOK_AT_PROCESS = "QueryDISyncTaskConfigProcessResult"
"""It takes only ids, so a bad parameter means ``NO_PROCESS``, if the message is not more specific."""

MISSING_PARAMETER = Explanation(
    Text("A required parameter is missing.", "缺少必填参数。"),
    "caller",
    (Text("Give the parameter that the message names.", "请补充错误信息中指出的参数。"),),
    "after a fix",
    ERROR_CODES,
)
NAME_TAKEN = Explanation(
    Text("A file of this name is already in the workspace.", "工作空间中已存在同名文件。"),
    "caller",
    (Text("Use the task that has the name, or choose another name.", "请使用已有的同名任务，或更换名称。"),),
    "after a fix",
    ERROR_CODES,
    then="ListFiles",
    given={"exact_file_name": "$task_name"},
)
NO_PRIVILEGE = Explanation(
    Text(
        "The identity behind this server may not do this in this workspace, or the workspace does not exist.",
        "所用的身份无权在该工作空间执行此操作，或该工作空间不存在。",
    ),
    "workspace admin",
    (
        Text("Check the workspace id.", "请检查工作空间 ID。"),
        Text(
            "Add the RAM identity to the workspace as a developer, and grant it AliyunDataWorksFullAccess.",
            "请将该 RAM 身份添加为工作空间成员并授予开发角色，同时授予 AliyunDataWorksFullAccess 权限策略。",
        ),
    ),
    "after a fix",
    ERROR_CODES,
    then="ListProjects",
)
NO_ACCESS = Explanation(
    Text(
        "The identity may not do this in this workspace; the service also uses this code for temporary blocks.",
        "该身份无权在此工作空间执行操作；服务临时限制访问时也会返回此错误码。",
    ),
    "workspace admin",
    (*NO_PRIVILEGE.fix, Text("If both are right, try again later.", "如果以上均无误，请稍后再试一次。")),
    "after a fix",
    ERROR_CODES,
    then="ListProjects",
)
NO_POLICY = Explanation(
    Text("RAM does not allow the identity to use this API.", "RAM 权限策略不允许该身份调用此 API。"),
    "RAM admin",
    (
        Text(
            "Grant it AliyunDataWorksFullAccess, or dataworks:*: this API version has no finer actions.",
            "请授予 AliyunDataWorksFullAccess 或 dataworks:*：此 API 版本没有更细粒度的授权。",
        ),
        Text("Check for a policy that denies it.", "请检查是否存在拒绝（Deny）该操作的权限策略。"),
    ),
    "after a fix",
    "permissions of the API, facts 5.2 and 6.3",
)
NO_TENANT = Explanation(
    Text("DataWorks found no tenant of this identity.", "DataWorks 未找到该身份所属的租户。"),
    "account admin",
    (
        Text("Check the region and the account of the access key.", "请检查地域以及 AccessKey 所属的账号。"),
        Text("Check that DataWorks is activated for the account.", "请确认该账号已开通 DataWorks。"),
    ),
    "after a fix",
    BY_NAME,
)
NO_CONNECTION = Explanation(
    Text("The workspace has no such data source.", "该工作空间中没有此数据源。"),
    "caller",
    (
        Text(
            "Check the name; in a standard-mode workspace the data source must exist in production as well.",
            "请检查数据源名称；标准模式的工作空间中，生产环境也须有该数据源。",
        ),
        NEW_STUDIO,
    ),
    "after a fix",
    BY_NAME,
)
ACCOUNT_STATE = Explanation(
    Text("The state of the account does not allow the call.", "账号状态不允许此次调用。"),
    "account admin",
    (
        Text(
            "Check in the account's console: balance, identity verification, risk control.",
            "请在账号控制台检查余额、实名认证和风控状态。",
        ),
    ),
    "after a fix",
    ERROR_CODES,
)
BAD_KEY = Explanation(
    Text("The access key is unknown, disabled, or was not sent.", "AccessKey 不存在、已禁用或未发送。"),
    "operator of this server",
    (
        Text(
            "Check the access key that is used, and that it belongs to this site (China or international).",
            "请检查所用的 AccessKey，以及它是否属于当前站点（中国站或国际站）。",
        ),
    ),
    "after a fix",
    ERROR_CODES,
)
BAD_SIGNATURE = Explanation(
    Text(
        "The signature is not valid: the secret is wrong, or the request was changed on its way.",
        "签名不正确：AccessKey Secret 有误，或请求在途中被改写。",
    ),
    "operator of this server",
    (
        Text("Check the access key secret and the machine's clock.", "请检查 AccessKey Secret 和本机时钟。"),
        Text(
            "Check that no proxy rewrites headers, User-Agent among them.",
            "请检查代理是否改写了请求头（包括 User-Agent）。",
        ),
    ),
    "after a fix",
    ERROR_CODES,
)
BAD_TOKEN = Explanation(
    Text(
        "The temporary token of the identity is missing, has expired, or is not that of the access key.",
        "该身份的临时安全令牌缺失、已过期，或与 AccessKey 不匹配。",
    ),
    "operator of this server",
    (
        Text(
            "Renew the temporary credentials. Access key, secret and token belong together.",
            "请更新临时访问凭证。AccessKey、Secret 与安全令牌须同时更换。",
        ),
        Text("A permanent access key is used without a token.", "长期 AccessKey 不使用令牌。"),
    ),
    "after a fix",
    ERROR_CODES,
)
CLOCK = Explanation(
    Text(
        "The clock of the server's machine is off by more than 15 minutes, or its time was not readable.",
        "本服务器所在机器的时钟偏差超过 15 分钟，或时间格式无法识别。",
    ),
    "operator of this server",
    (Text("Set the clock of the machine (NTP).", "请校准机器时钟（NTP）。"),),
    "after a fix",
    ERROR_CODES,
    then="describe_setup",
    given={"probe": True},
)
REPLAYED = Explanation(
    Text(
        "The same signed request arrived twice: its first copy may have taken effect.",
        "同一个已签名的请求到达了两次：第一次到达的请求可能已经生效。",
    ),
    "operator of this server",
    (
        Text(
            "Check for a proxy that repeats requests; check what exists before repeating a write.",
            "请检查是否有代理在重发请求；重复写操作前请先查看现状。",
        ),
    ),
    "look first",
    ERROR_CODES,
)
SLOW_DOWN = Explanation(
    Text(
        "Too many calls in a short time; all users of the account share the limit.",
        "短时间内调用过多；该限额由账号下所有用户共享。",
    ),
    "caller",
    (Text("Wait a little and repeat the call.", "请稍等片刻后重试。"),),
    "after a wait",
    QUOTAS,
)
QUOTA = Explanation(
    Text(
        "The calls that the DataWorks edition includes are used up; waiting a little does not help.",
        "当前 DataWorks 版本包含的调用次数已用完，短暂等待无效。",
    ),
    "account admin",
    (
        Text(
            "Wait for the next day or month, or upgrade the DataWorks edition.",
            "请等到次日或次月，或升级 DataWorks 版本。",
        ),
    ),
    "no",
    QUOTAS,
)
SERVICE_ERROR = Explanation(
    Text(
        "The service failed; the cause may be temporary, or content that it can't process.",
        "服务内部出错；可能是暂时的，也可能由无法处理的内容引起。",
    ),
    "Alibaba Cloud",
    (
        Text(
            "Repeat a read; before repeating a write, check what exists.",
            "读操作可以重试；写操作重试前请先查看现状。",
        ),
        Text("If it continues, report the request id.", "如果持续出现，请提供请求 ID 并提交工单。"),
    ),
    "look first",
    ERROR_CODES,
)
WRONG_SERVICE = Explanation(
    Text(
        "The endpoint does not know this operation in this version of the DataWorks API: 2020-05-18 has those of files "
        "and DISync, 2024-05-18 those of jobs and nodes.",
        "应答方在此版本的 DataWorks API 中不认识该操作：2020-05-18 版本包含文件和 DISync 的操作，"
        "2024-05-18 版本包含作业和节点的操作。",
    ),
    "operator of this server",
    (
        Text(
            "Check the endpoint and the region; DataWorks answers at dataworks.REGION.aliyuncs.com.",
            "请检查 endpoint 和地域；DataWorks 的地址为 dataworks.地域ID.aliyuncs.com。",
        ),
        NEW_STUDIO,
    ),
    "after a fix",
    ERROR_CODES,
    then="describe_setup",
)
WRONG_REGION = Explanation(
    Text("The service is not available in this region.", "该地域不提供此服务。"),
    "operator of this server",
    (
        Text(
            "Give the region of the workspace: --region.",
            "请指定工作空间所在的地域：--region。",
        ),
    ),
    "after a fix",
    ERROR_CODES,
    then="describe_setup",
)
NO_USER = Explanation(
    Text("The service could not identify the user of the call.", "服务无法识别此次调用所属的用户。"),
    "operator of this server",
    (
        Text(
            "Check that the access key belongs to a user of the account that has DataWorks.",
            "请确认 AccessKey 属于已开通 DataWorks 的账号下的用户。",
        ),
    ),
    "after a fix",
    "a product-wide code, facts 6.3; the meaning is inferred from its name",
)

NO_WORKSPACE = Explanation(
    Text(
        "This account has no workspace of this id in this region.",
        "该账号在此地域没有此 ID 的工作空间。",
    ),
    "caller",
    (
        Text(
            "Check the workspace id: a number, not the name; and the region of the server.",
            "请检查工作空间 ID（是数字而不是名称）以及本服务器的地域。",
        ),
    ),
    "after a fix",
    ERROR_CODES,
    then="ListProjects",
)

IDEMPOTENT = Explanation(
    Text(
        "The same client token was sent before with another request.",
        "相同的 ClientToken 已用于另一个不同的请求。",
    ),
    "caller",
    (
        Text(
            "Look whether the first request was done; for a new request, give a new client token.",
            "请先确认第一个请求是否已执行；新的请求请使用新的 ClientToken。",
        ),
    ),
    "look first",
    ERROR_CODES,
)

CODES: dict[str, Explanation] = {
    "Invalid.DI.Parameter.File.Existed": NAME_TAKEN,
    "Invalid.DI.Parameter": BAD_PARAMETER,
    "Param.Invalid": BAD_PARAMETER,
    "InvalidParameter": BAD_PARAMETER,
    "InvalidParameterValue": BAD_VALUE,
    "Invalid.Parameter": BAD_PARAMETER,
    "InvalidParameter.ProjectId": NO_WORKSPACE,
    "InvalidParameter.Meta.GuidFormat": NO_TABLE,
    "InvalidProject": NO_WORKSPACE,
    "InvalidProjectId": NO_WORKSPACE,
    "Invalid.Tenant.ConnectionNotExists": NO_CONNECTION,
    "Invalid.Tenant.ProjectNotExists": NO_WORKSPACE,
    "Invalid.Tenant.UserNotInProject": NO_PRIVILEGE,
    "Invalid.Tenant.UserIsNotProjectOwnerOrAdmin": NO_PRIVILEGE,
    "Invalid.Tenant.UserNotInTenant": NO_TENANT,
    "Missing": MISSING_PARAMETER,
    "1201111279": MISSING_PARAMETER,  # DataStudio's: neither projectId nor projectIdentifier
    "Forbidden": NO_PRIVILEGE,
    "Forbidden.DI.NoPrivilege": NO_PRIVILEGE,
    "Forbidden.Access": NO_ACCESS,
    "Forbidden.RAM": NO_POLICY,
    "NoPermission": NO_POLICY,
    "ResourceNotAuthorized": NO_POLICY,
    "Forbidden.NoTenant": NO_TENANT,
    "Forbidden.RiskControl": ACCOUNT_STATE,
    "Forbidden.UserVerification": ACCOUNT_STATE,
    "InsufficientBalance": ACCOUNT_STATE,
    "Forbidden.Not.Server": WRONG_REGION,
    "IdempotentParameterMismatch": IDEMPOTENT,
    "InvalidAction": WRONG_SERVICE,
    "InvalidProduct": WRONG_SERVICE,
    "InvalidVersion": WRONG_SERVICE,
    "InvalidRegionId": WRONG_REGION,
    "InvalidOwner": NO_USER,
    "InvalidApi": WRONG_SERVICE,
    "NoSuchVersion": WRONG_SERVICE,
    "UnsupportedHTTPMethod": WRONG_SERVICE,
    "MissingAccessKeyId": BAD_KEY,
    "InvalidAccessKeyId": BAD_KEY,
    "SignatureDoesNotMatch": BAD_SIGNATURE,
    "InvalidAccessKeySecret": BAD_SIGNATURE,
    "IncompleteSignature": BAD_SIGNATURE,
    "InvalidSignatureMethod": BAD_SIGNATURE,
    "MissingSecurityToken": BAD_TOKEN,
    "InvalidSecurityToken": BAD_TOKEN,
    "InvalidTimeStamp": CLOCK,
    "IllegalTimestamp": CLOCK,
    "SignatureNonceUsed": REPLAYED,
    "Throttling": SLOW_DOWN,
    "Throttling.User": SLOW_DOWN,
    "Throttling.Api": SLOW_DOWN,
    "Throttling.System": SLOW_DOWN,
    "9990040003": SLOW_DOWN,
    "9990020002": SLOW_DOWN,
    "Throttling.Resource": QUOTA,
    "Throttling.Api.Risk": QUOTA,
    "InternalError": SERVICE_ERROR,
    "InternalError.System": SERVICE_ERROR,
    "InternalError.DI.Parameter": SERVICE_ERROR,
    "InternalError.UserId.Missing": NO_USER,
    "ServiceUnavailable": SERVICE_ERROR,
    "ServiceTimeout": SERVICE_ERROR,
}
