"""Requests about nodes and their pipelines, in the workspace of the new Data Studio of an emulator."""

import json
from typing import Any

from emulator.service import Emulator
from tests.emulator.calls import Answer
from tests.emulator.job_calls import GROUP, HOME, ask, asked

ROOT = "workspace_10002_root"
EXTEND = {"mode": "code", "__new__": True, "formatType": "datax", "resourceGroup": GROUP, "cu": "0.5"}
SCRIPT: dict[str, Any] = {"type": "job", "version": "2.0", "steps": [], "order": {}, "setting": {}, "extend": EXTEND}


def node(name: str = "orders", **other: object) -> dict[str, Any]:
    return {
        "name": name,
        "id": name,
        "script": {
            "path": f"shop/{name}",
            "language": "di",
            "runtime": {"command": "DI"},
            "content": json.dumps(SCRIPT),
            "parameters": [{"name": "bizdate", "value": "$yyyymmdd"}],
        },
        "trigger": {"type": "Scheduler", "cron": "00 30 02 * * ?"},
        "runtimeResource": {"resourceGroup": GROUP},
        "outputs": {"nodeOutputs": [{"data": f"workspace_10002.{name}", "artifactType": "NodeOutput"}]},
        **other,
    }


def spec(part: dict[str, Any], *parents: str, kind: str = "Node", place: str = "dependencies") -> str:
    depends = [{"type": "Normal", "output": parent} for parent in parents or (ROOT,)]
    inside = {"nodes": [part], place: [{"nodeId": part.get("name", ""), "depends": depends}]}
    return json.dumps({"version": "2.0.0", "kind": kind, "spec": inside})


def post(service: Emulator, action: str, **form: object) -> Answer:
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in form.items()}
    return asked(service, action, "POST", {}, {"ProjectId": HOME, **texts})


def create(service: Emulator, text: str | None = None) -> str:
    answer = post(service, "CreateNode", Scene="DATAWORKS_PROJECT", Spec=text or spec(node()))
    assert answer.status == 200, answer.payload
    return str(answer.payload["Id"])


def pipeline(service: Emulator, node_id: str, kind: str = "Online", **more: object) -> str:
    return str(post(service, "CreatePipelineRun", Type=kind, ObjectIds=[node_id], **more).payload["Id"])


def stages(service: Emulator, number: str) -> dict[str, str]:
    found = ask(service, "GetPipelineRun", ProjectId=HOME, Id=number).payload["Pipeline"]
    return {"": found["Status"], **{stage["Code"]: stage["Status"] for stage in found["Stages"]}}


def step(service: Emulator, number: str, code: str) -> Answer:
    return asked(service, "ExecPipelineRunStage", "POST", {"ProjectId": HOME}, {"Id": number, "Code": code})


def deploy(service: Emulator, node_id: str, kind: str = "Online") -> dict[str, str]:
    number = pipeline(service, node_id, kind)
    while waiting := [code for code, state in stages(service, number).items() if state == "Init"]:
        if step(service, number, waiting[0]).status != 200:
            break
    return stages(service, number)


def read(service: Emulator, node_id: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(service, "GetNode", Id=node_id, ProjectId=HOME).payload["Node"]
    return found
