"""Calls that fail, and what has to be told of each: for the tests here, and for foreign clients."""

from typing import Any, NamedTuple

from emulator.seed.samples import BATCH_SCRIPT
from emulator.service import Emulator
from tests.faults import Fault, cut, dropped_after, dropped_before, not_json, refused, rejected
from tests.forms import RUN
from tests.sessions import FOLDER, GROUP, WISH

FILES = ("list_files", {"project_id": "10000"})
GROUPS: tuple[str, dict[str, Any]] = ("list_resource_groups", {})
READ = ("get_di_sync_task", {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "100"})
QUERY = (
    "query_di_sync_task_config_process_result",
    {"project_id": "10000", "task_type": "DI_REALTIME", "async_process_id": "77"},
)
CREATE_TASK = {
    "project_id": "10000",
    "task_type": "DI_OFFLINE",
    "task_name": "x",
    "task_content": BATCH_SCRIPT,
    "task_param": {"FileFolderPath": FOLDER, "ResourceGroup": GROUP},
}
CREATE = ("create_di_sync_task", CREATE_TASK)
JOB = "create_realtime_task"


def wish(**change: Any) -> tuple[str, dict[str, Any]]:
    return JOB, {**WISH, **change}


class Case(NamedTuple):
    """A call, what goes wrong with which operation, the code to be told (and as it was seen), and the retry verdict."""

    call: tuple[str, dict[str, Any]]
    code: str
    retry: str
    operation: str = "*"
    fault: Fault | None = None
    seen: str = ""

    @property
    def told(self) -> str:
        """The code of this run of the test: the documented one, or the one that was seen."""
        return self.code if RUN.documented else self.seen or self.code

    def arrange(self, emulator: Emulator) -> None:
        """See to it that it goes wrong."""
        if self.fault:
            emulator.fail(self.operation, self.fault, times=None)


ANSWERED: dict[str, Case] = {
    "no such group": Case(wish(resource_group="S_res_group_none"), "Rejected", "after a fix"),
    "no such source": Case(wish(source="mysql_none"), "Rejected", "after a fix"),
    "no such sink": Case(wish(destination="odps_none"), "Rejected", "after a fix"),
    "no such table": Case(wish(tables=["shop.nothing"]), "Rejected", "after a fix"),
    "no such task": Case((READ[0], {**READ[1], "file_id": "999"}), "Rejected", "after a fix"),
    "no such process": Case(QUERY, "Param.Invalid", "after a fix"),
    "no such workspace": Case(
        ("list_files", {"project_id": "99999"}), "Invalid.Tenant.UserNotInProject", "after a fix"
    ),
    "no workspace": Case(("list_files", {}), "MissingProjectId", "after a fix", seen="1201111279"),
    "too many ids": Case(
        ("list_files", {"project_id": "10000", "file_id_in": ",".join(["1"] * 51)}), "InvalidFileIdIn", "after a fix"
    ),
    "not a script to the service": Case(
        CREATE, "Invalid.DI.Parameter", "after a fix", "CreateDISyncTask", refused(400, "Invalid.DI.Parameter")
    ),
    "no right to create": Case(
        wish(), "Forbidden.DI.NoPrivilege", "after a fix", "CreateDISyncTask", refused(403, "Forbidden.DI.NoPrivilege")
    ),
    "broken inside": Case(
        wish(),
        "InternalError.DI.Parameter",
        "yes",
        "CreateDISyncTask",
        refused(500, "InternalError.DI.Parameter"),
    ),
    "failed generation": Case(
        wish(tables=["customers"]),  # a script that was generated before is not generated again
        "Rejected",
        "look first",
        "QueryDISyncTaskConfigProcessResult",
        rejected("The source could not be read."),
    ),
    "rejected without a word": Case(READ, "Rejected", "look first", "GetDISyncTask", rejected("odd")),
    "new data studio": Case(READ, "Rejected", "after a fix", "GetDISyncTask", rejected("The node does not exist.")),
    "throttled": Case(FILES, "Throttling.User", "after a wait", fault=refused(429, "Throttling.User")),
    "throttled by number": Case(
        FILES, "9990040003", "after a wait", fault=refused(400, "9990040003", "Throttling.Resource")
    ),
    "quota used up": Case(FILES, "Throttling.Resource", "no", fault=refused(429, "Throttling.Resource")),
    "day's limit": Case(GROUPS, "Throttling.Api.Risk", "no", fault=refused(429, "Throttling.Api.Risk")),
    "unknown key": Case(
        GROUPS, "InvalidAccessKeyId.NotFound", "after a fix", fault=refused(404, "InvalidAccessKeyId.NotFound")
    ),
    "wrong secret": Case(
        GROUPS, "SignatureDoesNotMatch", "after a fix", fault=refused(400, "SignatureDoesNotMatch", "?x=y")
    ),
    "clock": Case(GROUPS, "InvalidTimeStamp.Expired", "after a fix", fault=refused(400, "InvalidTimeStamp.Expired")),
    "token": Case(
        GROUPS, "InvalidSecurityToken.Expired", "after a fix", fault=refused(403, "InvalidSecurityToken.Expired")
    ),
    "policy": Case(GROUPS, "ResourceNotAuthorized.Api", "after a fix", fault=refused(403, "ResourceNotAuthorized.Api")),
    "balance": Case(GROUPS, "InsufficientBalance", "after a fix", fault=refused(400, "InsufficientBalance")),
    "region": Case(FILES, "Forbidden.Not.Server", "after a fix", fault=refused(500, "Forbidden.Not.Server")),
    "version": Case(FILES, "InvalidAction.NotFound", "after a fix", fault=refused(404, "InvalidAction.NotFound")),
    "overloaded": Case(FILES, "ServiceUnavailable", "yes", fault=refused(503, "ServiceUnavailable")),
    "brand new": Case(FILES, "Brand.New", "look first", fault=refused(400, "Brand.New", "never seen")),
}
"""Failures that the service tells of, with its request id."""

LOST: dict[str, Case] = {
    "no such folder": Case(wish(folder="Business Flow/none/Data Integration"), "FolderMissing", "after a fix"),
    "page": Case(CREATE, "Unreadable", "look first", "CreateDISyncTask", not_json()),
    "half": Case(READ, "Unreadable", "yes", "GetDISyncTask", cut()),
    "dropped before": Case(FILES, "Unreachable", "yes", fault=dropped_before()),
    "dropped after": Case(CREATE, "Unreachable", "look first", "CreateDISyncTask", dropped_after()),
}
"""Failures that leave no request id behind."""

EVERY = {**ANSWERED, **LOST}
