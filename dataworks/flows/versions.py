"""How far a batch task is on its way to production, read from the versions of its file."""

from collections.abc import Mapping
from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.operations.v2020.deployments import FileVersion, ListFileVersions
from dataworks.operations.v2020.files import File, NodeConfiguration
from dataworks.studios.standing import Stage, Standing

STAGES: Mapping[str | None, Stage] = {
    "COMMITTING": "submitting",
    "COMMITTED": "submitted",
    "CHECK_OK": "submitted",
    "PACKAGED": "deploying",
    "DEPLOYING": "deploying",
    "DEPLOYED": "deployed",
}
"""What the states of a version mean. A CANCELLED version has to be submitted again."""


@dataclass(frozen=True)
class FilePlace:
    """A file of a workspace."""

    project_id: str
    file_id: str


async def standing_of(api: DataWorks, place: FilePlace, file: File, node: NodeConfiguration | None = None) -> Standing:
    """How far a batch task is; one that can't be submitted yet, as its ``node`` has no parent, costs no call.

    A file may have its node, and be committed, only once its submission is successful.
    """
    if not file.commit_status and file.node_id is None and node and not node.input_list:
        return Standing("draft")
    newest = await newest_of(api, place)
    current = newest.stage not in ("submitted", "deployed") or not _is_newer(file, newest)
    return newest if current else Standing("draft", in_production=newest.in_production, has_earlier=True)


async def newest_of(api: DataWorks, place: FilePlace) -> Standing:
    """How far the latest submission of a file is."""
    listing = ListFileVersions(project_id=place.project_id, file_id=place.file_id)
    versions = (await api.call(listing)).file_versions
    newest = max(versions, key=lambda version: version.file_version, default=None)
    if newest is None:
        return Standing("draft")
    if newest.change_type == "DELETE":  # of a file that was removed, and perhaps restored since
        return Standing("draft", in_production=newest.status != "DEPLOYED" and any(map(_is_in_production, versions)))
    stage = "deployed" if newest.is_current_prod else STAGES.get(newest.status, "draft")
    return Standing(stage, newest.file_version, any(map(_is_in_production, versions)), newest.comment)


def _is_in_production(version: FileVersion) -> bool:
    """Whether production runs a version; where the service does not say so, its state does."""
    unsaid = version.is_current_prod is None and version.status == "DEPLOYED"
    return version.change_type != "DELETE" and (bool(version.is_current_prod) or unsaid)


def _is_newer(file: File, newest: Standing) -> bool:
    """Whether a file was changed since its latest submission; by its version where the service does not say so."""
    if file.commit_status is not None:
        return not file.commit_status
    return newest.version is not None and (file.current_version or 0) > newest.version
