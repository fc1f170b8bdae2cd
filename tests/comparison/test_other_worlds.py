"""Two equal emulators are equal with any world: what the workspace has is no difference."""

from dataclasses import replace

import pytest

from comparison.twin import ShiftedClock
from dataworks.studio_settings import StudioName
from tests.comparison.runs import NAME, Second, run_of, wanted

GROUPS = """
resource_group = [
    { id = 1, identifier = "g1", name = "同步", mode = "SHARE" },
    { id = 2, identifier = "g2", name = "同步二", workspaces = ["30"] },
    { id = 3, identifier = "g3", name = "stopped", stopped = true },
    { id = 4, identifier = "g4", name = "x", type = "exclusive scheduling" },
]
"""

CLASSIC = """
[workspace.31]
name = "small"
standard = false
folder = [{ path = "业务流程/空/MaxCompute/深/更深" }, { path = "Business Flow/shop/Data Integration" }]
[workspace.31.data_source."订单"]
type = "MySQL"
environments = ["production"]
database.shop = { "表 1" = "?", b = "id int", c = "id int" }
[workspace.31.data_source.far]
type = "mysql"
reachable = false
[workspace.31.data_source.warehouse]
type = "MaxCompute"
[[workspace.31.task]]
id = 5
name = "Data"
folder = "Business Flow/shop/Data Integration"
type = "solution"
[[workspace.31.task]]
id = 6
name = "任务"
folder = "Business Flow/shop/Data Integration"
state = "RUN"
deployed = true
[[workspace.31.task]]
id = 7
name = "batch"
folder = "Business Flow/shop/Data Integration"
type = "batch"
schedule = '{"CronExpress": "00 00 00 * * ?", "InputList": [{"Input": "root"}]}'
"""

NEW = """
[workspace.32]
name = "small"
studio = "new"
folder = [{ path = "Business Flow/shop/Data Integration" }]
[workspace.32.data_source.orders]
type = "mysql"
database.shop = { a = "id int", b = "id int", c = "id int" }
[workspace.32.data_source.warehouse]
type = "odps"
[[workspace.32.job]]
id = 3
name = "作业"
state = "Failed"
definition = '{"SourceDataSourceType": "MySQL", "MigrationType": "Full"}'
alarms = { 51 = '{"Name": "延迟", "MetricType": "Delay"}' }
[[workspace.32.node]]
id = 61
name = "草稿"
task_id = 600
spec = '{"script": {"path": "a", "runtime": {"command": "DI"}}}'
[[workspace.32.node]]
id = 62
name = "paused"
task_id = 601
deployed = true
spec = '{"recurrence": "Pause", "instanceMode": "Immediately", "script": {"runtime": {"command": "ODPS_SQL"}}}'
[[workspace.32.node]]
id = 63
name = "renamed"
task_id = 602
deployed = true
spec = '{"script": {"path": "c", "runtime": {"command": "DI"}}}'
production = '{"name": "before", "script": {"path": "c", "runtime": {"command": "DI"}}}'
"""


@pytest.mark.parametrize("name", [None, NAME], ids=["reads", "writes"])
@pytest.mark.parametrize(
    ("project_id", "workspace", "studio"),
    [("31", CLASSIC, StudioName.CLASSIC), ("32", NEW, StudioName.NEW)],
    ids=["classic", "new"],
)
async def test_what_a_workspace_has_is_no_difference(
    project_id: str, workspace: str, studio: StudioName, name: str | None
) -> None:
    service = Second(ShiftedClock(), world=GROUPS + workspace)
    run = run_of(service, replace(wanted(project_id, name), studio=studio))
    await run.comparison.run()
    found = {each.case.name: each.differences for each in run.comparison.result.outcomes if each.differences}

    assert found == {}
    assert (run.comparison.result.exit_code, run.comparison.result.left) == (0, [])
