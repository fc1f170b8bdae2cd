"""How much a JSON text holds, counted before it is parsed: parsing costs time and memory for each of its values."""

MOST_SEPARATORS = 200_000
"""Commas, colons and brackets outside of strings. A script that names 10,000 tables has about 40,000."""

LONGEST = 4 * 1024 * 1024
"""Bytes of a request, and characters of a text in it."""

DEEPEST = 4
"""Levels of JSON texts in JSON texts that are read: each has twice as many backslashes as the one around it."""

SEPARATORS = b",:[]{}"
NO_SEPARATORS = bytes(set(range(256)) - {*SEPARATORS})
NEITHER_QUOTES = bytes(set(NO_SEPARATORS) - {*b'"'})


def is_crowded(text: str | bytes, most: int = MOST_SEPARATORS) -> bool:
    """Return whether a JSON text has more than ``most`` separators outside of strings; UTF-8, if these are bytes.

    It never takes longer than a few passes over the text. A text that is not JSON may count as having any number up
    to the place where a parser stops.
    """
    if len(text) <= most:
        return False
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data.translate(None, NO_SEPARATORS)) <= most:
        return False
    bare = data.replace(rb"\\", b"").replace(rb"\"", b"").translate(None, NEITHER_QUOTES)
    if bare.count(b'"') > 2 * (most + 1):  # between two strings there is a separator
        return True
    return sum(map(len, bare.split(b'"')[::2])) > most
