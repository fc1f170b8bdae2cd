"""A real OpenID Connect issuer on the loopback, with keys that it makes and rotates itself."""

import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import anyio
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from server.http.limits import Limits, TimeLimits
from server.http.sockets import listener, url_of
from server.http.webserver import serve_on

AUDIENCE = "https://mcp.example.com/mcp"
SUBJECT = "dana.planted-subject@example.com"

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@dataclass(frozen=True)
class Key:
    """A private key with the algorithm that it signs by."""

    kid: str
    algorithm: str
    private: Private

    def public(self) -> dict[str, Any]:
        """The public half, as the issuer publishes it."""
        kind: Any = {"RS": RSAAlgorithm, "PS": RSAAlgorithm, "ES": ECAlgorithm, "Ed": OKPAlgorithm}[self.algorithm[:2]]
        jwk: dict[str, Any] = json.loads(kind.to_jwk(self.private.public_key()))
        return jwk | {"kid": self.kid, "use": "sig", "key_ops": ["verify"]}


@cache
def rsa_key(kid: str = "rsa-1", algorithm: str = "RS256") -> Key:
    return Key(kid, algorithm, rsa.generate_private_key(public_exponent=65537, key_size=2048))


@cache
def ec_key(kid: str = "ec-1") -> Key:
    return Key(kid, "ES256", ec.generate_private_key(ec.SECP256R1()))


@cache
def ed_key(kid: str = "ed-1") -> Key:
    return Key(kid, "EdDSA", ed25519.Ed25519PrivateKey.generate())


def claims(issuer: str, **changed: Any) -> dict[str, Any]:
    """The claims of a good token; a change to None leaves the claim out."""
    now = int(time.time())
    good = {
        "iss": issuer,
        "aud": AUDIENCE,
        "sub": SUBJECT,
        "scope": "openid dataworks:read dataworks:write",
        "iat": now,
        "nbf": now,
        "exp": now + 300,
    }
    return {name: value for name, value in (good | changed).items() if value is not None}


@dataclass
class Issuer:
    """The issuer's state: what it publishes, how often its keys were fetched, and what it answers instead."""

    url: str = ""
    keys: list[Key] = field(default_factory=lambda: [ec_key()])
    fetches: int = 0
    status: int = 200
    changed: dict[str, Any] = field(default_factory=dict[str, Any])
    discovery: dict[str, Any] = field(default_factory=dict[str, Any])
    instead: bytes | None = None
    pause: float = 0

    def token(self, key: Key | None = None, **changed: Any) -> str:
        """A signed token, good but for what is changed."""
        signer = key or self.keys[0]
        headers = {"kid": signer.kid}
        return jwt.encode(claims(self.url, **changed), signer.private, algorithm=signer.algorithm, headers=headers)

    def rotate(self, key: Key) -> None:
        """Publish this key instead of those before."""
        self.keys = [key]

    def app(self) -> Starlette:
        return Starlette(
            routes=[Route("/.well-known/openid-configuration", self._discovery), Route("/keys", self._published)]
        )

    async def _discovery(self, _: Request) -> Response:
        await anyio.sleep(self.pause)
        document = {"issuer": self.url, "jwks_uri": f"{self.url}/keys"} | self.discovery
        return JSONResponse(document, status_code=self.status) if self.instead is None else Response(self.instead)

    async def _published(self, _: Request) -> Response:
        self.fetches += 1
        return JSONResponse({"keys": [key.public() | self.changed for key in self.keys]})


@asynccontextmanager
async def listening(app: ASGIApp, limits: Limits | None = None) -> AsyncGenerator[str]:
    """A web application on a free port of the loopback, by its address."""
    bound = listener("127.0.0.1", 0)
    limited = app if isinstance(app, TimeLimits) else TimeLimits(app, limits or Limits())
    started = anyio.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(serve_on, bound, limited, limits or Limits(), lambda _: started.set())
        await started.wait()
        yield url_of(bound)
        group.cancel_scope.cancel()


@asynccontextmanager
async def issuing() -> AsyncGenerator[Issuer]:
    """An issuer that runs."""
    issuer = Issuer()
    async with listening(issuer.app()) as url:
        issuer.url = url
        yield issuer
