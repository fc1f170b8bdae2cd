"""Every wish is granted by the shortest sequence of calls, from an empty conversation, and leads to its end.

The tools that are on by default are enough. The user agrees to every plan, and the client can't ask, so that each
consent is a tool call too. The operator has chosen the workspace (``--project``), but where the account has only one.
"""

import pytest

from server.hosting import Hosting
from tests.sessions import assistant, sent
from tests.stories.homes import HOMES, Home
from tests.stories.one_studio import wishes_only_on
from tests.wishes.outcomes import state, unmet
from tests.wishes.walks import ON_NEW, WALKS, Conversation, walk
from tests.wishes.wishlist import Wish, wishlist
from tests.wishes.worlds import world
from tools.rules.gate import Gate
from tools.rules.selection import selection
from tools.toolsets import BY_DEFAULT

WISHES = {wish.name: wish for wish in wishlist().wishes}
WISHED = [
    (home, wish)
    for home in HOMES
    for wish in WISHES.values()
    if not any(wish.name in wishes_only_on(other.name) for other in HOMES if other is not home)
]

Requests = tuple[tuple[str, str], ...]

DESCRIBED = (
    ("ListDataSources", "the user chooses source and destination, and is told which can't be used"),
    ("ListResourceGroups", "the user chooses a group, and is told which works"),
    ("ListBusiness", "no list of folders begins above a business flow"),
    ("ListFolders", "of the first flow: how folders are spelled is the service's to say, and is never made up"),
    ("ListFolders", "of the second flow: whether it has a folder for tasks; creating looks for none again"),
)
TABLES = (("GetDataSourceMeta", "what a pattern stands for; remembered for a minute"),)
CREATED = (
    ("ListFiles", "caution: the plan says that the name is taken, and by what"),
    (
        "ListFiles",
        "consent: the plan is made again, since the name may be taken by now, and starting that is something else",
    ),
    ("GenerateDISyncTaskConfigForCreating", "the work"),
    ("QueryDISyncTaskConfigProcessResult", "the work"),
    ("CreateDISyncTask", "the work"),
    ("ListFiles", "exactly once: the client token may lead to a task of an earlier call, renamed or changed since"),
    ("DeployDISyncTask", "the work"),
    ("ListFiles", "consent: what was deployed is what was agreed to; no write of the API is conditional"),
    ("StartDISyncInstance", "the work"),
    ("GetDISyncInstanceInfo", "the answer says that it runs; a start that was accepted may fail at once"),
)
"""The requests of a new task that runs, from an empty conversation, and why each of them remains."""

DESCRIBED_ON_NEW = (
    ("ListDataSources", "nothing shows the studio yet: the same look as at a workspace of the classic studio"),
    ("ListResourceGroups", "the same"),
    ("ListBusiness", "the same; it shows that there are no folders"),
    ("ListNodes", "which studio the workspace is on; remembered for a day"),
    ("ListDataSources", "the user chooses source and destination; the other version of the API lists other fields"),
    ("ListResourceGroups", "the user chooses a group, of those that are bound to the workspace"),
)
THERE_ON_NEW = (
    (
        "GetDataSourceMeta",
        "caution: the source has the tables, which the service does not check; remembered for a minute",
    ),
)
CREATED_ON_NEW = (
    ("ListDIJobs", "caution: the plan says that the name is taken, and by what"),
    ("ListDIJobs", "consent: the plan is made again, since the name may be taken by now"),
    ("ListDIJobs", "exactly once: no client token protects a creation, so the name is looked for right before it"),
    ("CreateDIJob", "the work"),
    ("GetDIJob", "exactly once: what was stored is what was sent; the service checks nothing"),
    ("GetDIJob", "consent: what starts is what was agreed to; no write of the API is conditional"),
    ("StartDIJob", "the work"),
    ("GetDIJob", "the answer says that it runs; a start that was accepted may fail at once"),
)
"""The same on the new studio, where nothing is generated and deployed."""

PREPARED_ON_NEW = CREATED_ON_NEW[2:5]
"""The requests of a new task that does not run yet: nobody is asked for consent."""

ONLY_WORKSPACE = ("ListProjects", "whether there is only one")


def more(described: Requests, there: Requests, created: Requests) -> dict[str, Requests]:
    """The requests by wish; ``there``: those that find out whether the source has the tables that are named."""
    named = (*described, *there, *created)
    return {
        **dict.fromkeys(("realtime_maxcompute", "realtime_hologres", "realtime_kafka"), named),
        "realtime_pattern": (*described, *TABLES, *created),
        "one_workspace": (ONLY_WORKSPACE, *named),
    }


MORE = {
    "classic": more(DESCRIBED, (), CREATED),
    "new": {
        **more(DESCRIBED_ON_NEW, THERE_ON_NEW, CREATED_ON_NEW),
        "realtime_prepared": (*DESCRIBED_ON_NEW, *THERE_ON_NEW, *PREPARED_ON_NEW),
    },
}
"""Wishes that take more requests than was wished, by studio."""


def test_every_wish_has_a_walk() -> None:
    assert WALKS.keys() == WISHES.keys()
    assert ON_NEW.keys() <= WALKS.keys()


@pytest.mark.parametrize(("home", "wish"), WISHED, ids=[f"{home.name}-{wish.name}" for home, wish in WISHED])
async def test_a_wish_is_granted_in_few_calls(home: Home, wish: Wish) -> None:
    emulator, time = await world(wish.world, home)
    before = state(emulator)
    project = None if wish.world == "one_workspace" else home.project_id
    hosting = Hosting(gate=Gate(selection=selection(BY_DEFAULT)), project=project)
    async with assistant(emulator, time, hosting=hosting) as client:
        talk = Conversation(client, home)
        await walk(home, wish.name)(talk)

    assert unmet(emulator, home, wish.ends, before, talk.last) == [], talk.last
    assert talk.calls <= wish.calls_on(home.name)
    known = [operation for operation, _ in MORE[home.name].get(wish.name, ())]
    assert wish.api_calls is None or sent(emulator) == known or len(sent(emulator)) <= wish.api_calls
