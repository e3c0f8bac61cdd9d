"""The chain holds, and shows what was changed behind its back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, text

from enforcement.contracts.messages import Actor, EntryMessage
from enforcement.records import queries
from enforcement.records.audit import breaks, heads, link_of, verify
from enforcement.records.codec import entry_from_row
from enforcement.records.database import snapshot, transaction
from enforcement.records.tables import JournalRow
from tests.records.casework import MISSED_AT, RECEIVED_AT, Casework

MOST_YUAN = 10**14


@contextmanager
def behind_the_back(administrator: Engine) -> Iterator[Connection]:
    """What only the owner of the tables can do: work with the lock off, and leave no trace of it."""
    with administrator.connect() as connection:
        connection.execute(text("ALTER TABLE journal DISABLE TRIGGER USER"))
        yield connection
        connection.rollback()


@pytest.fixture
def lived(case: Casework) -> Casework:
    case.file()
    case.receive_materials()
    case.act("freeze_account", "2026-09-18T10:00:00+08:00", {"asset": "A1"}, entry_id="freeze")
    case.let_pass(MISSED_AT)
    return case


def test_untouched_chains_hold(lived: Casework, engine: Engine) -> None:
    assert list(verify(engine)) == []
    with snapshot(engine) as session:
        head = next(head for head in heads(session) if head.case_id == lived.id)
    last = lived.journal()[-1]
    assert (head.sequence, head.link) == (last.sequence, last.link)


def test_who_sent_an_entry_is_sealed_and_is_there_when_the_file_is_folded_again(
    case: Casework, engine: Engine, administrator: Engine
) -> None:
    case.file()
    sender = Actor("u1", "张三", ["handler"])
    case.say(EntryMessage(case.id, "m", "fact", "materials_received", "handler", {}, None, RECEIVED_AT, sender))
    filed, row = case.journal()
    assert filed.actor is None
    assert row.actor is not None
    assert row.actor["name"].startswith("sealed:"), "a name is personal"
    with transaction(engine) as session:
        assert entry_from_row(queries.journal(session, case.id)[1]).actor == sender
    assert not [broken for broken in verify(engine) if broken.case_id == case.id]
    for change in ("NULL", 'actor || \'{"subject": "u2"}\''):
        with behind_the_back(administrator) as connection:
            connection.execute(text(f"UPDATE journal SET actor = {change} WHERE case_id = :case AND sequence = 2"), {"case": case.id})
            rows = connection.execute(text("SELECT * FROM journal WHERE case_id = :case ORDER BY sequence"), {"case": case.id}).mappings()
            found = list(breaks(case.id, [JournalRow(**row) for row in rows], row.link, 2))
        assert [broken.reason for broken in found] == ["its content was changed"]


@pytest.mark.parametrize(
    ("change", "sequence", "reason"),
    [
        ("UPDATE journal SET data = data || '{\"x\": 1}' WHERE case_id = :case AND sequence = 2", 2, "its content was changed"),
        ("UPDATE journal SET outcome = 'accepted' WHERE case_id = :case AND sequence = 3", 3, "its content was changed"),
        (
            "UPDATE journal SET recorded_at = recorded_at - interval '1 microsecond' WHERE case_id = :case AND sequence = 2",
            2,
            "its content was changed",
        ),
        ("UPDATE journal SET events = '[]' WHERE case_id = :case AND sequence = 4", 4, "its content was changed"),
        ("UPDATE journal SET \"by\" = 'nobody' WHERE case_id = :case AND sequence = 1", 1, "its content was changed"),
        ("DELETE FROM journal WHERE case_id = :case AND sequence = 2", 2, "expected row 2, found row 3"),
        ("DELETE FROM journal WHERE case_id = :case AND sequence = 4", 4, "the chain ends at row 3, the case says 4"),
        ("DELETE FROM journal WHERE case_id = :case", 1, "the journal is gone, the case says 4 rows"),
        ("DELETE FROM cases WHERE case_id = :case", 5, "the chain ends at row 4, the case says 0"),
    ],
)
def test_a_change_shows(lived: Casework, administrator: Engine, change: str, sequence: int, reason: str) -> None:
    with behind_the_back(administrator) as connection:
        connection.execute(text(change), {"case": lived.id})
        connection.commit()
        found = [(gap.sequence, gap.reason) for gap in verify(administrator) if gap.case_id == lived.id]
    assert (sequence, reason) in found


def test_only_the_changed_case_is_named(new_case: Callable[[], Casework], administrator: Engine) -> None:
    changed, other = new_case(), new_case()
    changed.file()
    other.file()
    with behind_the_back(administrator) as connection:
        connection.execute(text("UPDATE journal SET type = 'x' WHERE case_id = :case"), {"case": changed.id})
        connection.commit()

    named = {gap.case_id for gap in verify(administrator)}
    assert changed.id in named
    assert other.id not in named


def test_amounts_beyond_what_a_double_carries_are_sealed(case: Casework, engine: Engine) -> None:
    case.file(claim=MOST_YUAN)

    assert case.row().claim_fen == MOST_YUAN * 100 > 2**53
    assert [gap for gap in verify(engine) if gap.case_id == case.id] == []


def test_a_link_depends_on_the_row_before_and_on_the_content_but_not_on_the_order_of_keys() -> None:
    link = link_of("a", {"x": 1, "y": [2**60, {"z": "字"}]})

    assert link == link_of("a", {"y": [2**60, {"z": "字"}], "x": 1})
    assert link != link_of("b", {"x": 1, "y": [2**60, {"z": "字"}]})
    assert link != link_of("a", {"x": 1, "y": [2**60 + 1, {"z": "字"}]})
