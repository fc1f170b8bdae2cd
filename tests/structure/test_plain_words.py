"""Plain words: what documentation and product code don't say, and what they say instead.

The test reads pages, prompts and examples, and the comments, docstrings and messages of product code, without quoted
code. If a phrase is right in its place, make its row narrower.
"""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.structure.tree import PACKAGES, ROOT, files, name, parsed

PLAIN = {
    r"st(?:ands?|ood) still|until it stands|(?:found|find) standing": "is stopped",
    r"st(?:ands?|ood)(?! for\b|-in\b)|stand in for": "is, is in, is written; replaces",
    r"(?:have|has|had) (?:it|them|what \w+ \w+) (?:stand|run|explained|read|checked)": "stop, start, explain it",
    r"(?:told|tells|telling|tell(?! whether))(?!:)": "report, return, show, say, notify",
    r"(?:says?|said|saying|knows?|known|asks?|asked) of": "say about, know about; set",
    r"at hand|in reach": "available",
    r"(?:be)?com(?:es?|ing) of|(?:be)?came of": "the result, what happens to",
    r"wh(?:at|ich)(?:ever)? (?:\w+ ){0,5}(?:comes?|came|come|amounts?) to": "the result of",
    r"comes? up": "occurs, is raised",
    r"of (?:no |any )?use": "used, useful; not used",
    r"of (?:its|their) own words|own words?|words of (?:ours|its own)|own jargon": "text, original message, name",
    r"slips? of the pen": "a mistyped request",
    r"not as expected|counts? as (?:not there|nothing)": "unexpected; is ignored",
    r"as it were|as if it were not there": "leave out; is ignored",
    r"(?:can't do|does|do) without(?! asking)": "needs, does not need",
    r"liv(?:es|ed) (?:by|as long|in|through|on)": "follows, is kept, belongs to",
    r"doors?|rooms?|the house": "endpoint, package: the thing itself",
    r"abroad|dress|undressed|in the hands of": "second workspace, normalised, while handling",
    r"mishaps?|drills?|onward": "fault, fault schedule, next step",
    r"str(?:ikes?|uck)": "occurs, applies",
    r"(?:go|goes|going|went|gone) on(?! the)": "continue",
    r"take[ns]? up again|taken up": "continued, reopened",
    r"mend(?:s|ed|ing)?": "fix",
    r"anew": "again, new",
    r"shall": "must, will",
    r"whoever|whatever|wherever|whenever": "the caller, the user; any, every, when",
    r"nobody (?:knows|asked|asks|said|says|is there)|asks nobody|lets nobody in": "is not known, was not requested",
    r"somebody looks|somebody (?:should|must|has given)|anybody": "the user, the caller; should be checked",
    r"bears?|borne": "allow, support",
    r"read(?:s)? aloud": "leave out; readable",
    r"(?:this|that|the) very (?!same\b)\w+": "this, exactly this",
    r"g[eo]ts? out": "is shown, is logged, leaks",
    r"what there (?:is|are|was|were)|that there (?:is|was) one": "what exists",
    r"for good": "permanently",
    r"under way": "in progress, current",
    r"be had|to be had": "is available",
    r"taken for": "treated as",
    r"lies? (?:in|below|within|deeper|on)|may lie|lay in": "is in, is below",
    r"hangs? (?:in|on)": "is blocked by",
    r"poses? as": "look like",
    r"(?:is|are|was|were) (?:not )?looked at": "is checked, is read",
    r"every now and then": "regularly",
    r"(?:stands?|has|have) against": "forbids",
    r"holds? (?:for|that every|here)|held against": "applies to; checks that",
    r"eras?": "versions of the protocol",
    r"present (?:script|definition|one|version|state|settings?|time|task|rule)s?": "current",
    r"beyond doubt": "certain",
    r"wish(?:es|ed) for|plain wish(?:es)?|wish's": "request, plain arguments",
    r"for ever": "without end, forever",
    r"strangers": "unauthenticated callers, other machines",
    r"once more": "again",
    r"do as well": "is enough",
    r"to a person's (?:eye|ear)|a person asks for them": "the reader",
    r"comes? that is no|no more than that": "only",
    r"way to (?:go|run)|brings? \S+(?: \S+)? to run|to run, to stand": "start",
    r"takes? (?:it|them|a \S+ \S+) away|take \S+ away": "remove",
    r"in vain|likeliest|nowhere else": "leave out; most similar",
    r"bought with|made out of|out of the way|makes? trouble": "the reason itself",
    r"besides(?=[.,;:])": "also; else",
}
"""What is not said, as a regular expression over whole words in any case, and what is said instead."""

PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md"]
READ = [
    path
    for path in (*PAGES, *files("docs", "examples", *PACKAGES))
    if path.suffix in {".conf", ".md", ".py", ".service", ".toml"} and path.name != "reference.md"
]
ROWS = {re.compile(rf"\b(?:{words})\b".replace(" ", r"\s+"), re.I): plain for words, plain in PLAIN.items()}
ANY = re.compile("|".join(row.pattern for row in ROWS), re.I)
QUOTED = re.compile(r"(`+).+?\1", re.S)


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """What a file says to people, with its line: all of a page, comments and texts of several words of Python code."""
    if path.suffix != ".py":
        yield 1, path.read_text("utf-8")
        return
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
            yield node.lineno, node.value
    with path.open("rb") as source:
        yield from (
            (token.start[0], token.string)
            for token in tokenize.tokenize(source.readline)
            if token.type == tokenize.COMMENT
        )


def riddles(text: str) -> Iterator[tuple[int, str, str]]:
    """What a text says that could be said plainly: lines from its start, the words, and the plain words."""
    shown = QUOTED.sub(lambda quoted: "\n" * quoted[0].count("\n") + "`", text)
    for row, plain in ROWS.items() if ANY.search(shown) else ():
        for match in row.finditer(shown):
            yield shown.count("\n", 0, match.start()), " ".join(match[0].split()), plain


@pytest.mark.parametrize("path", READ, ids=name)
def test_a_file_says_it_in_plain_words(path: Path) -> None:
    found = [
        f"{name(path)}:{line + below}: not '{words}', but: {plain}"
        for line, text in prose(path)
        for below, words, plain in riddles(text)
    ]

    assert not found, "\n" + "\n".join(sorted(found))


@pytest.mark.parametrize(
    "sentence",
    [
        "Have it stand still. False: time was up before it did.",
        "an error that comes up says what was done to it by then",
        "Says of a failure what there is",
        "waits until it stands",
        "what stands next to it",
        "it is told",
        "what comes of it",
        "is at hand",
        "of no use",
        "Lenient: what is not as expected counts as not there.",
        "a slip of the pen",
        "The task goes\non.",
    ],
)
def test_a_riddle_is_found(sentence: str) -> None:
    assert list(riddles(sentence))


@pytest.mark.parametrize(
    "sentence", ["Stop the task and wait.", "`*` stands for any characters.", "standard mode", "the class `Told`"]
)
def test_plain_words_pass(sentence: str) -> None:
    assert not list(riddles(sentence))
