"""What a call would do."""

from typing import Annotated

from pydantic import Field

from tools.views.view import View


class Plan(View):
    """What a call will do, before it does it."""

    what: Annotated[str, Field(description="What will happen.")]
    task: Annotated[str | None, Field(description="The task it happens to, as the service has it now.")] = None
    changes: Annotated[tuple[str, ...], Field(description="What becomes different.")] = ()
    lost: Annotated[str, Field(description="What can't be brought back.")]
