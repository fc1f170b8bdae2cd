"""Task scripts: valid ones of the emulator's world, and mutations of them."""

import copy
import json
from typing import Any

from hypothesis import strategies as st

from emulator.generation.realtime_scripts import generated, plan_creation
from emulator.seed.initial_world import initial_world
from emulator.seed.samples import BATCH_SCRIPT, GENERATION_PARAM, WIZARD_SCRIPT
from tests.fuzz.values import hostile, text
from tests.sessions import FOLDER, GROUP

Script = dict[str, Any]


def _generated() -> Script:
    world = initial_world()
    script: Script = json.loads(generated(plan_creation(world, world.workspaces["10000"], GENERATION_PARAM)))
    return script


GOOD: tuple[Script, ...] = (
    json.loads(GENERATION_PARAM),
    json.loads(BATCH_SCRIPT),
    json.loads(WIZARD_SCRIPT),
    _generated(),
    {"FileFolderPath": FOLDER, "ResourceGroup": GROUP},
    {"FileFolderPath": FOLDER, "ResourceGroup": GROUP, "Cu": 1.5},
    {"ResourceGroup": GROUP},
    {},
)

good = st.sampled_from(GOOD).map(copy.deepcopy)


@st.composite
def mutated(draw: st.DrawFn) -> Script:
    """Return a valid script with one to three changes."""
    script = draw(good)
    for _ in range(draw(st.integers(1, 3))):
        _mutate(draw, script)
    return script


def _mutate(draw: st.DrawFn, script: Script) -> None:
    holder: Any = script
    while True:
        places = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not places:
            return
        place = draw(st.sampled_from(places))
        if isinstance(holder[place], dict | list) and holder[place] and draw(st.integers(0, 3)):
            holder = holder[place]
            continue
        _change(draw, holder, place)
        return


def _change(draw: st.DrawFn, holder: Any, place: Any) -> None:
    match draw(st.sampled_from(["replace", "remove", "double", "as text"])):
        case "replace":
            holder[place] = draw(hostile)
        case "remove":
            del holder[place]
        case "double" if isinstance(holder, list):
            holder.append(copy.deepcopy(holder[place]))
        case "double":
            holder[draw(text)] = copy.deepcopy(holder[place])
        case _:
            holder[place] = json.dumps(holder[place])


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Return the text of a script with a piece removed, and a text inserted."""
    whole = json.dumps(draw(good), ensure_ascii=draw(st.booleans()))
    start, end = sorted(draw(st.lists(st.integers(0, len(whole)), min_size=2, max_size=2)))
    return whole[:start] + draw(text) + whole[end:]


scripts = st.one_of(good, good.map(json.dumps), mutated(), mutated().map(json.dumps), damaged())
