"""Texts for assistants: the server's instructions, the descriptions of tools and the guides, as Markdown files.

The Chinese of a file has the same name in the folder ``zh`` beside it.
"""

from pathlib import Path

FOLDER = Path(__file__).parent


def text(name: str, language: str = "en") -> str:
    """The stripped text of a file in this folder, such as ``server.md``, in a language."""
    path = FOLDER / name
    if language != "en":
        path = path.with_name(language) / path.name
    return path.read_text(encoding="utf-8").strip()
