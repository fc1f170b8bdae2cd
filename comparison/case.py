"""The cases of the comparison: what a request is, what it settles, and what of its answers is compared."""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from comparison.placeholders import placeholders_in
from comparison.requests import effect_of
from dataworks.language import Text
from dataworks.operation import Effect
from dataworks.studio_settings import StudioName

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Saved = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
Path = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """A table of a file of cases: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Until(Strict):
    """A request is repeated until a value is one of these, at most ``calls`` times, every ``seconds``.

    ``exists``: until the value is in the answer at all.
    """

    path: Path
    values: tuple[str, ...] = ()
    exists: bool = False
    calls: Annotated[int, Field(ge=1, le=60)] = 20
    seconds: Annotated[float, Field(ge=0, le=60)] = 5.0


class Requested(Strict):
    """A request, with placeholders such as ``${project}`` in its parameters."""

    version: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
    action: Annotated[str, Field(pattern=r"^[A-Za-z]+$")]
    parameters: dict[str, JsonValue] = {}
    until: Until | None = None

    @property
    def is_write(self) -> bool:
        """Whether it may change something: every request is a write that is not known to be a read."""
        return effect_of(self.action) is not Effect.READ

    @property
    def most_calls(self) -> int:
        """The most requests that are sent for it, without those that are repeated after throttling."""
        return self.until.calls if self.until else 1

    @cached_property
    def needs(self) -> frozenset[str]:
        """The placeholders in its parameters."""
        return frozenset(placeholders_in(self.parameters))


class Case(Requested):
    """One request that settles something.

    Attributes:
        name: what behaviours of the table of coverage name it by.
        settles: what the answer shows, in a sentence.
        studio: the Data Studio that a workspace needs for it.
        compare: values that are compared beside status, code and shape; see ``comparison.values``.
        ignore: paths whose shape depends on what a workspace has.
        refusal_shape: whether the fields of a refusal are compared too; they are the same in all refusals.
        requires: facts of the workspace that it needs beside its placeholders.
        save: placeholders for later cases of the file, and the paths of their values.
        gone: placeholders of what a successful answer has removed.
        wait: seconds to wait before it is sent.
    """

    name: Name
    settles: Annotated[str, Field(min_length=10, max_length=200)]
    studio: Literal["any"] | StudioName = "any"
    compare: tuple[Path, ...] = ()
    ignore: tuple[Path, ...] = ()
    refusal_shape: bool = False
    requires: tuple[str, ...] = ()
    save: dict[Saved, Path] = {}
    gone: tuple[Saved, ...] = ()
    wait: Annotated[float, Field(ge=0, le=300)] = 0.0

    def fits(self, studio: StudioName) -> bool:
        """Return whether a workspace on this Data Studio can be asked this."""
        return self.studio in ("any", studio)


class Cleaning(Strict):
    """How something that a life creates is found by its name, and removed.

    Attributes:
        thing: the placeholder of its id.
        what: what it is, for people.
        named: its name.
        find: the request for a list, in which ``rows`` is the path of the rows, ``name`` and ``id`` their fields.
        steps: the requests that remove it, in this order; none: no operation removes it, so it is only reported.
    """

    thing: Saved
    what: Text
    named: str
    find: Requested
    rows: Path
    name: str
    id: str
    steps: tuple[Requested, ...]

    def requests(self) -> Iterator[Requested]:
        """Yield all of its requests: it is looked for before and after it is removed."""
        yield self.find
        yield from self.steps
        yield self.find


class CaseFile(Strict):
    """A file of cases; with ``clean``, of a life, whose cases are sent in order.

    Attributes:
        about: what it is about, in a sentence.
        creates: what its writes create, change and leave behind, in sentences.
    """

    about: str
    creates: tuple[Text, ...] = ()
    clean: tuple[Cleaning, ...] = ()
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]

    def fits(self, studio: StudioName) -> bool:
        """Return whether it has a case for this Data Studio."""
        return any(case.fits(studio) for case in self.cases)
