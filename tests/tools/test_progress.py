"""Progress: whatever a tool reports, a client sees values that increase, as the protocol wants."""

from hypothesis import given, strategies

from emulator.world.lifecycle import Stuck
from tests.sessions import WISH, Time, emulated, trusted
from tools.calls.progress import Progress


@given(strategies.lists(strategies.integers(0, 5), max_size=200))
def test_values_increase_whatever_is_reported(steps: list[int]) -> None:
    progress = Progress()
    values = [value for value in map(progress.value, steps) if value is not None]

    assert values == sorted(set(values))
    assert all(value < max(steps) + 1 for value in values)


def test_a_new_step_has_its_own_number_and_one_that_repeats_comes_closer_to_the_next() -> None:
    progress = Progress()

    assert [progress.value(step) for step in (0, 1, 1, 1, 0, 2, 3, 3)] == [0, 1, 1.5, 1.75, 1.875, 2, 3, 3.5]


async def test_a_client_that_waits_sees_increasing_values_and_every_text() -> None:
    seen: list[tuple[float, float | None, str | None]] = []

    async def note(progress: float, total: float | None, message: str | None) -> None:
        seen.append((progress, total, message))

    time = Time()
    async with trusted(emulated(time, Stuck()), time) as client:
        await client.call_tool("create_realtime_task", WISH, progress_callback=note)

    values = [value for value, _, _ in seen]
    assert len(values) > 3
    assert values == sorted(set(values))
    assert all(total is not None and value <= total for value, total, _ in seen)
