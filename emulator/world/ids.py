"""The kinds of ids that the emulator counts, and where each begins."""

from typing import Literal

FIRST_NODE = 7_567_482_277_219_412_494
"""The node of the official samples; the ids of nodes of the new Data Studio exceed 2**53."""

LAST = {
    "file": 0,
    "process": 0,
    "node": 702000,
    "deployment": 3000,
    "job": 11587,
    "alarm": 50,
    "studio node": FIRST_NODE,
    "pipeline": 0,
    "start": 0,
}
"""The initial values of ``World.last``."""

IdKind = Literal["file", "process", "node", "deployment", "job", "alarm", "studio node", "pipeline"]
