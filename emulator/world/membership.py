"""The account as a session of a role sees it."""

from dataclasses import replace

from emulator.world.roles import Session
from emulator.world.state import World


def seen_by(world: World, session: Session | None) -> World:
    """Return the world with the workspaces that the role of a session is a member of; without a session, all of it."""
    if session is None:
        return world
    members = session.role.workspaces
    seen = {number: each for number, each in world.workspaces.items() if members is None or number in members}
    return replace(world, workspaces=seen, session=session)
