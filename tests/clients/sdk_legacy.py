"""A driver of the older SDK for Python: ``python -m tests.clients.sdk_legacy HOST:PORT classes|query|body``.

``classes``: with the request classes of the product's package; else with ``CommonRequest``, in the query or in a form.
"""
# It runs in an environment of its own; the one that the checks see has other packages.
# mypy: ignore-errors
# pyright: basic, reportMissingImports=false, reportAttributeAccessIssue=false

import json
import sys
from importlib import import_module
from typing import Any

from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest

from tests.clients.sdk_lines import answer_lines

ADDRESS, MODE = sys.argv[1:]


def request_of(action: str, parameters: dict[str, Any]) -> Any:
    """Return a request of the SDK."""
    if MODE == "classes":
        module = import_module(f"aliyunsdkdataworks_public.request.v20200518.{action}Request")
        request = getattr(module, f"{action}Request")()
        for name, value in parameters.items():
            getattr(request, f"set_{name}")(value)
        return request
    request = CommonRequest(domain=ADDRESS, version="2020-05-18", action_name=action)
    add = request.add_query_param if MODE == "query" else request.add_body_params
    for name, value in parameters.items():
        add(name, value)
    return request


def call(action: str, parameters: dict[str, Any], secret: str) -> dict[str, Any]:
    """Call an action."""
    request = request_of(action, parameters)
    request.set_endpoint(ADDRESS)
    request.set_protocol_type("http")
    request.set_method("POST")
    client = AcsClient("emulator", secret, "cn-shanghai", auto_retry=False)
    body: dict[str, Any] = json.loads(client.do_action_with_exception(request))
    return body


answer_lines(call)
