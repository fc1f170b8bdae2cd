"""What is missing or wrong is told whole, in the language of the user, and by the name of its option."""

import json
from pathlib import Path

import pytest

from tests.server.processes import KEYS, ran, ran_here

NONE = {
    "en": "what happened: list_projects: Alibaba Cloud's credential chain found none",
    "zh": "发生了什么: list_projects: 阿里云的默认凭证链未找到访问凭证",
}


@pytest.mark.parametrize("language", NONE)
def test_a_call_without_credentials_says_so_in_a_whole_sentence(language: str) -> None:
    result = ran("call", "list_projects", "--region", "cn-shanghai", "--language", language, HOME="/dev/null")

    assert result.returncode == 1
    assert result.stdout.splitlines()[0] == NONE[language]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "- 未设置地域，因此没有可以调用的地址。请用 --region"),
        (("--region", "cn-shangai"), "- 'cn-shangai' 不是地域 ID，地域 ID 例如 cn-shanghai。请更正 --region"),
        (("--endpoint", "nonsense"), "- 服务地址（endpoint）不是有效的地址。请使用 --endpoint"),
    ],
    ids=["no region", "a wrong region", "no address"],
)
def test_the_doctor_speaks_one_language_in_a_sentence(options: tuple[str, ...], says: str) -> None:
    result = ran_here("doctor", *options, "--language", "zh", **KEYS)

    assert result.stdout.splitlines()[1].startswith(says)


def test_what_the_set_up_is_like_is_said_in_chinese_too() -> None:
    result = ran_here("call", "describe_setup", "probe=true", "--emulator", "--language", "zh", "--json")

    facts = json.loads(result.stdout)
    told = {name: facts[name] for name in ("policy", "endpoint", "identity", "rate")}
    assert told == {
        "policy": "无",
        "endpoint": "本进程中的模拟器",
        "identity": "模拟器自带；没有查找访问凭证",
        "rate": "不限",
    }
    assert facts["service"].startswith("服务有应答")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_wrong_address_of_sts_is_not_taken_for_that_of_the_service(language: str) -> None:
    role = ("--assume-role", "acs:ram::1000000000000001:role/dataworks-full", "--sts-endpoint", "ftp://sts")

    result = ran_here("doctor", "--endpoint", "http://127.0.0.1:9", *role, "--language", language, **KEYS)

    problem = result.stdout.splitlines()[1]
    assert "STS" in problem
    assert "--sts-endpoint" in problem or language == "en"
    assert "--endpoint https" not in problem


@pytest.mark.parametrize(
    ("fault", "says"),
    [("drop-after", "收到完整应答之前连接已中断"), ("not-json", '"应答不是 JSON（HTTP 200，93 字节）"')],
)
def test_what_goes_wrong_on_the_way_is_chinese_and_known_when_it_is_pasted(
    fault: str, says: str, tmp_path: Path
) -> None:
    faults = tmp_path / "faults.toml"
    faults.write_text(f'[[rules]]\noperation = "*"\nkind = "{fault}"\n', "utf-8")

    result = ran_here("call", "list_projects", "--emulator", "--faults", str(faults), "--language", "zh")
    pasted = ran_here("explain", says, "--language", "zh")

    assert result.stdout.splitlines()[0] == f"发生了什么: ListProjects: {says}"
    assert pasted.returncode == 0


def test_the_proxy_that_nobody_answers_at_is_named_in_chinese() -> None:
    way = {"HTTPS_PROXY": "http://127.0.0.1:9"}

    result = ran_here("call", "list_projects", "--region", "cn-shanghai", "--language", "zh", **KEYS, **way)

    assert "未能连接到服务 (dataworks.cn-shanghai.aliyuncs.com，经由代理 127.0.0.1:9（HTTPS_PROXY）)" in result.stdout


def test_what_is_missing_and_where_it_is_shown_are_one_chinese_sentence() -> None:
    result = ran_here("call", "get_task_status", "project_id=10000", "name=nosuch", "--emulator", "--language", "zh")

    assert '没有名称恰为 "nosuch" 的任务；可用 find_sync_tasks' in result.stdout


def test_a_plan_in_a_shell_says_in_chinese_how_to_go_on() -> None:
    call = ("call", "retire_tasks", "project_id=10000", "task_ids=1000000")

    result = ran_here(*call, "--emulator", "--language", "zh")

    assert result.returncode == 3
    assert result.stdout.splitlines()[-1] == "加上 --yes 即可执行。"
