"""Which options have an effect only together with others, and which say something instead of others."""

import argparse
from collections.abc import Callable, Sequence

from server.identity.options import ROLE_NEEDS

OVER_HTTP = (
    "host port allowed_hosts allowed_origins public_url shared_port token_file issuer audience read_scope write_scope"
).split()

NEEDED: tuple[tuple[Sequence[str], str, Callable[[argparse.Namespace], object]], ...] = (
    (OVER_HTTP, "without --transport http", lambda given: getattr(given, "transport", "http") == "http"),
    (["read_scope", "write_scope"], "without --token-file or --issuer", lambda given: given.token_file or given.issuer),
    (["data", "faults", "world"], "without --emulator", lambda given: getattr(given, "emulator", True)),
    (["public_url"], "without --issuer", lambda given: given.issuer),
    (["columns", "tables_from"], "together with --no-tables", lambda given: getattr(given, "tables", True)),
    (["json"], "without --output", lambda given: getattr(given, "output", True)),
    (["region", "vpc"], "together with --emulator or --endpoint", lambda given: not (given.emulator or given.endpoint)),
    *ROLE_NEEDS,
)
"""Options that have an effect only with others: which, where they have none, and whether all is right."""

GUARDS = frozenset("token_file issuer audience read_scope write_scope external_id oidc_provider sts_audience".split())
"""Those that say who may call or act: left out without a word, callers could do more than the operator meant."""

DESTINATION = ("emulator", "endpoint", "region", "vpc", "http")
"""Options that say where calls go; the one that is said closest to the call counts."""


def without_effect(options: argparse.Namespace) -> dict[str, str]:
    """Return the options with another value than their default that have no effect, each with why."""
    return {
        name: needed
        for names, needed, is_given in reversed(NEEDED)
        for name in names
        if getattr(options, name, None) != options.default(name) and not is_given(options)
    }
