"""Paths that lead to the same folder are the same path."""

import pytest

from dataworks.folder_paths import ENGINES, ROOTS, engine_of, place_of, same_place

ONE = "Business Flow/shop/Data Integration"


@pytest.mark.parametrize(
    "other",
    [
        "业务流程/shop/数据集成",
        "bizroot/shop/folderDi",
        "业务流程/shop/Data Integration",
        f"/{ONE}/",
        f"  {ONE}",
        "业务流程//shop/folderDi",
    ],
)
def test_contradiction_3_spellings_of_one_place_are_one_place(other: str) -> None:
    assert same_place(ONE, other)
    assert engine_of(other) == "folderDi"


@pytest.mark.parametrize(
    "other",
    [
        "手动业务流程/shop/数据集成",
        "Business Flow/Shop/Data Integration",
        f"{ONE}/nightly",
        "Business Flow/shop",
        "Business Flow/shop/MaxCompute",
        "",
    ],
)
def test_other_places_are_others(other: str) -> None:
    assert not same_place(ONE, other)


def test_names_of_flows_and_folders_are_what_they_are() -> None:
    assert not same_place("bizroot/Data Integration/folderDi", "bizroot/数据集成/folderDi")
    assert not same_place(f"{ONE}/业务流程", f"{ONE}/Business Flow")


@pytest.mark.parametrize("path", ["Business Flow", "Business Flow/shop", "Business Flow/shop/new", "a"])
def test_a_path_without_an_engine_has_none(path: str) -> None:
    assert engine_of(path) is None


@pytest.mark.parametrize("table", [ROOTS, ENGINES])
def test_no_name_stands_for_two(table: dict[str, tuple[str, ...]]) -> None:
    names = [name for internal, others in table.items() for name in (internal, *others)]

    assert len(names) == len(set(names))


def test_a_place_has_itself_as_its_spelling() -> None:
    assert place_of(place_of(ONE)) == place_of(ONE) == "bizroot/shop/folderDi"
