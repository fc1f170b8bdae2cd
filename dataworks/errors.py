"""Everything that can go wrong, split by what the caller does next.

    DataWorksError
      Unconfigured    nothing can be sent: region, endpoint or credentials are missing    fix
      Refused         the service said no                 code, message, http_status, request_id, recommend
        Throttled     ... slow down, or the quota is used up    retry_after
        Denied        ... you may not
      Rejected        HTTP 200, and the work failed all the same    message, request_id
      Unreachable     no answer came back                 sent: whether the request may have arrived
        OutOfTime     ... nor was anything sent: the time given for the work was up
      Unreadable      an answer that can't be understood  http_status

No error carries a URL, a query, a script or a credential, neither in its text nor as its cause.
"""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Seen:
    """What a look after a failure has shown.

    Attributes:
        kind: what was looked for: folders, those near the one that was named, resource groups, the file that
            holds a name, or the one of an id: a batch task, one of the other tasks, or another file.
        values: what is there, in quotes where the service named it; the likeliest first.
        complete: whether that is all.
        where: the workspace that was looked at, where that is to be told.
    """

    kind: Literal["folders", "near", "groups", "holder", "batch", "other", "file"]
    values: tuple[str, ...]
    complete: bool = True
    where: str = ""


@dataclass(eq=False)
class DataWorksError(Exception):
    """Base of all errors of this package.

    Attributes:
        operation: the wire action that failed, or a word for what was being prepared.
        message: what happened, in the service's words where it said any.
        exists: what the failed work has left behind, where a flow knows it.
        seen: what a look afterwards has shown, where there was one.
        doubtful: an earlier attempt may have taken effect, whatever became of the last one.
    """

    operation: str
    message: str
    exists: str | None = field(default=None, kw_only=True)
    seen: Seen | None = field(default=None, kw_only=True)
    doubtful: bool = field(default=False, kw_only=True)

    @property
    def code(self) -> str:
        """The service's error code, or the name of our own class of error."""
        return type(self).__name__

    def __str__(self) -> str:
        return f"{self.operation}: {self.code}: {self.message}"


@dataclass(eq=False)
class Unconfigured(DataWorksError):
    """Nothing was sent, because the server lacks something it needs.

    Attributes:
        fix: what to set, in one line a person can follow.
    """

    fix: str = ""


@dataclass(eq=False)
class ServiceError(DataWorksError):
    """The service answered, and the answer is a failure."""

    http_status: int = 200
    request_id: str | None = None


@dataclass(eq=False)
class Refused(ServiceError):
    """The gateway or the product refused the request.

    Attributes:
        service_code: the code as the service spelled it, such as ``Invalid.DI.Parameter``.
        recommend: the page the service recommends, when it names one.
    """

    service_code: str = ""
    recommend: str | None = None

    @property
    def code(self) -> str:
        """The code as the service spelled it."""
        return self.service_code


@dataclass(eq=False)
class Throttled(Refused):
    """Too many calls.

    Attributes:
        retry_after: seconds to wait as the service asked for, if it did.
        quota_used_up: the day's or the edition's quota is gone; waiting a little does not help.
    """

    retry_after: float | None = None
    quota_used_up: bool = False


@dataclass(eq=False)
class Denied(Refused):
    """The identity may not do this, or is not who it says, or its request is not let in: wrong time, used nonce."""


@dataclass(eq=False)
class Rejected(ServiceError):
    """HTTP 200 and ``Success: true``, and ``Data.Status`` says it failed: the reason is in the message alone."""


@dataclass(eq=False)
class Unreachable(DataWorksError):
    """No answer came back.

    Attributes:
        sent: whether the request may have reached the service, and so may have taken effect.
    """

    sent: bool = False


@dataclass(eq=False)
class OutOfTime(Unreachable):
    """The time given for the work was up before the request was sent."""


@dataclass(eq=False)
class Unreadable(ServiceError):
    """An answer came back that is not what the API promises: not JSON, cut, or without its fields."""
