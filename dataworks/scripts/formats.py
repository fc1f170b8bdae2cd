"""The shape of each kind of script (facts of the API, section 3).

Where the service is not known to look, a shape only advises; a key it is not known to have is a warning.
"""

from typing import Any

from dataworks.fields import DDL_MESSAGES, DDL_REACTIONS
from dataworks.scripts.findings import Findings, Kind
from dataworks.scripts.jobs.check import job_shape
from dataworks.scripts.reading import fields
from dataworks.scripts.shapes import (
    Key,
    Shape,
    advised,
    anything,
    exactly,
    filled,
    flag,
    flag_or_text,
    listing,
    record,
    text,
    whole,
    word,
)

OPEN = record({}, open_ended=True)
STEP_NAMES = {"plugin": "stepType", "type": "stepType", "parameters": "parameter"}
"""What DataX calls the keys of a step, and what people do."""

TABLE_INFO = record(
    {"table": Key(filled, "error"), "enable": Key(flag), "tableName": Key(advised(text)), "dbName": Key(advised(text))},
    other_names={"name": "table"},
)
DATABASE = record(
    {
        "dbName": Key(filled, "error"),
        "schema": Key(
            listing(record({"tableInfos": Key(listing(TABLE_INFO), "error"), "schemaName": Key(anything)})), "error"
        ),
    },
    other_names={"database": "dbName"},
)
SELECTION = {
    "selectedTables": Key(listing(DATABASE), nullable=True),
    "table": Key(listing(filled), nullable=True),
    "datasourceType": Key(advised(exactly("mysql"))),
}


def step(reader: Shape, writer: Shape, other: Shape = OPEN) -> Shape:
    """A step by its category."""
    unknown = record({"category": Key(text, "error")}, open_ended=True)

    def shape(value: Any, pointer: str) -> Findings:
        category = fields(value).get("category")
        if category == "reader":
            yield from reader(value, pointer)
        elif category == "writer":
            yield from writer(value, pointer)
        else:
            yield from unknown(value, pointer)
            if isinstance(category, str):
                yield from other(value, pointer)

    return shape


def realtime_step(parameter: Shape) -> Shape:
    """A step of what a generation for a new task is asked for."""
    keys = {
        "stepType": Key(text, "error"),
        "name": Key(text, "warning"),
        "category": Key(anything),
        "parameter": Key(parameter, "error"),
    }
    return record(keys, other_names=STEP_NAMES)


def reading(datasource: Key) -> Shape:
    """The parameter of a reader: its connections."""
    connection = record({"datasource": datasource, **SELECTION}, either=("table", "selectedTables"))
    return record({"connection": Key(listing(connection), "error")}, other_names={"connections": "connection"})


REALTIME_CREATE = record(
    {
        "type": Key(exactly("realtime"), "error"),
        "version": Key(exactly("1.0"), "error"),
        "setting": Key(
            record(
                {
                    "resourceGroup": Key(filled, "error"),
                    "taskType": Key(text, "error"),
                    "name": Key(text, nullable=True),
                    "scheduleResgroupId": Key(whole, nullable=True),
                }
            ),
            "error",
        ),
        "steps": Key(
            listing(
                step(
                    realtime_step(reading(Key(filled, "error", nullable=True))),
                    realtime_step(record({"datasource": Key(filled, "error")})),
                    record(
                        {"name": Key(text), "stepType": Key(text), "parameter": Key(OPEN), "category": Key(anything)},
                        open_ended=True,
                    ),
                )
            ),
            "error",
        ),
    }
)

REALTIME_UPDATE = record(
    {
        "type": Key(exactly("realtime")),
        "version": Key(exactly("1.0")),
        "setting": Key(anything),
        "steps": Key(
            listing(
                step(
                    record(
                        {
                            "stepType": Key(text),
                            "name": Key(text, "warning"),
                            "category": Key(anything),
                            "parameter": Key(reading(Key(filled, nullable=True)), "error"),
                        },
                        other_names=STEP_NAMES,
                    ),
                    OPEN,
                )
            ),
            "error",
        ),
    }
)

ORDER = record(
    {"hops": Key(listing(record({"from": Key(text, "error"), "to": Key(text, "error")})), "error")},
    other_names={"hop": "hops"},
)
JOB_STEP = record(
    {
        "stepType": Key(filled, "error"),
        "name": Key(filled, "error"),
        "category": Key(anything),
        "parameter": Key(OPEN, "error"),
        "displayName": Key(anything),
        "gui": Key(anything),
        "copies": Key(anything),
        "description": Key(anything),
    },
    other_names=STEP_NAMES,
)
ERROR_LIMIT = record(
    {
        "record": Key(anything),
        "strategy": Key(word("Ignore", "Tolerance", "ZeroTolerance")),
        "percentage": Key(anything),
    }
)
BATCH_JOB = record(
    {
        "type": Key(exactly("job"), "warning"),
        "version": Key(exactly("2.0"), "warning"),
        "steps": Key(listing(step(JOB_STEP, JOB_STEP)), "error"),
        "order": Key(ORDER),
        "setting": Key(
            record(
                {
                    "executeMode": Key(anything),
                    "errorLimit": Key(ERROR_LIMIT, nullable=True),
                    "speed": Key(
                        record(
                            {
                                "concurrent": Key(anything),
                                "throttle": Key(advised(flag_or_text)),
                                "mbps": Key(anything),
                                "dmu": Key(anything),
                                "jvmOption": Key(text, nullable=True),
                            },
                            other_names={"channel": "concurrent", "byte": "mbps"},
                        ),
                        nullable=True,
                    ),
                    "jvmOption": Key(text, nullable=True),
                    "jvmMemory": Key(anything),
                    "failoverEnable": Key(flag_or_text, nullable=True),
                    "locale": Key(anything),
                    "common": Key(anything),
                }
            ),
            nullable=True,
        ),
        "extend": Key(anything),
        "transform": Key(anything),
    }
)

REALTIME_TASK = record(
    {
        "type": Key(exactly("job"), "error"),
        "version": Key(exactly("2.0"), "error"),
        "steps": Key(listing(step(JOB_STEP, JOB_STEP)), "error"),
        "order": Key(ORDER, "error"),
        "extend": Key(OPEN, "warning"),
        "setting": Key(anything),
        "nodeDef": Key(anything),
    }
)

CREATE_PARAM = record(
    {"FileFolderPath": Key(filled, "error"), "ResourceGroup": Key(filled, "warning"), "Cu": Key(anything)},
    other_names={"folder": "FileFolderPath", "path": "FileFolderPath"},
)
UPDATE_PARAM = record({"ResourceGroup": Key(filled), "Cu": Key(anything), "FileFolderPath": Key(anything)})

START_PARAM = record(
    {
        "failoverLimit": Key(record({"count": Key(anything), "interval": Key(anything)}), nullable=True),
        "errorLimit": Key(record({"record": Key(anything)}), nullable=True),
        "ddlMarkMap": Key(record({name: Key(word(*DDL_REACTIONS)) for name in DDL_MESSAGES}), nullable=True),
    }
)

FORMATS: dict[Kind, Shape] = {
    "realtime-create": REALTIME_CREATE,
    "realtime-update": REALTIME_UPDATE,
    "realtime-task": REALTIME_TASK,
    "batch-job": BATCH_JOB,
    "create-param": CREATE_PARAM,
    "update-param": UPDATE_PARAM,
    "start-param": START_PARAM,
    "job": job_shape,
}
