"""What the drivers of foreign SDKs have in common: a request and its answer are a line of JSON each.

Drivers run in environments of their own, so they import nothing else of the tests.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

Call = Callable[[str, dict[str, Any], str], dict[str, Any]]
"""Calls an action with its parameters and an access key secret, and returns the body of the answer."""


def answer_lines(call: Call) -> None:
    """Answer each line of stdin: with ``body``, or with the ``kind`` and the ``text`` of what the SDK raised."""
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            said: dict[str, Any] = {"body": call(asked["action"], asked["parameters"], asked["secret"])}
        except Exception as error:  # whatever an SDK raises is told
            said = {"kind": type(error).__name__, "text": f"{error} {getattr(error, 'data', '')}"}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
