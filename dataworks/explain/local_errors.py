"""Explanations of errors that are not from the service: transport, arguments, refusals of this server."""

from dataworks.explain.explanation import NEW_STUDIO, NO_SOURCE, OURS, Explanation, Symptom, Text
from dataworks.explain.flow_errors import (
    CHANGED_MEANWHILE,
    DELETED_MEANWHILE,
    NEW_TASK_CHANGED,
    NEW_TASK_DELETED,
    OBSERVED,
    STOPPED_AGAIN,
    UPDATE_REFUSED,
    WRONG_FOLDER,
)
from dataworks.explain.request_errors import REQUEST_TOO_LONG
from dataworks.explain.role_errors import NOT_TAKEN
from dataworks.explain.setting_errors import (
    BAD_CERTIFICATES,
    BAD_ENDPOINT,
    BAD_PROXY,
    NO_CREDENTIALS,
    NO_REGION,
    UNCONFIGURED,
    WRONG_REGION,
)
from dataworks.explain.studio_errors import JOB_ELSEWHERE

NOT_SENT = Explanation(
    Text(
        "There was no connection to the service; nothing was sent.",
        "未能连接到服务；没有发送任何内容。",
    ),
    "operator of this server",
    (Text("Check the network, the proxy and the region.", "请检查网络、代理和地域设置。"),),
    "yes",
    OBSERVED,
    then="describe_setup",
    given={"probe": True},
)
OUT_OF_TIME = Explanation(
    Text(
        "The time given for the call was up; this step of it was not sent.",
        "本次调用的时间已用完；这一步未发送。",
    ),
    "caller",
    (
        Text(
            "Make the same call again, with a larger wait_seconds if it was small. Calls at the same time share "
            "the rate limit (--rate).",
            "请以相同参数再次调用；如 wait_seconds 较小，请加大。如同时有大量调用，它们共享同一速率限制（--rate）。",
        ),
    ),
    "yes",
    OURS,
)
WRITES_ENDED = Explanation(
    Text(
        "This task may not change anything now; this step of it was not sent.",
        "此任务现在不能再做任何变更；这一步未发送。",
    ),
    "caller",
    (
        Text(
            "Look at what exists; if something is missing, make the same call again: it continues from there.",
            "请先查看现状；如有缺失，请以相同参数再次调用，将从现状继续。",
        ),
    ),
    "yes",
    OURS,
)
ANSWER_LOST = Explanation(
    Text(
        "The request was sent and no usable answer came back: whether it took effect is unknown.",
        "请求已发送，但未收到可用的应答：是否生效未知。",
    ),
    "caller",
    (Text("Check what exists, then repeat the call if it is missing.", "请先查看现状，确认缺失后再重试。"),),
    "look first",
    OBSERVED,
    then="ListFiles",
)
NO_ANSWER = Explanation(
    Text(
        "No answer came back. If the message says that there was no connection, nothing was sent; otherwise "
        "whether the request took effect is unknown.",
        "未收到应答。如错误信息表明连接未建立，则没有发送任何内容；否则请求是否生效未知。",
    ),
    "caller",
    (
        Text(
            "Read the message: if nothing was sent, make the same call again.",
            "请查看错误信息：如没有发送任何内容，请以相同参数再次调用。",
        ),
        Text(
            "Otherwise check what exists, then repeat the call if it is missing.",
            "否则请先查看现状，确认缺失后再重试。",
        ),
        Text(
            "If it continues, check the network, the proxy and the region.",
            "如果持续出现，请检查网络、代理和地域设置。",
        ),
    ),
    "look first",
    OBSERVED,
    then="ListFiles",
)
"""For the code alone, which does not show whether anything was sent."""

NO_GATEWAY = Text(
    "Check that no proxy or gateway answers instead of the service.",
    "请检查是否有代理或网关代替服务作出了应答。",
)
UNREADABLE = Explanation(
    Text(
        "The answer does not follow the API: whether the call took effect is unknown.",
        "收到的应答不符合 API 的约定：是否生效未知。",
    ),
    "caller",
    (
        *ANSWER_LOST.fix,
        NO_GATEWAY,
        NEW_STUDIO,
    ),
    "look first",
    OBSERVED,
    then="ListFiles",
)
TOO_LONG = Explanation(
    Text(
        "The answer is longer than this server reads. If the call changes something, it has taken effect or not.",
        "应答超出了本服务器读取的长度上限。如果该调用会修改内容，则是否生效未知。",
    ),
    "caller",
    (
        Text(
            "Ask for less: a smaller page_size, or files without their scripts. One task that is this large can only "
            "be read in the DataWorks console.",
            "请缩小查询范围：减小 page_size，或不返回文件的脚本。如果单个任务就超出上限，只能在 DataWorks 控制台查看。",
        ),
    ),
    "look first",
    OURS,
)
ANSWER_TOO_LONG = Explanation(
    Text("The answer is longer than this server sends.", "应答超出了本服务器发送的长度上限。"),
    "caller",
    (
        Text("The call was made and succeeded: do not repeat a change.", "调用已执行并成功：请勿重复修改。"),
        Text(
            "Ask for less: one task, a smaller page, or a call with shorter arguments.",
            "请缩小范围：只查询一个任务、减小分页，或使用更短的参数。",
        ),
    ),
    "after a fix",
    OURS,
)
WORK_FAILED = Explanation(
    Text(
        "The service answered HTTP 200, and its status says that the work failed: the reason is in the message alone.",
        "服务返回 HTTP 200，但状态表明操作失败：原因只在错误信息中。",
    ),
    "caller",
    (Text("Read the message, or look up its explanation.", "请查看错误信息，或对其进行解释。"),),
    "look first",
    "failures of the API with HTTP 200, facts section 0",
)
WITHOUT_CODE = Explanation(
    Text(
        "The request was refused without an error code of the service: a proxy or another server may have answered.",
        "应答方拒绝了请求，但没有给出服务的错误码：可能是代理或其他服务器代替服务作出了应答。",
    ),
    "operator of this server",
    (
        Text(
            "Check the endpoint, the region, and the proxies in between.",
            "请检查 endpoint、地域以及途经的代理。",
        ),
    ),
    "after a fix",
    OBSERVED,
    then="describe_setup",
    given={"probe": True},
)
UNEXPLAINED = Explanation(
    Text(
        "The service refused for a reason that this server can't explain.",
        "服务拒绝了请求，本服务器没有对应的解释。",
    ),
    "caller",
    (
        Text(
            "Read the message and the code; the request id lets Alibaba Cloud's support find the case.",
            "请查看错误信息和错误码；凭请求 ID 可由阿里云技术支持定位问题。",
        ),
    ),
    "look first",
    NO_SOURCE,
)
"""For an answer of the service."""

UNKNOWN_TEXT = Explanation(
    Text(
        "This text is not known: this server has no explanation of it, and can't see where it comes from.",
        "未知的文本：本服务器没有对应的解释，也无法判断其来源。",
    ),
    "caller",
    (
        Text(
            "Give more of it: the whole message with its code, or the lines of the log around the first ERROR.",
            "请提供更多内容：包含错误码的完整信息，或日志中首个 ERROR 前后的内容。",
        ),
        Text(
            "With a request id, Alibaba Cloud's support finds the case.",
            "凭请求 ID 可由阿里云技术支持定位问题。",
        ),
    ),
    "look first",
    NO_SOURCE,
)
"""For a text that was pasted."""

MISUSE = Explanation(
    Text("The arguments do not fit the tool.", "参数不符合工具的要求。"),
    "caller",
    (
        Text(
            "Correct every place that is named, then repeat the call.",
            "请更正指出的每一处，然后重试。",
        ),
    ),
    "after a fix",
    OURS,
)
UNKNOWN_SETTINGS = Explanation(
    Text(
        "The job, or its alarm rule, has settings that this server does not know, and so can't send.",
        "该作业或其告警规则含有本服务器未知的设置，因此无法发送。",
    ),
    "caller",
    (
        Text("Leave these settings out, if the specification is yours.", "如果定义由您提供，请去掉这些设置。"),
        Text("Else change it in the DataWorks console.", "否则请在 DataWorks 控制台修改。"),
    ),
    "after a fix",
    OURS,
)
NOT_ALLOWED = Explanation(
    Text("A rule of this server, or its user, does not allow the call.", "本服务器的规则或用户不允许此次调用。"),
    "operator of this server",
    (
        Text(
            "Ask the user, or the operator of the server, before trying in another way.",
            "换其他方式之前，请先征求用户或本服务器运维人员的意见。",
        ),
    ),
    "after a fix",
    OURS,
    then="describe_setup",
)
UNKNOWN_TOOL = Explanation(
    Text("This server has no tool of this name.", "本服务器没有该名称的工具。"),
    "caller",
    (Text("List the tools to see their names.", "请列出工具，查看可用的名称。"),),
    "after a fix",
    OURS,
    then="describe_setup",
)
INTERNAL_ERROR = Explanation(
    Text("This server had an internal error; the details are in its log.", "本服务器内部出错；详情见其日志。"),
    "operator of this server",
    (
        Text(
            "Check what exists before repeating a write; report the lines of the log.",
            "重复写操作前请先查看现状；请反馈相关日志。",
        ),
    ),
    "look first",
    OURS,
)

OWN_CODES: dict[str, Explanation] = {
    "Unconfigured": UNCONFIGURED,
    "Unreachable": NO_ANSWER,
    "OutOfTime": OUT_OF_TIME,
    "WritesEnded": WRITES_ENDED,
    "Unreadable": UNREADABLE,
    "TooLong": TOO_LONG,
    "AnswerTooLong": ANSWER_TOO_LONG,
    "Rejected": WORK_FAILED,
    "DidNotRun": STOPPED_AGAIN,
    "FolderMissing": WRONG_FOLDER,
    "ChangedMeanwhile": CHANGED_MEANWHILE,
    "NewTaskChanged": NEW_TASK_CHANGED,
    "UpdateRefused": UPDATE_REFUSED,
    "NotInWorkspace": JOB_ELSEWHERE,
    "UnknownSettings": UNKNOWN_SETTINGS,
    "RoleNotTaken": NOT_TAKEN,
    "DeletedMeanwhile": DELETED_MEANWHILE,
    "NewTaskDeleted": NEW_TASK_DELETED,
    "HTTP 413": REQUEST_TOO_LONG,
    "HTTP 414": REQUEST_TOO_LONG,
    "HTTP 431": REQUEST_TOO_LONG,
    "HTTP 4xx": WITHOUT_CODE,
    "InvalidArguments": MISUSE,
    "NotAllowed": NOT_ALLOWED,
    "UnknownTool": UNKNOWN_TOOL,
    "ServerFailure": INTERNAL_ERROR,
    "InvalidCredentials": NO_CREDENTIALS,
}
"""By code: those of this server, and one of the official SDKs."""

LOCAL_TEXTS: tuple[Symptom, ...] = (
    Symptom(
        r"(?i)unable to load credentials|credential chain|默认凭证链",
        "unable to load credentials from any of the providers in the chain",
        NO_CREDENTIALS,
    ),
    Symptom(r"(?i)no region is set|RegionId is empty|未设置地域", "RegionId is empty", NO_REGION),
    Symptom(r"(?i)is not a region id|不是地域 ID", "'cn-shangai' is not a region id", WRONG_REGION),
    Symptom(
        r"(?i)is not the address of a proxy|不是可用的代理地址",
        "is not the address of a proxy that can be used",
        BAD_PROXY,
    ),
    Symptom(r"\bSSL_CERT_FILE (?:is|为) ", "SSL_CERT_FILE is ca.pem, which has no certificates", BAD_CERTIFICATES),
    Symptom(
        r"(?i)plain http is accepted|(?:endpoint|STS) is not an address|未加密的 http|不是有效的地址",
        "plain http is accepted for this machine only",
        BAD_ENDPOINT,
    ),
    Symptom(r"(?i)no connection (?:to|in)|未能(?:连接到服务|及时建立连接)", "no connection to the service", NOT_SENT),
    Symptom(
        r"time given for this call was up|本次调用的时间已用完",
        "the time given for this call was up before it was sent",
        OUT_OF_TIME,
    ),
    Symptom(
        r"(?i)no answer in time|connection broke|未及时收到应答|应答之前连接已中断",
        "the connection broke before the whole answer was here",
        ANSWER_LOST,
    ),
    Symptom(
        r"(?i)\bHTTP (?:413|414|431)\b|\bURI Too L|request is longer than the service accepts|请求超过服务接受的长度",
        "414 Request-URI Too Large",
        REQUEST_TOO_LONG,
    ),
    Symptom(
        r"(?i)answer is not JSON|Failed to parse the value as json|answer (?:lacks or garbles|nests too deeply)"
        r"|应答(?:不是 JSON|嵌套过深|中缺少以下字段)",
        "Failed to parse the value as json format",
        UNREADABLE,
    ),
    Symptom(
        r"(?i)confirmation that was sent is not valid|answer to the question is not valid|(?:confirmation|回答)\s?无效",
        "The confirmation that was sent is not valid: it has expired.",
        Explanation(
            Text(
                "Consent is valid once, for five minutes, for the same arguments, caller and state of the task.",
                "confirmation 仅可使用一次，仅对同一调用者、相同参数有效，且任务须与展示时一致，有效期五分钟。",
            ),
            "caller",
            (
                Text(
                    "Show the user the new plan, and send its confirmation with the same arguments.",
                    "请向用户展示新的计划，并用相同参数附上新的 confirmation。",
                ),
            ),
            "after a fix",
            OURS,
        ),
    ),
    Symptom(
        r"user did not agree|question was not answered in time|用户未同意|无人及时回答",
        "Nothing was done: the user did not agree.",
        Explanation(
            Text("The user did not give consent; nothing was done.", "用户未同意；没有执行任何操作。"),
            "caller",
            (Text("Ask the user what to do instead.", "请询问用户应如何处理。"),),
            "no",
            OURS,
        ),
    ),
    Symptom(
        r"Nothing was done: (?!this call needs)|没有执行任何操作："
        r"|read-only mode is on|lacks the scope for writing|\bpolicy: ",
        "Nothing was done: read-only mode is on.",
        NOT_ALLOWED,
    ),
)
