"""The wishes of ``wishes.toml``, as they are read."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """A part of the file; a word that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Ends(Strict):
    """The world after a wish, and words of the last answer. Keys are names of tasks."""

    running: list[str] = []
    stopped: list[str] = []
    gone: list[str] = []
    deployed: list[str] = []
    has: dict[str, list[str]] = {}
    lacks: dict[str, list[str]] = {}
    schedule: dict[str, str] = {}
    group: dict[str, str] = {}
    folder: dict[str, str] = {}
    folders: list[str] = []
    elsewhere: dict[str, list[str]] = {}
    unchanged: bool = False
    answer: list[str] = []


class MoreCalls(Strict):
    """The most calls that a wish may take on the new studio, and why that is more."""

    tool_calls: int = Field(ge=1, le=5)
    why: str


class Wish(Strict):
    """What somebody wants, where it starts, where it ends, and the most calls that it may take."""

    name: str
    says: str
    world: str
    tool_calls: int = Field(ge=1, le=5)
    api_calls: int | None = Field(None, ge=0)
    ends: Ends
    on_new: MoreCalls | None = None

    def calls_on(self, studio: str) -> int:
        """The most tool calls on a studio."""
        return self.on_new.tool_calls if self.on_new and studio == "new" else self.tool_calls


class Wishlist(Strict):
    """All wishes, and the worlds that they start in, each described by a sentence."""

    worlds: dict[str, str]
    wishes: list[Wish]


def wishlist() -> Wishlist:
    """Read the file."""
    return Wishlist.model_validate(tomllib.loads((Path(__file__).with_name("wishes.toml")).read_text("utf-8")))
