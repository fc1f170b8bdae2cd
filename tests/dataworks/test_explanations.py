"""What the emulator can say no with has an explanation."""

import ast
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest

from dataworks.errors import DataWorksError, Refused, Rejected, ServiceError, Throttled
from dataworks.explain.explanation import Language
from dataworks.explain.local_errors import OWN_CODES, UNEXPLAINED
from dataworks.explain.lookup import BY_CODE, TEXTS, explain, explain_text
from dataworks.secrets import masked
from emulator.failures import NO_PROJECT, STUDIO_CODE, Refusal, invalid
from tests.emulator.refusals import REFUSALS, WORK_FAILURES
from tests.operations import OPERATIONS
from tests.structure.tree import parsed, sources

LANGUAGES: tuple[Language, ...] = ("en", "zh")


@pytest.mark.parametrize("message", WORK_FAILURES)
def test_every_failure_text_is_explained(message: str) -> None:
    meaning = explain(Rejected("StartDISyncInstance", message))

    assert meaning is not UNEXPLAINED
    assert meaning.then is None or meaning.then in OPERATIONS


@pytest.mark.parametrize("code", [STUDIO_CODE, NO_PROJECT.code[:-1] + "0"])
def test_a_code_that_says_nothing_leaves_the_explanation_to_the_words(code: str) -> None:
    said = explain(Refused("SubmitFile", "输入输出不能为空", 400, None, code))

    assert said is explain(Rejected("SubmitFile", "输入输出不能为空"))


@pytest.mark.parametrize("status", [200, 400], ids=["documented", "seen"])
@pytest.mark.parametrize("message", [*WORK_FAILURES, "any other words"])
def test_datastudios_failures_are_explained_by_their_words_first(message: str, status: int) -> None:
    known = explain(Rejected("SubmitFile", message))

    meaning = explain(Refused("SubmitFile", message, status, None, STUDIO_CODE))

    assert meaning is (explain(Refused("X", "", 400, None, STUDIO_CODE)) if known is UNEXPLAINED else known)
    assert meaning is not UNEXPLAINED


def named_invalid() -> Iterator[str]:
    """What the emulator says is invalid, wherever it does."""
    for path in sources("emulator").values():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "invalid":
                constants = (part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant))
                yield from (value for value in constants if isinstance(value, str))


@pytest.mark.parametrize("what", sorted(set(named_invalid())))
def test_everything_that_is_said_to_be_invalid_is_explained(what: str) -> None:
    assert explain(Rejected("CreateDISyncTask", invalid(what, 5).message)) is not UNEXPLAINED


def test_no_words_of_an_explanation_are_taken_for_a_secret() -> None:
    meanings = {*BY_CODE.values(), *(row.explanation for row in TEXTS)}
    said = {text.to(language) for each in meanings for text in (each.means, *each.fix) for language in LANGUAGES}

    assert [text for text in sorted(said) if masked(f"fix: {text}") != f"fix: {text}"] == []


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_every_code_is_explained(refusal: Refusal) -> None:
    error = Refused("ListFiles", refusal.message, refusal.status, None, refusal.code)

    assert explain(error) is not UNEXPLAINED


def kinds_of(error: type[DataWorksError]) -> Iterator[type[DataWorksError]]:
    """A class of error and all that are made from it, wherever they stand."""
    yield error
    for kind in error.__subclasses__():
        yield from kinds_of(kind)


def _constant(value: ast.expr, module: ModuleType) -> Iterator[str]:
    """A text, or the text of a name of the module that stands for one."""
    if isinstance(value, ast.Constant):
        yield str(value.value)
    elif isinstance(value, ast.Name) and isinstance(named := vars(module).get(value.id), str):
        yield named


def our_codes() -> Iterator[str]:
    """The codes of our own making: names of classes of errors, and what failures are given as their code."""
    for module, path in sources("dataworks", "tools").items():
        loaded = import_module(module)
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.keyword) and node.arg == "code":
                yield from _constant(node.value, loaded)
    bases = (DataWorksError, ServiceError)  # nobody raises these
    yield from (
        kind.__name__ for kind in kinds_of(DataWorksError) if kind not in bases and not issubclass(kind, Refused)
    )


def test_the_codes_of_our_own_making_are_found() -> None:
    assert {"DidNotRun", "OutOfTime", "Unreachable", "NotAllowed", "ServerFailure"} <= set(our_codes())


@pytest.mark.parametrize("code", sorted(set(our_codes())))
def test_every_code_of_our_own_making_is_explained(code: str) -> None:
    assert [match.explanation for match in explain_text(code)] == [OWN_CODES[code]]


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 502, 503])
def test_a_status_that_stands_for_a_code_is_explained(status: int) -> None:
    code = f"HTTP {status}"
    error = (Throttled if status == 429 else Refused)("X", "", status, None, code)

    assert [match.explanation for match in explain_text(code)] == [explain(error)]
