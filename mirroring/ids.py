"""Ids, as numbers that a world file takes."""

LARGEST = 2**63 - 1


def number(text: str | None) -> int | None:
    """Return the number of an id; ``None`` if it is none that a world file takes."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > len(str(LARGEST)):
        return None
    return int(text) if 1 <= int(text) <= LARGEST else None
