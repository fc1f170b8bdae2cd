"""Texts for assistants: the server's instructions and the descriptions of tools, as Markdown files."""

from pathlib import Path

FOLDER = Path(__file__).parent


def text(name: str) -> str:
    """The stripped text of a file in this folder, such as ``server.md``."""
    return (FOLDER / name).read_text(encoding="utf-8").strip()
