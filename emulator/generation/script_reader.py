"""The scripts the emulator reads: what a generation is asked for, what it makes, and batch jobs.

Only what the emulator needs is modelled; unknown keys pass. Shapes: facts of the API, section 3.
"""

import json
from collections.abc import Collection, Iterator
from typing import Annotated, Any, Literal, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError
from pydantic.alias_generators import to_camel

from emulator.failures import Malformed

DEEPEST = 64
"""Levels of nesting beyond which a script is refused. Real ones need about a dozen."""


class Shape(BaseModel):
    """A JSON object: camelCase keys, unknown ones ignored, no conversions."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", strict=True, frozen=True)


Filled = Annotated[str, Field(min_length=1)]


class TableInfo(Shape):
    """A table that is asked for. The service's own lists carry ``enable``; a disabled table is left out."""

    table: Filled
    enable: bool = True


class TableGroup(Shape):
    """Tables; MySQL has no schemas, so the level is there in name only."""

    table_infos: list[TableInfo]


class SelectedDatabase(Shape):
    """The tables asked for in one database."""

    db_name: Filled
    groups: Annotated[list[TableGroup], Field(alias="schema")]


class Connection(Shape):
    """A source: ``selectedTables`` across databases, or ``table`` within one; that both are refused is assumed."""

    datasource: str | None = None
    selected_tables: list[SelectedDatabase] | None = None
    table: list[Filled] | None = None

    def ambiguous(self) -> bool:
        """Whether tables are asked for in both ways."""
        return self.selected_tables is not None and self.table is not None

    def tables(self) -> list[tuple[str | None, str]]:
        """Database and name of each table asked for, once each; the database is unknown in single-database mode."""
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


class Reading(Shape):
    """The parameter of a reader step."""

    connection: Annotated[list[Connection], Field(min_length=1)]


class Step(Shape):
    """A step as it stands, its parameter unread."""

    category: str
    name: str = ""
    step_type: str = ""
    parameter: dict[str, Any] = {}


class Steps(Shape):
    """Anything with steps."""

    steps: list[Step]

    def only(self, category: str) -> Step:
        """The one step of a category."""
        found = [step for step in self.steps if step.category == category]
        if len(found) != 1:
            raise Malformed
        return found[0]

    def connections(self) -> list[Connection]:
        """Where the one reader reads from."""
        return read(Reading, self.only("reader").parameter).connection

    def data_sources(self, category: str | None = None) -> Iterator[str]:
        """The names of all data sources that the steps use, or those of one category."""
        for step in self.steps:
            connections = map(_values, _items(step.parameter.get("connection")))
            for place in (step.parameter, *connections):
                if "datasource" in place and category in (None, step.category):
                    yield str(place["datasource"])


class GenerationSetting(Shape):
    """What a generation is told besides its steps. The resource group is an identifier, the scheduling one a number."""

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
    """TaskParam of GenerateDISyncTaskConfigForUpdating. That type and version may be left out is in the sample."""

    type: Literal["realtime"] = "realtime"
    version: Literal["1.0"] = "1.0"


class Destination(Shape):
    """The parameter of a writer step, as far as every writer has it."""

    datasource: str


class Hop(Shape):
    """An arrow from a step to another, by their names."""

    source: Annotated[str, Field(alias="from")]
    target: Annotated[str, Field(alias="to")]


class Order(Shape):
    """How the steps follow each other."""

    hops: list[Hop]


class Job(Steps):
    """A batch job, or what a generation has made."""

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
    """What a generated script says about itself; its resource group is the group's numeric id."""

    model_config = ConfigDict(extra="allow")

    mode: str
    resource_group: str


class TableRule(Shape):
    """Where one table goes. The rest of the rule travels unread."""

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


class Writing(Destination):
    """The parameter of a generated writer step."""

    table_mapping_rule: Mapping


class GeneratedJob(Job):
    """A script as a generation makes it."""

    extend: Extend

    def writing(self) -> Writing:
        """The writer's parameter."""
        return read(Writing, self.only("writer").parameter)


class TaskParam(Shape):
    """TaskParam of CreateDISyncTask and UpdateDISyncTask: where the task lies and what it runs on."""

    file_folder_path: Annotated[str | None, Field(alias="FileFolderPath")] = None
    resource_group: Annotated[str | None, Field(alias="ResourceGroup")] = None
    cu: Annotated[Any, Field(alias="Cu")] = None


S = TypeVar("S", bound=Shape)


def decoded(text: str) -> JsonValue:
    """The value in a JSON text that nests no deeper than scripts do."""
    try:
        value: JsonValue = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Malformed from None
    if _deeper(value, DEEPEST):
        raise Malformed
    return value


def read(shape: type[S], value: object) -> S:
    """Read a value, or a JSON text, as a shape."""
    try:
        return shape.model_validate(decoded(value) if isinstance(value, str) else value)
    except ValidationError:
        raise Malformed from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity, which JSON does not have


def _items(value: JsonValue) -> list[JsonValue]:
    """What is in a list."""
    return value if isinstance(value, list) else []


def _values(value: JsonValue) -> dict[str, JsonValue]:
    """What is in an object."""
    return value if isinstance(value, dict) else {}


def _deeper(value: JsonValue, levels: int) -> bool:
    """Whether something lies more than so many levels below what is in a value."""
    level = [value]
    for _ in range(levels + 1):
        level = [inner for each in level for inner in _inner(each) if isinstance(inner, list | dict)]
    return any(map(_inner, level))


def _inner(value: JsonValue) -> Collection[JsonValue]:
    """What is in a list or an object."""
    return value if isinstance(value, list) else _values(value).values()
