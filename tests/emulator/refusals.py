"""Every refusal and failure text of the emulator, found where it is defined."""

from emulator import failures
from emulator.failures import DI, PUBLIC, Refusal, Wording

REFUSALS = [*DI, *PUBLIC, *(value for value in vars(failures).values() if isinstance(value, Refusal))]
"""Every refusal with a fixed code."""

WORDINGS = [words for words in vars(failures).values() if isinstance(words, Wording)]

TEXTS = [text for name, text in vars(failures).items() if name.isupper() and isinstance(text, str) and " " in text]

WORK_FAILURES = [text.format(100) for words in WORDINGS for text in words] + list(
    dict.fromkeys(
        text.format(id=100, verb=verb, state="RUN", path="Business Flow/shop/new")
        for text in TEXTS
        for verb in ("started", "stopped", "terminated")
    )
)
"""An example of each text about the state of a task, with each of the verbs that it may have."""
