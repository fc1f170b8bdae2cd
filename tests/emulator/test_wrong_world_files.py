"""World files that are not valid: the error names each place, and says what to write there."""

from pathlib import Path

import pytest

from emulator.seed.file_world import world_of_file

WRONG = {
    "not TOML": ("[workspace.1]\n=", "line 2, column 1"),
    "no workspace": ("", "workspace: it is missing"),
    "an id that is no number": ('[workspace.prod]\nname = "a"', "workspace.prod"),
    "a mistyped setting": (
        '[workspace.1]\nname = "a"\nstudoi = "new"',
        "workspace.1.studoi: there is no such setting; did you mean studio?",
    ),
    "no name": ("[workspace.1]", "workspace.1.name: it is missing"),
    "a wrong word": (
        '[workspace.1]\nname = "a"\nstudio = "old"',
        "workspace.1.studio: write 'classic' or 'new', in place of 'old'",
    ),
    "a column without a type": (
        '[workspace.1]\nname = "a"\n[workspace.1.data_source.b]\ntype = "mysql"\n'
        "[workspace.1.data_source.b.database.c]\n\"d e\" = '''\nid bigint\nname\n'''",
        'workspace.1.data_source.b.database.c."d e": line 2: write NAME TYPE, or NAME TYPE # COMMENT',
    ),
    "a key that is no column": (
        '[workspace.1]\nname = "a"\n[workspace.1.data_source.b]\ntype = "mysql"\n'
        "[workspace.1.data_source.b.database.c]\nd = '''\nid bigint\nprimary key (no)\n'''",
        "workspace.1.data_source.b.database.c.d: primary key: there is no column 'no'",
    ),
    "a folder that is not there": (
        '[workspace.1]\nname = "a"\n[[workspace.1.task]]\nid = 5\nname = "t"\nfolder = "Business Flow/x"',
        "workspace.1.task 5: there is no folder 'Business Flow/x'",
    ),
    "two tasks of one id": (
        '[workspace.1]\nname = "a"\n[[workspace.1.job]]\nid = 5\nname = "t"\ndefinition = "{}"\n'
        '[[workspace.1.job]]\nid = 5\nname = "u"\ndefinition = "{}"',
        "workspace.1.job: two have the id '5'",
    ),
    "jobs of one id in two workspaces": (
        '[workspace.1]\nname = "a"\n[[workspace.1.job]]\nid = 5\nname = "t"\ndefinition = "{}"\n'
        '[workspace.2]\nname = "b"\n[[workspace.2.job]]\nid = 5\nname = "u"\ndefinition = "{}"',
        "workspace.2.job: two have the id '5'",
    ),
    "data sources of one id": (
        '[workspace.1]\nname = "a"\n[workspace.1.data_source.b]\ntype = "mysql"\nids = { production = 5 }\n'
        '[workspace.1.data_source."c d"]\ntype = "mysql"\nids = { development = 5 }',
        "workspace.1.data_source.\"c d\": two have the id '5'",
    ),
    "an id in an environment that it is not in": (
        '[workspace.1]\nname = "a"\n[workspace.1.data_source.b]\ntype = "mysql"\n'
        'environments = ["production"]\nids = { development = 5 }',
        "workspace.1.data_source.b.ids: it is not in the environment development",
    ),
    "no environment": (
        '[workspace.1]\nname = "a"\n[workspace.1.data_source.b]\ntype = "mysql"\nenvironments = []',
        "workspace.1.data_source.b.environments: ",
    ),
    "folders of one id": (
        '[workspace.1]\nname = "a"\nfolder = [{ path = "Business Flow/a", id = "f" }, '
        '{ path = "Business Flow/b", id = "f" }]',
        "workspace.1.folder: two have the id 'f'",
    ),
    "a path that begins with a slash": (
        '[workspace.1]\nname = "a"\nfolder = [{ path = "/Business Flow/a" }]',
        "workspace.1.folder[1].path: a path names a business flow",
    ),
    "a workspace that is none": ('[workspace.0]\nname = "a"', "workspace.0: write a number, such as 10002"),
    "an alarm rule without a number": (
        '[workspace.1]\nname = "a"\n[[workspace.1.job]]\nid = 5\nname = "t"\ndefinition = "{}"\nalarms = { x = "{}" }',
        "workspace.1.job[1].alarms.x: write a number, such as 10002",
    ),
    "a node on the classic studio": (
        '[workspace.1]\nname = "a"\n[[workspace.1.node]]\nid = 5\nname = "t"\nspec = "{}"',
        'workspace.1.node: the classic studio has no nodes; write studio = "new"',
    ),
    "a file on the new studio": (
        '[workspace.1]\nname = "a"\nstudio = "new"\n'
        '[[workspace.1.task]]\nid = 5\nname = "t"\nfolder = "Business Flow/x"',
        "workspace.1.task: the new studio has no files",
    ),
    "JSON that is nested too deeply": (
        f"[workspace.1]\nname = 'a'\n[[workspace.1.job]]\nid = 5\nname = 't'\ndefinition = '{'[' * 100_000}'",
        "workspace.1.job[1].definition: its values are nested too deeply",
    ),
    "TOML that is nested too deeply": (
        f"[workspace.1]\nname = 'a'\ntags = {'[' * 5_000}{']' * 5_000}",
        "its values are nested too deeply",
    ),
    "a comma after a type": (
        '[workspace.1]\nname = "a"\n[workspace.1.data_source."b c"]\ntype = "mysql"\n'
        '[workspace.1.data_source."b c".database.c]\nd = "id bigint,"',
        "workspace.1.data_source.\"b c\".database.c.d: line 1: leave out the comma at the end of 'bigint,'",
    ),
    "a number of CU that is none": (
        '[workspace.1]\nname = "a"\n[[workspace.1.task]]\nid = 5\nname = "t"\ncu = nan\nfolder = "Business Flow/x"',
        "workspace.1.task[1].cu: ",
    ),
    "a spec with a text in place of an object": (
        '[workspace.1]\nname = "a"\nstudio = "new"\n[[workspace.1.node]]\nid = 5\nname = "t"\n'
        'spec = \'{"trigger": "daily"}\'',
        "workspace.1.node[1].spec: trigger is not an object",
    ),
    "a text in place of a table": (
        '[workspace.1]\nname = "a"\nfolder = ["Business Flow/a"]',
        "workspace.1.folder[1]: write a table, such as {",
    ),
    "a number in quotes": (
        '[workspace.1]\nname = "a"\n[[workspace.1.task]]\nid = "5"\nname = "t"\nfolder = "Business Flow/x"',
        "workspace.1.task[1].id: write a number without quotes",
    ),
    "a workspace above all ids": (
        '[workspace.9223372036854775808]\nname = "a"',
        "workspace.9223372036854775808: a number is at most 9223372036854775807",
    ),
    "a role by its name": (
        '[workspace.1]\nname = "a"\n[[role]]\narn = "reader"',
        "role[1].arn: write one such as acs:ram::",
    ),
    "a Chinese name without quotes": (
        '[workspace.1]\nname = "a"\n[workspace.1.data_source.订单]\ntype = "mysql"',
        "need quotes",
    ),
    "a definition that is no JSON": (
        '[workspace.1]\nname = "a"\n[[workspace.1.job]]\nid = 5\nname = "t"\ndefinition = "{"',
        "workspace.1.job[1].definition: it is not JSON",
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_an_error_names_the_place(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "world.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(ValueError, match=r"^world world\.toml: ") as error:
        world_of_file(path)

    assert message in str(error.value)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "world.toml"
    path.write_bytes('[workspace.1]\nname = "店"'.encode("gbk"))

    with pytest.raises(ValueError, match=r"^world world\.toml: it is not UTF-8 at byte 23; save it as UTF-8"):
        world_of_file(path)


def test_a_byte_order_mark_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "world.toml"
    path.write_text('[workspace.1]\nname = "店"', "utf-8-sig")

    assert world_of_file(path).workspaces["1"].identifier == "店"
