"""The plan of a call that needs consent."""

import hashlib
import json
from typing import Annotated, Any

from pydantic import Field

from dataworks.scripts.definition import NO_DEFINITION, Definition
from tools.rendering import clean, inline, rendered
from tools.views.view import View

CHANGED = "The task changed since the last question, and nothing was done. This is what would happen now."

LONG = 10_000
"""Characters of a plan from which work with it may take more than a few milliseconds."""


class Difference(View):
    """A value that the call changes. Its values are JSON text without secrets, and left out where there is none."""

    argument: Annotated[str, Field(description="Argument that changes it.")]
    pointer: Annotated[str, Field(description="Its JSON pointer; if it is removed, as before.")] = ""
    was: Annotated[str | None, Field(description="Its pointer before, if another.")] = None
    inside: Annotated[str | None, Field(description="Pointer in the JSON text that is there.")] = None
    before: str | None = None
    after: str | None = None


class Plan(View):
    """What a call will do, shown before it does it."""

    what: Annotated[str, Field(description="What will happen.")]
    task: Annotated[str | None, Field(description="The affected task, as it is now.")] = None
    changes: Annotated[tuple[str, ...], Field(description="What changes.")] = ()
    differences: Annotated[tuple[Difference, ...], Field(description="Each value that changes.")] = ()
    lost: Annotated[str, Field(description="What can't be restored.")]
    basis: Annotated[str, Field(exclude=True)] = ""
    """What the plan was made from and does not show in full; only ``digest`` has it."""

    definition: Annotated[Definition, Field(exclude=True)] = NO_DEFINITION
    """The definition of the real-time task that it is about; false if it is not known. ``basis`` has its hash."""

    @property
    def size(self) -> int:
        """About how many characters it has."""
        rows = (row.pointer + (row.before or "") + (row.after or "") for row in self.differences)
        return sum(map(len, (*self.changes, *rows)))

    @property
    def long(self) -> bool:
        """Whether work with it may take long."""
        return self.size > LONG

    def digest(self) -> str:
        """The SHA-256 of all that the plan shows and was made from: equal as long as both are."""
        everything = json.dumps(
            [self.model_dump(mode="json"), self.basis], sort_keys=True
        )  # ASCII, so it can be encoded
        return hashlib.sha256(everything.encode()).hexdigest()

    def in_words(self) -> dict[str, Any]:
        """The plan as its text shows it: ``changes`` has the first differences, and counts the others."""
        return self.model_dump(mode="json", exclude={"differences"}, exclude_none=True)

    def question(self, *, changed: bool = False) -> str:
        """The text that shows the plan to the user; ``changed``: another plan of the same call was shown before."""
        facts = {name: value for name, value in self.in_words().items() if name != "what"}
        return clean("\n".join([*([CHANGED] if changed else []), inline(self.what, sentence=True), rendered(facts)]))
