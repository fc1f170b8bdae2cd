"""A driver of any version of the official SDK for Python: ``python -m tests.clients.sdk_official HOST:PORT [v2]``."""
# It runs in an environment of its own; the one that the checks see has other packages.
# mypy: ignore-errors
# pyright: basic, reportMissingImports=false, reportAttributeAccessIssue=false

import re
import sys
from inspect import signature
from typing import Any

from alibabacloud_dataworks_public20200518 import models
from alibabacloud_dataworks_public20200518.client import Client
from alibabacloud_tea_util.models import RuntimeOptions

try:
    from alibabacloud_tea_openapi.models import Config
except ModuleNotFoundError:  # the versions before 4
    from alibabacloud_tea_rpc.models import Config

from tests.clients.sdk_lines import answer_lines

ADDRESS, *ALGORITHM = sys.argv[1:]


def snake(name: str) -> str:
    """Return a wire name in the spelling of the SDK."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def call(action: str, parameters: dict[str, Any], secret: str) -> dict[str, Any]:
    """Call an action."""
    config = Config(access_key_id="emulator", access_key_secret=secret, endpoint=ADDRESS, protocol="HTTP")
    if ALGORITHM:
        config.signature_algorithm = ALGORITHM[0]
    request = getattr(models, f"{action}Request")(**{snake(name): value for name, value in parameters.items()})
    method = getattr(Client(config), snake(action))
    older = "runtime" in signature(method).parameters  # the versions before 4, whose answers are the body itself
    body: dict[str, Any] = method(request, RuntimeOptions()).to_map() if older else method(request).body.to_map()
    return body


answer_lines(call)
