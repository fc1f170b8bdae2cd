"""Explanations of failures to take the RAM role that a caller acts as. The request itself was not sent then."""

from dataworks.explain.explanation import OURS, Explanation, Text

STS = "error codes of STS AssumeRole and AssumeRoleWithOIDC"

NOT_TAKEN = Explanation(
    Text(
        "The RAM role that this caller acts as could not be taken, so the request was not sent to DataWorks.",
        "未能扮演该调用者对应的 RAM 角色，因此没有向 DataWorks 发送请求。",
    ),
    "operator of this server",
    (
        Text(
            "Run doctor with the options of the server: it takes the role, and shows the answer of STS.",
            "请用服务器的相同选项运行 doctor：它会扮演该角色并显示 STS 的返回结果。",
        ),
    ),
    "after a fix",
    OURS,
)
BAD_SESSION_NAME = Explanation(
    Text(
        "The caller's name becomes the name of the role session, and STS does not take it; nothing was sent.",
        "调用者名称将用作角色会话名称，但 STS 不接受该名称；没有发送任何内容。",
    ),
    "operator of this server",
    (
        Text(
            "Give the caller another name in the token file, or let the issuer set another subject (sub): 2 to 64 "
            "letters, digits and . @ - _. Names are not converted, so that no two callers share a session.",
            "请在令牌文件中更改该调用者的名称，或让颁发者设置其他主体（sub）：2 至 64 个字符，"
            "只能包含字母、数字和 . @ - _。名称不会被转换，以免两个调用者共用一个会话。",
        ),
    ),
    "after a fix",
    OURS,
)
WRONG_AUDIENCE = Explanation(
    Text(
        "The caller's token was made for this server only, and is not passed on to STS; nothing was sent.",
        "调用者的令牌仅签发给本服务器，不会转交给 STS；没有发送任何内容。",
    ),
    "operator of this server",
    (
        Text(
            "Let the issuer add the name of --sts-audience to the audience (aud) of the token, beside that of "
            "--audience; it has to be one of the client ids of the OIDC provider in RAM.",
            "请让颁发者在令牌的受众（aud）中，除 --audience 外再加入 --sts-audience 的名称；"
            "该名称必须是 RAM 中 OIDC 身份提供商的客户端 ID 之一。",
        ),
    ),
    "after a fix",
    OURS,
)
TOKEN_ENDED = Explanation(
    Text(
        "The caller's token ended while the call was being worked on, so the role was not taken again.",
        "调用处理期间调用者的令牌已过期，因此没有再次扮演角色。",
    ),
    "caller",
    (Text("Get a new token, and repeat the call.", "请获取新的令牌，然后重新调用。"),),
    "look first",
    OURS,
)
NO_PERMISSION = Explanation(
    Text(
        "STS does not let this server, or this caller, take the role; the request was not sent to DataWorks.",
        "STS 不允许本服务器或该调用者扮演此角色；没有向 DataWorks 发送请求。",
    ),
    "RAM admin",
    (
        Text(
            "With --assume-role: allow sts:AssumeRole to the server's RAM user or role, and name it in the trust "
            "policy of the role.",
            "使用 --assume-role 时：请为服务器的 RAM 用户或角色授予 sts:AssumeRole 权限，"
            "并在该角色的信任策略中加入它。",
        ),
        Text(
            "With --assume-role-with-oidc: let the trust policy name the OIDC provider, and its conditions (oidc:iss, "
            "oidc:aud, oidc:sub) fit the caller's token.",
            "使用 --assume-role-with-oidc 时：请在信任策略中加入 OIDC 身份提供商，并使其条件（oidc:iss、oidc:aud、"
            "oidc:sub）与调用者的令牌一致。",
        ),
    ),
    "after a fix",
    STS,
)
NO_SUCH_ROLE = Explanation(
    Text(
        "RAM has no role or OIDC provider of this name; the request was not sent to DataWorks.",
        "RAM 中没有该名称的角色或 OIDC 身份提供商；没有向 DataWorks 发送请求。",
    ),
    "operator of this server",
    (
        Text(
            "Correct the ARN in the option of the server or in the token file, or create the role.",
            "请更正服务器选项或令牌文件中的 ARN，或创建该角色。",
        ),
    ),
    "after a fix",
    STS,
)
TOKEN_NOT_ACCEPTED = Explanation(
    Text(
        "STS does not accept the caller's token; the request was not sent to DataWorks.",
        "STS 不接受调用者的令牌；没有向 DataWorks 发送请求。",
    ),
    "RAM admin",
    (
        Text(
            "Compare the issuer, the client ids and the certificate of the OIDC provider in RAM with the issuer of the "
            "token; if the token has ended, get a new one and repeat the call.",
            "请核对 RAM 中 OIDC 身份提供商的颁发者地址、客户端 ID 和证书与令牌的颁发者是否一致；"
            "如果令牌已过期，请获取新的令牌并重新调用。",
        ),
    ),
    "after a fix",
    STS,
)
BAD_REQUEST_OF_ROLE = Explanation(
    Text(
        "STS does not take a value that the role was asked for with; the request was not sent to DataWorks.",
        "STS 不接受扮演角色时的某个参数值；没有向 DataWorks 发送请求。",
    ),
    "operator of this server",
    (
        Text(
            "The message names the value: the ARN, the caller's name, or the external id. Correct it in the options "
            "of the server or in the token file.",
            "错误信息会指出该值：ARN、调用者名称或外部 ID。请在服务器选项或令牌文件中更正。",
        ),
    ),
    "after a fix",
    STS,
)
OWN_KEY_REFUSED = Explanation(
    Text(
        "STS does not accept the access key of this server itself; the request was not sent to DataWorks.",
        "STS 不接受本服务器自身的 AccessKey；没有向 DataWorks 发送请求。",
    ),
    "operator of this server",
    (
        Text(
            "Renew the server's credentials, and check its clock; it needs the key of a RAM user or role, not that of "
            "the account itself.",
            "请更新服务器的访问凭证，并检查其时钟；需要使用 RAM 用户或角色的密钥，不能使用主账号的密钥。",
        ),
    ),
    "after a fix",
    STS,
)
STS_SILENT = Explanation(
    Text(
        "STS gave no answer that can be used in time; the request was not sent to DataWorks.",
        "STS 没有及时返回可用的结果；没有向 DataWorks 发送请求。",
    ),
    "operator of this server",
    (
        Text("Repeat the call a little later.", "请稍后重新调用。"),
        Text(
            "If it stays so: check the way to STS, and set --sts-endpoint to an address that this machine reaches.",
            "如果问题持续：请检查到 STS 的网络，并将 --sts-endpoint 设置为本机可访问的地址。",
        ),
    ),
    "after a wait",
    OURS,
)
STS_BUSY = Explanation(
    Text(
        "STS gets too many requests; the request was not sent to DataWorks.",
        "STS 的请求过多；没有向 DataWorks 发送请求。",
    ),
    "caller",
    (Text("Repeat the call a little later.", "请稍后重新调用。"),),
    "after a wait",
    STS,
)
CLOCKS_DIFFER = Explanation(
    Text(
        "The session of the role had ended when it came: the clock of this machine is wrong.",
        "收到的角色会话已过期：本机时钟不正确。",
    ),
    "operator of this server",
    (Text("Set the clock of this machine.", "请校准本机时钟。"),),
    "after a fix",
    OURS,
)

ROLE_CODES: dict[str, Explanation] = {
    f"RoleNotTaken{reason}": explanation
    for reason, explanation in (
        (".SessionName", BAD_SESSION_NAME),
        (".Audience", WRONG_AUDIENCE),
        (".TokenEnded", TOKEN_ENDED),
        (".NoPermission", NO_PERMISSION),
        (".EntityNotExist", NO_SUCH_ROLE),
        (".AuthenticationFail", TOKEN_NOT_ACCEPTED),
        (".InvalidParameter", BAD_REQUEST_OF_ROLE),
        (".Missing", BAD_REQUEST_OF_ROLE),
        (".InvalidAccessKeyId", OWN_KEY_REFUSED),
        (".InvalidSecurityToken", OWN_KEY_REFUSED),
        (".MissingSecurityToken", OWN_KEY_REFUSED),
        (".SignatureDoesNotMatch", OWN_KEY_REFUSED),
        (".InvalidTimeStamp", OWN_KEY_REFUSED),
        (".Unreachable", STS_SILENT),
        (".OutOfTime", STS_SILENT),
        (".Unreadable", STS_SILENT),
        (".TooLong", STS_SILENT),
        (".ServiceUnavailable", STS_SILENT),
        (".InternalError", STS_SILENT),
        (".HTTP 5", STS_SILENT),
        (".Throttling", STS_BUSY),
        (".Clock", CLOCKS_DIFFER),
    )
}
"""By the code of ``RoleNotTaken``, whose second part is the reason."""
