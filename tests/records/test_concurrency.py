"""Many who speak to one case at once are heard one after another."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from enforcement.records.audit import breaks
from tests.records.casework import MISSED_AT, QUERY_CLOCK, Casework


def test_twenty_entries_at_once_are_each_journaled_once(case: Casework) -> None:
    case.file()
    names = [f"R{n}" for n in range(20)]

    with ThreadPoolExecutor(10) as threads:
        results = list(threads.map(lambda name: case.credit(name, 100), [*names, *names]))

    assert sorted(result.outcome for result in results) == ["duplicate"] * 20 + ["recorded"] * 20
    journal = case.journal()
    assert [row.sequence for row in journal] == list(range(1, 22))
    assert sorted(row.entry_id or "" for row in journal[1:]) == sorted(names)
    row = case.row()
    assert list(breaks(case.id, journal, row.link, row.sequence)) == []


def test_two_first_entries_at_once_queue(case: Casework) -> None:
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(lambda _: case.file(), range(4)))

    assert sorted(result.outcome for result in results) == ["accepted", "duplicate", "duplicate", "duplicate"]
    assert len(case.journal()) == 1


def test_a_timer_and_an_entry_of_one_instant_miss_the_clock_once(case: Casework) -> None:
    case.file()
    case.receive_materials()

    with ThreadPoolExecutor(6) as threads:
        ticks = [threads.submit(case.let_pass, MISSED_AT) for _ in range(4)]
        entries = [threads.submit(case.credit, f"R{n}", 100, MISSED_AT) for n in range(2)]
        results = [work.result() for work in [*ticks, *entries]]

    assert {result.outcome for result in results} == {"ticked", "recorded"}
    told = [line["kind"] for row in case.journal() for line in row.events if line["rule"] == QUERY_CLOCK]
    assert told == ["deadline_opened", "deadline_warned", "deadline_missed", "escalated"]


def test_cases_do_not_wait_for_each_other(new_case: Callable[[], Casework]) -> None:
    cases = [new_case() for _ in range(8)]

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda case: case.file(), cases))

    assert [result.outcome for result in results] == ["accepted"] * 8
    assert [result.standing.case_id for result in results] == [case.id for case in cases]
