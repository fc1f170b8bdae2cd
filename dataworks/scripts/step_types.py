"""The step types of batch jobs and their parameters: ``step_types.json``, read when it is first needed.

Source: Alibaba's own agent skills for Data Integration, August 2026: what is known; the list is not complete.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from dataworks.scripts.realtime_script import PAIRS
from dataworks.scripts.spelling import folded, nearest

FILE = Path(__file__).with_name("step_types.json")

OTHER_NAMES = {
    **{name: pair.step_type for name, pair in PAIRS.items()},
    "tablestore": "ots",
    "postgres": "postgresql",
    "logservice": "loghub",
    "sls": "loghub",
    "es": "elasticsearch",
    "adb": "analyticdb_for_mysql",
    "adbmysql": "analyticdb_for_mysql",
    "oceanbase": "apsaradb_for_OceanBase",
    "polardbx": "polardbx20",
    "mssql": "sqlserver",
}
"""What products are called outside scripts."""

MISSPELT = 0.8
"""From this likeness on a step type is a misspelt one. ``mongo`` and ``mongodb`` have 0.83."""

SURE = 0.9
"""The same for names of DataX, which has plugins that DataWorks lacks: ``txtfile`` and ``httpfile`` have 0.8."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a step: whether it is needed (``conditional``: it depends), and what it is if it is left out."""

    required: bool | Literal["conditional"]
    default: str | None = None


Parameters = Mapping[str, Parameter]


@cache
def plugins() -> dict[str, dict[str, Parameters]]:
    """The parameters by step type and category."""
    table: dict[str, dict[str, dict[str, dict[str, Any]]]] = json.loads(FILE.read_text("utf-8"))
    return {
        step_type: {
            category: {name: Parameter(**facts) for name, facts in parameters.items()}
            for category, parameters in categories.items()
        }
        for step_type, categories in table.items()
    }


def meant_step_type(name: str, category: str = "") -> str | None:
    """The step type that was meant by this name, or by a product's or DataX's, if one is similar enough.

    DataX's names say what they are: ``odpswriter``.
    """
    written = folded(name)
    bare = re.sub(r"(?<=.)(reader|writer)$", "", written)
    close = MISSPELT if bare == written else SURE
    fitting = [known for known, categories in plugins().items() if category in categories]
    return OTHER_NAMES.get(bare) or nearest(bare, fitting, close) or nearest(bare, plugins(), close)
