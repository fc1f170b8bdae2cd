"""What was seen of the service, and what its pages say: the emulator does the first, or the other if that is asked."""

import pytest

from server.emulation import new_emulator
from tests.emulator.calls import call, create, emulator, sample

HOME = {"ProjectId": "10000"}

FAILURES = [
    ("SubmitFile", {"FileId": "1000001"}, "输入输出不能为空", "InputList is mandatory for fileId:[1000001]."),
    ("GetDeployment", {"DeploymentId": "7"}, "发布包7不存在", "deploymentId:[7] is invalid."),
    ("CreateFolder", {"FolderPath": "Business Flow/none/x"}, "不合法的目录路径", "Invalid path: Business Flow/none/x"),
    ("GetFile", {"FileId": "7"}, "fileId:[7] is invalid.", "fileId:[7] is invalid."),
]
"""Operations of DataStudio that fail: what is sent, the text that was seen (or assumed), and the one of the pages."""


@pytest.mark.parametrize("documented", [True, False])
def test_the_emulator_follows_the_pages_where_that_is_asked(documented: bool) -> None:
    assert new_emulator(documented=documented).world.documented is documented


def test_the_emulator_does_what_was_seen_by_default() -> None:
    assert not new_emulator().world.documented


@pytest.mark.parametrize(("action", "sent", "seen", "page"), FAILURES, ids=lambda value: str(value)[:12])
def test_contradiction_1_failures_of_datastudio_are_http_400(
    action: str, sent: dict[str, str], seen: str, page: str
) -> None:
    """With the text that was seen; as the pages say, HTTP 200 without success."""
    for documented in (False, True):
        service = emulator(documented=documented)
        create(service, sample("create")["parameters"]["TaskContent"], "nightly", TaskType="DI_OFFLINE")

        answer = call(service, action, {**HOME, **sent})

        if documented:
            told = (answer.payload["Success"], answer.payload["ErrorCode"], answer.payload["ErrorMessage"])
            assert (answer.status, *told) == (200, False, "Invalid.Parameter", page)
        else:
            assert (answer.status, answer.code, answer.payload["Message"]) == (400, "Invalid.Parameter", seen)
            assert "Success" not in answer.payload


def test_contradiction_1_a_call_that_names_no_workspace_has_the_code_that_was_seen() -> None:
    seen, page = (call(emulator(documented=pages), "DeployFile", {"FileId": "1000000"}) for pages in (False, True))

    text = "下列参数必须指定其中一个：projectId或者projectIdentifier"
    assert (seen.status, seen.code, seen.payload["Message"]) == (400, "1201111279", text)
    assert (page.status, page.code) == (400, "MissingProjectId")
