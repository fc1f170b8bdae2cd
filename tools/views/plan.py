"""The plan of a call that needs consent."""

from typing import Annotated

from pydantic import Field

from tools.views.view import View


class Plan(View):
    """What a call will do, shown before it does it."""

    what: Annotated[str, Field(description="What will happen.")]
    task: Annotated[str | None, Field(description="The affected task, as it is now.")] = None
    changes: Annotated[tuple[str, ...], Field(description="What changes.")] = ()
    lost: Annotated[str, Field(description="What can't be restored.")]
