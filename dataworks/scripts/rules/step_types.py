"""Rules for step types, by the table of them; and what the table says about the parameters of a step."""

from dataworks.language import Text
from dataworks.scripts.findings import Finding, Findings, Severity, at, quoted
from dataworks.scripts.rules.steps import CATEGORIES
from dataworks.scripts.spelling import did_you_mean
from dataworks.scripts.step_types import Parameters, known, meant_step_type, of_family, other_spelling, plugins
from dataworks.scripts.steps import Script, Step

ONLY_AS = Text("{} is known as {} only", "{} 只能作为 {}")
NOT_KNOWN = Text("{} is not among the {} step types that are known", "{} 不在已知的 {} 种步骤类型中")
UNKNOWN = Text("{} is unknown", "{} 是未知类型")


def step_types(script: Script) -> Findings:
    """A step type that is another spelling of a known one is refused; of others we may not know."""
    for step in ends(script):
        categories, pointer = plugins().get(step.step_type), at(step.pointer, "stepType")
        if categories is None and step.step_type:
            yield _unknown(step, pointer)
        elif categories is not None and step.category not in categories:
            meant = other_spelling(step.step_type, step.category)
            message = ONLY_AS.said(quoted(step.step_type), " and ".join(categories))
            suggestion = did_you_mean(meant if meant != step.step_type else None)
            yield Finding(pointer, "step-type-category", message, suggestion, "warning")


def ends(script: Script) -> list[Step]:
    """The readers and writers."""
    return [step for step in script.steps if step.category in CATEGORIES]


def name_of(step: Step) -> str:
    """The step type of a step as the table spells it, so that a misspelt one does not hide other findings."""
    if step.step_type in plugins():
        return step.step_type
    return other_spelling(step.step_type, step.category) or step.step_type


def parameters_of(step: Step) -> Parameters:
    """The parameters that are known for a step."""
    return plugins().get(name_of(step), {}).get(step.category, {})


def also_known(step: Step) -> frozenset[str]:
    """The parameters that related step types have."""
    return of_family(name_of(step), step.category)


def severity_for(step: Step) -> Severity:
    """An error where it is known what the engine refuses; what rests on the table alone is a warning."""
    return "error" if name_of(step) in known().published else "warning"


def title(step: Step) -> str:
    """What a step is called in messages."""
    return f"{step.step_type} {step.category}"


def _unknown(step: Step, pointer: str) -> Finding:
    meant = meant_step_type(step.step_type, step.category)
    if meant is None:
        message = NOT_KNOWN.said(quoted(step.step_type), len(plugins()))
        return Finding(pointer, "unknown-step-type", message, None, "warning")
    severity: Severity = "error" if other_spelling(step.step_type, step.category) else "warning"
    message = UNKNOWN.said(quoted(step.step_type))
    return Finding(pointer, "misspelt-step-type", message, did_you_mean(meant), severity)


IN_ORDER = (step_types,)
