"""Accounts, passwords and rights at sources and destinations."""

from dataworks.explain.engine.steps import CLIENTS, DRIVERS, TEST_CONNECTIVITY
from dataworks.explain.explanation import Explanation, Symptom, Text

WRONG_LOGIN = Explanation(
    Text(
        "The data source refused the user name or the password that are configured for it.",
        "数据源拒绝了所配置的用户名或密码。",
    ),
    "workspace admin",
    (
        Text(
            "Correct user name and password in the data source, in production as well as in development.",
            "请在数据源中更正用户名和密码，生产环境和开发环境都要检查。",
        ),
        Text(
            "Check at the database that the account exists and may log in from the addresses of the resource group.",
            "请在数据库侧确认账号存在，且允许从资源组的 IP 地址登录。",
        ),
        TEST_CONNECTIVITY,
    ),
    "after a fix",
    DRIVERS,
)
LOCKED = Explanation(
    Text("The account of the data source is locked at the database.", "数据源的数据库账号已被锁定。"),
    "workspace admin",
    (
        Text("Unlock the account at the database.", "请在数据库侧解锁该账号。"),
        Text(
            "Correct the password in the data source first, or failed logins lock it again.",
            "请先更正数据源中的密码，否则多次登录失败会再次锁定。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
PASSWORD_EXPIRED = Explanation(
    Text("The password of the data source's account has expired.", "数据源账号的密码已过期。"),
    "workspace admin",
    (
        Text(
            "Set a new password at the database, and enter it in the data source.",
            "请在数据库侧重置密码，并更新到数据源。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
AUTHENTICATION_TYPE = Explanation(
    Text(
        "The driver of the engine does not support the kind of login that the database asks for.",
        "引擎的驱动不支持数据库要求的认证方式。",
    ),
    "workspace admin",
    (
        Text(
            "Give the account a login that the driver supports: mysql_native_password for MySQL, md5 for PostgreSQL.",
            "请为账号改用驱动支持的认证方式：MySQL 使用 mysql_native_password，PostgreSQL 使用 md5。",
        ),
        Text("Or use a resource group with a newer engine.", "或使用引擎版本较新的资源组。"),
    ),
    "after a fix",
    DRIVERS,
)
KERBEROS = Explanation(
    Text(
        "The Kerberos login of the data source failed: principal, keytab, krb5.conf or clock do not fit.",
        "数据源的 Kerberos 认证失败：Principal、keytab、krb5.conf 或时钟有误。",
    ),
    "workspace admin",
    (
        Text(
            "Check principal, keytab and krb5.conf of the data source, and that the KDC can be reached.",
            "请检查数据源中的 Principal、keytab、krb5.conf，并确认可以访问 KDC。",
        ),
        TEST_CONNECTIVITY,
    ),
    "after a fix",
    CLIENTS,
)
PUBLIC_KEY = Explanation(
    Text(
        "The account uses a login of MySQL 8 that needs the public key of the server, which the connection may not "
        "retrieve.",
        "该账号使用 MySQL 8 的登录方式，需要获取服务器公钥，而连接未允许获取。",
    ),
    "workspace admin",
    (
        Text(
            "Add allowPublicKeyRetrieval=true to the JDBC address, or use encryption (useSSL=true).",
            "请在 JDBC 地址中加入 allowPublicKeyRetrieval=true，或启用加密（useSSL=true）。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
NO_WRITE_RIGHT = Explanation(
    Text(
        "The account of the destination is not allowed to write or delete in this table.",
        "目标端账号没有对该表写入或删除的权限。",
    ),
    "workspace admin",
    (
        Text(
            "Grant the account INSERT, UPDATE and DELETE on the table, and what preSql and postSql need.",
            "请授予该账号对该表的 INSERT、UPDATE、DELETE 权限，以及 preSql、postSql 所需的权限。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
NO_RIGHT = Explanation(
    Text(
        "The account of the data source is not allowed to do this at the data source.",
        "数据源的账号在数据源侧没有执行此操作的权限。",
    ),
    "workspace admin",
    (
        Text(
            "Grant the account the right that the message names: SELECT to read, INSERT and UPDATE to write.",
            "请授予该账号错误信息中指出的权限：读取需要 SELECT，写入需要 INSERT 和 UPDATE。",
        ),
    ),
    "after a fix",
    DRIVERS,
)
DATA_SOURCE_KEY = Explanation(
    Text(
        "The product does not accept the access key of the data source: it is unknown, disabled or its "
        "secret is wrong.",
        "数据源配置的 AccessKey不被接受：不存在、已禁用或 Secret 有误。",
    ),
    "workspace admin",
    (
        Text(
            "Correct the access key in the data source, in production as well as in development.",
            "请在数据源中更正 AccessKey，生产环境和开发环境都要检查。",
        ),
        Text(
            "Check that the key is active and belongs to an account that has rights there.",
            "请确认该 AccessKey 处于启用状态，且所属账号有相应权限。",
        ),
    ),
    "after a fix",
    CLIENTS,
)
HADOOP_RIGHT = Explanation(
    Text(
        "The Hadoop user of the task is not allowed to use this path.",
        "任务使用的 Hadoop 用户没有该路径的权限。",
    ),
    "workspace admin",
    (
        Text(
            "Grant the user the right on the path in HDFS, or set the right user in the data source.",
            "请在 HDFS 中为该用户授予路径权限，或在数据源中配置正确的用户。",
        ),
    ),
    "after a fix",
    CLIENTS,
)

CLOCK = Explanation(
    Text(
        "The clock of a machine of the resource group differs from that of the product, so requests count as expired.",
        "资源组机器的时钟与产品服务端相差过大，请求被视为已过期。",
    ),
    "workspace admin",
    (
        Text(
            "Set the clock of the machine (NTP) where it is your own; otherwise ask Alibaba Cloud's support.",
            "如果是自有机器，请校准其时钟（NTP），否则请联系阿里云技术支持。",
        ),
    ),
    "after a fix",
    CLIENTS,
)
OVERDUE = Explanation(
    Text(
        "The product is suspended for the account of the data source: payment is overdue, or it was disabled.",
        "数据源所属账号的产品已停服：欠费（overdue）或被禁用。",
    ),
    "workspace admin",
    (Text("Pay what is due, or enable the product again.", "请结清欠费，或重新启用该产品。"),),
    "after a fix",
    CLIENTS,
)

ACCOUNTS: tuple[Symptom, ...] = (
    Symptom(
        r"RequestTimeTooSkewed|time and the current time is too large|header is too skewed|ODPS-0410031",
        "The difference between the request time and the current time is too large.",
        CLOCK,
    ),
    Symptom(
        r"\bUserDisable\b|ErrorCode=\w{0,20}Arrear|\bInDebt\b|ODPS-\d{7}.{0,120}(?:overdue|in arrears|欠费)",
        "[ErrorCode]: UserDisable",
        OVERDUE,
    ),
    Symptom(
        r"(?i)permission denied for (?:database|table|schema|relation|sequence|view|column|function)",
        "ERROR: permission denied for database",
        NO_RIGHT,
    ),
    Symptom(r"ORA-28000\b|account is locked|账号已?被?锁定", "ORA-28000: the account is locked", LOCKED),
    Symptom(
        r"ORA-2800[12]\b|password has expired|password of the account has expired|密码已过期",
        "ORA-28001: the password has expired",
        PASSWORD_EXPIRED,
    ),
    Symptom(
        r"GSS(?:Exception| initiate failed)|SIMPLE authentication is not enabled|\bkrb5\b"
        r"|LoginException: (?!No LoginModules|Unable to find LoginModule)|KrbException|KERBEROS认证失败"
        r"|Code:\[Hdfs(?:Reader-13|Writer-09)\]"
        r"|Unable to obtain password from user|Kerberos.{0,40}fail",
        "org.ietf.jgss.GSSException: No valid credentials provided",
        KERBEROS,
    ),
    Symptom(
        r"authentication type \d{1,3} is not supported|Unsupported mechanism type|authentication protocol"
        r"|CLIENT_PLUGIN_AUTH"
        r"|IllegalSaslState|Unable to load authentication plugin|UnsupportedSaslMechanism"
        r"|unknown authentication method|ORA-28040\b|ORA-28030\b",
        "The authentication type 10 is not supported.",
        AUTHENTICATION_TYPE,
    ),
    Symptom(r"Public Key Retrieval is not allowed", "Public Key Retrieval is not allowed", PUBLIC_KEY),
    Symptom(
        r"(?:INSERT|DELETE|UPDATE|TRUNCATE|DROP|ALTER|CREATE|REPLACE)(?:, ?\w{1,10}){0,6} command denied"
        r"|(?:INSERT|DELETE|UPDATE) permission was denied|Code:\[(?:MYSQLErrCode-1[23]|ORACLEErrCode-1[12]"
        r"|DBUtilErrorCode-1[16])\]",
        "DELETE command denied to user 'odps'@'10.1.1.1' for table 'fact_d'",
        NO_WRITE_RIGHT,
    ),
    Symptom(
        r"command denied to user|permission was denied on the|ORA-01031\b|ORA-01045\b|insufficient privileges"
        r"|Access denied for user .{1,120} to database|Access denied; you need|not authorized on \S{1,60} to execute"
        r"|must be owner of|\bNOPERM\b|must be superuser|(?i:not enough privileges)|is unauthorized for user"
        r"|denied by sts or ram"
        r"|datahub\.\S{1,80}AuthorizationFailure|is not able to access the database"
        r"|(?i:permission denied to create)"
        r"|没有读表的权限|ORA-01950\b|拒绝了对对象.{1,100}权限|对(?:表|关系|模式|数据库) .{1,80}权限不够",
        "SELECT command denied to user 'etl'@'10.1.1.1' for table 'orders'",
        NO_RIGHT,
    ),
    Symptom(
        r"Access denied for user|Password 认证失败|password is incorrect|LDAP.{0,30}bind|ORA-01017\b"
        r"|password authentication failed|Login failed for user"
        r"|用户 .{1,60} ?登录失败"
        r"|MongoSecurityException|Authentication failed\.?'? on server|SaslAuthenticationException"
        r"|NOAUTH Authentication"
        r"|WRONGPASS|invalid password|JSchException: (?:Auth|invalid privatekey)|530 (?:Login|User).{0,30}"
        r"|authentication credentials for REST"
        r"|unable to authenticate user|Code:\[(?:MYSQL|ORACLE)ErrCode-01\]|用户名或者?密码(?:错误|不正确)"
        r"|role \S{1,60} does not exist|与ftp服务器建立连接失败|Code:\[Ftp(?:Reader|Writer)-12\]"
        r"|KafkaClient' entry in the JAAS"
        r"|No LoginModules? configured|jaas\.config.{0,40}not set",
        "Access denied for user 'fn'@'10.1.1.1' (using password: YES)",
        WRONG_LOGIN,
    ),
    Symptom(
        r"(?i)ODPS-0410051|invalid credentials-accesskeyid not found|ODPS-04100[0-4]\d|ErrorCode=Unauthorized"
        r"|Cloud authentication failed|OTSAuthFailed|\[ErrorCode\]: ?(?:InvalidAccessKeyId|SignatureDoesNotMatch"
        r"|SecurityTokenExpired|InvalidSecurityToken)"
        r"|OSSException.{0,120}Access Key Id|request signature we calculated does not match"
        r"|ErrorCode: ?(?:SignatureNotMatch|Unauthorized)|errorCode: ?(?:Unauthorized|InvalidAccessKey)",
        "ODPS-0410051:invalid credentials-accessKeyId not found",
        DATA_SOURCE_KEY,
    ),
    Symptom(
        r"AccessControlException|Permission denied: user=",
        "org.apache.hadoop.security.AccessControlException: Permission denied: user=etl",
        HADOOP_RIGHT,
    ),
)
"""The more specific rows come first."""
