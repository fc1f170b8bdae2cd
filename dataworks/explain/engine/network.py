"""The engine can't reach a source or a destination. Its machines belong to the resource group, not to this server."""

from dataworks.explain.engine.steps import (
    ALLOW_ADDRESSES,
    BIND_NETWORK,
    CHECK_ADDRESS,
    DRIVERS,
    FAQ,
    LOWER_CONCURRENCY,
    RUN_AGAIN,
    SMALLER_BATCHES,
    TEST_CONNECTIVITY,
)
from dataworks.explain.explanation import Explanation, Symptom, Text

HOST_UNKNOWN = Explanation(
    Text(
        "The resource group could not resolve the host name of the data source.",
        "资源组无法解析数据源的主机名。",
    ),
    "workspace admin",
    (
        Text("Check the spelling of the host name in the data source.", "请检查数据源中主机名的拼写。"),
        Text(
            "A name of a private network needs a resource group in that VPC, or an entry in its hosts.",
            "内网域名要求资源组绑定该 VPC，或为资源组配置 Host。",
        ),
        TEST_CONNECTIVITY,
    ),
    "after a fix",
    DRIVERS,
    then="TestNetworkConnection",
)
REFUSED = Explanation(
    Text(
        "The host of the data source refused the connection: no service listens at this port, or a firewall "
        "rejects it.",
        "数据源所在主机拒绝了连接：该端口没有服务监听，或被防火墙拒绝。",
    ),
    "workspace admin",
    (
        CHECK_ADDRESS,
        Text("Check that the data source is running.", "请确认数据源正在运行。"),
        ALLOW_ADDRESSES,
        TEST_CONNECTIVITY,
    ),
    "after a fix",
    DRIVERS,
    then="TestNetworkConnection",
)
NO_ROUTE = Explanation(
    Text(
        "There is no network route from the resource group to the data source.",
        "资源组与数据源之间网络不通（没有路由）。",
    ),
    "workspace admin",
    (BIND_NETWORK, TEST_CONNECTIVITY),
    "after a fix",
    DRIVERS,
    then="TestNetworkConnection",
)
TIMED_OUT = Explanation(
    Text(
        "The data source did not answer the resource group in time.",
        "资源组访问数据源超时。",
    ),
    "workspace admin",
    (BIND_NETWORK, ALLOW_ADDRESSES, CHECK_ADDRESS, TEST_CONNECTIVITY),
    "after a fix",
    DRIVERS,
    then="TestNetworkConnection",
)
READ_TIMED_OUT = Explanation(
    Text(
        "The connection to the data source exists, but a query or a write got no answer in time.",
        "与数据源的连接已建立，但查询或写入未在规定时间内得到应答。",
    ),
    "caller",
    (
        Text(
            "Make the statement faster: an index for the filter and the split column, fewer rows per run.",
            "请优化语句：为过滤条件和切分键建立索引，减少单次读取的数据量。",
        ),
        Text(
            "Raise the time-out, such as socketTimeout of the JDBC address.",
            "请调大超时时间，例如 JDBC 地址中的 socketTimeout。",
        ),
        RUN_AGAIN,
    ),
    "after a fix",
    DRIVERS,
)
BROKEN = Explanation(
    Text(
        "The connection to the data source was broken off while it was used.",
        "与数据源的连接在使用过程中被中断。",
    ),
    "workspace admin",
    (
        Text("Run the task again; a single break may be temporary.", "请重新运行任务；偶发的中断可能是暂时的。"),
        Text(
            "If it repeats, check the load, the restarts and the idle time-outs of the data source and of proxies.",
            "如果反复出现，请检查数据源及途经代理的负载、重启记录和空闲超时设置。",
        ),
        TEST_CONNECTIVITY,
    ),
    "yes",
    DRIVERS,
)
TOO_SLOW = Explanation(
    Text(
        "The source closed the connection because the task read or wrote too slowly.",
        "任务读写过慢，数据库主动断开了连接。",
    ),
    "caller",
    (
        Text(
            "Raise net_write_timeout and net_read_timeout at the database, or in the JDBC address as session "
            "variables.",
            "请调大数据库的 net_write_timeout 和 net_read_timeout，或在 JDBC 地址中以会话变量设置。",
        ),
        Text(
            "Make the destination faster, or raise the concurrency, so that rows do not wait.",
            "请提升写入端性能或提高并发数，避免数据堆积。",
        ),
    ),
    "after a fix",
    FAQ,
)
CLOSED = Explanation(
    Text(
        "The connection was closed before this statement: an earlier error, or a time limit of the database, "
        "closed it.",
        "执行此语句前连接已关闭：可能由更早的错误或数据库的超时限制引起。",
    ),
    "caller",
    (
        Text(
            "Look for the error before it in the task's log: that one is the cause.",
            "请查看任务日志中此前的错误，那才是原因。",
        ),
        Text(
            "If there is none, raise wait_timeout or the idle time-out of the database.",
            "如果没有，请调大数据库的 wait_timeout 或空闲超时时间。",
        ),
        SMALLER_BATCHES,
    ),
    "after a fix",
    FAQ,
)
ALLOWLIST = Explanation(
    Text(
        "The data source does not accept the address of the resource group: it is not in its allowlist.",
        "资源组的 IP 地址不在数据源的白名单中，访问被拒绝。",
    ),
    "workspace admin",
    (
        Text(
            "Add the address that the message names, and the other addresses of the resource group, to the allowlist.",
            "请将错误信息中的 IP 地址以及资源组的其他地址加入数据源白名单。",
        ),
        TEST_CONNECTIVITY,
    ),
    "after a fix",
    FAQ,
    then="TestNetworkConnection",
)
TLS = Explanation(
    Text(
        "The engine and the data source agreed on no encrypted connection: protocol or certificate is not accepted.",
        "引擎与数据源无法建立加密连接：TLS 协议版本或证书不被接受。",
    ),
    "workspace admin",
    (
        Text(
            "Let the data source accept TLS 1.2 (SFTP: newer SSH algorithms), with a certificate that the engine can "
            "verify; or upload its "
            "certificate "
            "to the data source.",
            "请让数据源支持 TLS 1.2（SFTP：较新的 SSH 算法）并使用可校验的证书，或在数据源中上传其证书。",
        ),
        Text(
            "If the network is private and policy allows it, turn encryption off in the JDBC address.",
            "如果是内网且安全策略允许，可在 JDBC 地址中关闭加密。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
BLOCKED = Explanation(
    Text(
        "The database blocks the resource group, because many of its connections failed before.",
        "数据库因此前多次连接失败而屏蔽了资源组的地址。",
    ),
    "workspace admin",
    (
        Text(
            "Run FLUSH HOSTS at the database, and raise max_connect_errors.",
            "请在数据库执行 FLUSH HOSTS，并调大 max_connect_errors。",
        ),
        Text("Find out why those connections failed.", "请查明此前连接失败的原因。"),
    ),
    "after a fix",
    DRIVERS,
)
UNREACHABLE = Explanation(
    Text(
        "The data source could not be reached from the resource group.",
        "资源组无法连接到数据源。",
    ),
    "workspace admin",
    (CHECK_ADDRESS, BIND_NETWORK, ALLOW_ADDRESSES, TEST_CONNECTIVITY),
    "after a fix",
    FAQ,
    then="TestNetworkConnection",
)
SSRF = Explanation(
    Text(
        "The default resource group may not reach addresses of private networks: the engine blocks them as SSRF.",
        "默认资源组不能访问内网地址：引擎将其视为 SSRF 攻击并拦截。",
    ),
    "workspace admin",
    (
        Text(
            "Run the task with an exclusive or serverless resource group that reaches the network.",
            "请使用已打通网络的独享资源组或 Serverless 资源组运行任务。",
        ),
    ),
    "after a fix",
    FAQ,
    then="ListResourceGroups",
    given={"resource_group_type": 4},
)
CONNECTIONS = Explanation(
    Text(
        "The data source has no free connections left.",
        "数据源的连接数已用完。",
    ),
    "workspace admin",
    (
        LOWER_CONCURRENCY,
        Text(
            "Close connections that nobody uses, or raise the limit of connections of the database or the account.",
            "请释放空闲连接，或调大数据库或账号的最大连接数。",
        ),
    ),
    "after a wait",
    DRIVERS,
)

ADMISSION: tuple[Symptom, ...] = (
    Symptom(r"(?i)SSRF attack|ssrf.{0,12}(?:攻击|拦截)", "Task have SSRF attacks", SSRF),
    Symptom(
        r"(?i)(?:not in|rejected by|denied by(?: project)?) (?:ip )?white ?list|whitelist.{0,20}(?:reject|den"
        r"|not allow)"
        r"|不在.{0,6}白名单",
        "ip not in whitelist, client ip is 10.1.1.1",
        ALLOWLIST,
    ),
    Symptom(
        r"(?i)is denied by project ip white|denied by instance ACL|ODPS-0410077"
        r"|request from IP \S{1,40} is not allowed",
        "denied by instance ACL policies",
        ALLOWLIST,
    ),
    Symptom(
        r"is not allowed to connect to this (?:MySQL|MariaDB)",
        "Host '10.1.1.1' is not allowed to connect to this MySQL server",
        ALLOWLIST,
    ),
    Symptom(
        r"is blocked because of many connection errors",
        "Host '10.1.1.1' is blocked because of many connection errors",
        BLOCKED,
    ),
    Symptom(r"pg_hba\.conf(?! file)", 'FATAL: no pg_hba.conf entry for host "10.0.0.8"', ALLOWLIST),
    Symptom(
        r"driver could not establish a secure connection|SslAuthenticationException|SSL handshake failed"
        r"|Algorithm negotiation fail|insecure transport are prohibited|安全套接字层"
        r"|SSL connection is required|SSLHandshakeException|SSLException: |does not support SSL",
        "javax.net.ssl.SSLHandshakeException: No appropriate protocol",
        TLS,
    ),
    Symptom(
        r"Too many connections|max number of clients|max_prepared_stmt_count|ORA-02391\b"
        r"|Connection is not available, request timed out"
        r"|too many clients already|connection slots are reserved|max_user_connections"
        r"|ORA-1251[69]\b|ORA-00018\b|ORA-00020\b|connection limit exceeded",
        "FATAL: sorry, too many clients already",
        CONNECTIONS,
    ),
)
"""The data source can be reached, and admits no connection."""

CONNECTING: tuple[Symptom, ...] = (
    Symptom(r"No resolvable bootstrap urls", "No resolvable bootstrap urls given in bootstrap.servers", HOST_UNKNOWN),
    Symptom(r"UnknownHostException", "java.net.UnknownHostException: rm-shop.mysql.rds.aliyuncs.com", HOST_UNKNOWN),
    Symptom(r"NoRouteToHost|网络不通", "java.net.NoRouteToHostException: No route to host", NO_ROUTE),
    Symptom(
        r"Connection to \S{1,100} refused\. Check that",
        "Connection to 10.0.0.9:5432 refused. Check that the hostname and port are correct",
        REFUSED,
    ),
    Symptom(r"ConnectException: Connection refused", "java.net.ConnectException: Connection refused", REFUSED),
    Symptom(
        r"(?i)SocketTimeoutException: connect timed? ?out|ConnectException: (?:connection|operation) timed out"
        r"|ConnectTimeoutException|JSchException: timeout|Connect(?:ion)? to \S{1,120} timed out"
        r"|port \d{1,5},? has failed. Error: \"connect timed out"
        r"|连通性.{0,12}超时|连接.{0,6}超时",
        "java.net.SocketTimeoutException: connect timed out",
        TIMED_OUT,
    ),
    Symptom(
        r"SocketTimeoutException: Read timed out|Read timed out.{0,40}\bjdbc\b|SQLTimeoutException"
        r"|due to statement timeout"
        r"|ORA-01013\b|Statement cancelled due to timeout|Query execution was interrupted",
        "java.net.SocketTimeoutException: Read timed out",
        READ_TIMED_OUT,
    ),
    Symptom(
        r"net_(?:write|read)_timeout",
        "Consider raising value of 'net_write_timeout' on the server.",
        TOO_SLOW,
    ),
    Symptom(
        r"SocketException: (?:Connection reset|Broken pipe|Socket closed)|java\.io\.EOFException"
        r"|NoHttpResponseException|I/O error occurred while sending to the backend|ORA-03113\b|ORA-03135\b"
        r"|Can ?not read response from server|unexpected end of stream|Lost connection to MySQL"
        r"|MySQL server has gone away|read-only status server|Error writing request body|Got minus one from a read call"
        r"|FTPConnectionClosedException|FTP response 421"
        r"|terminating connection due to administrator command|TunnelException.{0,80}Connection reset",
        "java.net.SocketException: Connection reset",
        BROKEN,
    ),
    Symptom(
        r"configured value of '?(?:wait|interactive)_timeout|ORA-0239[69]\b",
        "is longer than the server configured value of 'wait_timeout'",
        CLOSED,
    ),
    Symptom(
        r"Communications link failure|的 TCP/IP 连接失败|Could not open client transport|RetriesExhaustedException"
        r"|Network Adapter could not establish|(?:TCP/IP )?connection to the host"
        r"|CommunicationsException|ORA-12170\b|ORA-1254[135]\b|Could not connect to \S{1,100}:\d"
        r"|The connection attempt failed|Could not get a resource from the pool|GetConnectionTimeout"
        r"|ORA-01034\b|database system is (?:starting|shutting)|JedisConnectionException|UnresolvedAddressException"
        r"|Code:\[OcsWriterErrorCode-00[23]\]",
        "Communications link failure",
        UNREACHABLE,
    ),
)
"""The more specific rows come first."""

PLAIN_WORDS: tuple[Symptom, ...] = (
    Symptom(
        r"(?i)(?:failed|unable|could not|cannot|can't) (?:to )?(?:connect|create connection)|服务器连接异常|无法连接",
        "java.sql.SQLException: Could not create connection to database server.",
        UNREACHABLE,
    ),
    Symptom(
        r"(?i)name or service not known|unknown host|nodename nor servname",
        "java.io.IOException: rm-shop.mysql.rds.aliyuncs.com: Name or service not known",
        HOST_UNKNOWN,
    ),
    Symptom(r"(?i)no route to host|network is unreachable", "java.io.IOException: No route to host", NO_ROUTE),
    Symptom(
        r"(?i)connection (?:was )?refused|连接被拒绝|拒绝连接",
        "java.io.IOException: Connect to 10.0.0.4:9200 failed: Connection refused",
        REFUSED,
    ),
    Symptom(
        r"(?i)connect(?:ion)?(?: attempt)? timed? ?out|连接超时", "java.io.IOException: connect timed out", TIMED_OUT
    ),
    Symptom(r"(?i)read timed? ?out", "java.io.IOException: Read timed out", READ_TIMED_OUT),
    Symptom(
        r"(?i)connection reset|broken pipe|(?<!\w)end of stream",
        "java.io.IOException: Connection reset by peer",
        BROKEN,
    ),
    Symptom(
        r"(?i)PKIX path building|certificate (?:verify failed|unknown)|TLS.{0,40}not accepted",
        "sun.security.validator.ValidatorException: PKIX path building failed",
        TLS,
    ),
)
"""Plain words that a connection of this server shares, so they count only where other words identify the engine."""

AFTERWARDS: tuple[Symptom, ...] = (
    Symptom(
        r"(?:No operations|not) allowed after (?:connection|statement|ResultSet) closed"
        r"|[Rr]esult ?[Ss]et is closed|(?:connection|statement) (?:has been|is|was) "
        r"(?:already )?closed|Closed Connection|current transaction is aborted|连接已(?:经)?关闭|关闭的(?:连接|语句)"
        r"|ransaction (?:is|was|has been) (?:killed|rolled back)|ransaction needs rollback"
        r"|terminating connection due to idle",
        "No operations allowed after connection closed",
        CLOSED,
    ),
)
"""What follows another error; the explanation only if there is no cause."""
