"""The official SDK as a foreign client, and a loopback server that keeps what it sends."""

import json
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from alibabacloud_dataworks_public20200518 import models
from alibabacloud_dataworks_public20200518.client import Client
from alibabacloud_tea_openapi.models import Config

KEY_ID, SECRET, TOKEN = "test-key-id", "test-key-secret", "test+security/token=="
ODD = "a b+c/d~e*f'(g)&h=i?j#k%l:m,n 订单🚀"


@dataclass(frozen=True)
class Captured:
    """A request as it arrived."""

    method: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str

    @property
    def signed_headers(self) -> dict[str, str]:
        names = self.headers["authorization"].split("SignedHeaders=")[1].split(",")[0]
        return {name: self.headers[name] for name in names.split(";")}


@dataclass
class CaptureServer:
    """Answers every request with a success, and keeps it."""

    port: int
    requests: list[Captured] = field(default_factory=list[Captured])


def read_odd_ids(client: Client) -> None:
    client.get_disync_task(models.GetDISyncTaskRequest(project_id=10000, task_type="DI_REALTIME", file_id=2**62))


def create_with_odd_text(client: Client) -> None:
    client.create_disync_task(
        models.CreateDISyncTaskRequest(
            project_id=10000,
            task_type="DI_OFFLINE",
            task_name=ODD,
            task_param=json.dumps({"FileFolderPath": "业务流程/XXX/数据集成"}, ensure_ascii=False),
            task_content=json.dumps({"a": ODD}, ensure_ascii=False),
            client_token="",
        )
    )


def generate_with_odd_text(client: Client) -> None:
    client.generate_disync_task_config_for_creating(
        models.GenerateDISyncTaskConfigForCreatingRequest(project_id=1, task_type=ODD, task_param=ODD, client_token="~")
    )


def list_by_form_alone(client: Client) -> None:
    client.list_files(models.ListFilesRequest(project_id=10000, keyword=ODD, need_content=True, page_size=5))


def read_by_get(client: Client) -> None:
    client.list_data_sources(models.ListDataSourcesRequest(project_id=10000, name=ODD, env_type=0))


CASES: dict[str, tuple[Callable[[Client], None], str | None]] = {
    "read": (read_odd_ids, None),
    "read with a temporary key": (read_odd_ids, TOKEN),
    "create": (create_with_odd_text, None),
    "create with a temporary key": (create_with_odd_text, TOKEN),
    "generate": (generate_with_odd_text, None),
    "form alone": (list_by_form_alone, None),
    "get": (read_by_get, None),
}
"""Requests of the SDK, and the security token they are sent with."""


def captured(case: str) -> Captured:
    """What the SDK sends."""
    send, token = CASES[case]
    with capture_server() as server:
        send(official(f"127.0.0.1:{server.port}", token=token))
    (request,) = server.requests
    return request


def official(address: str, key_id: str = KEY_ID, secret: str = SECRET, token: str | None = None) -> Client:
    """The SDK's client of an address without https."""
    config = Config(access_key_id=key_id, access_key_secret=secret, endpoint=address, protocol="HTTP")
    if token is not None:
        config.security_token = token
    return Client(config)


@contextmanager
def capture_server() -> Generator[CaptureServer]:
    capture = CaptureServer(0)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            headers = {name.lower(): value for name, value in self.headers.items()}
            capture.requests.append(Captured(self.command, query, headers, self.rfile.read(length).decode()))
            answer(self, {"Success": True, "RequestId": "r", "Data": {}})

        do_GET = do_POST  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    capture.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield capture
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answer(handler: BaseHTTPRequestHandler, payload: Mapping[str, Any]) -> None:
    body = json.dumps(payload).encode()
    handler.send_response(200)
    handler.send_header("content-type", "application/json;charset=utf-8")
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
