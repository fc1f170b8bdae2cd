"""Tools that sentences name already, and that are not declared yet. A test fails when one of them is."""

COMING = {"change_task", "read_task_script"}
