"""How a workspace's solutions handle DDL messages by default."""

from typing import Annotated, Literal

from dataworks.answers import Answer, Status
from dataworks.fields import DECODED, DdlHandling, ProjectId
from dataworks.markers import described
from dataworks.operation import Belongs, Effect, Operation

DestinationType = Annotated[
    Literal["odps", "holo", "analyticdb_for_mysql", "elasticsearch", "mysql", "polardb"],
    described("Type of the destination.", "目标端类型。"),
]
SourceType = Annotated[
    Literal["mysql", "polardb", "oracle", "datahub", "drds", "analyticdb_for_mysql"] | None,
    described("Type of the source; left out: all.", "来源端类型；不填：全部。"),
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
