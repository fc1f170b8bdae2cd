"""How many connections a server can have."""

import subprocess
import sys

import pytest

resource = pytest.importorskip("resource", reason="there is no such limit on Windows")

PROGRAM = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
from server.http.sockets import most_connections
print(most_connections(), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.parametrize(("soft", "hard"), [(256, 1024), (1024, 1024)])
def test_a_server_raises_its_limit_of_files_as_far_as_it_may_and_keeps_half_of_them(soft: int, hard: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(soft=soft, hard=hard)], capture_output=True, check=True, text=True
    )

    assert done.stdout.split() == [str(hard // 2), str(hard)]
