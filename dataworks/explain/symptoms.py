"""Explanations by what ``Data.Message`` says: for HTTP 200 with a failed status there is no code."""

import re

from dataworks.explain.explanation import Explanation

MESSAGES = "failure texts of the official pages, facts section 4"

SYMPTOMS: tuple[tuple[re.Pattern[str], Explanation], ...] = (
    (
        re.compile(r"^Invalid path"),
        Explanation(
            "The folder does not exist in the workspace.",
            "caller",
            ("Give the path of a folder that exists, in the workspace's language, as list_files shows it.",),
            "after a fix",
            MESSAGES,
            then="ListFiles",
        ),
    ),
    (
        re.compile(r"^ResourceGroup:\["),
        Explanation(
            "The resource group is not one that can run this task.",
            "caller",
            ("Give the identifier of a data integration group (type 4), not its name or numeric id.",),
            "after a fix",
            MESSAGES,
            then="ListResourceGroups",
        ),
    ),
    (
        re.compile(r"^fileId:\["),
        Explanation(
            "No task of this type has this id in this workspace.",
            "caller",
            ("Check the id, the task type and the workspace.",),
            "after a fix",
            MESSAGES,
            then="ListFiles",
        ),
    ),
    (
        re.compile(r" is invalid\.?$"),
        Explanation(
            "The value in brackets is not one the workspace knows.",
            "caller",
            ("Correct the named value in the arguments or the script.",),
            "after a fix",
            MESSAGES,
        ),
    ),
)
