"""The search for secrets in text: as they are, and in common encodings."""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

SHORTEST = 8
"""The fewest characters of a secret; shorter ones would be found by accident."""

HEAD = (0, 2, 3)
"""The number of base64 characters that depend on the text before the secret, by its length modulo three."""

PATTERNS = {
    "a signed token": re.compile(r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
}
"""Secrets that are recognised by their form."""


@dataclass(frozen=True)
class Finding:
    """A secret in output; ``secret`` is its name, not its value."""

    place: str
    secret: str

    def __str__(self) -> str:
        return f"{self.place} shows {self.secret}"


class Scanner:
    """Finds secrets, given by name.

    Raises:
        ValueError: a secret is too short.
    """

    def __init__(self, secrets: Mapping[str, str]) -> None:
        short = [name for name, secret in secrets.items() if len(secret) < SHORTEST]
        if short:
            raise ValueError(f"too short to be looked for: {', '.join(short)}")
        self._spellings = {name: tuple(dict.fromkeys(spellings(secret))) for name, secret in secrets.items()}

    def shown(self, text: str) -> Iterator[str]:
        """What the secrets are called that a text shows."""
        for name, known in self._spellings.items():
            if any(spelling in text for spelling in known):
                yield name
        yield from (name for name, pattern in PATTERNS.items() if pattern.search(text))


class Watch:
    """Scans texts and collects the findings."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._findings: dict[Finding, None] = {}
        self._clean = set[int]()

    def look(self, text: str, place: str) -> None:
        """Scan a text; ``place`` is where it is from."""
        if hash(text) in self._clean:
            return  # most texts, such as a list of tools, come many times
        found = [Finding(place, name) for name in self._scanner.shown(text)]
        self._findings.update(dict.fromkeys(found))
        if not found:
            self._clean.add(hash(text))

    def taken(self) -> list[Finding]:
        """Return the findings since the last call, each once."""
        taken, self._findings = list(self._findings), {}
        return taken


def spellings(secret: str) -> Iterator[str]:
    """Yield a secret as it is, quoted for a URL, in hexadecimal, and in base64 at each offset."""
    raw = secret.encode()
    yield from (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), raw.hex(), raw.hex().upper())
    for before, head in enumerate(HEAD):
        encoded = base64.b64encode(bytes(before) + raw)[head : (before + len(raw)) * 8 // 6].decode()
        yield from (encoded, encoded.translate(str.maketrans("+/", "-_")))
