"""Real shells that complete a command line, each with the script that we print for it."""

import os
import pty
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from server.shell_completion import script

ALL_COMPLETIONS = b"\x1b*"
"""The keys with which readline puts all completions into the line."""

ENVIRONMENT = {"PATH": os.defpath, "TERM": "dumb", "PS1": "", "LC_ALL": "C.UTF-8"}


def by_bash(line: str, folder: Path) -> list[str]:
    """The completions of the last word, typed at a terminal; a function in place of the command prints them."""
    (folder / "script").write_text(script("bash"), "utf-8")
    before, _, typed = line.partition("dataworks-di-mcp ")[2].rpartition(" ")
    start = f"source {folder}/script; cd {folder}; dataworks-di-mcp() {{ printf '%s\\n' \"$@\" > {folder}/printed; }}\n"
    keys = f"{start}{line}".encode() + ALL_COMPLETIONS + b"\nexit\n"
    at_terminal([shutil.which("bash") or "", "--norc", "--noprofile", "-i"], keys)
    words = (folder / "printed").read_text("utf-8").splitlines()
    return [word for word in words[len(before.split()) :] if word != typed or not word]


def by_zsh(line: str, folder: Path) -> list[str]:
    """The completions of the last word that the function hands to zsh, which itself leaves out those that don't fit."""
    (folder / "script").write_text(script("zsh"), "utf-8")
    stubs = (
        "compdef() { : }; _files() { print -l *(N) }\n"
        "compadd() { while [[ $1 != -- ]]; do shift; done; shift; for each; do print -r -- $each; done }\n"
        f"source {folder}/script; cd {folder}\n"
        'words=("${(@s: :)LINE}"); CURRENT=$#words; PREFIX=$words[-1]; _dataworks_di_mcp; true'
    )
    command = [shutil.which("zsh") or "", "-f", "-c", stubs]
    printed = subprocess.run(command, env={**ENVIRONMENT, "LINE": line}, capture_output=True, text=True, check=True)
    typed = line.rpartition(" ")[2]
    return [word for word in printed.stdout.splitlines() if word.startswith(typed) and word != "script"]


def by_fish(line: str, folder: Path) -> list[str]:
    """The completions of the last word, as fish prints them on request."""
    (folder / "script").write_text(script("fish"), "utf-8")
    program = f"source {folder}/script; cd {folder}; complete -C $LINE"
    home = {**ENVIRONMENT, "HOME": str(folder), "LINE": line}
    command = [shutil.which("fish") or "", "--no-config", "-c", program]
    printed = subprocess.run(command, env=home, capture_output=True, text=True, check=True)
    return [word.partition("\t")[0] for word in printed.stdout.splitlines() if not word.startswith("script")]


SHELLS: dict[str, Callable[[str, Path], list[str]]] = {"bash": by_bash, "zsh": by_zsh, "fish": by_fish}


def at_terminal(command: list[str], keys: bytes) -> bytes:
    """Type keys at the terminal of a shell; all that it shows until it ends."""
    ours, its = pty.openpty()
    with subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env=ENVIRONMENT, start_new_session=True) as shell:
        os.close(its)
        os.write(ours, keys)
        shown = b"".join(iter(lambda: _read(ours), b""))
        shell.wait()
    os.close(ours)
    return shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that nobody has the other end any more
        return b""
