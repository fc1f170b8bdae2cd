"""Operations: how their fields are spelled on the wire, and read from it."""

import json
from typing import Annotated

import pytest
from pydantic import ValidationError

from dataworks.answers import Outcome
from dataworks.fields import DECODED, JoinedNames
from dataworks.operation import NEW, Belongs, Effect, Operation, wire_name, wire_value
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2020.resource_groups import ListResourceGroups
from dataworks.operations.v2020.sync_tasks import CreateDISyncTask, GetDISyncTask, UpdateDISyncTask
from tests.dataworks.clients import CREATE, READ


@pytest.mark.parametrize(
    ("field", "name"),
    [("project_id", "ProjectId"), ("di_job_id", "DIJobId"), ("async_process_id", "AsyncProcessId"), ("tags", "Tags")],
)
def test_a_field_is_spelled_as_the_api_does(field: str, name: str) -> None:
    assert wire_name(field) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (7, "7"),
        ("", ""),
        (" a ", " a "),
        (["ü", 1], '["ü",1]'),
        ({"a": {}}, '{"a":{}}'),
    ],
)
def test_a_value_is_spelled_as_the_api_does(value: object, text: str) -> None:
    assert wire_value(value) == text


class ListThings(Operation[Outcome], effect=Effect.READ, belongs=Belongs.ACCOUNT, version=NEW):
    """An operation of the new version, with a list of each kind."""

    types: JoinedNames = None
    ids: Annotated[list[str] | None, DECODED] = None
    deep: bool | None = None


def test_a_list_is_joined_by_commas_where_its_field_says_so_and_is_json_elsewhere() -> None:
    listing = ListThings(types=["MySQL", "Hologres"], ids=["1", "2"], deep=True)

    assert listing.wire().query == {"Types": "MySQL,Hologres", "Ids": '["1","2"]', "Deep": "True"}
    assert ListThings.from_wire(listing.wire().query) == listing


def test_query_and_form_are_kept_apart_and_what_is_not_given_is_not_sent() -> None:
    wire = CREATE.wire()

    assert wire.query == {"ProjectId": "10000", "TaskType": "DI_OFFLINE", "TaskName": "private_name"}
    assert wire.form == {"TaskContent": CREATE.task_content}


def test_an_empty_string_is_sent() -> None:
    update = UpdateDISyncTask(project_id="1", task_type="DI_OFFLINE", file_id="2", task_content="")

    assert update.wire().query["TaskContent"] == ""


def test_tags_travel_as_a_json_list() -> None:
    listing = ListResourceGroups.model_validate({"tags": [{"key": "环境", "value": "a b"}]}, by_name=True)

    assert json.loads(listing.wire().query["Tags"]) == [{"Key": "环境", "Value": "a b"}]


@pytest.mark.parametrize("operation", [READ, CREATE, ListFiles(project_id="1", need_content=True, page_size=5)])
def test_an_operation_comes_back_from_the_wire_as_it_was(
    operation: GetDISyncTask | CreateDISyncTask | ListFiles,
) -> None:
    query, form = operation.wire()

    assert type(operation).from_wire({**query, **form}) == operation


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False)]
)
def test_booleans_arrive_in_any_case(text: str, value: bool) -> None:
    assert ListFiles.from_wire({"ProjectId": "1", "NeedContent": text}).need_content is value


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"ProjectId": "1", "TaskType": "DI_REALTIME"},
        {"ProjectId": "x", "TaskType": "DI_REALTIME", "FileId": "1"},
        {"ProjectId": "1", "TaskType": "di_realtime", "FileId": "1"},
        {"ProjectId": "1", "TaskType": "DI_REALTIME", "FileId": "1", "Unknown": "1"},
    ],
)
def test_parameters_that_are_missing_wrong_or_unknown_are_no_operation(parameters: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        GetDISyncTask.from_wire(parameters)


def test_an_operation_never_changes() -> None:
    with pytest.raises(ValidationError):
        setattr(READ, "file_id", "2")  # noqa: B010


def test_a_read_or_what_a_token_protects_may_be_sent_again() -> None:
    assert READ.repeatable
    assert not CREATE.repeatable
    assert CREATE.model_copy(update={"client_token": "t"}).repeatable
