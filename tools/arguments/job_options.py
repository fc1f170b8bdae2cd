"""The options of real-time tasks that only jobs have, in one argument."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from dataworks.fields import DECODED, MOST_VALUES, Name
from dataworks.language import Text
from dataworks.markers import ShownAs
from dataworks.scripts.jobs.building import JobOptions
from dataworks.scripts.jobs.enumerations import DESTINATIONS, SOURCES
from dataworks.scripts.jobs.specification import spelled

MYSQL = "MySQL"

DdlAction = Literal["Normal", "Ignore", "Critical"]
Phase = Literal["realtime", "full", "schedule"]


JOB_DESTINATIONS: Mapping[str, str] = {
    **{name.lower(): name for name in DESTINATIONS if name != "AnalyticDB_For_MySQL"},
    "analyticdb": "AnalyticDB_For_MySQL",
}
"""The destinations of jobs, by the type that tools take."""

if TYPE_CHECKING:
    JobDestinationType = str  # type checkers take no Literal from a table
else:
    JobDestinationType = Literal[tuple(JOB_DESTINATIONS)]


Units = Annotated[float, Field(gt=0, le=1_000)]
OBJECT = WithJsonSchema({"type": "object"})
"""The schema of values by name: what they are is said in words, which takes fewer."""


class JobOptionsArgument(BaseModel):
    """What only jobs can do; what is left out is not sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source_type: Annotated[Name | None, Field(description="Default: MySQL.")] = None
    table_name: Annotated[Name | None, Field(description="Such as ods_${table}.")] = None
    destination_schema: Name | None = None
    keys: Annotated[
        dict[Name, Annotated[list[Name], Field(min_length=1, max_length=MOST_VALUES)]] | None,
        OBJECT,
        Field(max_length=MOST_VALUES, description="Columns by table; *: all."),
    ] = None
    columns: Annotated[
        dict[Name, Name] | None,
        OBJECT,
        Field(max_length=MOST_VALUES, description="Added: constants, ${EXECUTE_TIME}."),
    ] = None
    ddl: Annotated[
        dict[Name, DdlAction] | None, OBJECT, Field(max_length=20, description='Such as {"DropTable": "Ignore"}.')
    ] = None
    dml: Annotated[
        dict[Name, Name] | None,
        OBJECT,
        Field(max_length=20, description='Such as {"Delete": "LogicalDelete"}; or a condition.'),
    ] = None
    groups: Annotated[dict[Phase, Name] | None, OBJECT, Field(description="By realtime, full.")] = None
    cu: Annotated[dict[Phase, Units] | None, OBJECT, Field(description="By realtime, full.")] = None
    full_load: Annotated[bool, Field(description="False: changes only.")] = True

    @property
    def api_source_type(self) -> str:
        """The type of the source in the API's spelling."""
        return spelled(self.source_type or MYSQL, SOURCES)

    def options(self) -> JobOptions:
        """The same without what was left out."""
        return JobOptions(
            self.table_name or "",
            self.destination_schema or "",
            self.keys or {},
            self.columns or {},
            self.ddl or {},
            self.dml or {},
            {str(phase): group for phase, group in (self.groups or {}).items()},
            {str(phase): units for phase, units in (self.cu or {}).items()},
            full_load=self.full_load,
        )


OPTIONS = ShownAs(Text("with options", "选项"))
JobOptionsField = Annotated[JobOptionsArgument | None, DECODED, Field(description="New studio.")]
"""The options with their schema."""

SameOptions = Annotated[
    JobOptionsArgument | None,
    DECODED,
    WithJsonSchema({"type": "object"}),
    Field(description="New studio: as create_realtime_task."),
]
"""The same without it, for tools that take what another one does."""
