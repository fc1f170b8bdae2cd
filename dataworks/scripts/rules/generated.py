"""Rules for what a generation makes: every table that is read has a rule that says where it goes."""

from collections.abc import Iterator
from typing import Any

from dataworks.language import Text
from dataworks.scripts.findings import AND_MORE, WRITE, Finding, Findings, quoted
from dataworks.scripts.reading import fields, items, selected, text
from dataworks.scripts.realtime_script import PAIRS
from dataworks.scripts.rules import steps
from dataworks.scripts.steps import Script

SHOWN = 3
MODES = {pair.mode: pair.step_type for pair in PAIRS.values()}
"""Modes and the writer each belongs to."""


COUNT = Text("says {}, but there are {} table rules", "写的是 {}，但实际有 {} 条表规则")
LACKS_RULE = Text("lacks a table rule for {}", "缺少以下表的规则：{}")
AGAIN = Text("generate the script again", "请重新生成脚本")
MORE_RULES = Text("has a table rule for {}, which the reader does not select", "含有 reader 未选择的表的规则：{}")
OTHER_WRITER = Text("belongs to a {} writer, but this one writes to {}", "对应 {} writer，但此脚本的 writer 写入 {}")


def mapping_counts(script: Script) -> Findings:
    """The number of tables beside the mapping is the number in it."""
    for pointer, rules in _mappings(script):
        total = rules.get("totalTableMapping")
        found = sum(1 for _ in _rules(rules))
        if isinstance(total, int) and total != found:
            message = COUNT.said(total, found)
            yield Finding(f"{pointer}/totalTableMapping", "mapping-count", message, WRITE.said(found), "warning")


def every_table_has_a_rule(script: Script) -> Findings:
    """What is read and what is mapped are the same tables."""
    for pointer, rules in _mappings(script):
        read, mapped = set(_selected(script)), set(_rules(rules))
        if not read:
            continue
        place = f"{pointer}/datasource" if "datasource" in rules else pointer
        if read - mapped:
            message = LACKS_RULE.said(_some(read - mapped))
            yield Finding(place, "table-without-rule", message, AGAIN.said(), "warning")
        if mapped - read:
            message = MORE_RULES.said(_some(mapped - read))
            yield Finding(place, "rule-without-table", message, AGAIN.said(), "warning")


def mode_matches_writer(script: Script) -> Findings:
    """The mode names the destination."""
    wanted = MODES.get(text(script.setting("extend", "mode")))
    writer = script.only("writer")
    if wanted and writer and writer.step_type and writer.step_type != wanted:
        message = OTHER_WRITER.said(wanted, quoted(writer.step_type))
        yield Finding("/extend/mode", "mode-matches-writer", message, AGAIN.said(), "warning")


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
    rest = AND_MORE.said(len(names) - SHOWN) if len(names) > SHOWN else ""
    return ", ".join(map(quoted, names[:SHOWN])) + rest


IN_ORDER = (*steps.IN_ORDER, mapping_counts, every_table_has_a_rule, mode_matches_writer)
