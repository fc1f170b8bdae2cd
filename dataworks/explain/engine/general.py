"""Explanations of a text of the engine without a known cause: by its numbers, its words and its names."""

from dataworks.explain.engine.failures import CHECK, INTERNAL
from dataworks.explain.engine.framework import READ_FAILED, WRITE_FAILED
from dataworks.explain.engine.maxcompute import FAMILIES
from dataworks.explain.engine.missing import LOCKS, NO_SPACE
from dataworks.explain.engine.names import NAMES
from dataworks.explain.engine.numbers import NUMBERS, STATUSES
from dataworks.explain.engine.rows import COLUMN_NUMBERS, DUPLICATE, ENCODING, FOREIGN_KEY, NOT_NULL, TOO_LONG
from dataworks.explain.engine.warehouses import LITTLE_MEMORY
from dataworks.explain.engine.words_of_data import WORDS_OF_DATA
from dataworks.explain.engine.words_of_services import WORDS_OF_SERVICES
from dataworks.explain.explanation import Symptom

GENERAL: tuple[Symptom, ...] = tuple(
    sorted(
        (*NUMBERS, *WORDS_OF_DATA, *WORDS_OF_SERVICES, *FAMILIES, *NAMES, *STATUSES),
        key=lambda row: row.explanation in (INTERNAL, WRITE_FAILED, READ_FAILED),
    )
)
"""They count only where other words identify the engine and no cause is known, since a cause is more specific.
That something failed inside, or that a read or a write failed, says least, so it comes last.
"""

OF_DATA = (LITTLE_MEMORY, NO_SPACE, LOCKS, CHECK, FOREIGN_KEY, DUPLICATE, NOT_NULL, ENCODING, COLUMN_NUMBERS, TOO_LONG)

DATA: tuple[Symptom, ...] = tuple(row for row in WORDS_OF_DATA if row.explanation in OF_DATA)
"""Words about rows and tables, which the service and a connection to it never use."""
