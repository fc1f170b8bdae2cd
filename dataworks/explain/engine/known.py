"""All texts of the engine that are explained."""

from dataworks.explain.engine.accounts import ACCOUNTS
from dataworks.explain.engine.change_logs import CHANGE_LOGS
from dataworks.explain.engine.framework import FRAMEWORK, WRAPPERS
from dataworks.explain.engine.general import GENERAL
from dataworks.explain.engine.maxcompute import MAXCOMPUTE, OTHER_CODES
from dataworks.explain.engine.missing import MISSING
from dataworks.explain.engine.network import ADMISSION, AFTERWARDS, CONNECTING, PLAIN_WORDS
from dataworks.explain.engine.rows import ROWS
from dataworks.explain.engine.stored_files import FILES
from dataworks.explain.engine.stores import STORE_CODES, STORES
from dataworks.explain.engine.streams import STREAMS
from dataworks.explain.engine.warehouses import WAREHOUSES
from dataworks.explain.explanation import Symptom

CAUSES: tuple[Symptom, ...] = (
    *ADMISSION,
    *FRAMEWORK,
    *ACCOUNTS,
    *MAXCOMPUTE,
    *STREAMS,
    *FILES,
    *STORES,
    *WAREHOUSES,
    *CHANGE_LOGS,
    *ROWS,
    *MISSING,
    *CONNECTING,
)
"""Causes, the more specific ones first. Their words identify the engine, so they count in any text."""

EFFECTS: tuple[Symptom, ...] = (*AFTERWARDS, *STORE_CODES, *WRAPPERS, *OTHER_CODES)
"""What follows a cause or contains one; the explanation only of a text that has no cause."""

ENGINE: tuple[Symptom, ...] = (*CAUSES, *PLAIN_WORDS, *GENERAL, *EFFECTS)
"""All of them. ``PLAIN_WORDS`` and ``GENERAL`` count only where other words identify the engine."""
