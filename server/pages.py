"""The resources about errors and the emulator; a page is made when it is read."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from dataworks.explain.codes import CODES
from dataworks.explain.connections import CONNECTION, EITHER_SIDE
from dataworks.explain.engine.known import ENGINE
from dataworks.explain.explanation import Explanation, Language, Symptom, Text
from dataworks.explain.local_errors import LOCAL_TEXTS, OWN_CODES
from dataworks.explain.lookup import BY_CODE, explain_text
from dataworks.explain.role_errors import ROLE_CODES
from dataworks.explain.studio_errors import STUDIO_CODES
from dataworks.explain.symptoms import SYMPTOMS
from dataworks.explain.wording import LABELS, RETRY, WHO
from dataworks.scripts.spelling import nearest
from tools.calls.next_step import next_call, usable

TITLE = Text("Errors of DataWorks Data Integration", "DataWorks 数据集成错误")
CODES_OF_THE_SERVICE = Text("Codes of the service", "服务的错误码")
TEXTS_OF_FAILURES = Text("Texts of failures without a code", "没有错误码的失败信息")
ENGINE_ERRORS = Text("Errors of the engine, in the console's logs", "控制台日志中的同步引擎错误")
THIS_SERVER = Text("This server and its connection", "本服务器及其连接")
SOURCE = Text("source", "来源")


def errors_page(language: Language, is_on: Callable[[str], bool]) -> str:
    """Return all explanations; one with several codes is listed under all of them."""
    own = {**_by_code({**OWN_CODES, **ROLE_CODES}), **_by_example((*LOCAL_TEXTS, *CONNECTION, *EITHER_SIDE))}
    sections = (
        (CODES_OF_THE_SERVICE, _by_code({**CODES, **STUDIO_CODES})),
        (TEXTS_OF_FAILURES, _by_example(SYMPTOMS)),
        (ENGINE_ERRORS, _by_example(ENGINE)),
        (THIS_SERVER, own),
    )
    lines = [f"# {TITLE.to(language)}"]
    for title, rows in sections:
        lines += ["", f"## {title.to(language)}"]
        for name, meaning in rows.items():
            lines += ["", f"### {name}", "", *_entry(meaning, language, is_on)]
    return "\n".join(lines) + "\n"


def error_page(code: str, language: Language, is_on: Callable[[str], bool]) -> str | None:
    """Return the page of a code or text, or ``None`` if it is not known."""
    found = explain_text(code)
    entries = ("\n".join((f"# {match.matched}", "", *_entry(match.explanation, language, is_on))) for match in found)
    return "\n\n".join(entries) + "\n" if found else None


def error_names() -> Iterable[str]:
    """Return the codes that have a page."""
    return BY_CODE


def nearest_error(name: str) -> str | None:
    """Return the code that is most similar to a name."""
    return nearest(name, BY_CODE)


def coverage_page() -> str:
    """Return what the emulator does, with the evidence."""
    from emulator.handlers.coverage import coverage

    lines = ["# What the emulator does, and the evidence"]
    for name, behaviours in coverage().items():
        lines += [
            "",
            f"## {name}",
            "",
            *(f"- {behaviour.evidence.value}: {behaviour.sourced}" for behaviour in behaviours),
        ]
    return "\n".join(lines) + "\n"


def _entry(meaning: Explanation, language: Language, is_on: Callable[[str], bool]) -> Iterator[str]:
    named = next_call(meaning)
    step = usable(named, is_on) or named
    facts = (
        ("who", WHO[meaning.who].to(language)),
        ("retry", RETRY[meaning.retry].to(language)),
        ("next", f"{step.name} {step.arguments or ''}".strip() if step else None),
    )
    yield meaning.means.to(language)
    yield ""
    yield from (f"{place}. {step.to(language)}" for place, step in enumerate(meaning.fix, 1))
    yield ""
    yield from (f"- {LABELS[name].to(language)}: {fact}" for name, fact in facts if fact)
    yield f"- {SOURCE.to(language)}: {meaning.source}"


def _by_code(table: Mapping[str, Explanation]) -> dict[str, Explanation]:
    """Return one row per explanation, named by all its codes."""
    names: dict[int, list[str]] = {}
    for code, meaning in table.items():
        names.setdefault(id(meaning), []).append(code)
    return {", ".join(names[id(meaning)]): meaning for meaning in table.values()}


def _by_example(rows: Iterable[Symptom]) -> dict[str, Explanation]:
    return {row.example: row.explanation for row in rows}
