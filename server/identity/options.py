"""The options about the RAM roles that callers act as."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from dataworks.sts.identity import PROVIDER, ROLE
from server.identity.roles import Roles


class Options(Protocol):
    """A command, or a group of its options."""

    def add_argument(self, *names: str, **settings: Any) -> argparse.Action:
        """Add an option."""
        ...


def _role(text: str) -> str:
    if not ROLE.fullmatch(text):
        raise argparse.ArgumentTypeError(f"must be a role, such as acs:ram::ACCOUNT:role/NAME, not {text!r}")
    return text


def _provider(text: str) -> str:
    if not PROVIDER.fullmatch(text):
        raise argparse.ArgumentTypeError(f"must be acs:ram::ACCOUNT:oidc-provider/NAME, not {text!r}")
    return text


Row = tuple[str, dict[str, Any]]

ROLE_OPTIONS: tuple[Row, ...] = (
    ("--assume-role", {"type": _role, "metavar": "ARN", "help": "RAM role that each caller acts as, by its name"}),
    ("--external-id", {"metavar": "ID", "help": "external id that the role asks for"}),
    ("--sts-endpoint", {"metavar": "URL", "help": "address of STS instead of the region's"}),
)
"""Options of every command that calls tools."""

TOKEN_OPTIONS: tuple[Row, ...] = (
    ("--assume-role-with-oidc", {"type": _role, "metavar": "ARN", "help": "role for each caller's token"}),
    ("--oidc-provider", {"type": _provider, "metavar": "ARN", "help": "OIDC provider in RAM that trusts the issuer"}),
    ("--sts-audience", {"metavar": "NAME", "help": "audience that a token must have too, to be sent to STS"}),
)  # fmt: skip
"""Options of a server whose callers have tokens of an issuer."""

Needed = tuple[Sequence[str], str, Callable[[argparse.Namespace], object]]

ROLE_NEEDS: tuple[Needed, ...] = (
    (["oidc_provider", "sts_audience"], "without --assume-role-with-oidc", lambda given: given.assume_role_with_oidc),
    (["external_id"], "without --assume-role", lambda given: given.assume_role),
    (["sts_endpoint"], "without a role", lambda given: roles_asked_for(given)),
    (["sts_endpoint"], "together with --emulator", lambda given: not given.emulator),
)
"""Which of them have an effect only with others, as ``NEEDED`` of ``server/configuration/effects.py``.

The roles themselves are not among them: left out, callers would have the rights of the server.
"""


def add_options(command: Options, rows: Sequence[Row]) -> None:
    """Add options to a command."""
    for name, settings in rows:
        command.add_argument(name, **settings)


def roles_asked_for(options: argparse.Namespace) -> bool:
    """Return whether the callers have identities of their own."""
    return bool(options.assume_role or getattr(options, "assume_role_with_oidc", None))


def roles_of(options: argparse.Namespace) -> Roles | None:
    """Return the roles that options ask for, None without any.

    Raises:
        ValueError: an option that belongs to another one is missing, or tokens for this server would be passed on.
    """
    by_token = getattr(options, "assume_role_with_oidc", None)
    if options.assume_role and by_token:
        raise ValueError("--assume-role and --assume-role-with-oidc exclude each other")
    if options.assume_role:
        return Roles(options.assume_role, options.external_id, options.sts_endpoint)
    if not by_token:
        return None
    _check_exchange(options)
    return Roles(by_token, None, options.sts_endpoint, options.oidc_provider, options.sts_audience)


def _check_exchange(options: argparse.Namespace) -> None:
    if not options.issuer:
        raise ValueError("--assume-role-with-oidc needs --issuer: other callers have no token that can be exchanged")
    if not (options.oidc_provider and options.sts_audience):
        raise ValueError("--assume-role-with-oidc needs --oidc-provider and --sts-audience")
    if options.sts_audience == options.audience:
        raise ValueError(
            "--sts-audience must not be that of --audience: tokens for this server alone are not passed on"
        )
