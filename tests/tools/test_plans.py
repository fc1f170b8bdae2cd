"""The digest of a plan changes with what the plan shows and was made from."""

from tools.views.plan import Plan

PLAN = Plan(what="Stop task 100.", lost="Nothing.", changes=("one", "two"), basis="as it is")


def test_a_plan_made_twice_has_the_same_digest() -> None:
    assert Plan(**dict(PLAN)).digest() == PLAN.digest()


def test_each_part_of_a_plan_counts_in_its_digest() -> None:
    parts = {"what": "Stop task 101.", "task": "?", "lost": "All.", "changes": ("one, two",), "basis": "another"}
    others = [PLAN.model_copy(update={name: value}).digest() for name, value in parts.items()]

    assert parts.keys() == Plan.model_fields.keys()
    assert len({PLAN.digest(), *others}) == len(parts) + 1


def test_the_basis_of_a_plan_is_not_shown() -> None:
    assert "basis" not in PLAN.model_dump(mode="json")
