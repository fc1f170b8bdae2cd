"""The launcher: puts our packages first on the path and runs the command line.

A wheel has them in ``_app``, a checkout has them beside this package. Being first, they are found before packages of
the same names on PYTHONPATH, in site-packages, in the folder that ``python -m`` adds, and before those of editable
installs, whose finders come after the path. Only this process's own path changes, no environment variable, so
processes that it starts are not affected.

Not prevented: a ``.pth`` file or ``sitecustomize`` that has already imported a module with one of these names; a finder
that precedes the path; and a package that replaces one of our dependencies, as in any Python program.
"""

import sys
from pathlib import Path


def main() -> None:
    """Run the command line, as the console script and ``python -m dataworks_di_mcp`` do."""
    here = Path(__file__).resolve().parent
    app = here / "_app"
    sys.path.insert(0, str(app if app.is_dir() else here.parent))
    from server import cli

    cli.main()


if __name__ == "__main__":
    main()
