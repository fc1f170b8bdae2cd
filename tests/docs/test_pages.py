"""The pages for people: blocks of code run as they stand, links lead somewhere, and the first page is short.

``console``  the lines that start with ``$ `` run in one shell, beside our ``.venv``; the other lines appear in what it
             prints, in this order, ``...`` standing for anything
``python``   runs as a program
``json``     parses
``toml``     parses
``text``     is only shown, as is ``mermaid``
Any other block fails, unless the line above it says ``<!-- not run: the reason -->``. A block below the line
``<!-- after the blocks above -->`` goes on where those of its language above it ended. One that speaks to the emulator
at ``http://127.0.0.1:18080`` gets one.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from socket import create_server

import pytest

from tests.server.processes import ran
from tests.structure.tree import ROOT, name

pytestmark = pytest.mark.repeats

ADDRESS = "127.0.0.1:18080"
LINK = re.compile(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)")
FENCE = re.compile(r"^(?P<before>[^\n]*)\n```(?P<language>[^\n]*)\n(?P<text>.*?)^```$", re.M | re.S)
NOT_RUN = re.compile(r"<!-- not run: \S.+ -->")
GOES_ON = "<!-- after the blocks above -->"


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: str
    line: int
    language: str
    text: str
    excused: bool

    def __str__(self) -> str:
        return f"{self.page}:{self.line} {self.language}"


def blocks(text: str, page: str = "") -> list[Block]:
    """The fenced blocks in the text of a page, in their order."""
    found = list[Block]()
    for match in FENCE.finditer("\n" + text):
        language = match["language"].strip()
        before = next((each.text for each in reversed(found) if each.language == language), "")
        found.append(
            Block(
                page=page,
                line=text.count("\n", 0, match.start("language")),
                language=language,
                text=before + match["text"] if match["before"] == GOES_ON else match["text"],
                excused=NOT_RUN.fullmatch(match["before"]) is not None,
            )
        )
    return found


def run(block: Block, folder: Path) -> None:
    """Run a block in a folder, or fail with what went wrong."""
    if block.language == "console":
        commands = [line.removeprefix("$ ") for line in block.text.splitlines() if line.startswith("$ ")]
        wanted = [line for line in block.text.splitlines() if line and not line.startswith("$ ")]
        assert commands, "a console block starts its commands with '$ '"
        for name, place in ((".venv", Path(sys.prefix)), ("examples", ROOT / "examples")):
            if not (folder / name).exists():
                (folder / name).symlink_to(place)
        assert_printed(wanted, started(["sh", "-e", "-c", "\n".join(commands)], folder))
    elif block.language == "python":
        started([sys.executable, "-c", block.text], folder)
    elif block.language == "json":
        json.loads(block.text)
    elif block.language == "toml":
        tomllib.loads(block.text)
    else:
        assert block.language in {"text", "mermaid"}, f"no way to run a block of {block.language or 'no language'}"


def leads_somewhere(page: str, path: str, anchor: str) -> bool:
    """Whether a link on a page leads to a file that exists, and to a heading in it if it names one."""
    target = (ROOT / page).parent / path if path else ROOT / page
    return target.exists() and (not anchor or anchor in anchors_of(target.read_text("utf-8")))


def anchors_of(text: str) -> list[str]:
    """The anchors of the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.M)
    return [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]


def heading_place(page: Path, path: str, anchor: str) -> int | None:
    """The how manyth heading of its page a link leads to; ``None``: to none."""
    return anchors_of((page.parent / path if path else page).read_text("utf-8")).index(anchor) if anchor else None


def started(command: list[str], folder: Path) -> str:
    """What a command prints that ends well, run with our console script in reach and with nobody's settings."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.defpath])
    done = subprocess.run(
        command,
        cwd=folder,
        env={**kept, "PATH": path, "HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def assert_printed(wanted: list[str], printed: str) -> None:
    lines = iter(printed.splitlines())
    for line in wanted:
        pattern = ".*".join(re.escape(part) for part in line.rstrip().split("..."))
        assert any(re.fullmatch(pattern, candidate.rstrip()) for candidate in lines), f"not printed: {line}\n{printed}"


def until(word: str, lines: Iterable[str]) -> str:
    """The lines up to the first that has the word in it, or all of them."""
    said = ""
    for line in lines:
        said += line
        if word in line:
            break
    return said


@pytest.fixture(scope="module", name="emulator")
def _emulator() -> Iterator[str]:
    """The address of an emulator that runs as a process of its own."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("dataworks-di-mcp")), "emulate", "--port", str(port)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = until(f":{port}", process.stderr)
        assert f":{port}" in said, said
        yield f"127.0.0.1:{port}"
        process.terminate()
        process.communicate()


GENERATED = "reference.md"
PAGES = {
    name(path): path.read_text("utf-8")
    for path in (*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md")))
    if path.name != GENERATED
}
CHINESE_PAGES = {page for page in PAGES if page == "README.zh.md" or page.startswith("docs/zh/")}
"""Their blocks are those of the English pages: see ``test_chinese_pages.py``."""

BLOCKS = [block for page, text in PAGES.items() if page not in CHINESE_PAGES for block in blocks(text, page)]
RUN = [block for block in BLOCKS if not block.excused]


@pytest.mark.parametrize("block", RUN, ids=str)
def test_a_block_of_a_page_runs(block: Block, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if ADDRESS in block.text:
        block = replace(block, text=block.text.replace(ADDRESS, request.getfixturevalue("emulator")))
    run(block, tmp_path)


@pytest.mark.parametrize("page", PAGES)
def test_every_fence_of_a_page_is_found(page: str) -> None:
    fences = re.findall(r"^\s*(?:```|~~~)", PAGES[page], re.M)

    assert len(fences) == 2 * len(blocks(PAGES[page]))


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    assert [link for link in LINK.findall(PAGES[page]) if not leads_somewhere(page, *link)] == []


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_file_that_a_page_names_exists(page: str) -> None:
    named = re.findall(r"`([\w./*-]+/(?:[\w*-]+\.\w+)?)`", PAGES[page])

    assert named
    assert [path for path in named if not any(ROOT.glob(path))] == []


def test_the_readme_has_at_most_1500_words() -> None:
    assert len(PAGES["README.md"].split()) <= 1500


def test_the_picture_shows_what_the_demo_creates() -> None:
    (_, task, _) = json.loads(ran("demo", "--json").stdout)
    facts = [task["task_id"], task["task_name"]]
    for table in task["tables"]["items"]:
        facts += [table["source"], table["destination"], ", ".join(table["primary_key"]) or "none"]
        facts.append(", ".join(table["columns"]))
    shown = re.findall(r'class="data"[^>]*>(.+?)(?:, \.\.\.)?<', (ROOT / "docs/overview.svg").read_text("utf-8"))

    assert len(shown) == len(facts)
    assert [(words, fact) for words, fact in zip(shown, facts, strict=True) if not fact.startswith(words)] == []


def test_an_unmarked_block_in_a_language_that_nothing_runs_fails(tmp_path: Path) -> None:
    (block,) = blocks("Words.\n```bash\nls\n```\n")

    with pytest.raises(AssertionError, match="no way to run a block of bash"):
        run(block, tmp_path)


def test_a_block_is_excused_only_with_a_reason() -> None:
    page = "<!-- not run: -->\n```console\n$ a\n```\n<!-- not run: needs an account -->\n```console\n$ a\n```\n"

    assert [block.excused for block in blocks(page)] == [False, True]


def test_a_block_goes_on_where_those_above_it_ended(tmp_path: Path) -> None:
    page = "```console\n$ echo one > file\n```\n\n```text\nshown\n```\n\n" + 2 * (
        "<!-- after the blocks above -->\n```console\n$ cat file\none\n```\n"
    )

    *_, last = blocks(page)

    run(last, tmp_path)
    assert last.text.count("cat file") == 2


def test_a_failing_command_fails_its_block(tmp_path: Path) -> None:
    (block,) = blocks("\n```console\n$ false\n$ true\n```\n")

    with pytest.raises(AssertionError):
        run(block, tmp_path)


def test_a_line_that_is_shown_must_be_printed(tmp_path: Path) -> None:
    shown, missing = blocks("```console\n$ echo one 2 three\none ... three\n```\n\n```console\n$ echo one\ntwo\n```\n")

    run(shown, tmp_path)
    with pytest.raises(AssertionError, match="not printed: two"):
        run(missing, tmp_path)
