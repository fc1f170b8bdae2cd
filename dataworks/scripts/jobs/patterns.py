"""Table patterns with stars, and the regular expressions that a job selects tables by.

A regular expression of somebody else is shown, never run: it may take any time. Those that only have stars of ours are
patterns again.
"""

import re

ANY = ".*"
PLAIN = re.compile(r"(?:\w|\\\W|-|\.\*)*")
"""A regular expression of names, escaped characters and ``.*`` alone."""


def regular(pattern: str) -> str:
    """The regular expression of a pattern, whose stars stand for any characters."""
    return ANY.join(map(re.escape, pattern.split("*")))


def pattern_of(expression: str) -> str:
    """The pattern that a regular expression means; in slashes, if it says more than a pattern can."""
    bare = expression.removeprefix("^").removesuffix("$")
    if not PLAIN.fullmatch(bare):
        return f"/{expression}/"
    return re.sub(r"\\(\W)|\.(\*)", lambda found: found[1] or found[2], bare)
