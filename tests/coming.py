"""Tools that sentences name already, and that are not declared yet. A test fails when one of them is."""

COMING = {"read_task_script"}
