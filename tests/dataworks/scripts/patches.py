"""A good script with something broken in it, and what the check says about that."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[3]
READER, WRITER = "/steps/0/parameter", "/steps/1/parameter"
CONNECTION = f"{READER}/connection/0"
W = "warning"


class Broken(NamedTuple):
    """``good``: a script in examples/scripts. ``changes``: what is put where; ``...`` takes it away."""

    good: str
    changes: dict[str, Any]
    pointer: str
    rule: str
    severity: str = "error"
    suggestion: str | None = None


def script(broken: Broken) -> str:
    """The text of a broken script."""
    value = json.loads((ROOT / "examples" / "scripts" / f"{broken.good}.json").read_text("utf-8"))
    for pointer, change in broken.changes.items():
        *path, last = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
        container = value
        for part in path:
            container = container[int(part)] if isinstance(container, list) else container[part]
        if isinstance(container, list):
            if change is ...:
                del container[int(last)]
            elif int(last) == len(container):
                container.append(deepcopy(change))
            else:
                container[int(last)] = deepcopy(change)
        elif change is ...:
            del container[last]
        else:
            container[last] = deepcopy(change)
    return json.dumps(value, ensure_ascii=False)
