"""The token file: what it may say, what it opens, and what happens when it changes."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from server.auth.authentication import authentication
from server.auth.callers import Scopes, caller_of
from server.auth.tokens import TokenFile
from tools.rules.caller import Caller

ANNA, BEN, CARL = "anna-token-0123456789", "ben-token-0123456789", "carl-token-0123456789"
LINES = f"""\
# name token scopes

anna {ANNA}
ben sha256:{sha256(BEN.encode()).hexdigest()} read
carl {CARL} read,write
"""


def written(path: Path, text: str) -> Path:
    """The text in a file that is certainly newer than the one before."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))
    return path


async def caller(tokens: TokenFile, token: str) -> Caller:
    return caller_of(await tokens.verify_token(token), Scopes())


async def test_a_token_names_its_caller_and_what_it_may(tmp_path: Path) -> None:
    tokens = TokenFile(written(tmp_path / "tokens", LINES))

    assert [await caller(tokens, token) for token in (ANNA, BEN, CARL)] == [
        Caller("anna", may_write=True),
        Caller("ben", may_write=False),
        Caller("carl", may_write=True),
    ]


@pytest.mark.parametrize("token", ["", "anna", ANNA[:-1], ANNA.upper(), f"{ANNA} ", f"sha256:{'0' * 64}", "schlüssel"])
async def test_an_unknown_token_opens_nothing(token: str, tmp_path: Path) -> None:
    tokens = TokenFile(written(tmp_path / "tokens", LINES))

    assert await tokens.verify_token(token) is None


async def test_the_hash_of_a_token_is_no_token(tmp_path: Path) -> None:
    tokens = TokenFile(written(tmp_path / "tokens", LINES))

    assert await tokens.verify_token(f"sha256:{sha256(BEN.encode()).hexdigest()}") is None
    assert await tokens.verify_token(sha256(BEN.encode()).hexdigest()) is None


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("dora short-token-123", "the token is shorter than 16 characters"),
        ("dora", "expected a name, a token, and optional scopes and role"),
        ("dora planted-token-0123 read write", "expected a name, a token, and optional scopes and role"),
        ("dora planted-token-0123 admin", "the scopes are read, or read,write"),
        ("dora planted-token-0123 write", "the scopes are read, or read,write"),
        ("dora sha256:0123456789abcdef", "sha256: must be followed by 64 hexadecimal digits"),
        ("dora planted-schlüssel-0123", "the token has characters that HTTP headers can't have"),
        ("do/ra planted-token-0123", "the name may have at most 64 letters, digits and _.@+-"),
        ("local planted-token-0123", "this name is reserved; choose another"),
        ("anna planted-token-0123", "the name is already in line 3"),
        (f"dora {BEN}", "the token is already in line 4"),
    ],
)
def test_a_wrong_line_is_named_and_not_repeated(line: str, complaint: str, tmp_path: Path) -> None:
    path = written(tmp_path / "tokens", f"{LINES}{line.replace('short-token-123', 'planted')}\n")

    with pytest.raises(ValueError, match="line 6") as refused:
        TokenFile(path)

    assert str(refused.value) == f"{path}, line 6: {complaint}"
    assert refused.value.__suppress_context__


def test_a_file_without_tokens_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="contains no token"):
        TokenFile(written(tmp_path / "tokens", "# nobody yet\n"))
    with pytest.raises(ValueError, match="is larger than"):
        TokenFile(written(tmp_path / "tokens", "#" * 2**20 + "\n"))
    with pytest.raises(FileNotFoundError):
        TokenFile(tmp_path / "missing")


async def test_a_changed_file_counts_at_once(tmp_path: Path) -> None:
    path = written(tmp_path / "tokens", LINES)
    tokens = TokenFile(path)

    written(path, f"dora {BEN}\n")

    assert await tokens.verify_token(ANNA) is None
    assert await caller(tokens, BEN) == Caller("dora", may_write=True)


async def test_an_emptied_file_lets_nobody_in(tmp_path: Path) -> None:
    path = written(tmp_path / "tokens", LINES)
    tokens = TokenFile(path)

    written(path, "")

    assert await tokens.verify_token(ANNA) is None


def replaced_by(path: Path, made: Callable[[Path], object]) -> None:
    path.unlink()
    made(path)


def link_to_nothing(path: Path) -> None:
    path.symlink_to(path.with_name("nothing"))


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, "No such file"),
    "a line too short": (lambda path: written(path, f"{LINES}dora planted\n"), "line 6: the token is shorter than 16"),
    "a name twice": (lambda path: written(path, f"{LINES}anna planted-token-0123\n"), "the name is already in line 3"),
    "a token twice": (lambda path: written(path, f"{LINES}dora {ANNA}\n"), "the token is already in line 3"),
    "empty": (lambda path: written(path, ""), "contains no token"),
    "too large": (lambda path: written(path, LINES + "#" * 2**20), "is larger than"),
    "a directory": (lambda path: replaced_by(path, Path.mkdir), "is not a regular file"),
    "a pipe that nobody writes to": (lambda path: replaced_by(path, os.mkfifo), "is not a regular file"),
    "a link to nothing": (lambda path: replaced_by(path, link_to_nothing), "No such file"),
    "binary": (lambda path: path.write_bytes(b"\xff\x00\xfe" * 40), "line 1: expected a name, a token"),
}


@pytest.mark.parametrize(("broken", "problem"), BROKEN.values(), ids=BROKEN)
async def test_while_the_file_is_broken_no_token_is_valid_and_that_is_logged_once(
    broken: Callable[[Path], object], problem: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = written(tmp_path / "tokens", LINES)
    tokens = TokenFile(path)

    broken(path)
    assert [await tokens.verify_token(token) for token in (ANNA, BEN, ANNA)] == [None] * 3

    (message,) = [record.getMessage() for record in caplog.records]
    assert problem in message
    assert "until this is fixed, no token is valid and every request gets 401" in message
    assert "planted" not in caplog.text

    path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
    written(path, LINES)
    assert await caller(tokens, ANNA) == Caller("anna", may_write=True)
    assert caplog.messages[1:] == [f"{path} is right again: its 3 tokens are valid"]


async def test_a_change_that_keeps_size_and_time_counts_at_once(tmp_path: Path) -> None:
    path = written(tmp_path / "tokens", f"anna {ANNA}\n")
    before = path.stat()
    tokens = TokenFile(path)
    assert await tokens.verify_token(ANNA)

    path.write_text(f"anna {ANNA[::-1]}\n", "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert await tokens.verify_token(ANNA) is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
async def test_a_file_that_may_not_be_read_any_more_lets_nobody_in(tmp_path: Path) -> None:
    path = written(tmp_path / "tokens", LINES)
    tokens = TokenFile(path)

    path.chmod(0)

    assert await tokens.verify_token(ANNA) is None


def test_a_file_that_all_users_can_read_is_warned_about(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = written(tmp_path / "tokens", LINES)
    TokenFile(path)
    assert caplog.records == []

    for mode in (0o644, 0o602, 0o606):
        path.chmod(mode)
        TokenFile(path)

    assert caplog.messages == [
        f"{path} can be {rights} by every user of this machine; run chmod o-rw"
        for rights in ("read", "changed", "read and changed")
    ]


async def test_the_words_of_the_file_stand_for_the_scopes_of_the_settings(tmp_path: Path) -> None:
    scopes = Scopes(read="di.read", write="di.write")
    tokens = TokenFile(written(tmp_path / "tokens", LINES), scopes)
    token = await tokens.verify_token(ANNA)

    assert token is not None
    assert token.scopes == ["di.read", "di.write"]
    assert caller_of(token, scopes).may_write
    assert not caller_of(token, Scopes()).may_write


async def test_a_token_is_not_kept_by_what_says_who_holds_it(tmp_path: Path) -> None:
    tokens = TokenFile(written(tmp_path / "tokens", LINES))

    assert ANNA not in repr(await tokens.verify_token(ANNA))


def test_a_token_file_and_an_issuer_exclude_each_other(tmp_path: Path) -> None:
    path = written(tmp_path / "tokens", LINES)

    with pytest.raises(ValueError, match="exclude each other"):
        authentication(path, "https://issuer.example.com", "here")
