"""The stories that only one studio can tell, each with the reason; ``docs/studios.md`` shows the same table."""

from typing import Literal, NamedTuple


class OnlyThere(NamedTuple):
    """What only one studio has.

    Attributes:
        what: what it is, as the table shows it.
        reason: why the other one does not have it.
        stories: the tests about it, as ``module.test`` without ``test_``; a module alone are all of its tests.
        wishes: the wishes of ``tests/wishes`` about it, by name.
    """

    studio: Literal["classic", "new"]
    what: str
    reason: str
    stories: tuple[str, ...]
    wishes: tuple[str, ...] = ()


ONLY_THERE = (
    OnlyThere(
        "classic",
        "Folders of business flows: finding them, creating them, and errors about them",
        "Jobs have no folder; a node has a path, which may be made up.",
        ("folders",),
        ("folder_missing",),
    ),
    OnlyThere(
        "classic",
        "Asking the service for a part of a name",
        "No page says whether the list of jobs finds parts of names, so they are compared here.",
        ("finding.a_pattern_of_several_parts_asks_the_service_for_the_longest",),
    ),
    OnlyThere(
        "classic",
        "Generating a script at the service, and continuing that",
        "The specification of a job is made here, at once.",
        ("continuing", "chinese.a_generation_that_goes_on_is_told_in_chinese"),
    ),
    OnlyThere(
        "classic",
        "Running an earlier definition than the task has, and `restart`",
        "A job is not deployed: it has one definition.",
        (
            "state.a_running_task_that_somebody_edits_in_the_console_is_said_to_run_an_earlier_definition",
            "state.starting_what_runs_an_earlier_definition_says_how_the_newer_one_counts",
            "bulk.a_running_task_that_changed_is_started_again_only_if_that_is_wished",
            "consent_in_words.what_is_replaced_and_how_long_a_restart_interrupts_is_said",
            "consent_in_words.a_change_says_it_interrupts_what_runs_and_replaces_what_production_has",
        ),
        ("changed_since",),
    ),
    OnlyThere(
        "classic",
        "One-click solutions, which can only be started",
        "They are jobs there, which can be stopped and retired as well.",
        (
            "bulk.tasks_of_all_types_are_stopped_started_and_retired_in_one_go",
            "bulk.what_can_not_be_done_to_a_task_is_said_before_anything_is",
            "reading_scripts.digits_that_only_a_solution_has_show_the_solution",
        ),
    ),
    OnlyThere(
        "classic",
        "Groups by number in scripts, the default group of an account, and states of data sources",
        "The newer API names groups by identifier, and shows neither a default nor whether a data source works.",
        (
            "groups.a_script_may_name_its_group_in_any_form",
            "groups.the_default_group_is_taken_if_it_works",
            "groups.a_data_source_that_is_switched_off_is_marked",
        ),
    ),
    OnlyThere(
        "classic",
        "Primary keys of the source and types of the destination, which a generated script has",
        "The specification of a job has neither.",
        (
            "cautions.preview_plan_and_creation_say_the_same_of_the_same_tables",
            "cautions.a_creation_without_a_preview_says_what_the_script_shows",
            "cautions.a_change_says_it_of_the_tables_that_come",
        ),
    ),
    OnlyThere(
        "new",
        "Checking the keys that a task names by the types that Data Map has, and saying that others were not checked",
        "A generated script has keys and types itself.",
        (
            "cautions.keys_that_a_job_names_are_checked_for_what_hologres_takes",
            "cautions.keys_are_not_read_where_the_policy_forbids_it",
            "cautions.a_job_whose_script_shows_no_keys_says_that_they_were_not_checked",
        ),
    ),
    OnlyThere(
        "new",
        "Alarm rules that are set and changed",
        "No operation sets the alarms of files; the console does.",
        ("guides.alarms_with_other_settings_are_changed_as_the_guide_says",),
    ),
    OnlyThere(
        "new",
        "Looking up resource groups before a task is made",
        "The classic studio checks a group itself when it generates the script; a job is checked when it starts.",
        (
            "groups.a_job_is_checked_before_anything_is_asked_or_made",
            "groups.a_group_that_was_made_just_now_is_found",
            "groups.a_group_of_another_workspace_is_none_that_a_job_can_run_on",
        ),
    ),
    OnlyThere(
        "classic",
        "Ids of 19 digits and two reads of each task, in plans and failures of many tasks",
        "Ids of jobs are short, and one read shows state and definition.",
        (
            "bulk.a_plan_for_as_many_tasks_as_one_call_takes_has_at_most_350_tokens",
            "bulk.a_task_that_can_not_be_read_on_its_turn_fails_alone",
        ),
    ),
)


def wishes_only_on(studio: str) -> frozenset[str]:
    """The wishes that only one studio can grant."""
    return frozenset(wish for only in ONLY_THERE if only.studio == studio for wish in only.wishes)


OF_NO_STUDIO = frozenset(
    {
        "bulk.twenty_tasks_are_taken_and_not_one_more",
        "chinese.every_finding_about_a_script_is_told_in_chinese",
        "guides.every_guide_has_a_story",
        "one_workspace.the_policy_says_what_is_in_reach",
        "one_workspace.where_there_is_none_a_person_is_named_who_can_change_that",
        "one_workspace.a_workspace_that_the_policy_does_not_list_ends_the_start",
        "one_workspace.a_workspace_that_is_no_id_is_refused",
        "groups.a_newcomer_is_told_which_workspace_has_something",
        "groups.workspaces_that_are_not_counted_are_said_to_be_so",
        "groups.a_workspace_that_can_not_be_counted_does_not_hide_the_others",
        "task_pages.only_a_client_that_can_follow_a_link_gets_one",
    }
)
"""Stories in which no task is looked at, or no single workspace."""

ABOUT = {
    "alarms_of_several_kinds": "jobs",
    "batch_nodes": "nodes",
    "changing_jobs": "jobs",
    "events_of_jobs": "jobs",
    "finding_on_new": "lists of jobs and nodes",
    "logs_of_nodes": "nodes",
    "long_logs": "jobs",
    "one_studio": "this table",
    "running_jobs": "jobs",
    "running_nodes": "nodes",
    "status_of_jobs": "jobs",
    "watching_jobs": "jobs",
    "words_of_kinds": "what is said of jobs",
}
"""The modules that are about what one studio has, or about none, by their subject."""

ON_BOTH = (
    "bulk",
    "bulk_in_parts",
    "consent_in_words",
    "life_of_a_task",
    "folders",
    "continuing",
    "finding",
    "batch_creation",
    "state",
    "changing",
    "chinese",
    "reading_scripts",
    "completion",
    "task_pages",
    "one_workspace",
    "groups",
    "copying_elsewhere",
    "guides",
    "followable_advice",
    "cautions",
)
"""The modules of which each story is told on both studios, or is in the table."""
