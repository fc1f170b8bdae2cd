"""Failures name what was asked for, what it is instead of what was needed, and the name that was probably meant."""

from typing import Any

import pytest

from server.hosting import Hosting
from tests.sessions import FOLDER, GROUP, WISH, Time, assistant, emulated, facts_of, text_of

JOB = "create_realtime_task"
STOPPED_GROUP = "S_res_group_280749521950784_1600000000000"


async def failure_after(tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """What is told of a call that fails in the emulator's own world."""
    time = Time()
    async with assistant(emulated(time), time, hosting=Hosting()) as client:
        result = await client.call_tool(tool, arguments)
    assert result.is_error
    error: dict[str, Any] = facts_of(result)["error"]
    assert error["about"] in text_of(result)
    return error


@pytest.mark.parametrize(
    ("change", "means", "told"),
    [
        (
            {"source": "mysql_dev"},
            "in the development environment only",
            'Data source "mysql_dev" exists in the development',
        ),
        (
            {"destination": "holo_shop"},
            "of another type",
            'Data source "holo_shop" exists in production, and is of type "holo"',
        ),
        (
            {"source": "odps_shop"},
            "of another type",
            'Data source "odps_shop" exists in production, and is of type "odps"',
        ),
        (
            {"resource_group": "di_stopped"},
            "it is stopped",
            f'Resource group "{STOPPED_GROUP}" exists and is stopped.',
        ),
        (
            {"resource_group": STOPPED_GROUP},
            "it is stopped",
            f'Resource group "{STOPPED_GROUP}" exists and is stopped.',
        ),
    ],
    ids=["development only", "other destination", "other source", "stopped by name", "stopped group"],
)
async def test_what_exists_and_can_not_be_used_is_told_as_that(change: dict[str, str], means: str, told: str) -> None:
    error = await failure_after(JOB, {**WISH, **change})

    assert means in error["means"]
    assert told in error["exists"]
    assert not any("Check the name" in step for step in error["fix"])


@pytest.mark.parametrize(
    ("change", "meant"),
    [
        ({"source": "mysql_shpo"}, "mysql_shop"),
        ({"source": "MySQL_Shop"}, "mysql_shop"),
        ({"destination": "odps_shp"}, "odps_shop"),
        ({"tables": ["shop.ordres"]}, "shop.orders"),
        ({"resource_group": f"{GROUP}x"}, GROUP),
        ({"folder": f"{FOLDER}x"}, FOLDER),
    ],
)
async def test_a_close_name_is_suggested_first(change: dict[str, Any], meant: str) -> None:
    error = await failure_after(JOB, {**WISH, **change})

    assert error["fix"][0] == f'Did you mean "{meant}"?'


async def test_no_name_is_suggested_that_is_not_close() -> None:
    error = await failure_after(JOB, {**WISH, "source": "zzz"})

    assert not any(step.startswith("Did you mean") for step in error["fix"])
    assert error["exists"].partition("Data sources of the workspace in production: ")[2]


@pytest.mark.parametrize(
    ("call", "about"),
    [
        ((JOB, {**WISH, "source": "mysql_none"}), ['source "mysql_none"', 'workspace "10000"']),
        ((JOB, {**WISH, "tables": ["shop.nothing"]}), ['tables "shop.nothing"']),
        (
            ("get_data_source_meta", {"project_id": "10000", "datasource_name": "none", "env_type": "1"}),
            ['data source "none"'],
        ),
        (("list_files", {"project_id": "99999"}), ['workspace "99999"']),
        (
            (
                "query_di_sync_task_config_process_result",
                {"project_id": "10000", "task_type": "DI_REALTIME", "async_process_id": "77"},
            ),
            ['process "77"'],
        ),
        (("get_di_sync_task", {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "999"}), ['file "999"']),
        (("get_meta_table_column", {"table_guid": "odps.shop_dw.none"}), ['table "odps.shop_dw.none"']),
    ],
)
async def test_a_failure_names_what_was_asked_for(call: tuple[str, dict[str, Any]], about: list[str]) -> None:
    error = await failure_after(*call)

    assert [name for name in about if name not in error["about"]] == []


async def test_the_next_step_after_a_missing_table_names_its_data_source() -> None:
    error = await failure_after(JOB, {**WISH, "tables": ["shop.ordres"]})

    assert error["next_tool"] == "list_source_tables"
    assert error["next_arguments"] == {name: WISH[name] for name in ("project_id", "source")}
