"""What a server over HTTP is in front of its tools, as its options say: who may call, and where it is reached."""

import argparse

from server.auth.authentication import Authentication, authentication
from server.auth.callers import Scopes
from server.http.exposure import Exposure
from server.identity.roles import Roles


def front(options: argparse.Namespace, roles: Roles | None) -> tuple[Authentication | None, Exposure]:
    """Return how callers are authenticated, if they are, and the addresses.

    Raises:
        ValueError: a server would not start with these options.
        OSError: the token file cannot be read.
    """
    scopes = Scopes(options.read_scope, options.write_scope)
    auth = authentication(options.token_file, options.issuer, options.audience, scopes, roles)
    exposure = Exposure(
        options.host,
        options.port,
        allowed_hosts=tuple(options.allowed_hosts),
        allowed_origins=tuple(options.allowed_origins),
        public_url=options.public_url,
        shared_port=options.shared_port,
    )
    exposure.check(authenticated=auth is not None)
    return auth, exposure
