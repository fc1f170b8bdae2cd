"""What a mirror has to say beside the world: what it could not read, and why."""

from dataclasses import dataclass, field

from dataworks.language import Text

MOST = 20
"""Notes of one kind that are written one by one."""

ALL, MORE = Text("{}: {}", "{}：{}"), Text("{}: {} and {} more", "{}：{}，还有 {} 个")


@dataclass
class Notes:
    """Sentences in the order in which they arose; many of one kind are counted."""

    _by_kind: dict[Text, list[str]] = field(default_factory=dict[Text, list[str]])

    def add(self, kind: Text, what: str = "") -> None:
        """Note something, such as a table whose columns were refused."""
        self._by_kind.setdefault(kind, []).append(what)

    def lines(self) -> list[str]:
        """Return the sentences, one for each kind, in the language of the command."""
        return [_line(kind, [each for each in found if each]) for kind, found in self._by_kind.items()]


def _line(kind: Text, found: list[str]) -> str:
    shown = ", ".join(found[:MOST])
    if len(found) > MOST:
        return MORE.said(kind, shown, len(found) - MOST)
    return ALL.said(kind, shown) if found else kind.said()
