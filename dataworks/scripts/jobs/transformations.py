"""Rules about transformation rules: each is named once, says something, and is referred to."""

from collections.abc import Iterable
from typing import Any

from dataworks.language import Text
from dataworks.scripts.findings import NAME_ONCE, Finding, Findings, quoted
from dataworks.scripts.jobs.enumerations import MIGRATION_TYPES, RULE_NAME_LENGTH
from dataworks.scripts.jobs.expressions import EXPRESSIONS, expression_findings
from dataworks.scripts.jobs.specification import Rule, RuleKey, Specification
from dataworks.scripts.reading import fields, items
from dataworks.scripts.spelling import MOST_KNOWN, nearest
from dataworks.scripts.steps import is_hollow

TOO_LONG = Text("has {} characters; {} are allowed", "有 {} 个字符，最多 {} 个")
SHORTER = Text("give the rule, and all references to it, a shorter name", "请缩短规则及其引用的名称")
SAME_RULE = Text("has the name, action and target of {}", "名称、动作和目标与 {} 相同")
NO_EXPRESSION = Text("lacks RuleExpression", "缺少 RuleExpression")
OTHER_TARGET = Text("{} is applied to {}, not to {}", "{} 应用于 {}，不能应用于 {}")
UNUSED = Text("no mapping refers to the rule {}, so it does nothing", "没有映射引用规则 {}，因此不生效")
REFER = Text(
    "add its three names to TransformationRules of a mapping, or leave it out",
    "请将其三个名称加入映射的 TransformationRules，或去掉该规则",
)
NO_RULE = Text("refers to {}, and there is no such rule", "引用了 {}，但没有这条规则")
NAMES_OF = Text("write the names of the rule {}", "请写规则 {} 的名称")
DEFINE_IT = Text(
    "add it to TransformationRules of the job, or leave it out", "请在任务的 TransformationRules 中添加，或去掉"
)
REFERRED_TWICE = Text("refers to {} twice", "重复引用了 {}")
SEVERAL = Text("has several rules that {} its {}: {}", "有多条对{1}执行 {0} 的规则：{2}")
KEEP_ONE = Text("keep one of them", "请只保留其中一条")

OF_BATCHES = ("DefineIncrementalCondition", "DefineCycleScheduleSettings")
NOT_IN_REAL_TIME = Text("{} is for batch jobs, and has no effect in real time", "{} 用于离线任务，对实时任务无效")

NEEDS_NO_EXPRESSION = ("DefineRuntimeSettings",)
ONCE = ("Rename", "DefinePrimaryKey", "DefinePartitionKey", "DefineCycleScheduleSettings")
"""Actions of which a mapping can have only one for each target."""


def names(job: Specification) -> Findings:
    """A rule's name is short, and its own among rules of the same action and target."""
    seen = dict[RuleKey, Rule]()
    for rule in job.rules:
        if len(rule.key.name) > RULE_NAME_LENGTH:
            message = TOO_LONG.said(len(rule.key.name), RULE_NAME_LENGTH)
            yield Finding(f"{rule.pointer}/RuleName", "rule-name-length", message, SHORTER.said())
        if all(rule.key) and rule.key in seen:
            message = SAME_RULE.said(seen[rule.key].pointer)
            yield Finding(f"{rule.pointer}/RuleName", "duplicate-rule", message, NAME_ONCE.said())
        seen.setdefault(rule.key, rule)


def expressions(job: Specification) -> Findings:
    """What a rule says fits its action."""
    for rule in job.rules:
        given = rule.value.get("RuleExpression")
        if is_hollow(given):
            if rule.key.action in EXPRESSIONS and rule.key.action not in NEEDS_NO_EXPRESSION:
                yield Finding(rule.pointer, "missing-key", NO_EXPRESSION.said())
            continue
        yield from expression_findings(rule.key.action, given, f"{rule.pointer}/RuleExpression")


def targets(job: Specification) -> Findings:
    """A rule is applied to what its action is about (inferred from the samples)."""
    for rule in job.rules:
        known = EXPRESSIONS[rule.key.action].targets if rule.key.action in EXPRESSIONS else ()
        if known and rule.key.target in ("Table", "Schema", "Database") and rule.key.target not in known:
            message = OTHER_TARGET.said(rule.key.action, ", ".join(known), rule.key.target)
            yield Finding(f"{rule.pointer}/RuleTargetType", "rule-target", message, None, "warning")


def modes(job: Specification) -> Findings:
    """Conditions and schedules are for batches."""
    if MIGRATION_TYPES.get(job.migration_type) != "real-time":
        return
    for rule in job.rules:
        if rule.key.action in OF_BATCHES:
            message = NOT_IN_REAL_TIME.said(rule.key.action)
            yield Finding(f"{rule.pointer}/RuleActionType", "rule-mode", message, None, "warning")


def used(job: Specification) -> Findings:
    """A rule does nothing until a mapping refers to it; nothing is known where a mapping can't be read."""
    if not _are_read(job.value.get("TableMappings")):
        return
    referred = {key for mapping in job.mappings for _, key in mapping.references}
    lacking = _Known(referred - job.rules_by_key.keys())
    for rule in job.rules:
        if rule.key.action in EXPRESSIONS and rule.key not in referred and not lacking.meant(rule.key):
            message = UNUSED.said(quoted(rule.key.name))
            yield Finding(rule.pointer, "unused-rule", message, REFER.said(), "warning")


def _are_read(mappings: Any) -> bool:
    """Whether all mappings are objects, with lists of references."""
    given = items(mappings)
    lists = (each.get("TransformationRules") for each in map(fields, given))
    return bool(given) and all(isinstance(each, dict) for each in given) and all(map(_may_be_list, lists))


def _may_be_list(value: object) -> bool:
    return value is None or isinstance(value, list)


def references(job: Specification) -> Findings:
    """What mappings refer to exists, and is referred to once."""
    known = _Known(job.rules_by_key)
    for mapping in job.mappings:
        seen = set[RuleKey]()
        for pointer, key in mapping.references:
            if all(key) and key not in job.rules_by_key:
                meant = known.meant(key)
                suggestion = NAMES_OF.said(", ".join(meant)) if meant else DEFINE_IT.said()
                yield Finding(pointer, "unknown-rule", NO_RULE.said(_words(key)), suggestion)
            elif key in seen:
                message = REFERRED_TWICE.said(_words(key))
                yield Finding(pointer, "duplicate-reference", message, NAME_ONCE.said(), "warning")
            seen.add(key)


def effects(job: Specification) -> Findings:
    """A mapping has one name for its table, and one key."""
    for mapping in job.mappings:
        found = dict[tuple[str, str], list[str]]()
        for key in dict.fromkeys(key for _, key in mapping.references if key in job.rules_by_key):
            found.setdefault((key.action, key.target), []).append(key.name)
        for (action, target), rules in found.items():
            if action in ONCE and len(rules) > 1:
                message = SEVERAL.said(action, target, ", ".join(map(quoted, rules[:3])))
                yield Finding(mapping.pointer, "several-rules", message, KEEP_ONE.said(), "warning")


class _Known:
    """Rules by their names, to find the one that was meant by others."""

    def __init__(self, keys: Iterable[RuleKey]) -> None:
        self._same = dict[str, RuleKey]()
        self._alike = dict[tuple[str, str], dict[str, RuleKey]]()
        for key in keys:
            self._same.setdefault(key.name, key)
            alike = self._alike.setdefault((key.action, key.target), {})
            if len(alike) < MOST_KNOWN:
                alike.setdefault(key.name, key)

    def meant(self, key: RuleKey) -> RuleKey | None:
        """The rule that was probably meant: of the same name, or of a similar one with the same action and target."""
        alike = self._alike.get((key.action, key.target), {})
        return self._same.get(key.name) or alike.get(nearest(key.name, alike) or "")


def _words(key: RuleKey) -> str:
    return f"{quoted(key.name)} ({key.action}, {key.target})"


IN_ORDER = (names, expressions, targets, modes, used, references, effects)
