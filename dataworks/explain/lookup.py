"""From an error to its explanation."""

from dataworks.errors import DataWorksError, Rejected, ServiceError, Unconfigured, Unreachable, Unreadable
from dataworks.explain.codes import CODES
from dataworks.explain.explanation import Explanation
from dataworks.explain.symptoms import SYMPTOMS

NOT_SENT = Explanation(
    "No connection to the service came about; nothing was sent.",
    "operator of this server",
    ("Check the network, the proxy and the region of the server.",),
    "yes",
    "observed by this server",
)
ANSWER_LOST = Explanation(
    "The request was sent and no usable answer came back: whether it took effect is unknown.",
    "caller",
    ("Look at what exists, then repeat the call if it is missing.",),
    "look first",
    "observed by this server",
)
UNEXPLAINED = Explanation(
    "The service refused for a reason this server has no explanation for.",
    "caller",
    ("Read the message and the code; the request id lets Alibaba Cloud's support find the case.",),
    "look first",
    "none",
)


def explain(error: DataWorksError) -> Explanation:
    """The explanation of an error; one that admits to know nothing where there is none."""
    if isinstance(error, Unconfigured):
        return Explanation(
            "The server lacks a setting.", "operator of this server", (error.fix,), "after a fix", "this server"
        )
    if isinstance(error, Unreachable):
        return ANSWER_LOST if error.sent else NOT_SENT
    if isinstance(error, Unreadable):
        return ANSWER_LOST
    # In the body of HTTP 200 the message says more than the code, if there is one.
    told = isinstance(error, ServiceError) and error.http_status == 200
    symptom = next((found for pattern, found in SYMPTOMS if told and pattern.search(error.message)), None)
    if symptom is not None or isinstance(error, Rejected):
        return symptom or UNEXPLAINED
    return CODES[max(families, key=len)] if (families := _families(error.code)) else UNEXPLAINED


def _families(code: str) -> list[str]:
    return [prefix for prefix in CODES if code.startswith(prefix)]
