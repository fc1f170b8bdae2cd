"""The connection from a program to the API failed: this server's, or that of a program with an SDK or the CLI."""

from dataworks.explain.explanation import Explanation, Symptom, Text
from dataworks.explain.local_errors import ANSWER_LOST, NOT_SENT

CLIENTS = "messages of HTTP clients and SDKs"

CHECK_SETTINGS = Text(
    "Check the region and the endpoint; DataWorks answers at dataworks.REGION.aliyuncs.com.",
    "请检查地域和 endpoint；DataWorks 的地址为 dataworks.地域ID.aliyuncs.com。",
)
CHECK_PROXY = Text(
    "Check HTTPS_PROXY and NO_PROXY in the environment of the program.",
    "请检查程序环境变量中的 HTTPS_PROXY 和 NO_PROXY。",
)

HOST_UNKNOWN = Explanation(
    Text(
        "The program that calls the API could not resolve the host name of the service; nothing was sent.",
        "调用 API 的程序无法解析服务的主机名；没有发送任何内容。",
    ),
    "operator of this server",
    (CHECK_SETTINGS, Text("Check the DNS of the machine.", "请检查本机的 DNS。")),
    "after a fix",
    CLIENTS,
    then="describe_setup",
    given={"probe": True},
)
REFUSED = Explanation(
    Text(
        "The connection of the program that calls the API was refused; nothing was sent.",
        "调用 API 的程序建立连接时被拒绝；没有发送任何内容。",
    ),
    "operator of this server",
    (
        CHECK_SETTINGS,
        CHECK_PROXY,
        Text("Check firewalls between the machine and the service.", "请检查本机与服务之间的防火墙。"),
    ),
    "after a fix",
    CLIENTS,
    then="describe_setup",
    given={"probe": True},
)
TIMED_OUT = Explanation(
    Text(
        "The program that calls the API got no connection to the service in time; nothing was sent.",
        "调用 API 的程序未能在规定时间内连接到服务；没有发送任何内容。",
    ),
    "operator of this server",
    (
        CHECK_PROXY,
        CHECK_SETTINGS,
        Text(
            "A machine without internet access needs the endpoint of its VPC: dataworks-vpc.REGION.aliyuncs.com.",
            "没有公网访问的机器须使用 VPC 地址：dataworks-vpc.地域ID.aliyuncs.com。",
        ),
    ),
    "yes",
    CLIENTS,
    then="describe_setup",
    given={"probe": True},
)
CERTIFICATE = Explanation(
    Text(
        "The program that calls the API does not trust the certificate that was presented; nothing was sent.",
        "调用 API 的程序不信任对方出示的证书；没有发送任何内容。",
    ),
    "operator of this server",
    (
        Text(
            "A proxy of your network may present its own certificate: add its CA to the trusted ones (SSL_CERT_FILE).",
            "可能是网络中的代理出示了自己的证书：请将其 CA 加入受信任列表（SSL_CERT_FILE）。",
        ),
        Text("Check the clock of the machine and the endpoint.", "请检查本机时钟和 endpoint。"),
    ),
    "after a fix",
    CLIENTS,
    then="describe_setup",
)
PROXY = Explanation(
    Text(
        "The proxy of the program that calls the API did not let the connection through; nothing was sent.",
        "调用 API 的程序所用的代理未放行连接；没有发送任何内容。",
    ),
    "operator of this server",
    (
        CHECK_PROXY,
        Text(
            "For status 407, give the proxy its user name and password.",
            "如果状态为 407，请提供代理的用户名和密码。",
        ),
    ),
    "after a fix",
    CLIENTS,
    then="describe_setup",
)
NO_ENDPOINT = Explanation(
    Text(
        "The SDK found no endpoint for the region and the product; nothing was sent.",
        "SDK 未找到该地域和产品的 endpoint；没有发送任何内容。",
    ),
    "operator of this server",
    (CHECK_SETTINGS,),
    "after a fix",
    CLIENTS,
    then="describe_setup",
)
NO_ANSWER_OF_SERVER = Explanation(
    Text(
        "The assistant got no answer from this server: its time limit was up, or the server ended.",
        "助手未收到本服务器的应答：已超过其时间限制，或本服务器已退出。",
    ),
    "caller",
    (
        Text(
            "Before repeating a write, check what exists: the work may have been done.",
            "重复写操作前请先查看现状：操作可能已经完成。",
        ),
        Text(
            "For long work, raise the time limit of the assistant, or give a smaller wait_seconds.",
            "对于耗时较长的操作，请调大助手的超时时间，或减小 wait_seconds。",
        ),
        Text(
            "If the server ended, look in its log, and run `dataworks-di-mcp doctor`.",
            "如果本服务器已退出，请查看其日志，并运行 `dataworks-di-mcp doctor`。",
        ),
    ),
    "look first",
    CLIENTS,
)
EITHER = Explanation(
    Text(
        "A connection could not be made or broke; the text does not show which one.",
        "连接未能建立或已中断；文本未表明是哪一个连接。",
    ),
    "workspace admin",
    (
        Text(
            "If it is from a task's log: the resource group does not reach the data source. Check its host, port and "
            "allowlist, and test the connectivity.",
            "如果来自任务日志：资源组无法连接数据源。请检查其主机、端口和白名单，并测试连通性。",
        ),
        Text(
            "If it is from this server or a program that calls the API: its operator checks network, proxy and region.",
            "如果来自本服务器或调用 API 的程序：请由其运维人员检查网络、代理和地域。",
        ),
    ),
    "look first",
    CLIENTS,
    then="TestNetworkConnection",
)

CONNECTION: tuple[Symptom, ...] = (
    Symptom(r"MCP error -320\d\d", "MCP error -32001: Request timed out", NO_ANSWER_OF_SERVER),
    Symptom(
        r"(?i)ProxyError|dependencies for SOCKS|cannot connect to proxy|407 Proxy|proxyconnect tcp",
        "urllib3.exceptions.ProxyError: Cannot connect to proxy.",
        PROXY,
    ),
    Symptom(
        r"(?i)CERTIFICATE_VERIFY_FAILED|SSL certificate problem|x509:|PKIX path building|SELF_SIGNED_CERT"
        r"|UNABLE_TO_(?:GET|VERIFY)|unable to verify the first|self[- ]signed certificate|unable to get local issuer"
        r"|SSLHandshake"
        r"|SSLError|\bssl\.SSL|certificate has expired|invalid peer certificate|UnknownIssuer"
        r"|certificate verify failed",
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed",
        CERTIFICATE,
    ),
    Symptom(
        r"SDK\.(?:InvalidRegionId|EndpointResolvingError|UnknownEndpoint)|(?i:can ?not find endpoint)",
        "SDK.InvalidRegionId : Can not find endpoint to access.",
        NO_ENDPOINT,
    ),
    Symptom(
        r"(?i)name or service not known|no such host|ENOTFOUND|EAI_AGAIN|NameResolutionError|UnknownHost|nodename nor"
        r"|getaddrinfo failed|Temporary failure in name resolution|Could not resolve host",
        "getaddrinfo ENOTFOUND dataworks.cn-shangai.aliyuncs.com",
        HOST_UNKNOWN,
    ),
    Symptom(
        r"(?i)connection refused|ECONNREFUSED|Failed to connect to|Errno 111\b|WinError 10061\b",
        "connect ECONNREFUSED 127.0.0.1:8080",
        REFUSED,
    ),
    Symptom(
        r"(?i)ConnectTimeout|cURL error 28|connect timed? ?out|ETIMEDOUT|i/o timeout|no route to host"
        r"|network is unreachable"
        r"|connection timed out|WinError 10060\b|Errno 1(?:01|10|13)\b|TLS handshake timeout",
        "ConnectTimeoutError: Connection to dataworks.cn-shanghai.aliyuncs.com timed out.",
        TIMED_OUT,
    ),
    Symptom(
        r"(?i)read timed? ?out|ReadTimeout|connection reset|ECONNRESET|broken pipe|connection aborted"
        r"|RemoteDisconnected|SDK\.HttpError|Client\.Timeout exceeded while|unexpected EOF|socket hang up"
        r"|incomplete read",
        "ReadTimeout: HTTPSConnectionPool: Read timed out.",
        ANSWER_LOST,
    ),
    Symptom(
        r"(?i)SDK\.ServerUnreachable|Max retries exceeded|All connection attempts failed|UnretryableException",
        "SDK.ServerUnreachable",
        NOT_SENT,
    ),
)
"""Words that count only where the text is that of a program that calls the API."""

EITHER_SIDE: tuple[Symptom, ...] = (
    Symptom(
        r"(?i)connection (?:was )?(?:refused|reset|closed|broken|lost|timed? ?out)|name or service not known"
        r"|unknown host"
        r"|no route to host"
        r"|(?:connect|read) timed? ?out|连接被?(?:拒绝|重置)|连接超时",
        "Connection refused",
        EITHER,
    ),
)
"""Words that both sides use, for a text that does not show its side."""
