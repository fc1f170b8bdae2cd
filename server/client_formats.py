"""How each MCP client wants to be given a server: a table, in which words in braces are replaced by values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

ENTRY = "dataworks"
"""The name of the server in a client. Some clients refuse tools whose name is too long together with it."""

TOKEN = "TOKEN"  # noqa: S105 - it marks where the user writes a token
TOKEN_VARIABLE = "DATAWORKS_DI_TOKEN"  # noqa: S105 - the name of a variable
KEY_VARIABLES = ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET")


Value: TypeAlias = "str | bool | Sequence[Value] | Mapping[str, Value]"
"""A part of a configuration."""


class Syntax(StrEnum):
    """The language of what is pasted."""

    JSON = "json"
    TOML = "toml"
    SHELL = "shell"


@dataclass(frozen=True)
class Client:
    """A client, and what to paste there.

    Attributes:
        title: its name.
        place: where to paste it.
        stdio: for a server that the client starts: ``{command}``, ``{args}``, and ``{keys}`` (variables for the access
            key, without values) or ``{key names}`` if the server needs an access key and does not get the variables
            that the client has.
        http: for a server with an address: ``{url}``.
        secret: what the user does with the token of ``http``.
        syntax: the language of both; for a shell they are words of a line.
    """

    title: str
    place: str
    stdio: Value
    http: Value
    secret: str = f"Replace {TOKEN} by your token."
    syntax: Syntax = Syntax.JSON


START: dict[str, Value] = {"command": "{command}", "args": "{args}"}
START_WITH_KEYS: dict[str, Value] = {**START, "env": "{keys}"}
AUTHORIZATION: dict[str, Value] = {"headers": {"Authorization": f"Bearer {TOKEN}"}}
ADDRESS: dict[str, Value] = {"url": "{url}", **AUTHORIZATION}


def _servers(entry: Mapping[str, Value], key: str = "mcpServers") -> dict[str, Value]:
    return {key: {ENTRY: entry}}


CLIENTS = {
    "claude-desktop": Client(
        "Claude Desktop",
        "claude_desktop_config.json (Settings, Developer, Edit Config), and restart it",
        _servers(START_WITH_KEYS),
        # Its file has no addresses. mcp-remote needs Node.js, and on Windows no argument may have a space.
        _servers(
            {
                "command": "npx",
                "args": ["-y", "mcp-remote", "{url}", "--header", "Authorization:${AUTHORIZATION}"],
                "env": {"AUTHORIZATION": f"Bearer {TOKEN}"},
            }
        ),
    ),
    "claude-code": Client(
        "Claude Code",
        "a shell, in the folder of your project",
        ["claude", "mcp", "add", ENTRY, "--", "{command}", "{args}"],
        [
            *("claude", "mcp", "add", "--transport", "http", ENTRY, "{url}"),
            *("--header", f"Authorization: Bearer {TOKEN}"),
        ],
        syntax=Syntax.SHELL,
    ),
    "vscode": Client(
        "VS Code",
        ".vscode/mcp.json in a project, or mcp.json of your profile (MCP: Open User Configuration)",
        _servers({"type": "stdio", **START}, "servers"),
        {
            "inputs": [{"type": "promptString", "id": "token", "description": "Token of DataWorks", "password": True}],
            **_servers(
                {"type": "http", "url": "{url}", "headers": {"Authorization": "Bearer ${input:token}"}}, "servers"
            ),
        },
        "VS Code asks for your token and keeps it.",
    ),
    "cursor": Client(
        "Cursor",
        "~/.cursor/mcp.json, or .cursor/mcp.json in a project",
        _servers(START_WITH_KEYS),
        _servers(ADDRESS),
    ),
    "windsurf": Client(
        "Windsurf",
        "~/.codeium/windsurf/mcp_config.json",
        _servers(START_WITH_KEYS),
        _servers({"serverUrl": "{url}", **AUTHORIZATION}),
    ),
    "gemini": Client(
        "Gemini CLI",
        "~/.gemini/settings.json, or .gemini/settings.json in a project",
        _servers(START_WITH_KEYS),
        _servers({"httpUrl": "{url}", **AUTHORIZATION}),
    ),
    "codex": Client(
        "Codex",
        "~/.codex/config.toml",
        _servers({**START, "env_vars": "{key names}"}, "mcp_servers"),
        _servers({"url": "{url}", "bearer_token_env_var": TOKEN_VARIABLE}, "mcp_servers"),
        f"Set the environment variable {TOKEN_VARIABLE} to your token.",
        Syntax.TOML,
    ),
    "qwen": Client(
        "Qwen Code",
        "~/.qwen/settings.json, or .qwen/settings.json in a project",
        _servers(START_WITH_KEYS),
        _servers({"httpUrl": "{url}", **AUTHORIZATION}),
    ),
    "qoder": Client(
        "Qoder",
        "Settings, MCP, My servers, for agent mode; Qoder CLI: ~/.qoder/settings.json",
        _servers(START_WITH_KEYS),
        _servers({"type": "streamable-http", **ADDRESS}),
    ),
    "cline": Client(
        "Cline",
        "MCP Servers, Configure, Configure MCP Servers; Cline CLI: ~/.cline/mcp.json",
        _servers(START_WITH_KEYS),
        _servers({"type": "streamableHttp", **ADDRESS}),
    ),
    "cherry-studio": Client(
        "Cherry Studio",
        "Settings, MCP, Add, Import from JSON; then enable it and choose it for your assistant",
        _servers(START_WITH_KEYS),
        _servers({"type": "streamableHttp", **ADDRESS}),
    ),
    "generic": Client(
        "any other client",
        "the configuration of your client",
        _servers(START_WITH_KEYS),
        _servers({"type": "http", **ADDRESS}),
    ),
}
"""The clients by the names that the command line takes."""
