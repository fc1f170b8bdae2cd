"""Names of errors that are made of words: codes of services, classes of exceptions, constants of servers."""

from collections.abc import Iterator

from dataworks.explain.engine.accounts import CLOCK, DATA_SOURCE_KEY, NO_RIGHT, OVERDUE, WRONG_LOGIN
from dataworks.explain.engine.failures import BUSY, CHECK, EXISTS, INTERNAL, NOT_THERE, OVER_LIMIT, UNSUPPORTED
from dataworks.explain.engine.framework import MISSING_PARAMETER
from dataworks.explain.engine.missing import BAD_SQL, LOCKS, NO_DATABASE, NO_SPACE, NO_TABLE, READ_ONLY
from dataworks.explain.engine.network import BROKEN, CONNECTIONS, HOST_UNKNOWN, READ_TIMED_OUT, TLS, UNREACHABLE
from dataworks.explain.engine.rows import CONVERSION, DUPLICATE, OUT_OF_RANGE
from dataworks.explain.engine.stored_files import FILE_TYPE, OSS_ENDPOINT
from dataworks.explain.engine.streams import NO_OFFSET, NO_TOPIC, QUOTA, TOO_LARGE
from dataworks.explain.engine.warehouses import LITTLE_MEMORY
from dataworks.explain.explanation import Explanation, Symptom

WORDS_OF_NAMES: tuple[tuple[str, str, Explanation], ...] = (
    (
        "AccessKeyIdNotFound",
        "AccessKey\\w{0,20}|SignatureDoesNotMatch|SignatureNotMatch|SecurityToken\\w{0,20}",
        DATA_SOURCE_KEY,
    ),
    ("RequestTimeExpired", "RequestTime(?:Expired|TooSkewed)|ClockSkew\\w{0,12}|RequestExpired", CLOCK),
    ("AccountArrears", "(?:[A-Z]\\w{0,10})?(?:Arrear|Overdue|InDebt|Suspended)\\w{0,10}", OVERDUE),
    ("SslFailure", "(?:Ssl|SSL|TLS)\\w{0,30}|Certificate\\w{0,20}", TLS),
    (
        "AuthenticationFailed",
        "(?:Authentication|Auth|Login)(?:Fail\\w{0,8}|Error)?|InvalidCredentials?|Unauthenticated"
        "|AUTHENTICATION_FAILED|REQUIRED_PASSWORD",
        WRONG_LOGIN,
    ),
    (
        "NoPermission",
        "(?:No)?(?:Permission|Authorization|Privilege)\\w{0,12}|AccessDenied|Access_?Control|Forbidden"
        "|Unauthorized|NotAuthorized|ACCESS_DENIED|NOT_ENOUGH_PRIVILEGES",
        NO_RIGHT,
    ),
    (
        "SlowDown",
        "SlowDown|(?:[A-Z]\\w{0,12})?Throttl\\w{0,12}|TooManyRequests|TooFrequent\\w{0,12}|QuotaExhausted"
        "|(?:[A-Z]\\w{0,12})?(?:Quota|Limit|Rate|Flow)Exceed\\w{0,6}|LimitReached|QUOTA_EXPIRED|QUOTA_EXCEEDED",
        QUOTA,
    ),
    (
        "EntityTooLarge",
        "(?:[A-Z]\\w{0,20})?Too(?:Large|Big|Long)|(?:[A-Z]\\w{0,20})?Exceed(?:s|ed)?MaxSize|TOO_LARGE_\\w{0,30}",
        TOO_LARGE,
    ),
    ("OutOfSpace", "DiskFull|OutOfSpace|NoSpace\\w{0,12}|NOT_ENOUGH_SPACE|StorageFull", NO_SPACE),
    ("OutOfMemory", "OutOfMemory|(?:[A-Z]\\w{0,12})?MemoryLimit\\w{0,12}|MEMORY_LIMIT_EXCEEDED", LITTLE_MEMORY),
    ("UnknownHost", "UnknownHost|UnresolvedAddress|DNS_ERROR|NameResolution\\w{0,12}", HOST_UNKNOWN),
    (
        "AlreadyExists",
        "(?:[A-Z]\\w{0,30})?Already_?Exists?|(?:[A-Z]\\w{0,30})?AlreadyExisted|\\w{1,30}_ALREADY_EXISTS",
        EXISTS,
    ),
    ("DuplicateKey", "Duplicate\\w{0,20}|UniqueViolation", DUPLICATE),
    ("ConstraintViolation", "ConstraintViolation|PolicyViolation|CheckViolation", CHECK),
    ("NoSuchTable", "NoSuchTable|TableNotFound|TableNotExist|TABLE_NOT_FOUND|UNKNOWN_TABLE", NO_TABLE),
    (
        "NoSuchDatabase",
        "NoSuch(?:Database|Schema|Keyspace|Instance)|(?:Database|Schema|Instance)Not(?:Found|Exist)"
        "|UNKNOWN_DATABASE|SCHEMA_NOT_FOUND",
        NO_DATABASE,
    ),
    ("NoSuchTopic", "NoSuchTopic|TopicNot(?:Found|Exist)|UnknownTopic\\w{0,20}", NO_TOPIC),
    ("WrongEndpoint", "PermanentRedirect|WrongEndpoint|WrongRegion|AuthorizationHeaderMalformed", OSS_ENDPOINT),
    (
        "NotFound",
        "(?:[A-Z]\\w{0,30})?Not(?:Found|Exists?|Exist)|NoSuch\\w{1,30}|ResourceMissing|\\w{1,30}_NOT_FOUND"
        "|UNKNOWN_\\w{1,30}",
        NOT_THERE,
    ),
    ("OffsetOutOfRange", "(?:Offset|Seek|Cursor)\\w{0,4}(?:OutOfRange|Expired|Invalid)|InvalidCursor", NO_OFFSET),
    ("OutOfRange", "(?:[A-Z]\\w{0,20})?OutOfRange|Arithmetic\\w{0,12}|(?:[A-Z]\\w{0,12})?Overflow", OUT_OF_RANGE),
    (
        "LockTimeout",
        "AlreadyBeing\\w{1,20}|Lock\\w{0,20}|Deadlock\\w{0,20}|TransactionRollback"
        "|(?:[A-Z]\\w{0,20})?Conflict\\w{0,12}|Concurrent\\w{0,20}|WriteConflict|LeaseExpired",
        LOCKS,
    ),
    (
        "TooManyConnections",
        "ExhaustedPool|(?:TooMany|Max)(?:Connections|Clients|Sessions)|PoolExhausted|ConnectionLimit",
        CONNECTIONS,
    ),
    (
        "ServerBusy",
        "(?:[A-Z]\\w{0,30})?(?:Busy|Overload(?:ed)?|Unavailable|NotAvailable|NotReady|NotRunning\\w{0,6}"
        "|NotServing\\w{0,8}|Moved|Recovering|Offline|RejectedExecution|ClusterMaxAttempts|TOO_FEW_LIVE_REPLICAS"
        "|PleaseHold|TOO_MANY_SIMULTANEOUS_QUERIES)|NotLeader\\w{0,20}",
        BUSY,
    ),
    (
        "SocketTimeout",
        "(?:[A-Z]\\w{0,30})?(?:UnknownScanner|Timeout|TimedOut|DeadlineExceeded|TIMEOUT_EXCEEDED|EXCEEDED_TIME_LIMIT)",
        READ_TIMED_OUT,
    ),
    (
        "ConnectionLoss",
        "SQLRecoverable|Connection(?:Loss|Lost|Closed|Reset|Aborted)|EOF|BrokenPipe|ClosedChannel|SessionExpired"
        "|Disconnect(?:ed)?",
        BROKEN,
    ),
    (
        "ConnectFailed",
        "No(?:Host|Node|Server)s?Available|(?:Connect|Connection|Socket|NoServer"
        "|NETWORK_ERROR)(?:ion)?(?:Fail\\w{0,6}|Error|ForRegion)?",
        UNREACHABLE,
    ),
    (
        "ReadOnly",
        "(?:[A-Z]\\w{0,12})?ReadOnly|(?:[A-Z]\\w{0,12})?READ_?ONLY|NotWritable\\w{0,12}|NotPrimary\\w{0,12}",
        READ_ONLY,
    ),
    (
        "NotSupported",
        "(?:[A-Z]\\w{0,20})?(?:NotSupported|NotImplemented|Unsupported)\\w{0,20}|UnsupportedOperation"
        "|NOT_IMPLEMENTED|CommandNotFound|(?:[A-Z]\\w{0,20})?(?:NotEnabled|Disabled)|UNSUPPORTED_METHOD",
        UNSUPPORTED,
    ),
    (
        "SyntaxError",
        "(?:Sql|SQL)?(?:Syntax|Grammar|Parse|Semantic|Analysis)\\w{0,12}|SYNTAX_ERROR|ILLEGAL_TYPE_OF_ARGUMENT"
        "|ANALYSIS_ERROR",
        BAD_SQL,
    ),
    (
        "SerializationFailed",
        "(?:De)?[Ss]erializ\\w{0,12}|(?:[A-Z]\\w{0,12})?Pars(?:e|ing)\\w{0,6}|(?:[A-Z]\\w{0,12})?Conversion"
        "|ClassCast|DateTimeParse|DataTruncation|SQLData|TYPE_MISMATCH|CANNOT_(?:PARSE|CONVERT)_\\w{1,30}"
        "|Malformed\\w{0,20}|TypeMismatch",
        CONVERSION,
    ),
    (
        "CorruptBlock",
        "(?:[A-Z]\\w{0,20})?(?:Corrupt\\w{0,8}|Checksum|CHECKSUM_DOESNT_MATCH)|(?:Parquet|Orc|Avro)\\w{1,20}"
        "|FileFormat|(?:Zip|Gzip|NotOffice|Csv|Excel)\\w{0,20}",
        FILE_TYPE,
    ),
    (
        "InvalidArgument",
        "(?:Invalid|Illegal(?!State)|Missing|Bad)\\w{0,30}|Config|(?:[A-Z]\\w{0,20})?Configuration|BAD_ARGUMENTS",
        MISSING_PARAMETER,
    ),
    ("SizeExceeded", "(?:[A-Z]\\w{0,30})?Exceed(?:s|ed)?", OVER_LIMIT),
    (
        "InternalError",
        "Internal(?:Server)?(?:Error|Failure)?|ServerError|SystemError|SearchPhaseExecution|LOGICAL_ERROR",
        INTERNAL,
    ),
)
"""A name, the names that share its meaning, and that; the first match is used."""

PLACES = r"(?:(?:Exception|Error)(?=[\s:;,\"')\]}\\]|$)|(?=[:,\"')\]}\\]|$))"
"""The end of a name before a message or in a field; frames of a stack and names of loggers continue in another way."""


def _names() -> Iterator[Symptom]:
    for name, names, meaning in WORDS_OF_NAMES:
        yield Symptom(
            rf"(?<![A-Za-z])(?:[A-Z]\w{{0,30}})??(?:{names}){PLACES}",
            f"com.example.client.{name}Exception: ...",
            meaning,
        )


NAMES: tuple[Symptom, ...] = tuple(_names())
