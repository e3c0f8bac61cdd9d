"""Callbacks in the records: kept once, leased to one at a time, in the order of their receipt, settled by whoever has the lease."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import Engine

from enforcement.errors import CallbackNotDead, UnknownCallback
from enforcement.records import callbacks
from enforcement.records.callbacks import LEASE, CallbackFilter, CallbackState, Verdict
from enforcement.records.database import engine_for, transaction
from enforcement.records.tables import CallbackRow
from tests.keys import KEYS
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import new_database

AT = datetime.fromisoformat("2026-09-18T09:30:00+08:00")
DELIVERED = Verdict(CallbackState.DELIVERED, outcome="recorded")
SOON = timedelta(seconds=5)


class Letters:
    """The callbacks of one database, in short words."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._names = count(1)

    def come(self, case_id: str | None, body: bytes = b"{}", event_id: str | None = None) -> CallbackRow:
        with transaction(self.engine) as session:
            return callbacks.receive(session, "fund", event_id or f"e{next(self._names)}", case_id, body, AT)

    def claim(self, at: datetime = AT, limit: int = 10) -> list[CallbackRow]:
        with transaction(self.engine) as session:
            return [*callbacks.claim(session, limit, at)]

    def settle(self, row: CallbackRow, verdict: Verdict = DELIVERED, at: datetime = AT) -> None:
        with transaction(self.engine) as session:
            callbacks.settle(session, row, verdict, at)

    def look(self, row: CallbackRow) -> CallbackRow:
        assert row.id is not None
        with transaction(self.engine) as session:
            return callbacks.callback(session, row.id)


@pytest.fixture
def letters(postgres: EmbeddedPostgres) -> Iterator[Letters]:
    """A database of its own."""
    engine = engine_for(new_database(postgres), KEYS)
    yield Letters(engine)
    engine.dispose()


def ids(rows: list[CallbackRow]) -> list[int | None]:
    return [row.id for row in rows]


def test_an_event_is_kept_once_however_many_bring_it_at_once(letters: Letters) -> None:
    with ThreadPoolExecutor(10) as threads:
        kept = list(threads.map(lambda _: letters.come("A", event_id="same"), range(20)))

    assert len({row.id for row in kept}) == 1
    assert len(letters.claim()) == 1


def test_an_event_id_belongs_to_its_subsystem(letters: Letters) -> None:
    first = letters.come("A", event_id="same")
    with transaction(letters.engine) as session:
        other = callbacks.receive(session, "credit", "same", "A", b"{}", AT)

    assert other.id != first.id


def test_another_body_under_a_used_id_is_noted_once_and_not_kept(letters: Letters) -> None:
    first = letters.come("A", b"one", "same")
    for body in (b"two", b"two", b"three"):
        assert letters.come("A", body, "same").id == first.id

    kept = letters.look(first)
    assert kept.body == b"one"
    assert [(note["what"], note["by"]) for note in kept.notes] == [("other_body", "fund")] * 2


def test_notes_of_other_bodies_do_not_fill_the_row(letters: Letters) -> None:
    first = letters.come("A", b"one", "same")
    for n in range(110):
        letters.come("A", f"{n}".encode(), "same")

    assert len(letters.look(first).notes) == 100


def test_of_each_case_the_first_that_waits_is_leased(letters: Letters) -> None:
    a1, _, b1, unread, other = (letters.come(case) for case in ("A", "A", "B", None, None))

    assert ids(letters.claim()) == ids([a1, b1, unread, other])
    assert letters.claim() == []


def test_the_next_of_a_case_waits_for_the_first_to_be_settled(letters: Letters) -> None:
    first, second = letters.come("A"), letters.come("A")
    (claimed,) = letters.claim()
    letters.settle(claimed, Verdict(CallbackState.WAITING, reason="away", next_try_at=AT + SOON))

    assert letters.claim() == [], "the first stands in its way, though it is not due"
    (again,) = letters.claim(AT + SOON)
    assert (again.id, again.tries) == (first.id, 2)
    letters.settle(again)
    assert ids(letters.claim(AT + SOON)) == [second.id]


def test_a_dead_letter_stands_in_nobodys_way(letters: Letters) -> None:
    _, second = letters.come("A"), letters.come("A")
    letters.settle(letters.claim()[0], Verdict(CallbackState.DEAD, reason="no such thing"))

    assert ids(letters.claim()) == [second.id]


def test_what_is_set_aside_lets_others_pass_and_is_called_when_one_of_them_was_delivered(letters: Letters) -> None:
    early, second, third = letters.come("A"), letters.come("A"), letters.come("A")
    letters.settle(letters.claim()[0], Verdict(CallbackState.WAITING, reason="early", next_try_at=AT + timedelta(hours=1), aside=True))
    (passing,) = letters.claim()
    assert passing.id == second.id
    letters.settle(passing)

    (called,) = letters.claim()
    assert called.id == early.id, "it came first"
    assert letters.claim() == [], "while it is tried, the third waits"
    letters.settle(called)
    assert ids(letters.claim()) == [third.id]


def test_two_who_claim_at_once_get_different_cases_and_keep_the_order(letters: Letters) -> None:
    first, _ = letters.come("A"), letters.come("A")
    other = letters.come("B")
    with transaction(letters.engine) as one, transaction(letters.engine) as two:
        mine = callbacks.claim(one, 1, AT)
        theirs = callbacks.claim(two, 10, AT)

    assert (ids([*mine]), ids([*theirs])) == ([first.id], [other.id])


def test_a_lease_that_ran_out_goes_to_the_next_and_cannot_be_settled_by_the_one_before(letters: Letters) -> None:
    row = letters.come("A")
    (lost,) = letters.claim()
    assert letters.claim(AT + LEASE - SOON) == []
    (taken,) = letters.claim(AT + LEASE)

    letters.settle(lost, Verdict(CallbackState.DEAD, reason="too late"))
    assert letters.look(row).state == "waiting"
    letters.settle(taken)
    letters.settle(taken, Verdict(CallbackState.DEAD, reason="twice"))
    assert (letters.look(row).state, letters.look(row).reason) == ("delivered", None)


def test_a_reason_is_kept_as_the_database_can_keep_it(letters: Letters) -> None:
    row = letters.come(None)
    letters.settle(letters.claim()[0], Verdict(CallbackState.DEAD, reason="got 'a\x00b\ud800' " + "长" * 600))

    reason = letters.look(row).reason or ""
    assert reason.startswith("got 'a\ufffdb\ufffd' 长")
    assert len(reason) == 500


def test_a_retry_keeps_who_wanted_it_and_why_it_was_dead(letters: Letters) -> None:
    row = letters.come("A")
    assert row.id is not None
    with pytest.raises(CallbackNotDead, match="is waiting"), transaction(letters.engine) as session:
        callbacks.retry(session, row.id, "甲", "", AT)
    letters.settle(letters.claim()[0], Verdict(CallbackState.DEAD, reason="no case A"))
    for _ in range(2):
        with transaction(letters.engine) as session:
            callbacks.retry(session, row.id, "甲", "已立案", AT)
        letters.settle(letters.claim()[0], Verdict(CallbackState.DEAD, reason="no case A"))

    notes = letters.look(row).notes
    assert [(note["what"], note["by"], note["note"], note["reason"]) for note in notes] == [("retried", "甲", "已立案", "no case A")] * 2
    with pytest.raises(UnknownCallback), transaction(letters.engine) as session:
        callbacks.retry(session, 999, "甲", "", AT)


def test_a_page_is_newest_first_and_narrowed(letters: Letters) -> None:
    rows = [letters.come(None) for _ in range(5)]
    for claimed in letters.claim(limit=3):
        letters.settle(claimed, Verdict(CallbackState.DEAD, reason="unreadable"))

    def page(before: int | None = None, **wanted: str) -> tuple[list[int | None], int | None]:
        with transaction(letters.engine) as session:
            found, following = callbacks.callback_page(session, CallbackFilter(**wanted), before, 2)
            return ids([*found]), following

    assert page() == (ids([rows[4], rows[3]]), rows[3].id)
    assert page(rows[3].id) == (ids([rows[2], rows[1]]), rows[1].id)
    assert page(state="waiting") == (ids([rows[4], rows[3]]), None)
    assert page(subsystem="credit") == ([], None)
    with transaction(letters.engine) as session:
        (found,) = callbacks.undelivered(session).values()
    assert (found.waiting, found.dead) == (2, 3)
