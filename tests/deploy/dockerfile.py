"""Reading a Dockerfile: what it does step by step, and what it says about the running image."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KNOWN = {"FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}


@dataclass(frozen=True)
class Step:
    """An instruction and what follows it."""

    instruction: str
    rest: str

    def words(self) -> list[str]:
        """The words of a plain instruction."""
        return self.rest.split()

    def command(self) -> list[str]:
        """The command of an instruction in exec form; options before it are passed over."""
        found: list[str] = json.loads(self.rest[self.rest.index("[") :])
        return found


def steps(path: Path) -> list[Step]:
    """All instructions of a Dockerfile.

    Raises:
        ValueError: one is not known here; whoever adds it says what it means.
    """
    found = [Step(*_divided(line)) for line in _lines(path.read_text("utf-8"))]
    unknown = {step.instruction for step in found} - KNOWN
    if unknown:
        raise ValueError(f"instructions without a meaning here: {', '.join(sorted(unknown))}")
    return found


def last(found: list[Step], instruction: str) -> Step:
    """The instruction that holds in the end."""
    return next(step for step in reversed(found) if step.instruction == instruction)


def allowed(path: Path) -> set[str]:
    """What a .dockerignore that begins with ``*`` lets through."""
    lines = path.read_text("utf-8").splitlines()
    return {line.removeprefix("!") for line in lines if line.startswith("!")}


def _lines(text: str) -> Iterator[str]:
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    yield from (line for line in re.sub(r"\\\n\s*", "", code).splitlines() if line.strip())


def _divided(line: str) -> tuple[str, str]:
    instruction, _, rest = line.partition(" ")
    return instruction, rest.strip()
