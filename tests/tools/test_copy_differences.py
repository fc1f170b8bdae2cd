"""What a copy has not from its original is told, whatever it is, and nothing else."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from dataworks.scripts.definition import Definition
from tests.sessions import GROUP, WISH, facts_of
from tests.tools.originals import (
    ELSEWHERE,
    SHOP,
    STORE,
    original,
)


async def test_what_the_original_was_given_by_hand_is_told() -> None:
    async with original() as task:
        script = task.task(task.file_id).script
        script = script.replace('"dstTable":"shop_orders"', '"dstTable":"sales"')
        task.put(script=script.replace('"datasource":"odps_shop"', '"writeMode":"append","datasource":"odps_shop"'))

        copied = await task.copy()

        assert copied["differences"] == [
            "shop.orders goes to shop_orders, in the original to sales",
            "the writer's writeMode is another",
        ]


def edited(script: str, edit: Callable[[dict[str, Any]], object]) -> str:
    """A script after a change by hand."""
    job = json.loads(script)
    edit(job)
    return json.dumps(job)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda job: job.update(setting={"errorLimit": {"record": 0}}), "/setting is another"),
        (lambda job: job["extend"].update(owner="me"), "/extend is another"),
        (lambda job: job["steps"][0]["parameter"].update(ddlOptions={}), "the reader's ddlOptions is another"),
        (
            lambda job: job["steps"][0]["parameter"]["connection"][0].update(timeZone="UTC"),
            "data source mysql_shop is read with other settings",
        ),
        (lambda job: rule_of(job).update(hourDeltaEnable=True), "shop.orders has another hourDeltaEnable"),
        (
            lambda job: rule_of(job)["dstCreateTableInfo"]["dataColumn"][0].update(comment="mine"),
            "shop.orders has another dstCreateTableInfo",
        ),
        (
            lambda job: job["steps"].insert(1, {"name": "filter", "category": "processor", "stepType": "filter"}),
            "the step filter has no counterpart",
        ),
        (
            lambda job: job["steps"].insert(1, {"name": "a is gone, b", "category": "processor", "stepType": "filter"}),
            'the step "a is gone, b" has no counterpart',
        ),
        (lambda job: infos_of(job)[0].update(where="id > 1"), "shop.orders is read with other settings"),
    ],
)
async def test_every_setting_that_does_not_come_along_is_told(
    edit: Callable[[dict[str, Any]], object], told: str
) -> None:
    async with original() as task:
        task.put(script=edited(task.task(task.file_id).script, edit))

        assert (await task.copy(destination="odps_first"))["differences"] == [told]


def rule_of(job: dict[str, Any]) -> dict[str, Any]:
    """What a script says about its first table."""
    rule: dict[str, Any] = job["steps"][-1]["parameter"]["tableMappingRule"]["datasource"][0]["tableRule"][0]
    return rule


def infos_of(job: dict[str, Any]) -> list[dict[str, Any]]:
    """How a script reads its tables."""
    infos: list[dict[str, Any]] = job["steps"][0]["parameter"]["connection"][0]["selectedTables"][0]["schema"][0][
        "tableInfos"
    ]
    return infos


async def test_a_table_that_is_switched_off_in_the_original_is_not_read_by_the_copy() -> None:
    async with original() as task:
        switched_off = edited(task.task(task.file_id).script, lambda job: infos_of(job)[0].update(enable=False))
        task.put(script=switched_off)

        copied = await task.copy(destination="odps_first")

        assert Definition(task.task(copied["task_id"]).script).tables_by_source() == {"mysql_shop": ("shop.refunds",)}
        assert copied["differences"] == []


async def test_tables_of_one_name_in_two_sources_are_told_apart() -> None:
    async with original() as task:
        home = task.emulator.world.workspace("10000")
        home.data_sources["mysql_store"] = replace(SHOP, name="mysql_store")
        both = [{"datasourceType": "mysql", "datasource": name, "table": ["orders"]} for name in TWO]
        created = {**WISH, "task_name": "two", "script": two_sources(both)}
        for name in ("source", "tables", "destination_type", "destination"):
            del created[name]
        made = facts_of(await task.client.call_tool("create_realtime_task", created))

        copied = await task.copy(task_id=made["task_id"], destination="odps_first")

        assert copied["differences"] == []
        assert Definition(task.task(copied["task_id"]).script).tables_by_source() == dict.fromkeys(
            TWO, ("shop.orders",)
        )


TWO = ("mysql_shop", "mysql_store")


def two_sources(connection: list[dict[str, Any]]) -> dict[str, Any]:
    """What a task that reads from two sources is generated from."""
    reader = {"stepType": "mysql", "name": "Reader", "category": "reader", "parameter": {"connection": connection}}
    writer = {"stepType": "odps", "name": "Writer", "category": "writer", "parameter": {"datasource": "odps_shop"}}
    setting = {"resourceGroup": GROUP, "taskType": "oneclick_to_odps"}
    return {"type": "realtime", "version": "1.0", "setting": setting, "steps": [reader, writer]}


async def test_tables_that_differ_between_the_sources_are_told() -> None:
    async with original() as task:
        orders = STORE.databases["store"]["orders"]
        narrow = {**STORE.databases["store"], "orders": replace(orders, columns=orders.columns[1:], primary_key=())}
        task.emulator.world.workspace("10000").data_sources["mysql_store"] = replace(STORE, databases={"store": narrow})

        told = (await task.copy(**ELSEWHERE))["differences"]

        assert "store.orders has the key none, in the original id" in told
        assert 'store.orders lacks the original\'s "id DECIMAL(20,0)"' in told
