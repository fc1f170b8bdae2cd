"""The scripts that the emulator reads: parameters of a generation, generated scripts, and batch jobs.

Only the keys that the emulator needs are modelled; others are ignored. Source: facts of the API, section 3.
"""

import json
from collections.abc import Collection, Iterator
from typing import Annotated, Any, Literal, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError
from pydantic.alias_generators import to_camel

from emulator.failures import Malformed

MAX_DEPTH = 64
"""The largest nesting of a script. Real scripts need about a dozen levels."""


class Shape(BaseModel):
    """A JSON object: camelCase keys, unknown ones ignored, no conversions."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", strict=True, frozen=True)


NonEmpty = Annotated[str, Field(min_length=1)]


class TableInfo(Shape):
    """A requested table. The service's own lists have ``enable``; a disabled table is not read."""

    table: NonEmpty
    enable: bool = True


class TableGroup(Shape):
    """The tables of a schema; MySQL has no schemas, so the level has no name."""

    table_infos: list[TableInfo]


class SelectedDatabase(Shape):
    """The requested tables of one database."""

    db_name: NonEmpty
    groups: Annotated[list[TableGroup], Field(alias="schema")]


class Connection(Shape):
    """A source: ``selectedTables`` of several databases, or ``table`` of one; both together are refused (assumed)."""

    datasource: str | None = None
    selected_tables: list[SelectedDatabase] | None = None
    table: list[NonEmpty] | None = None

    def ambiguous(self) -> bool:
        """Whether tables are requested in both ways."""
        return self.selected_tables is not None and self.table is not None

    def tables(self) -> list[tuple[str | None, str]]:
        """Return database and name of each requested table, once each; with ``table`` the database is ``None``."""
        if self.selected_tables is None:
            return list(dict.fromkeys((None, name) for name in self.table or []))
        return list(
            dict.fromkeys(
                (database.db_name, info.table)
                for database in self.selected_tables
                for group in database.groups
                for info in group.table_infos
                if info.enable
            )
        )


class ReaderParameter(Shape):
    """The parameter of a reader step."""

    connection: Annotated[list[Connection], Field(min_length=1)]


class Step(Shape):
    """A step, with its parameter as a plain dictionary."""

    category: str
    name: str = ""
    step_type: str = ""
    parameter: dict[str, Any] = {}


class Steps(Shape):
    """A script with steps."""

    steps: list[Step]

    def only(self, category: str) -> Step:
        """Return the only step of a category.

        Raises:
            Malformed: there is none, or there are several.
        """
        found = [step for step in self.steps if step.category == category]
        if len(found) != 1:
            raise Malformed
        return found[0]

    def connections(self) -> list[Connection]:
        """Return the sources of the only reader."""
        return read(ReaderParameter, self.only("reader").parameter).connection

    def data_sources(self, category: str | None = None) -> Iterator[str]:
        """Yield the names of all data sources that the steps use, or those of one category."""
        for step in self.steps:
            connections = map(_fields, _items(step.parameter.get("connection")))
            for settings in (step.parameter, *connections):
                if "datasource" in settings and category in (None, step.category):
                    yield str(settings["datasource"])


class GenerationSetting(Shape):
    """The settings of a generation. The resource group is an identifier, the scheduling one a number."""

    resource_group: str
    task_type: str
    schedule_resgroup_id: int | None = None
    name: str | None = None


class GenerationParam(Steps):
    """TaskParam of GenerateDISyncTaskConfigForCreating."""

    type: Literal["realtime"]
    version: Literal["1.0"]
    setting: GenerationSetting


class ChangeParam(Steps):
    """TaskParam of GenerateDISyncTaskConfigForUpdating. The sample has no type and no version."""

    type: Literal["realtime"] = "realtime"
    version: Literal["1.0"] = "1.0"


class WriterParameter(Shape):
    """The part of a writer step's parameter that every writer has."""

    datasource: str


class Hop(Shape):
    """A connection from one step to another, by their names."""

    source: Annotated[str, Field(alias="from")]
    target: Annotated[str, Field(alias="to")]


class Order(Shape):
    """The order of the steps."""

    hops: list[Hop]


class Job(Steps):
    """A batch job, or a generated script."""

    type: Literal["job"]
    version: Literal["2.0"]
    order: Order | None = None

    def connected(self) -> bool:
        """Whether there is a reader and a writer, and every hop joins two named steps."""
        categories = {step.category for step in self.steps}
        names = {step.name for step in self.steps}
        hops = self.order.hops if self.order else []
        return {"reader", "writer"} <= categories and all({hop.source, hop.target} <= names for hop in hops)


class Extend(Shape):
    """The settings of a generated script; the resource group is the group's numeric id."""

    model_config = ConfigDict(extra="allow")

    mode: str
    resource_group: str


class TableRule(Shape):
    """The mapping of one table to its destination; other keys of the rule are kept."""

    model_config = ConfigDict(extra="allow")

    src_db_name: str
    src_table: str
    dst_table: str


class SourceRules(Shape):
    """The rules for the tables of one data source."""

    src_datasource_name: str
    table_rule: list[TableRule]


class Mapping(Shape):
    """The rules for all tables."""

    datasource: list[SourceRules]


class GeneratedWriterParameter(WriterParameter):
    """The parameter of a generated writer step."""

    table_mapping_rule: Mapping


class GeneratedJob(Job):
    """A generated script."""

    extend: Extend

    def writer_parameter(self) -> GeneratedWriterParameter:
        """Return the parameter of the only writer."""
        return read(GeneratedWriterParameter, self.only("writer").parameter)


class TaskParam(Shape):
    """TaskParam of CreateDISyncTask and UpdateDISyncTask: the task's folder, resource group and compute units."""

    file_folder_path: Annotated[str | None, Field(alias="FileFolderPath")] = None
    resource_group: Annotated[str | None, Field(alias="ResourceGroup")] = None
    cu: Annotated[Any, Field(alias="Cu")] = None


S = TypeVar("S", bound=Shape)


def decoded(text: str) -> JsonValue:
    """Return the value of a JSON text.

    Raises:
        Malformed: the text is not JSON, or nests deeper than ``MAX_DEPTH``.
    """
    try:
        value: JsonValue = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Malformed from None
    if _nests_deeper(value, MAX_DEPTH):
        raise Malformed
    return value


def read(shape: type[S], value: object) -> S:
    """Validate a value, or a JSON text, as a shape.

    Raises:
        Malformed: the value does not have the shape.
    """
    try:
        return shape.model_validate(decoded(value) if isinstance(value, str) else value)
    except ValidationError:
        raise Malformed from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity, which JSON does not have


def _items(value: JsonValue) -> list[JsonValue]:
    """Return the value if it is a list, else an empty list."""
    return value if isinstance(value, list) else []


def _fields(value: JsonValue) -> dict[str, JsonValue]:
    """Return the value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def _nests_deeper(value: JsonValue, levels: int) -> bool:
    """Whether a value nests deeper than so many levels below its own items."""
    level = [value]
    for _ in range(levels + 1):
        level = [inner for each in level for inner in _inner(each) if isinstance(inner, list | dict)]
    return any(map(_inner, level))


def _inner(value: JsonValue) -> Collection[JsonValue]:
    """Return the items of a list, or the values of an object."""
    return value if isinstance(value, list) else _fields(value).values()
