"""Rules for what a generation makes: every table that is read has a rule that says where it goes."""

from collections.abc import Iterator
from typing import Any

from dataworks.scripts.findings import Finding, Findings, quoted
from dataworks.scripts.reading import fields, items, selected, text
from dataworks.scripts.realtime_script import PAIRS
from dataworks.scripts.rules import steps
from dataworks.scripts.steps import Script

SHOWN = 3
MODES = {pair.mode: pair.step_type for pair in PAIRS.values()}
"""Modes and the writer each belongs to."""


def mapping_counts(script: Script) -> Findings:
    """The number of tables beside the mapping is the number in it."""
    for pointer, rules in _mappings(script):
        total = rules.get("totalTableMapping")
        found = sum(1 for _ in _rules(rules))
        if isinstance(total, int) and total != found:
            message = f"says {total}, but there are {found} table rules"
            yield Finding(f"{pointer}/totalTableMapping", "mapping-count", message, f"write {found}", "warning")


def every_table_has_a_rule(script: Script) -> Findings:
    """What is read and what is mapped are the same tables."""
    for pointer, rules in _mappings(script):
        read, mapped = set(_selected(script)), set(_rules(rules))
        if not read:
            continue
        place = f"{pointer}/datasource" if "datasource" in rules else pointer
        if read - mapped:
            message = f"lacks a table rule for {_some(read - mapped)}"
            yield Finding(place, "table-without-rule", message, "generate the script again", "warning")
        if mapped - read:
            message = f"has a table rule for {_some(mapped - read)}, which the reader does not select"
            yield Finding(place, "rule-without-table", message, "generate the script again", "warning")


def mode_matches_writer(script: Script) -> Findings:
    """The mode names the destination."""
    wanted = MODES.get(text(script.setting("extend", "mode")))
    writer = script.only("writer")
    if wanted and writer and writer.step_type and writer.step_type != wanted:
        message = f"belongs to a {wanted} writer, but this one writes to {quoted(writer.step_type)}"
        yield Finding("/extend/mode", "mode-matches-writer", message, "generate the script again", "warning")


def _mappings(script: Script) -> Iterator[tuple[str, dict[str, Any]]]:
    for step in script.of_category("writer"):
        if "tableMappingRule" in step.parameter:
            yield f"{step.inside}/tableMappingRule", fields(step.parameter["tableMappingRule"])


def _rules(mapping: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for source in map(fields, items(mapping.get("datasource"))):
        name = text(source.get("srcDatasourceName"))
        for rule in map(fields, items(source.get("tableRule"))):
            yield name, text(rule.get("srcDbName")), text(rule.get("srcTable"))


def _selected(script: Script) -> Iterator[tuple[str, str, str]]:
    for step in script.of_category("reader"):
        for _, connection in step.connections():
            for _, database, _, info in selected(connection):
                if fields(info).get("enable") is not False:
                    yield text(connection.get("datasource")), text(database), text(fields(info).get("table"))


def _some(tables: set[tuple[str, str, str]]) -> str:
    names = sorted(".".join(table[1:]) for table in tables)
    rest = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(map(quoted, names[:SHOWN])) + rest


IN_ORDER = (*steps.IN_ORDER, mapping_counts, every_table_has_a_rule, mode_matches_writer)
