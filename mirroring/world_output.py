"""The file that a mirror is written to: when it is complete, and what is at its head."""

from collections.abc import Sequence
from pathlib import Path

from dataworks.language import Text
from dataworks.private_files import create_private
from emulator.seed.world_file import WorldEntry
from emulator.seed.world_writer import world_text

HEAD = "# A mirror of {}, made with reads alone."
"""The same in any language, since the file is known by it."""

NOTE = Text("# Not as in the service: {}", "# 与服务不同：{}")


def text_of(entry: WorldEntry, what: str, notes: Sequence[str]) -> str:
    """Return the text of a world file, with what it is a mirror of, and what it lacks."""
    lines = [HEAD.format(what), *(NOTE.said(" ".join(note.split())) for note in notes)]
    return "\n".join([*lines, "", world_text(entry)])


def is_complete(path: Path, what: str) -> bool:
    """Return whether a file is already what a mirror would be written to.

    Raises:
        ValueError: it is something else.
        OSError: it can't be read.
    """
    if not path.exists():
        return False
    with path.open(encoding="utf-8", errors="replace") as file:
        first = file.readline().rstrip("\n")
    if first != HEAD.format(what):
        raise ValueError(f"{path} exists, and is not a mirror of {what}: remove it, or name another --output")
    return True


def write(path: Path, text: str) -> None:
    """Write a whole file, which only its owner can read.

    Raises:
        OSError: it can't be written.
    """
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    create_private(new)
    new.write_text(text, "utf-8", newline="\n")
    new.replace(path)
