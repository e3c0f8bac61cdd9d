"""The rate limit: how many go at once, who waits, who is sent away and for how long."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from enforcement.gateways.circuit import NotNow
from enforcement.gateways.rate import LONGEST, PATIENCE, Rate
from tests.fakes.hand_clock import HandClock


def at_once(per_second: float, calls: int, quiet: float = 0.0) -> tuple[int, list[float]]:
    """Calls in one instant after a quiet time, none of which waits: how many went, and when the others are told to come."""
    clock = HandClock()
    rate = Rate(per_second, clock, lambda _: None)
    clock.seconds += quiet
    went, told = 0, []
    for _ in range(calls):
        try:
            rate.wait_turn()
            went += 1
        except NotNow as later:
            told.append(later.seconds)
    return went, told


@pytest.mark.parametrize(("per_second", "calls", "went"), [(20, 10, 10), (20, 100, 30), (1, 5, 1), (0.5, 5, 1), (4, 100, 6)])
def test_a_second_s_worth_goes_at_once_and_what_is_near_waits(per_second: float, calls: int, went: int) -> None:
    assert at_once(per_second, calls)[0] == went


def test_whoever_is_sent_away_has_a_turn_of_his_own() -> None:
    _, told = at_once(20, 1030)
    assert told[0] == pytest.approx(PATIENCE + 0.05)
    assert [later - earlier for earlier, later in pairwise(told)] == pytest.approx([0.05] * 999)


def test_nobody_is_sent_away_for_ever() -> None:
    assert max(at_once(1, 5000)[1]) == LONGEST


def test_whoever_comes_back_at_his_turn_gets_it() -> None:
    clock = HandClock()
    rate, told = Rate(10, clock, clock.wait), []
    for _ in range(200):
        try:
            rate.wait_turn()
        except NotNow as later:
            told.append(clock.seconds + later.seconds)
    for instant in told:
        clock.seconds = max(clock.seconds, instant)
        assert rate.wait_turn() == pytest.approx(0, abs=PATIENCE)


def test_a_minute_of_calls_keeps_to_the_rate() -> None:
    clock = HandClock()
    rate, went = Rate(5, clock, clock.wait), 0
    until = clock.seconds + 60
    while clock.seconds < until:
        rate.wait_turn()
        went += 1
    assert 300 <= went <= 306
    assert max(clock.waits) <= PATIENCE


def test_quiet_times_are_not_saved_up() -> None:
    assert at_once(2, 100, quiet=3600)[0] == at_once(2, 100)[0] == 3


def test_threads_share_one_rate() -> None:
    clock = HandClock()
    rate = Rate(20, clock, lambda _: None)

    def come(_: int) -> bool:
        try:
            rate.wait_turn()
        except NotNow:
            return False
        return True

    with ThreadPoolExecutor(24) as threads:
        assert sum(threads.map(come, range(200))) == 30
