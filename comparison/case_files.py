"""The cases: read from the files of ``comparison/cases``, and checked."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from comparison.case import Case, CaseFile, Requested
from comparison.placeholders import COMPUTED, PREPARED, placeholders_in
from comparison.requests import RESERVED
from comparison.values import is_expression

FOLDER = Path(__file__).parent / "cases"


@cache
def case_files() -> tuple[CaseFile, ...]:
    """Return the files of cases that come with the program; those that write come last."""
    files = read_files(sorted(FOLDER.glob("*.toml")))
    return tuple(sorted(files, key=lambda file: bool(file.clean)))


def read_files(paths: Iterable[Path]) -> tuple[CaseFile, ...]:
    """Read files of cases.

    Raises:
        ValueError: one is not valid; the text has the place of each problem.
        OSError: one can't be read.
    """
    read = [(path, _read(path)) for path in paths]
    problems = [f"{path.name}: {problem}" for path, file in read for problem in _problems(file)]
    names = [case.name for _, file in read for case in file.cases]
    problems += [
        f"two cases have the name {name}" for name in sorted({each for each in names if names.count(each) > 1})
    ]
    if problems:
        raise ValueError("; ".join(problems))
    return tuple(file for _, file in read)


def selected(files: Sequence[CaseFile], names: Sequence[str]) -> tuple[CaseFile, ...]:
    """Return the files with these cases alone, and those before them that save what they need; without names all.

    Raises:
        ValueError: there is no case of that name.
    """
    if not names:
        return tuple(files)
    known = {case.name for file in files for case in file.cases}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"there is no case {unknown[0]}; the cases are {', '.join(sorted(known))}")
    picked = ((file, tuple(_picked(file, frozenset(names)))) for file in files)
    return tuple(file.model_copy(update={"cases": cases}) for file, cases in picked if cases)


def _picked(file: CaseFile, names: frozenset[str]) -> Iterator[Case]:
    wanted, needed = list[Case](), set[str]()
    for case in reversed(file.cases):
        if case.name in names or needed & case.save.keys():
            wanted.append(case)
            needed |= case.needs
    yield from reversed(wanted)


def _read(path: Path) -> CaseFile:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from None
    try:
        return CaseFile.model_validate(content)
    except ValidationError as error:
        raise ValueError("; ".join(f"{path.name}: {each}" for each in _places(error, content))) from None


def _places(error: ValidationError, content: dict[str, Any]) -> Iterator[str]:
    for found in error.errors():
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in found["loc"]).lstrip(".")
        yield f"{place}{_named(found['loc'], content)}: {found['msg']}"


def _named(place: Sequence[int | str], content: dict[str, Any]) -> str:
    """Return the name of the case at a place, in brackets."""
    try:
        case = content[str(place[0])][int(place[1])]
        return f" ({cast('dict[str, Any]', case)['name']})"
    except (KeyError, IndexError, TypeError, ValueError):
        return ""


def _problems(file: CaseFile) -> Iterator[str]:
    known = {*COMPUTED, *PREPARED}
    for number, case in enumerate(file.cases):
        yield from (f"cases[{number}] ({case.name}): {problem}" for problem in _of_request(case, known))
        unknown = [name for name in case.requires if name not in PREPARED]
        yield from (f"cases[{number}] ({case.name}): requires: {name} is not prepared" for name in unknown)
        if case.is_write and not file.clean:
            yield f"cases[{number}] ({case.name}): a write needs a file that says how it cleans up"
        taken = [name for name in case.save if name in PREPARED or name in COMPUTED]
        yield from (f"cases[{number}] ({case.name}): save: {name} has another meaning" for name in taken)
        wrong = [path for path in case.compare if not is_expression(path)]
        yield from (f"cases[{number}] ({case.name}): compare: {path} can't be read" for path in wrong)
        known |= case.save.keys()
        gone = [name for name in case.gone if name not in known]
        yield from (f"cases[{number}] ({case.name}): gone: {name} is not saved before" for name in gone)
    for number, thing in enumerate(file.clean):
        requests = enumerate(thing.requests())
        found = [problem for _, request in requests for problem in _of_request(request, {*known, thing.thing})]
        yield from (f"clean[{number}] ({thing.thing}): {problem}" for problem in found)
        yield from (
            f"clean[{number}]: ${{{each}}} is not known" for each in placeholders_in(thing.named) if each not in known
        )


def _of_request(request: Requested, known: set[str]) -> Iterator[str]:
    for name, value in request.parameters.items():
        if name.lower() in RESERVED:
            yield f"parameters.{name}: it belongs to the protocol"
        yield from (
            f"parameters.{name}: ${{{each}}} is not known" for each in placeholders_in(value) if each not in known
        )
