"""Sentences in each language, and the language of the current call."""

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, NamedTuple, get_args

Language = Literal["en", "zh"]

SPOKEN: ContextVar[Language] = ContextVar("SPOKEN", default="en")
"""The language of the answer to the current call; threads that work for it have it too."""


class Text(NamedTuple):
    """The same sentence in each language; the Chinese one uses the terms of the DataWorks console."""

    en: str
    zh: str

    def to(self, language: Language) -> str:
        """Return the sentence in one language."""
        return self.zh if language == "zh" else self.en

    def filled(self, *values: "str | Text", **named: "str | Text") -> "Text":
        """Return the sentence with these values in its placeholders, each in the language of the sentence."""
        return Text(*(self._in(language, values, named) for language in get_args(Language)))

    def said(self, *values: object, **named: object) -> str:
        """Return the sentence in the language of the current call, with these values in its placeholders."""
        return self._in(SPOKEN.get(), values, named)

    def _in(self, language: Language, values: Iterable[object], named: Mapping[str, object]) -> str:
        sentence = self.to(language)
        if not values and not named:
            return sentence
        filled = {name: _spoken(value, language) for name, value in named.items()}
        return sentence.format(*(_spoken(value, language) for value in values), **filled)


SEMICOLON = Text("; ", "；")
"""Between parts of a sentence."""


@contextmanager
def speaking(language: Language) -> Generator[None]:
    """Say sentences in this language within the block."""
    token = SPOKEN.set(language)
    try:
        yield
    finally:
        SPOKEN.reset(token)


def _spoken(value: object, language: Language) -> object:
    return value.to(language) if isinstance(value, Text) else value
