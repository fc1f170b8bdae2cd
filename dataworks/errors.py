"""The errors of this package, split by what the caller does next.

    DataWorksError
      Unconfigured    nothing can be sent: region, endpoint or credentials are missing    fix
      RoleNotTaken    nothing can be sent: the caller's role could not be taken    reason, retry_after
      Refused         the service refused                 code, message, http_status, request_id, recommend
        Throttled     ... too many calls, or the quota is used up    retry_after
        Denied        ... for lack of permission or identity
      Rejected        HTTP 200, but the work failed       message, request_id
      UpdateRefused   the service does not take a new definition of a real-time task
      ChangedMeanwhile  somebody else changed the task, so that the next step was not made
        NewTaskChanged  ... which the call had created, or found: the same call refuses one that differs
      DeletedMeanwhile  somebody else deleted the task
        NewTaskDeleted  ... which the call had created, or found: the same call creates another one
      FolderMissing   there is no folder for what is to be created, so that nothing was created
      Unreachable     no answer came back                 sent: whether the request may have arrived
        OutOfTime     ... since nothing was sent: the time for the work was up
          WritesEnded ... the time in which it may change something, or its right to do so
      Unreadable      an answer that can't be read        http_status
        TooLong       ... since it is longer than we read

No error carries a URL, a query, a script or a credential, neither in its text nor as its cause.
"""

from dataclasses import dataclass, field
from typing import Literal

ListedKind = Literal["folders", "near", "groups", "sources", "tables"]
SeenKind = ListedKind | Literal["holder", "batch", "other", "file", "stopped", "development", "type"]


@dataclass(frozen=True)
class Seen:
    """What was read after a failure, to explain it.

    Attributes:
        kind: the kind of ``values``: all folders, those near the named one, resource groups, data sources, tables,
            the file that has a name, or the file of an id: a batch task, another type of task, or any other file; or
            that the named one exists: a group that is stopped, a data source in development only or of this type.
        values: what exists, names of the service in quotes; the most similar first.
        complete: whether that is all.
        where: the workspace, or the thing that was named, if the sentence about it names one.
        meant: the one that was probably meant, in quotes.
    """

    kind: SeenKind
    values: tuple[str, ...]
    complete: bool = True
    where: str = ""
    meant: str | None = None


@dataclass(eq=False)
class DataWorksError(Exception):
    """Base of all errors of this package.

    Attributes:
        operation: the action that failed, or the part of the preparation, such as ``credentials``.
        message: what happened; the message of the service if there is one.
        exists: what the failed work has left behind, if a flow knows it.
        seen: what was read afterwards to explain the failure, if anything.
        doubtful: an earlier attempt may have taken effect, even if the last one did not.
        task_id: the task that it is about, if a flow knows it.
    """

    operation: str
    message: str
    exists: str | None = field(default=None, kw_only=True)
    seen: Seen | None = field(default=None, kw_only=True)
    doubtful: bool = field(default=False, kw_only=True)
    task_id: str | None = field(default=None, kw_only=True)

    @property
    def code(self) -> str:
        """The error code of the service, or the name of the class."""
        return type(self).__name__

    def __str__(self) -> str:
        return f"{self.operation}: {self.code}: {self.message}"


@dataclass(eq=False)
class Unconfigured(DataWorksError):
    """Nothing was sent, because a setting is missing or not valid.

    Attributes:
        fix: what to set, as instructions to the user.
    """

    fix: str = ""


@dataclass(eq=False)
class RoleNotTaken(DataWorksError):
    """The request was not sent, because the RAM role that its caller acts as could not be taken.

    Attributes:
        reason: the code of STS, the name of the error that prevented its answer, or what this server objects to.
        retry_after: seconds to wait, if STS gave them.
    """

    reason: str = ""
    retry_after: float | None = None

    @property
    def code(self) -> str:
        """The name of the class, and the reason."""
        return f"{type(self).__name__}.{self.reason}"


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
        retry_after: seconds to wait, if the service gave them.
        quota_used_up: the quota of the day or the edition is used up; a short wait does not help.
    """

    retry_after: float | None = None
    quota_used_up: bool = False


@dataclass(eq=False)
class Denied(Refused):
    """The identity is not allowed to do this or not verified, or its request is not accepted: wrong time, old nonce."""


@dataclass(eq=False)
class Forbidden(Denied):
    """The identity was verified, and is not allowed to do this; other requests of it may be answered."""


@dataclass(eq=False)
class Rejected(ServiceError):
    """HTTP 200 and ``Success: true``, but ``Data.Status`` means failure; only the message has the reason."""


@dataclass(eq=False)
class UpdateRefused(ServiceError):
    """The service does not take a new definition of a real-time task, it seems: its pages disagree whether it does."""


@dataclass(eq=False)
class ChangedMeanwhile(DataWorksError):
    """Somebody else changed the task since the call read it; ``operation``, its next step, was not sent."""


@dataclass(eq=False)
class NewTaskChanged(ChangedMeanwhile):
    """Somebody else changed the task that the call had created, or found; the same call refuses one that differs."""


@dataclass(eq=False)
class DeletedMeanwhile(DataWorksError):
    """Somebody else deleted the task since the call read it; ``operation`` found it gone."""


@dataclass(eq=False)
class NewTaskDeleted(DeletedMeanwhile):
    """Somebody else deleted the task that the call had created, or found; the same call creates another one."""


@dataclass(eq=False)
class UnknownSettings(DataWorksError):
    """A job, or an alarm rule of it, has settings that no request of ours can have; nothing was sent."""


@dataclass(eq=False)
class FolderMissing(DataWorksError):
    """There is no folder for what is to be created; nothing was created.

    Attributes:
        can_be_made: a folder can be made there; otherwise its business flow is missing too, or it is in no engine.
    """

    can_be_made: bool = False


@dataclass(eq=False)
class Unreachable(DataWorksError):
    """No answer came back.

    Attributes:
        sent: whether the request may have reached the service, and so may have taken effect.
    """

    sent: bool = False


@dataclass(eq=False)
class OutOfTime(Unreachable):
    """The time for the work was up before the request was sent."""


@dataclass(eq=False)
class WritesEnded(OutOfTime):
    """A write was not sent: the work may not, or no longer, change anything."""


@dataclass(eq=False)
class Unreadable(ServiceError):
    """An answer came back that does not follow the API: not JSON, incomplete, or without required fields."""


@dataclass(eq=False)
class TooLong(Unreadable):
    """An answer came back that is longer than is read. Another request would get the same."""
