"""Tools that sentences name already, and that are not declared yet. A test fails when one of them is."""

COMING = {"start_tasks", "stop_tasks", "retire_tasks", "change_task", "read_task_script"}
