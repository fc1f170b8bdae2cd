"""Words about accounts, connections and services, for a text of the engine without a known cause."""

from dataworks.explain.engine.accounts import CLOCK, KERBEROS, LOCKED, NO_RIGHT, PASSWORD_EXPIRED, WRONG_LOGIN
from dataworks.explain.engine.failures import (
    BUSY,
    INTERNAL,
    LICENSE,
    NOT_THERE,
    OTHER_PROTOCOL,
    OVER_LIMIT,
    UNSUPPORTED,
)
from dataworks.explain.engine.framework import KILLED, MISSING_PARAMETER, NO_PLUGIN, READ_FAILED, WRITE_FAILED
from dataworks.explain.engine.missing import NO_DRIVER, READ_ONLY
from dataworks.explain.engine.network import (
    ALLOWLIST,
    BROKEN,
    HOST_UNKNOWN,
    READ_TIMED_OUT,
    TIMED_OUT,
    TLS,
    UNREACHABLE,
)
from dataworks.explain.engine.rows import CONVERSION
from dataworks.explain.engine.stored_files import FILE_TYPE
from dataworks.explain.engine.streams import NO_TOPIC, QUOTA
from dataworks.explain.engine.words_of_data import MISSING
from dataworks.explain.explanation import Symptom

FAILED = r"(?:fail|error|denied|refused|reject|invalid)"

WORDS_OF_SERVICES: tuple[Symptom, ...] = (
    Symptom(r"(?i)kerberos|\bkrb5|keytab|\bKDC\b|\bPREAUTH", "java.io.IOException: no Kerberos ticket", KERBEROS),
    Symptom(
        r"(?i)\b(?:host|ip|client|address)\b.{0,40}\bnot (?:allowed|permitted|in )",
        "java.sql.SQLException: host is not allowed",
        ALLOWLIST,
    ),
    Symptom(
        r"(?i)\b(?:account|user|login)\b.{0,40}\b(?:locked|disabled)\b|(?:账号|帐号|用户).{0,20}(?:锁定|禁用)",
        "java.sql.SQLException: the account was disabled",
        LOCKED,
    ),
    Symptom(
        r"(?i)password\b.{0,30}\bexpired|(?:密码|口令).{0,8}(?:过期|失效)",
        "java.sql.SQLException: your password is expired",
        PASSWORD_EXPIRED,
    ),
    Symptom(
        r"(?i)\blicen[cs]e\b.{0,60}(?:expired|invalid|exceed|not )|许可证|(?i:license).{0,6}过期",
        "java.sql.SQLException: license has expired",
        LICENSE,
    ),
    Symptom(
        r"(?i)(?:invalid|incorrect|wrong|bad|empty|no) (?:user ?name|user|login|password|credential|account)"
        rf"|\b(?:user|password)\b.{{0,30}} (?:is )?(?:invalid|incorrect|wrong)"
        rf"|\b(?:authenticat\w+|log[io]n|logging in|log in|userauth|authorization) ?{FAILED}"
        rf"|{FAILED}\w* (?:to )?(?:authenticat|log ?[io]n)|not (?:authenticated|logged)"
        rf"|credentials?\b.{0, 30}(?:expired|missing|required)|(?:requires|missing) authentication"
        r"|\b(?:authentication|authorization|login) failure"
        r"|(?:用户名|密码|口令|账号|帐号).{0,12}(?:错误|不正确|无效|有误)|(?:认证|登录|鉴权|身份验证)失败",
        "java.sql.SQLException: login failed",
        WRONG_LOGIN,
    ),
    Symptom(
        r"(?i)\bnot (?:authorized|permitted)\b|\bunauthorized\b|(?:permission|access)(?: is)? denied|forbidden"
        r"|(?:lack|without|insufficient|\bno|not have|missing|requires?|need)\b.{0,40} (?:privilege|permission"
        r"|rights?)s?\b"
        r"|denied by|not granted|prohibited|(?:no|not) (?:allowed|access) to\b|权限(?:不足|不够)|(?:没有|缺少|未授予?"
        r"|无(?!需)).{0,40}权限|无权"
        r"|拒绝访问|无法在当前安全上下文",
        "java.sql.SQLException: the user is not authorized",
        NO_RIGHT,
    ),
    Symptom(
        r"(?i)clock skew|(?:time|date)\b.{0,40}\bskew|\brequest\b.{0,40}\bexpired",
        "java.io.IOException: clock skew too great",
        CLOCK,
    ),
    Symptom(
        r"(?i)\b(?:SSL|TLS)\b.{0,60}(?:fail|error|handshake|required|not support|reject|alert)|handshake.{0,20}fail"
        r"|certificat|peer not authenticated|key ?store|trust ?store|host ?key|证书",
        "java.io.IOException: certificate rejected",
        TLS,
    ),
    Symptom(
        r"(?i)too many (?:requests|operations|calls)|too frequent|\b(?:request|rate|qps|tps|throughput)\b.{0,12}"
        r"(?:rate|limit|exceed)|throttl(?:ed|ing)|limit ?exceeded|\bquota\b|限流|流控|配额",
        "java.sql.SQLException: too many requests",
        QUOTA,
    ),
    Symptom(
        r"(?i)(?:unable|fail\w*|cannot|could not) (?:to )?resolve .{0,20}(?:host|fqdn|address|name|dns|url)"
        r"|(?:域名|主机名?).{0,20}(?:解析失败|无法解析)|(?:无法|不能)解析.{0,20}(?:主机|域名)",
        "java.io.IOException: failed to resolve the address",
        HOST_UNKNOWN,
    ),
    Symptom(
        r"(?i)overload|too busy|temporarily unavailable|(?:is|are) (?:busy|starting up|initializing|recovering"
        r"|shutting down|in recovery|rebalancing)|(?:try|retry) (?:again )?later|too many (?:simultaneous"
        r"|concurrent)|(?:group|pool|slots?) (?:is|are) full"
        r"|queue (?:is )?full|sealed|quorum|TOO_FEW_LIVE|being (?:created|restored|rebuilt|upgraded|initialized)"
        r"|maintenance|switchover"
        r"|\b(?:service|server|node|shard|region|partition|replica|backend|broker|leader|master|tablet|database"
        r"|instance|cluster)\b.{0,60}(?:not (?:currently )?(?:available|online|ready|active|alive|running|serving)"
        r"|unavailable"
        r"|offline|is down)|is loading|(?-i:\b(?:LOADING|CLUSTERDOWN|MASTERDOWN)\b)|\bno (?:leader|master"
        r"|quorum)\b|系统繁忙|服务不可用|稍后[再重]?试|正在启动",
        "java.sql.SQLException: server is busy",
        BUSY,
    ),
    Symptom(
        r"(?i)connect\w{0,5} .{0,20}tim(?:ed|e)[ -]?out|连接.{0,8}超时",
        "java.io.IOException: connecting timed out",
        TIMED_OUT,
    ),
    Symptom(
        r"(?i)\btimed? ?out\b(?! ?=)|\btimeout (?:exceeded|expired|reached|of|waiting)"
        r"|(?:is|was|reached|exceed\w*|transaction|query|statement) time-?out|maximum query timeout"
        r"|deadline exceeded|time limit|statement_time|超时",
        "java.sql.SQLException: the query timed out",
        READ_TIMED_OUT,
    ),
    Symptom(
        r"(?i)\b(?:connection|session|socket|channel|link|stream|file ?system|data ?source)\b.{0,30}(?:closed"
        r"|reset|lost|abort|broken|terminated"
        r"|dropped|interrupted|is down|expired|premature|\bloss)|closed by (?:the )?(?:server"
        r"|peer|remote)"
        r"|fail\w* to respond"
        r"|no more data to read|invalid session|套接字|连接.{0,4}(?:断开|丢失|中断)|网络通信异常",
        "java.io.IOException: session is down",
        BROKEN,
    ),
    Symptom(
        r"(?i)(?:unable|failed|failure|cannot|could not|can't|error) .{0,12}(?:connect|reach|establish|open).{0,20}"
        r"(?:connection|session|socket|server|host|database)?|unreachable|not reachable|\b(?:no|all"
        r"|none of the(?: configured)?) (?:hosts?|nodes?|servers?)\b.{0,30}(?:available|tried|failed|reach)"
        r"|assign requested address|connection (?:failed|failure|error)"
        r"|\bno connection|\bI/?O ?错误|连接.{0,6}失败|无法访问",
        "java.io.IOException: host unreachable",
        UNREACHABLE,
    ),
    Symptom(
        r"(?i)\bRPC response exceeds|reply message length|protocol message|invalid stream header|unrecognized SSL"
        r"|\bnot (?:a )?(?:valid )?HTTP\b|plain ?text connection|unexpected (?:packet|message) type"
        r"|protocol (?:violation|error)",
        "java.io.IOException: invalid stream header",
        OTHER_PROTOCOL,
    ),
    Symptom(r"(?i)\bread[- ]?only\b|只读", "java.sql.SQLException: read only transaction", READ_ONLY),
    Symptom(
        r"(?i)\b(?:killed|cancell?ed|terminated|aborted) (?:by|due to|because|on)\b|被.{0,6}(?:终止|取消|杀死|kill)",
        "java.io.IOException: the job was killed by an operator",
        KILLED,
    ),
    Symptom(
        r"(?i)(?:malformed|invalid|illegal|bad)\b.{0,30}\b(?:jdbc|database) url\b|claims to not accept jdbcUrl",
        "java.sql.SQLException: malformed database URL",
        NO_DRIVER,
    ),
    Symptom(
        r"(?i)type mismatch|unexpected type|wrong type|unparseable|bad format|malformed(?!URL)|not a valid (?:number"
        r"|integer|date"
        r"|boolean|timestamp|json|uuid)|expected .{1,40} but|invalid char|incompatible (?:data )?types?|(?:not"
        r"|n't) (?:be )?(?:cast|convert|pars|decod)"
        r"|(?:fail\w*|unable|error|cannot|invalid) (?:to )?(?:be )?.{0,20}(?:\bcast|conver[ts]|pars|decod"
        r"|deseriali|serializ)"
        r"|(?:conversion|convert\w*) (?:of|from)\b|隐式转换|无法转换|转换为.{1,20}出错|无效(?:的)?数字"
        r"|(?:invalid|illegal|bad"
        r"|malformed) (?:value|format|date|datetime|timestamp|number|data ?type|json|character|input)"
        r"|类型.{0,4}(?:不匹配|不支持|错误|不一致)|(?:日期|时间"
        r"|数据)?格式.{0,3}(?:错误|不正确|不合法|非法|不匹配)|非法的|设置\w{1,9}数据行失败",
        "java.sql.SQLException: type mismatch",
        CONVERSION,
    ),
    Symptom(
        r"(?i)(?:\bnot|n't)(?: been)? (?:supported|implemented|support)\b|\bunsupported\b|only support(?:ed|s)?\b"
        r"|unrecognized"
        r"|incompatible (?:version|protocol)|(?:does not|doesn't|not) support|unknown command|\bcannot (?:insert"
        r"|update|delete|alter|drop|truncate|create|execute|change|use)\b|operation not\b|not applicable"
        r"|invalid method name"
        r"|not enabled\b|requires? .{0,20}version|unimplemented|\bno such (?:command|operator|stage)|不支持"
        r"|版本.{0,10}(?:过低|不兼容)",
        "java.sql.SQLException: this is not supported",
        UNSUPPORTED,
    ),
    Symptom(
        r"(?i)corrupt|checksum|magic number|not a valid .{0,20}(?:file|archive|OOXML)|invalid distance"
        r"|unexpected end of (?:ZLIB|file|data)|not in .{0,10}format|文件.{0,6}损坏",
        "java.io.IOException: the block is corrupt",
        FILE_TYPE,
    ),
    Symptom(
        r"(?i)(?:invalid|illegal|missing|required|unknown|wrong|bad)\b.{0,30}\b(?:config\w*|parameter|property|option"
        r"|setting|argument|endpoint|url)\b|config\w*\b.{0,40}(?:invalid|missing|required|error|wrong)"
        r"|\b(?:is|are) (?:required|not set)\b|must (?:be )?(?:specified|set|configured|provided|one of)"
        r"|配置.{0,6}(?:错误|有误|不合法|缺失|不正确)|参数.{0,3}(?:错误|有误|不合法|非法|缺失)"
        r"|MalformedURL|需要提供的是|No FileSystem for scheme"
        r"|\b(?:is|are) (?:invalid|illegal|incorrect|wrong|missing)\b"
        r"|(?:validation|parse|illegal_argument)_exception",
        "java.lang.IllegalArgumentException: invalid option a",
        MISSING_PARAMETER,
    ),
    Symptom(
        r"(?i)internal (?:server )?error|(?:system|fatal|unexpected|unknown) (?:internal )?error|execution error"
        r"|execution failed|(?<!DataX )job (?:has )?failed|return code \d|(?<!引擎)内部错误|系统(?:异常|错误)"
        r"|unusable state"
        r"|all shards failed|disk error|storage engine|crashed|repair\b|not able to persist",
        "java.sql.SQLException: unexpected error",
        INTERNAL,
    ),
    Symptom(
        r"(?i)(?:could not|cannot|can't|unable to|failed to) load .{0,40}(?:driver|class|plugin|library|jar)",
        "java.lang.RuntimeException: cannot load the driver class",
        NO_PLUGIN,
    ),
    Symptom(
        r"(?i)\btopic\b.{0,60}(?:not exist|not found|unknown)|no route info",
        "org.apache.rocketmq.x.MQClientException: No route info of this topic",
        NO_TOPIC,
    ),
    Symptom(
        rf"(?i){MISSING}|\bno such (?!command|operator|stage)\w+|no longer exists|不存在|找不到",
        "java.sql.SQLException: stage not found",
        NOT_THERE,
    ),
    Symptom(
        r"(?i)\bexceed|\b(?:more|larger|bigger|greater|longer) than the|too (?:many|long|large|big)\b|over the limit"
        r"|limit of \d"
        r"|超[过出限]|上限",
        "java.lang.IllegalStateException: 5 items exceed 3",
        OVER_LIMIT,
    ),
    Symptom(
        r"(?i)\b(?:writ|insert|load|flush|upload|commit|import|upsert|put)\w*\b.{0,60}\bfail"
        r"|fail\w* (?:to |while |during )(?:writ|insert|load|flush|upload|commit|import|upsert|put)",
        "java.io.IOException: flush of the batch failed",
        WRITE_FAILED,
    ),
    Symptom(
        r"(?i)\b(?:read|fetch|query|scan|download|select|poll)\w*\b.{0,60}\bfail"
        r"|fail\w* (?:to |while |during )(?:read|fetch|query|scan|download|select|poll)",
        "java.io.IOException: fetch of the page failed",
        READ_FAILED,
    ),
)
"""The first match of the innermost cause is used, after the words about data."""
