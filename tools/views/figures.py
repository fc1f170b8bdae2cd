"""Times and numbers as answers show them."""

from datetime import UTC, datetime


def time_of(seconds: int | None) -> str | None:
    """Return a time in UTC, as answers show it."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def number(value: float) -> float | int:
    """Return a value as short as it is exact enough."""
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded
