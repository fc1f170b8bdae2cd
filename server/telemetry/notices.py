"""What a command says about itself on stderr: as text, or as a line of the log where that is JSON."""

import logging

from server.output import note
from server.telemetry.json_lines import JsonHandler

log = logging.getLogger("server")


def is_json() -> bool:
    """Return whether the log is JSON, so that nothing else may be on stderr."""
    return any(isinstance(handler, JsonHandler) for handler in logging.getLogger().handlers)


def say(text: str, level: int = logging.INFO) -> None:
    """Write a text that ends with a line break."""
    if is_json():
        log.log(level, "%s", text.rstrip("\n"))
    else:
        note(text)
