"""Calls whose answers, plans and failures are told in the language of the user, on each studio."""

from typing import Any

from emulator.seed.samples import BATCH_SCRIPT
from tests.sessions import BATCH_WISH, FOLDER, WISH

HERE = {"project_id": "10000"}
"""The workspace; on the other studio it is that one's."""

DRAFTED = {name: value for name, value in WISH.items() if name not in {"project_id", "task_name", "folder"}}
PREVIEWED = {**HERE, **DRAFTED}
IN_WORKSPACE = {
    *("create_batch_task", "change_realtime_tables", "change_task", "copy_realtime_task", "read_task_script"),
    *("start_tasks", "stop_tasks", "retire_tasks", "update_di_sync_task", "delete_di_sync_task"),
    *("get_task_status", "find_sync_tasks", "get_task_metrics", "get_task_log", "set_task_alarm"),
}

Told = tuple[str, dict[str, Any]]
"""A call of a tool."""

READS: list[Told] = [
    ("describe_workspace", {}),
    ("describe_workspace", HERE),
    ("list_source_tables", {**HERE, "source": "mysql_shop"}),
    ("list_source_tables", {**HERE, "source": "mysql_shop", "pattern": "nothing.*"}),
    ("list_projects", {}),
    ("list_data_sources", HERE),
    ("list_resource_groups", {}),
    ("check_task_script", {"script": "{}"}),
    ("draft_task_script", {"kind": "real-time", **DRAFTED}),
    ("show_as_code", {"tool": "list_projects"}),
    ("show_as_code", {"tool": "list_projects", "form": "http"}),
    ("show_as_code", {"tool": "describe_workspace"}),
    ("explain_error", {"error": "Throttling.Api"}),
    ("get_task_status", {"task_id": "REALTIME"}),
    ("get_task_status", {"task_id": "DRAFT"}),
    ("get_task_status", {"task_id": "BATCH"}),
    ("find_sync_tasks", {}),
    ("find_sync_tasks", {"reads": ["mysql_shop"]}),
    ("read_task_script", {"task_id": "REALTIME"}),
    ("read_task_script", {"task_id": "BATCH"}),
]

WRITES: list[Told] = [
    ("create_realtime_task", {**WISH, "task_name": "other", "start": True}),
    ("create_realtime_task", {**WISH, "tables": ["shop.customers"], "start": True}),
    ("change_realtime_tables", {"task_id": "REALTIME", "add": ["shop.customers"], "apply": True}),
    ("change_task", {"task_id": "REALTIME", "cu": 2, "apply": True}),
    ("change_task", {"task_id": "BATCH", "cron": "00 00 03 * * ?", "where": "id > 1", "apply": True}),
    ("create_batch_task", {**BATCH_WISH, "task_name": "nightly", "cron": "00 00 02 * * ?"}),
    ("create_batch_task", {**BATCH_WISH, "cron": "00 00 05 * * ?"}),
    ("start_tasks", {"task_ids": ["DRAFT"]}),
    ("stop_tasks", {"task_ids": ["REALTIME", "BATCH"]}),
    ("retire_tasks", {"task_ids": ["REALTIME", "BATCH"]}),
]

MISTAKES: list[Told] = [
    ("create_realtime_task", {**WISH, "tables": ["orders", "shop.*", "*", "shop."]}),
    ("create_realtime_task", {**WISH, "tables": ["nothing.*"]}),
    ("create_realtime_task", {**WISH, "resource_group": None, "wait_seconds": 90}),
    ("create_batch_task", {**BATCH_WISH, "columns": None, "reader": {"stepType": "mysql"}, "para_value": "a=1"}),
    ("create_batch_task", {**BATCH_WISH, "source": "mysql_shp"}),
    ("create_batch_task", {**BATCH_WISH, "columns": ["no_column"]}),
    ("change_realtime_tables", {"task_id": "REALTIME"}),
    ("change_realtime_tables", {"task_id": "REALTIME", "add": ["a"], "remove": ["shop.orders", "shop.refunds"]}),
    ("change_realtime_tables", {"task_id": "REALTIME", "remove": ["shop.orders", "shop.refunds"]}),
    ("change_realtime_tables", {"task_id": "REALTIME", "source": "other", "add": ["shop.customers"]}),
    ("change_task", {"task_id": "REALTIME", "where": "a", "cu": 0.7, "restart": True}),
    ("change_task", {"task_id": "REALTIME", "where": "a"}),
    ("change_task", {"task_id": "BATCH", "restart": True}),
    ("change_task", {"task_id": "BATCH", "resource_group": "nothing", "name": "orders_to_maxcompute"}),
    ("copy_realtime_task", {"task_id": "REALTIME", "task_name": "copy", "remove": ["shop.*"]}),
    ("copy_realtime_task", {"task_id": "BATCH", "task_name": "copy"}),
    ("get_task_status", {}),
    ("get_task_status", {"name": "nothing"}),
    ("find_sync_tasks", {"state": "RUN", "task_type": "DI_OFFLINE"}),
    ("read_task_script", {"task_id": "REALTIME", "offset": 1_000_000}),
    ("draft_task_script", {"kind": "batch", "tables": ["a.*"]}),
    ("show_as_code", {"tool": "nothing", "form": "http"}),
    ("start_tasks", {"task_ids": ["1"] * 21}),
    ("start_tasks", {"task_ids": ["007", "x"]}),
    ("no_such_tool", {}),
]

ALARM: dict[str, Any] = {"task_id": "REALTIME", "above": 60, "options": {"users": ["1"]}}
RENAMED = {"options": {"table_name": "ods_${table}"}}

READS_OF: dict[str, list[Told]] = {
    "classic": [],
    "new": [
        ("get_task_metrics", {"task_id": "REALTIME"}),
        ("get_task_metrics", {"task_id": "REALTIME", "minutes": 5, "ended_ago": 600}),
        ("get_task_metrics", {"task_id": "DRAFT"}),
        ("get_task_log", {"task_id": "REALTIME"}),
        ("get_task_log", {"task_id": "DRAFT"}),
        ("get_task_log", {"task_id": "BATCH"}),
        ("preview_realtime_task", {**PREVIEWED, **RENAMED}),
        ("list_di_jobs", HERE),
        ("list_nodes", HERE),
    ],
}
WRITES_OF: dict[str, list[Told]] = {
    "classic": [
        ("update_di_sync_task", {"file_id": "1000000", "task_type": "DI_OFFLINE", "task_content": BATCH_SCRIPT}),
        ("update_di_sync_task", {"file_id": "1000000", "task_type": "DI_OFFLINE", "task_param": {"Cu": 1.5}}),
        ("delete_di_sync_task", {"file_id": "DRAFT", "task_type": "DI_REALTIME"}),
    ],
    "new": [
        (
            "create_realtime_task",
            {**WISH, "task_name": "more", "start": True, "options": {"table_name": "ods_${table}"}},
        ),
        ("start_tasks", {"task_ids": ["PAUSED"], "load_again": True}),
        ("start_tasks", {"task_ids": ["PAUSED"], "from_time": "2026-09-20T09:00:00+08:00"}),
        ("set_task_alarm", {**ALARM, "above": 90, "do": "change"}),
        ("set_task_alarm", {**ALARM, "do": "remove", "above": None}),
        ("delete_di_job", {**HERE, "id": "11589"}),
    ],
}
MISTAKES_OF: dict[str, list[Told]] = {
    "classic": [("create_realtime_task", {**WISH, "folder": f"{FOLDER}/new"})],
    "new": [
        ("get_task_metrics", {"task_id": "BATCH"}),
        ("get_task_metrics", {"task_id": "job-999"}),
        ("get_task_log", {"task_id": "123"}),
        ("get_task_log", {"task_id": "job-999"}),
        ("get_task_log", {"task_id": "node-999"}),
        ("get_task_status", {"task_id": "job-999"}),
        ("set_task_alarm", {"task_id": "REALTIME"}),
        ("set_task_alarm", {"task_id": "REALTIME", "on": "status", "above": 3}),
        ("set_task_alarm", {**ALARM, "options": {"name": "nothing"}, "do": "remove"}),
        ("start_tasks", {"task_ids": ["REALTIME"], "from_time": "yesterday"}),
        ("start_tasks", {"task_ids": ["REALTIME"], "from_time": "2026-09-20T09:00:00+08:00", "load_again": True}),
        ("start_tasks", {"task_ids": ["job-999"]}),
        ("create_realtime_task", {**WISH, "options": {"ddl": {"Drop": "Ignore"}}}),
        ("create_realtime_task", {**WISH, "options": {"columns": {"a": "NOTHING"}}}),
        ("create_realtime_task", {**WISH, "destination": "nothing"}),
        ("change_task", {"task_id": "REALTIME", "name": "renamed"}),
    ],
}
"""The same, of what only one studio has."""
