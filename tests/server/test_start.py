"""What a server loads before the first call: an assistant starts one with every session, and waits for it."""

import subprocess
import sys

from tests.structure.tree import ROOT

SERVER = """
import asyncio, sys
from server.cli import _hosting
from server.options import parser
from server.app import app
rules, backend = _hosting(parser().parse_args(["serve"]))
tools = asyncio.run(app(backend, rules).list_tools())
assert len(tools) > 20
"""

NOT_NEEDED = (
    "tools.sets",
    "tools.views",
    "dataworks.operations",
    "dataworks.flows",
    "dataworks.explain.codes",
    "emulator",
)


def loaded_by(program: str) -> list[str]:
    """The modules that a program loads, in a process of its own."""
    ending = "\nprint('\\n'.join(sys.modules))\n"
    command = [sys.executable, "-c", f"import sys{program}{ending}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_a_server_starts_and_lists_its_tools_without_loading_any() -> None:
    loaded = loaded_by(SERVER)

    assert "tools.toolsets" in loaded
    assert [module for module in loaded if module.startswith(NOT_NEEDED)] == []


def test_the_audit_trail_can_be_used_without_loading_a_tool() -> None:
    loaded = loaded_by("\nimport tools.rules.audit")

    assert "tools.rules.audit" in loaded
    assert [module for module in loaded if module.startswith(("tools.sets", "tools.toolsets", "mcp"))] == []


def test_a_call_from_the_shell_loads_nothing_of_the_protocol() -> None:
    loaded = loaded_by(
        """
from server.cli import main
try:
    main(["call", "describe_workspace", "project_id=10000", "--emulator"])
except SystemExit as ended:
    assert not ended.code
"""
    )

    assert "tools.sets" in loaded
    assert [module for module in loaded if module.partition(".")[0] in {"mcp", "mcp_types"}] == []
