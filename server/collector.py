"""The settings of Python's garbage collector while this program serves."""

import gc
from collections.abc import Generator
from contextlib import contextmanager

NEW_OBJECTS = 10_000
"""New objects until garbage is collected. With Python's default of 700, that takes a tenth of the time of calls."""


@contextmanager
def rare_collections() -> Generator[None]:
    """Skip what is loaded by now, and collect what is new less often; restore the settings at the end."""
    thresholds = gc.get_threshold()
    gc.enable()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()  # so that objects that hold open files are collected
