"""How a workspace's solutions handle DDL messages by default."""

from typing import Annotated, Literal

from pydantic import Field

from dataworks.answers import Answer, Status
from dataworks.fields import DECODED, DdlHandling, ProjectId
from dataworks.operation import Belongs, Effect, Operation

DestinationType = Annotated[
    Literal["odps", "holo", "analyticdb_for_mysql", "elasticsearch", "mysql", "polardb"],
    Field(description="Type of the destination."),
]
SourceType = Annotated[
    Literal["mysql", "polardb", "oracle", "datahub", "drds", "analyticdb_for_mysql"] | None,
    Field(description="Type of the source; left out: all."),
]


class ProjectConfig(Answer):
    """How each kind of DDL message is handled."""

    config: Annotated[dict[str, str], DECODED]


class ConfigUpdated(Answer):
    """The setting was changed."""

    status: Status = None


class ListDIProjectConfig(Operation[ProjectConfig], effect=Effect.READ, belongs=Belongs.WORKSPACE):
    """Read how the workspace's solutions handle DDL messages."""

    project_id: ProjectId
    destination_type: DestinationType
    source_type: SourceType = None


class UpdateDIProjectConfig(Operation[ConfigUpdated], effect=Effect.UPDATE, belongs=Belongs.WORKSPACE):
    """Set how the workspace's solutions handle DDL messages."""

    project_id: ProjectId
    destination_type: DestinationType
    source_type: SourceType = None
    project_config: Annotated[DdlHandling, DECODED]
