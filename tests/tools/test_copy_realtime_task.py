"""Copying a task as an assistant does it: the same tables elsewhere, once, and nothing made by mistake."""

import pytest

from dataworks.scripts.definition import Definition
from emulator.world.lifecycle import AfterSeconds
from tests.faults import dropped_after
from tests.sessions import WISH, facts_of, sent
from tests.tools.originals import ELSEWHERE, PLACE, TOOL, original, with_another_connection, written
from tools.rules.policy import Policy, WorkspaceTable


async def test_a_copy_reads_the_same_tables_from_another_source_and_database() -> None:
    async with original() as task:
        copied = await task.copy(**ELSEWHERE)

        assert (copied["state"], copied["existed"]) == ("created", False)
        assert Definition(task.task(copied["task_id"]).script).tables_by_source() == {
            "mysql_store": ("store.orders", "store.refunds")
        }
        assert [row["source"] for row in copied["tables"]["items"]] == ["store.orders", "store.refunds"]
        assert copied["differences"] == [
            "store.orders goes to store_orders, in the original to shop_orders",
            "store.refunds goes to store_refunds, in the original to shop_refunds",
        ]
        assert "start_tasks" in copied["next"]


async def test_a_copy_spends_seven_calls_and_leaves_the_original_as_it_is() -> None:
    async with original() as task:
        before = task.task(task.file_id)

        copied = await task.copy(**ELSEWHERE)

        assert sent(task.emulator) == [
            "ListFolders",
            "GetDISyncTask",
            "ListResourceGroups",
            "GenerateDISyncTaskConfigForCreating",
            "QueryDISyncTaskConfigProcessResult",
            "CreateDISyncTask",
            "ListFiles",
        ]
        assert copied["api_calls"] == 7
        assert task.task(task.file_id) == before


async def test_a_copy_writes_to_another_destination_of_the_same_type() -> None:
    async with original() as task:
        copied = await task.copy(destination="odps_first")

        assert '"datasource":"odps_first"' in task.task(copied["task_id"]).script
        assert copied.get("differences", []) == []
        assert not any("Both tasks" in caution for caution in copied["cautions"])


async def test_a_copy_goes_to_another_workspace_where_all_its_calls_but_one_go() -> None:
    async with original() as task:
        copied = await task.copy(project_id="10001", from_project_id="10000")

        assert task.task(copied["task_id"], "10001").name == "a_copy"
        calls = [call for call in task.emulator.calls if call.action not in {"ListFolders", "ListResourceGroups"}]
        workspaces = [call.parameters["ProjectId"] for call in calls]
        assert (calls[0].action, workspaces) == ("GetDISyncTask", ["10000", *["10001"] * 4])


async def test_that_both_tasks_write_to_the_same_tables_is_said() -> None:
    async with original() as task:
        assert (await task.copy())["cautions"][0] == "Both tasks write to shop_orders, shop_refunds: their rows mix."


async def test_the_same_call_again_finds_the_copy() -> None:
    async with original() as task:
        first, second = await task.copy(**ELSEWHERE), await task.copy(**ELSEWHERE)

        assert first["task_id"] == second["task_id"]
        assert len(task.named("a_copy")) == 1


async def test_when_time_is_up_nothing_is_created_and_the_same_call_goes_on_from_there() -> None:
    async with original(speed=AfterSeconds(30)) as task:
        first = await task.copy(**ELSEWHERE)
        assert (first["state"], first.get("task_id"), task.named("a_copy")) == ("generating", None, [])
        assert "still being generated" in first["next"]

        going_on = {name: first[name] for name in ("process_id", "waited_seconds")}
        second = await task.copy(**ELSEWHERE, **going_on)

        assert (second["state"], second["process_id"]) == ("created", first["process_id"])
        assert written(task.emulator).count("CreateDISyncTask") == 1


async def test_a_copy_whose_answer_was_lost_is_found_and_not_made_twice() -> None:
    async with original() as task:
        task.emulator.fail("CreateDISyncTask", dropped_after())

        copied = await task.copy(**ELSEWHERE)

        assert copied["task_id"] == str(task.named("a_copy")[0].file_id)
        assert len(task.named("a_copy")) == 1


async def test_the_name_of_the_original_is_no_name_for_the_copy() -> None:
    async with original() as task:
        refusal = await task.refused(task_name=WISH["task_name"])

        assert "/task_name: is the name of the original" in refusal
        assert len(task.named(WISH["task_name"])) == 1


async def test_one_source_or_database_cannot_stand_for_several() -> None:
    async with original() as task:
        present = task.task(task.file_id).script
        task.put(script=with_another_connection(present))

        refusal = await task.refused(**ELSEWHERE)

        assert '/source: can\'t replace several: the task reads from "mysql_shop", "mysql_store"' in refusal
        assert '/database: can\'t replace several: the task reads "shop", "store"' in refusal
        assert not written(task.emulator)


async def test_a_copy_of_several_sources_keeps_them() -> None:
    async with original() as task:
        task.put(script=with_another_connection(task.task(task.file_id).script))

        copied = await task.copy(destination="odps_first")

        assert Definition(task.task(copied["task_id"]).script).tables_by_source() == {
            "mysql_shop": ("shop.orders", "shop.refunds"),
            "mysql_store": ("store.customers",),
        }


@pytest.mark.parametrize(
    "script", ["", "[]", '{"steps":[{"category":"reader"}]}', '{"steps":[{"category":"writer","stepType":"mysql"}]}']
)
async def test_a_task_that_no_plain_wish_makes_is_refused_with_another_way(script: str) -> None:
    async with original() as task:
        task.put(script=script)

        refusal = await task.refused()

        assert "/task_id: names a task that can't be copied" in refusal
        assert "create_di_sync_task" in refusal
        assert not written(task.emulator)


async def test_a_task_that_is_not_there_fails_with_the_next_step() -> None:
    async with original() as task:
        refusal = await task.refused(task_id="99")

        assert not written(task.emulator)
        assert "fix:" in refusal


@pytest.mark.parametrize("name", ["source", "destination"])
async def test_a_data_source_that_exists_in_development_only_is_not_enough(name: str) -> None:
    async with original() as task:
        refusal = await task.refused(**{name: "mysql_dev"})

        assert "production" in refusal
        assert not task.named("a_copy")


async def test_a_generation_that_is_not_there_says_how_to_start_anew() -> None:
    async with original() as task:
        refusal = await task.refused(process_id="99")

        assert "Without process_id the same call generates again." in refusal
        assert not task.named("a_copy")


async def test_another_task_of_that_name_is_named() -> None:
    async with original() as task:
        first = await task.copy(**ELSEWHERE)

        refusal = await task.refused(destination="odps_first")

        assert f'File {first["task_id"]} already has the name "a_copy"' in refusal


async def test_copying_from_a_read_only_workspace_is_allowed_and_into_it_is_not() -> None:
    async with original(Policy(read_only=["10000"])) as task:
        assert (await task.copy(project_id="10001", from_project_id="10000"))["state"] == "created"

        assert "policy: read_only lists 10000" in await task.refused()


@pytest.mark.parametrize(
    "policy",
    [Policy(workspaces=["10001"]), Policy(workspace={"10000": WorkspaceTable(deny=["GetDISyncTask"])})],
    ids=["a workspace that is not listed", "reading denied there"],
)
async def test_the_policy_holds_for_the_workspace_of_the_original_too(policy: Policy) -> None:
    async with original(policy) as task:
        refusal = await task.refused(project_id="10001", from_project_id="10000")

        assert "10000" in refusal
        assert not sent(task.emulator)


async def test_after_a_failure_between_two_workspaces_no_arguments_are_guessed() -> None:
    async with original() as task:
        result = await task.client.call_tool(
            TOOL, {**PLACE, "project_id": "10001", "from_project_id": "10000", "task_id": "99"}
        )

        assert result.is_error
        assert "next_arguments" not in facts_of(result)["error"]
        assert 'copied from workspace "10000", workspace "10001"' in facts_of(result)["error"]["about"]


async def test_a_generation_of_something_else_makes_no_copy() -> None:
    async with original() as task:
        wish = {name: value for name, value in WISH.items() if name not in {"task_name", "folder"}}
        other = facts_of(await task.client.call_tool("preview_realtime_task", {**wish, "tables": ["shop.orders"]}))

        refusal = await task.refused(process_id=other["process_id"])

        assert "/process_id: is not the generation of a copy of this task" in refusal
        assert not task.named("a_copy")
