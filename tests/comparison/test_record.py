"""What is printed and recorded: nothing that is not for others, in a file for its owner alone, written at each case."""

import json
import os
import stat
from pathlib import Path

import pytest

from comparison.recording import Recording
from comparison.report import as_json, report
from comparison.scrubbing import scrubbed, scrubbed_text
from emulator.handlers.connection_details import PLANTED
from tests.comparison.plants import PLANTS
from tests.comparison.runs import CLASSIC, NAME, NEW, compared, run_of, second, wanted

PRIVATE = {
    "Owner": "1000000000000001",
    "OwnerName": "somebody",
    "CreateUser": "dataworks_di",
    "ProjectOwnerBaseId": 1000000000000001,
    "HostId": "dataworks.cn-shanghai.aliyuncs.com",
    "RequestId": "0bc1411515937635973****",
    "Endpoint": "http://service.cn.maxcompute.aliyun-inc.com/api",
    "Content": '{"jdbcUrl":"jdbc:mysql://rm-abc123456.mysql.rds.aliyuncs.com:3306/shop","password":"hunter2-9f","username":"root2"}',
    "Message": "Communications link failure to 10.11.12.13:3306, user dba@example.com, call 13812345678",
    "Text": "server string to sign is:GET&%2F&AccessKeyId%3DLTAI4FabcdefghijKLMN%26SignatureNonce%3D9f",
}

SECRETS = (
    "1000000000000001 somebody dataworks_di aliyuncs aliyun-inc 0bc1411515937635973 hunter2 root2 rm-abc123456"
    " 10.11.12.13 dba@ 13812345678 LTAI4 SignatureNonce"
).split()


def test_what_is_not_for_others_is_taken_out_and_types_stay() -> None:
    cleaned = scrubbed(PRIVATE)
    text = json.dumps(cleaned)

    assert [secret for secret in SECRETS if secret in text] == []
    assert {name: type(value) for name, value in cleaned.items()} == {
        name: type(value) for name, value in PRIVATE.items()
    }
    assert list(json.loads(cleaned["Content"])) == ["jdbcUrl", "password", "username"]


@pytest.mark.parametrize(
    ("name", "value", "private"),
    [
        *((name, "zhangsan", "zhangsan") for name in ("Modifier", "Assignee", "ApproverName", "account")),
        ("brokers", "kafka01:9092,kafka02:9092", "kafka"),
        ("bootstrap.servers", "kafka01:9092", "kafka"),
        ("PrivateIp", "fe80::1", "fe80"),
        ("Message", "connect to 2001:db8::1 or db.shop.io failed", "db8"),
        ("Message", "connect to db.shop.io failed", "db.shop"),
        ("Text", "RAM user 203456789012345678", "203456789012345678"),
        ("Number", 203456789012345678, "203456789012345678"),
    ],
)
def test_people_and_hosts_are_taken_out_by_the_names_of_fields_and_by_how_they_look(
    name: str, value: object, private: str
) -> None:
    assert private not in json.dumps(scrubbed({name: value}))


def test_what_a_reader_needs_stays() -> None:
    needed = {
        "Code": "Invalid.Tenant.UserNotInProject",
        "TableGuid": "odps.shop_dw.orders",
        "ReceiverType": "AliyunUid",
        "FileId": 1000001,
        "UseType": "NORMAL",
        "Cost": 160.5,
        "NodeId": 7567482277219412494,
        "Text": "node 7567482277219412494 at 12:30:45, shop.orders",
        "TableId": "mysql-table:rm::shop::orders",
        "Skip": "zip",
        "Description": "mapping",
        "On": True,
        "No": None,
    }

    assert scrubbed(needed) == needed
    assert scrubbed_text("fileId:[100] is invalid.") == "fileId:[100] is invalid."


@pytest.mark.parametrize("project_id", [CLASSIC, NEW])
async def test_a_record_of_everything_has_none_of_the_planted_secrets(project_id: str, tmp_path: Path) -> None:
    recording = Recording(tmp_path / "answers.json")
    recording.begin()
    service = second(PLANTS[2].change())
    run = run_of(service, wanted(project_id, NAME))
    run.comparison.keep = recording.add
    await run.comparison.run()
    text = recording.path.read_text("utf-8")
    shown = report(run.comparison.result) + json.dumps(as_json(run.comparison.result))
    record = json.loads(text)

    assert stat.S_IMODE(recording.path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["answers.json"]  # noqa: PTH208
    assert len(record["cases"]) == len(run.comparison.result.outcomes)
    assert [secret for secret in (*PLANTED, "1000000000000001", "127.0.0.1") if secret in text + shown] == []
    assert any(row["differences"] for row in record["cases"])


async def test_each_case_is_in_the_file_as_soon_as_it_is_known(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "answers.json")
    recording.begin()
    run = await compared(second(), CLASSIC)
    lengths = list[int]()
    for outcome in run.kept[:5]:
        recording.add(outcome)
        lengths.append(len(json.loads(recording.path.read_text("utf-8"))["cases"]))

    assert lengths == [1, 2, 3, 4, 5]


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text("mine", "utf-8")

    with pytest.raises(FileExistsError):
        Recording(path).begin()

    assert path.read_text("utf-8") == "mine"


@pytest.mark.parametrize("number", ["1234567890123456", "12345678901234567", "212345678901234567"])
def test_numbers_of_accounts_are_taken_out_wherever_they_stand(number: str) -> None:
    answer = scrubbed({"Id": number, "Number": int(number), "Text": f"by {number}.", "Handler": "wang"})

    assert number not in str(answer)
    assert "wang" not in str(answer)
    assert scrubbed({"Id": "7567482277219412494"}) == {"Id": "7567482277219412494"}
