"""Explanations by what ``Data.Message`` says: for HTTP 200 with a failed status there is no code."""

import re

from dataworks.explain.explanation import Explanation

ASSUMED = "assumed: the service's own text is not published"
MESSAGES = "failure texts of the official pages, facts section 4"

SYMPTOMS: tuple[tuple[re.Pattern[str], Explanation], ...] = (
    (
        re.compile(r"^Invalid path"),
        Explanation(
            "The folder does not exist in the workspace.",
            "caller",
            ("Give the path of a folder that exists, in the workspace's language, as list_folders shows it.",),
            "after a fix",
            MESSAGES,
            then="ListFolders",
        ),
    ),
    (
        re.compile(r"^Folder exists"),
        Explanation(
            "The folder is there already.",
            "caller",
            ("Use the folder as it is.",),
            "no",
            ASSUMED,
            then="ListFolders",
        ),
    ),
    (
        re.compile(r"^read datasource time out"),
        Explanation(
            "DataWorks does not reach the data source.",
            "workspace admin",
            (
                "Test the connection with the task's resource group.",
                "Bind the group to the source's network (VPC), and put the group's addresses on its whitelist.",
            ),
            "after a fix",
            MESSAGES,
            then="TestNetworkConnection",
        ),
    ),
    (
        re.compile(r"^datasource:\["),
        Explanation(
            "The workspace has no data source of this name and type where it is needed.",
            "caller",
            (
                "Check the name and the type.",
                "Tasks run with production: a data source that exists in development only is not enough.",
            ),
            "after a fix",
            MESSAGES,
            then="ListDataSources",
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
        re.compile(r"^InputList is mandatory"),
        Explanation(
            "A batch task needs the output of a parent node before it can be submitted.",
            "caller",
            ("Set input_list: the workspace's root node is named after the workspace, such as myworkspace_root.",),
            "after a fix",
            ASSUMED,
            then="UpdateFile",
        ),
    ),
    (
        re.compile(r"is not submitted"),
        Explanation(
            "Only what was submitted with success can be deployed.",
            "caller",
            ("Submit the file, wait until that deployment is successful, then repeat the call.",),
            "after a fix",
            ASSUMED,
            then="SubmitFile",
        ),
    ),
    (
        re.compile(r"is still being submitted"),
        Explanation(
            "The submission is not done yet.",
            "caller",
            ("Ask for the submission's state until it is successful, then repeat the call.",),
            "after a wait",
            ASSUMED,
            then="GetDeployment",
        ),
    ),
    (
        re.compile(r"is not deployed"),
        Explanation(
            "The task is not in production.",
            "caller",
            ("Deploy the task, then repeat the call.",),
            "after a fix",
            ASSUMED,
            then="DeployDISyncTask",
        ),
    ),
    (
        re.compile(r"can not be started in state"),
        Explanation(
            "The task is running, starting or stopping: only one that stands still can be started.",
            "caller",
            ("Look at its state; stop it first if it shall start anew.",),
            "after a fix",
            ASSUMED,
            then="GetDISyncInstanceInfo",
        ),
    ),
    (
        re.compile(r"can not be stopped in state"),
        Explanation(
            "The task does not run, so there is nothing to stop.",
            "caller",
            ("Look at its state; PAUSE and NORUN mean that it stands still already.",),
            "no",
            ASSUMED,
            then="GetDISyncInstanceInfo",
        ),
    ),
    (
        re.compile(r"can not be terminated in state"),
        Explanation(
            "A task is taken offline only when it stands still.",
            "caller",
            ("Stop the task and wait until its state is PAUSE, then repeat the call.",),
            "after a fix",
            ASSUMED,
            then="StopDISyncInstance",
        ),
    ),
    (
        re.compile(r"is deployed and can not be deleted"),
        Explanation(
            "A task that is in production can't be deleted.",
            "caller",
            ("Stop the task if it runs, take it offline, then repeat the call.",),
            "after a fix",
            ASSUMED,
            then="TerminateDISyncInstance",
        ),
    ),
    (
        re.compile(r"^submit and deploy fail"),
        Explanation(
            "The task could not be submitted or deployed; the service does not say why.",
            "caller",
            (
                "Check that the data sources of the task exist in production, not only in development.",
                "Open the task in the console: checks before deployment and approvals are shown there.",
            ),
            "after a fix",
            MESSAGES,
            then="ListDataSources",
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
