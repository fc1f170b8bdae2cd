"""What a mirror has to say beside the world: what it could not read, and why."""

from dataclasses import dataclass, field

MOST = 20
"""Notes of one kind that are written one by one."""


@dataclass
class Notes:
    """Sentences in the order in which they arose; many of one kind are counted."""

    _by_kind: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def add(self, kind: str, what: str = "") -> None:
        """Note something, such as a table whose columns were refused."""
        self._by_kind.setdefault(kind, []).append(what)

    def lines(self) -> list[str]:
        """Return the sentences, one for each kind."""
        return [_line(kind, [each for each in found if each]) for kind, found in self._by_kind.items()]


def _line(kind: str, found: list[str]) -> str:
    shown = ", ".join(found[:MOST])
    more = f" and {len(found) - MOST} more" if len(found) > MOST else ""
    return f"{kind}: {shown}{more}" if found else kind
