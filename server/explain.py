"""The shell command that explains an error."""

from dataworks.explain.explanation import Language
from server.advice import for_shell
from server.output import show
from tools.calls.results import answered
from tools.sets.errors import ExplanationView


def run_explain(error: str, language: Language) -> int:
    """Print what an error means; the exit code is 1 if it is not known."""
    view = ExplanationView.of(error, None, language)
    show(f"{answered(for_shell(view)).text}\n")
    return 0 if view.known else 1
