"""What an assistant is told: instructions, tool descriptions and guides, as Markdown files."""

from pathlib import Path

FOLDER = Path(__file__).parent


def text(name: str) -> str:
    """The text of a file in this folder, such as ``server.md``, without the white space around it."""
    return (FOLDER / name).read_text(encoding="utf-8").strip()
