"""The plan of a call that needs consent."""

import hashlib
import json
from typing import Annotated

from pydantic import Field

from tools.views.view import View


class Plan(View):
    """What a call will do, shown before it does it."""

    what: Annotated[str, Field(description="What will happen.")]
    task: Annotated[str | None, Field(description="The affected task, as it is now.")] = None
    changes: Annotated[tuple[str, ...], Field(description="What changes.")] = ()
    lost: Annotated[str, Field(description="What can't be restored.")]
    basis: Annotated[str, Field(exclude=True)] = ""
    """What the plan was made from and does not show in full; only ``digest`` has it."""

    def digest(self) -> str:
        """The SHA-256 of all that the plan shows and was made from: equal as long as both are."""
        everything = json.dumps(
            [self.model_dump(mode="json"), self.basis], sort_keys=True
        )  # ASCII, so it can be encoded
        return hashlib.sha256(everything.encode()).hexdigest()
