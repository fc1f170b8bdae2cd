"""What an operation does not do for a type of task, and what does it instead.

``tests/tools/test_instead.py`` holds that every task type an operation leaves out stands here.
"""

BY_HAND = "a batch script is written by hand; give it to create_di_sync_task"
NO_INSTANCE = "a batch task runs by its schedule, set with update_file; deploying is submit_file, then deploy_file"
NO_RUN_STATE = "a batch task has no run state in this API; get_file shows its schedule, the console its runs"
IN_CONSOLE = "this API can't do that for a solution; use the DataWorks console"

INSTEAD: dict[tuple[str, str], str] = {
    ("GenerateDISyncTaskConfigForCreating", "DI_OFFLINE"): BY_HAND,
    ("GenerateDISyncTaskConfigForUpdating", "DI_OFFLINE"): "change its script and give it to update_di_sync_task",
    ("QueryDISyncTaskConfigProcessResult", "DI_OFFLINE"): BY_HAND,
    ("GetDISyncTask", "DI_OFFLINE"): "get_file reads a batch task's script",
    ("DeployDISyncTask", "DI_OFFLINE"): "submit_file, then deploy_file bring a batch task to production",
    ("StartDISyncInstance", "DI_OFFLINE"): NO_INSTANCE,
    ("GetDISyncInstanceInfo", "DI_OFFLINE"): NO_RUN_STATE,
    ("StopDISyncInstance", "DI_OFFLINE"): "update_file with stop true pauses a batch task's schedule",
    ("StopDISyncInstance", "DI_SOLUTION"): IN_CONSOLE,
    ("TerminateDISyncInstance", "DI_OFFLINE"): "delete_file takes a batch task offline, and deletes it",
    ("TerminateDISyncInstance", "DI_SOLUTION"): IN_CONSOLE,
    ("DeleteDISyncTask", "DI_OFFLINE"): "delete_file deletes a batch task",
    ("DeleteDISyncTask", "DI_SOLUTION"): IN_CONSOLE,
    (
        "ListRefDISyncTasks",
        "DI_SOLUTION",
    ): "this API does not list solutions by data source; get_di_sync_task reads one",
}
"""Operation and task type to what a caller is told. Source: the task types of each operation, facts 1.1."""
