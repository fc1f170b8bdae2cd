"""A real database server of Debian's packages, for one test, on a socket and a port of this machine."""

import os
import shutil
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from typing import Any

import pymysql
import pytest

WITHOUT = "WITHOUT_MARIADB"
"""The variable to set where there is no MariaDB; without it, its absence is a failure."""

INSTALL, SERVER = ("mariadb-install-db", "mysql_install_db"), ("mariadbd", "mysqld")
PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
READY = "ready for connections"
USER, PASSWORD = "reader", "p'w #1"


@contextmanager
def mariadb(folder: Path) -> Generator[int]:
    """Run a server with a database of the user ``USER``; yield its port.

    The user may read everything, over TCP and with ``PASSWORD`` only.
    """
    programs = [_program(names) for names in (INSTALL, SERVER)]
    data, port = folder / "data", _free_port()
    common = ("--no-defaults", f"--datadir={data}", f"--user={getuser()}")
    subprocess.run(
        [programs[0], *common, "--auth-root-authentication-method=normal", "--skip-test-db"],
        check=True,
        capture_output=True,
    )
    with subprocess.Popen(
        [
            programs[1], *common, "--bind-address=127.0.0.1", f"--port={port}", f"--socket={_socket(folder)}",
            f"--pid-file={folder / 'pid'}", "--skip-name-resolve", "--innodb-buffer-pool-size=16M",
        ],
        stderr=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        try:
            _wait_until_ready(server)
            yield port
        finally:
            server.kill()


@contextmanager
def connected(folder: Path) -> Generator[Any]:
    """Yield a cursor of the administrator."""
    with pymysql.connect(unix_socket=_socket(folder), user="root", autocommit=True) as connection:
        yield connection.cursor()


def _socket(folder: Path) -> str:
    return str(folder / "s")  # a short name: the path of a socket has about a hundred characters


def _wait_until_ready(server: "subprocess.Popen[str]") -> None:
    assert server.stderr is not None
    lines = []
    for line in server.stderr:
        lines.append(line)
        if READY in line:
            return
    pytest.fail(f"MariaDB ended: {''.join(lines[-5:])}")


def _program(names: tuple[str, ...]) -> str:
    if os.environ.get(WITHOUT):
        pytest.skip(f"{WITHOUT} is set")
    found = next(filter(None, (shutil.which(name, path=PLACES) for name in names)), None)
    if found is None:
        pytest.fail(
            f"MariaDB is not installed (on Debian: apt install mariadb-server). {WITHOUT}=1 leaves this test out."
        )
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
