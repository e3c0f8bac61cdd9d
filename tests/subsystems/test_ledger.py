"""The stand-ins' own ledger: one row for each effect, written with the thing itself, never changed."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from subsystems.ledger import Effect, instant
from subsystems.storage import Storage

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = instant(AT + timedelta(days=1))
PAID = Effect("fund.paid", "C1", "Y1", AT, 500)


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    storage = Storage(tmp_path / "s.sqlite")
    yield storage
    storage.close()


def test_an_order_that_comes_again_has_its_effect_once_and_is_counted(storage: Storage) -> None:
    for _ in range(3):
        assert storage.add("notice", "N1", {"amount": 500}, PAID) == {"amount": 500}
    rows = storage.ledger("fund", LATER)
    assert [(row.kind, row.key, row.about, row.amount, row.asked) for row in rows] == [("fund.paid", "N1", "Y1", 500, 3)]


def test_an_order_that_comes_many_times_at_once_has_its_effect_once(storage: Storage) -> None:
    with ThreadPoolExecutor(8) as threads:
        kept = list(threads.map(lambda n: storage.add("notice", "N1", {"try": n}, PAID), range(40)))
    assert all(body == kept[0] for body in kept)
    assert [row.asked for row in storage.ledger("fund", LATER)] == [40]


def test_the_same_thing_under_another_key_is_a_second_row(storage: Storage) -> None:
    storage.add("notice", "N1", {}, PAID)
    storage.add("notice", "N2", {}, PAID)
    assert [(row.key, row.about) for row in storage.ledger("fund", LATER)] == [("N1", "Y1"), ("N2", "Y1")]


def test_what_takes_effect_later_is_not_there_yet(storage: Storage) -> None:
    storage.add("notice", "N1", {}, PAID)
    assert storage.ledger("fund", instant(AT - timedelta(seconds=1))) == []
    assert len(storage.ledger("fund", instant(AT.astimezone()))) == 1


def test_effect_and_document_are_written_together_or_not_at_all(storage: Storage) -> None:
    with pytest.raises(sqlite3.ProgrammingError), storage.transaction():
        storage.put("notice", "N1", {}, PAID, Effect("fund.paid", "C1", "Y1", AT, [500]))  # type: ignore[arg-type]
    assert storage.get("notice", "N1") is None
    assert storage.ledger("fund", LATER) == []


def test_pages_and_cases(storage: Storage) -> None:
    for n in range(5):
        storage.add("notice", f"N{n}", {}, Effect("fund.paid", f"C{n % 2}", f"Y{n}", AT))
    storage.add("order", "O1", {}, Effect("query.launched", "C0", "Q1", AT))
    first = storage.ledger("fund", LATER, limit=3)
    rest = storage.ledger("fund", LATER, after=first[-1].row, limit=3)
    assert [row.key for row in first + rest] == ["N0", "N1", "N2", "N3", "N4"]
    assert [row.key for row in storage.ledger("fund", LATER, case_id="C1")] == ["N1", "N3"]


@pytest.mark.parametrize("statement", ["DELETE FROM ledger", "UPDATE ledger SET amount = 1"])
def test_the_ledger_is_only_ever_added_to(storage: Storage, statement: str) -> None:
    storage.add("notice", "N1", {}, PAID)
    with pytest.raises(sqlite3.IntegrityError, match="only ever added to"), storage.transaction() as connection:
        connection.execute(statement)
    assert len(storage.ledger("fund", LATER)) == 1
