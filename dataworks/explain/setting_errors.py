"""Explanations of settings that are missing or not valid. Nothing was sent then."""

from dataworks.explain.explanation import OURS, Explanation, Text

NO_REGION = Explanation(
    Text("No region is set, so there is no address to send to.", "未设置地域，因此没有可调用的地址。"),
    "operator of this server",
    (
        Text(
            "Add --region REGION (such as cn-shanghai) or set ALIBABA_CLOUD_REGION_ID; "
            "to try it without an account, add --emulator.",
            "请用 --region 指定地域 ID（例如 cn-shanghai），或设置 ALIBABA_CLOUD_REGION_ID；"
            "没有账号时可用 --emulator 试用。",
        ),
    ),
    "after a fix",
    OURS,
    then="describe_setup",
)
NO_CREDENTIALS = Explanation(
    Text("There are no credentials that can be used.", "未找到可用的访问凭证。"),
    "operator of this server",
    (
        Text(
            "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run `aliyun configure` "
            "(~/.aliyun/config.json), or write ~/.alibabacloud/credentials.ini; a running server must be restarted. "
            "To try it without an account, add --emulator.",
            "请设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 ALIBABA_CLOUD_ACCESS_KEY_SECRET，或运行 `aliyun configure`"
            "（~/.aliyun/config.json），或编写 ~/.alibabacloud/credentials.ini；正在运行的服务器需要重启。"
            "没有账号时可用 --emulator 试用。",
        ),
    ),
    "after a fix",
    "credential chain, facts 5.3",
    then="describe_setup",
)
BAD_ENDPOINT = Explanation(
    Text("The endpoint is not valid.", "服务地址无效。"),
    "operator of this server",
    (
        Text(
            "Give --endpoint https://HOST, or http:// for this machine only.",
            "请使用 --endpoint https://主机名；http:// 仅限本机。",
        ),
    ),
    "after a fix",
    OURS,
    then="describe_setup",
)
UNCONFIGURED = Explanation(
    Text("A setting is missing or not valid; nothing was sent.", "缺少配置或配置无效；没有发送任何内容。"),
    "operator of this server",
    (Text("Set what the message names.", "请补充错误信息中指出的配置。"),),
    "after a fix",
    OURS,
    then="describe_setup",
)

WRONG_REGION = Explanation(
    Text("The region that is set does not exist.", "所设置的地域不存在。"),
    "operator of this server",
    (
        Text(
            "Correct --region or ALIBABA_CLOUD_REGION_ID.",
            "请更正 --region 或 ALIBABA_CLOUD_REGION_ID。",
        ),
    ),
    "after a fix",
    OURS,
    then="describe_setup",
)
BAD_PROXY = Explanation(
    Text("The proxy that the environment names can't be used.", "环境变量指定的代理无法使用。"),
    "operator of this server",
    (
        Text(
            "Correct or remove HTTPS_PROXY and ALL_PROXY.",
            "请更正或删除 HTTPS_PROXY 和 ALL_PROXY。",
        ),
    ),
    "after a fix",
    OURS,
    then="describe_setup",
)
BAD_CERTIFICATES = Explanation(
    Text(
        "The file of certificates that the environment names can't be used.",
        "环境变量指定的证书文件无法使用。",
    ),
    "operator of this server",
    (Text("Correct or remove SSL_CERT_FILE.", "请更正或删除 SSL_CERT_FILE。"),),
    "after a fix",
    OURS,
    then="describe_setup",
)

NO_STS = Explanation(
    Text("The address of STS, where roles are taken, is missing or not valid.", "扮演角色所用的 STS 地址缺失或无效。"),
    "operator of this server",
    (
        Text(
            "Give --sts-endpoint https://HOST, or --region REGION instead of --endpoint.",
            "请用 --sts-endpoint https://主机名 指定地址，或用 --region 地域 ID 代替 --endpoint。",
        ),
    ),
    "after a fix",
    OURS,
    then="describe_setup",
)

SETTINGS = {
    "region": NO_REGION,
    "wrong region": WRONG_REGION,
    "credentials": NO_CREDENTIALS,
    "endpoint": BAD_ENDPOINT,
    "sts endpoint": NO_STS,
    "proxy": BAD_PROXY,
    "certificates": BAD_CERTIFICATES,
}
"""By what an ``Unconfigured`` error names as its operation."""
