"""Memos on the real database: told once by key, at once or in a digest, through crashes, two workers and wrong addresses."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import Engine, delete, text
from sqlmodel import col, select

from enforcement.contracts.messages import EscalationKey
from enforcement.memos.people import Contact
from enforcement.memos.quiet import QuietHours
from enforcement.memos.wording import Texts
from enforcement.ports.channels import Channel
from enforcement.ports.memos import Claim
from enforcement.records.case_records import Records
from enforcement.records.contacts import contact, met, put
from enforcement.records.database import transaction
from enforcement.records.digests import Digests
from enforcement.records.memo_tables import ContactRow, MemoRow
from enforcement.records.memos import LEASE, TRIES, KeptMemos
from enforcement.records.supervisors import ListedSupervisors, NotifiedSupervisors
from tests.docket.building import moment
from tests.fakes.channels import FakeChannel
from tests.records.casework import MISSED_AT, QUERY_CLOCK, Casework

SITE = "https://zhixing.example"
# Thursday, the last of the five working days; a holiday begins on Friday, 25 September 2026.
THURSDAY = moment("2026-09-24T08:30")
NIGHT = datetime.fromisoformat(MISSED_AT)
SMS, WECOM = ("sms", "13800000001"), ("wecom", "sun")


@pytest.fixture(autouse=True)
def _nobody(administrator: Engine) -> None:
    """Nobody is known, and nothing was told."""
    with transaction(administrator) as session:
        session.execute(delete(ContactRow))
        session.execute(delete(MemoRow))


@pytest.fixture
def memos(engine: Engine) -> KeptMemos:
    return KeptMemos(engine, Digests(Texts(), SITE))


def know(engine: Engine, *people: Contact) -> None:
    with transaction(engine) as session:
        for person in people:
            put(session, person, THURSDAY)


def person(subject: str, *roles: str, addresses: tuple[tuple[str, str], ...] = (SMS, WECOM), quiet: QuietHours | None = None) -> Contact:
    return Contact(subject, f"{subject}某", "沪0199", frozenset(roles), addresses, quiet)


def rows(engine: Engine) -> list[MemoRow]:
    with transaction(engine) as session:
        return list(session.exec(select(MemoRow).order_by(col(MemoRow.key))).all())


def missed(case: Casework, officer: str = "li某") -> EscalationKey:
    case.file()
    case.fact("officer_assigned", "2026-09-17T10:00:00+08:00", {"officer": officer})
    case.receive_materials()
    case.let_pass(MISSED_AT)
    return EscalationKey(case.id, QUERY_CLOCK, 1)


def tell(records: Records, key: EscalationKey, at: datetime = NIGHT) -> None:
    listed = ListedSupervisors(records, lambda: at)
    NotifiedSupervisors(listed, records.engine, Texts(), SITE, lambda: at).tell(key)


def claims(memos: KeptMemos, channels: dict[str, Channel], at: datetime) -> list[Claim]:
    return list(iter(lambda: memos.claim(channels, at), None))


def both(*, repeatable: bool = True) -> dict[str, Channel]:
    return {"sms": FakeChannel("sms", repeatable=repeatable, longest=64), "wecom": FakeChannel("wecom", repeatable=repeatable)}


def test_an_escalation_is_told_at_once_to_its_rung_and_to_each_person_once(case: Casework, records: Records, memos: KeptMemos) -> None:
    engine = records.engine
    know(engine, person("sun", "special_supervisor", "bureau_chief"), person("wang", "bureau_chief"), person("li", "special_supervisor"))
    key = missed(case)
    tell(records, key)
    tell(records, key)
    [memo] = rows(engine)
    assert (memo.subject, memo.title, memo.next_at) == ("sun", "督办提醒（1级）", NIGHT)
    assert case.number in memo.text
    assert f"{SITE}/desk/cases/{case.id}" in memo.text
    [claim] = claims(memos, both(), NIGHT)
    assert (claim.channel, claim.letter.address) == SMS
    assert len(claim.letter.text) <= 64
    assert next(row.told_at for row in case.escalations() if row.clock == QUERY_CLOCK) == NIGHT


@pytest.mark.parametrize(("quiet", "at"), [(QuietHours(time(22), time(7)), "2026-09-25T07:00"), (None, "2026-09-25T00:00")])
def test_only_hours_of_ones_own_are_waited_for(case: Casework, records: Records, quiet: QuietHours | None, at: str) -> None:
    know(records.engine, person("sun", "special_supervisor", quiet=quiet))
    tell(records, missed(case))
    assert [memo.next_at for memo in rows(records.engine)] == [moment(at)]


def test_nobody_to_be_told_keeps_no_rung_from_its_list(case: Casework, records: Records) -> None:
    tell(records, missed(case))
    assert rows(records.engine) == []
    assert next(row.told_at for row in case.escalations() if row.clock == QUERY_CLOCK) == NIGHT


def test_a_digest_is_written_once_on_working_days_from_half_past_eight(case: Casework, records: Records, memos: KeptMemos) -> None:
    know(records.engine, person("chen", "handler"), person("idle", "handler"))
    case.file()
    case.fact("officer_assigned", "2026-09-17T10:00:00+08:00", {"officer": "chen某"})
    case.receive_materials()
    assert memos.write_digests(THURSDAY - timedelta(minutes=1)) == 0
    assert memos.write_digests(moment("2026-09-26T10:00")) == 0
    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(lambda _: memos.write_digests(THURSDAY), range(4))) == 1
    [memo] = rows(records.engine)
    assert (memo.subject, memo.title) == ("chen", "9月24日办案提醒")
    assert f"今日届满1件：\n· {case.number} " in memo.text
    case.let_pass(MISSED_AT)
    assert memos.write_digests(moment("2026-09-28T08:30")) == 1
    assert f"已逾期1件：\n· {case.number} " in rows(records.engine)[1].text


def test_a_supervisor_finds_in_the_digest_what_nobody_has_acknowledged(case: Casework, records: Records, memos: KeptMemos) -> None:
    missed(case)
    know(records.engine, person("sun", "special_supervisor"))
    memos.write_digests(moment("2026-09-28T09:00"))
    [memo] = rows(records.engine)
    assert f"{case.number} " in memo.text
    assert "督办待签收" in memo.text


def test_a_digest_that_was_not_brought_by_evening_is_not_brought_at_night(case: Casework, records: Records, memos: KeptMemos) -> None:
    missed(case)
    know(records.engine, person("sun", "special_supervisor"))
    memos.write_digests(moment("2026-09-28T09:00"))
    assert memos.claim(both(), moment("2026-09-28T20:00")) is None
    assert [(memo.state, memo.notes[-1]["said"]) for memo in rows(records.engine)] == [
        ("failed", "not brought before the quiet hours began")
    ]


@pytest.fixture
def waiting(case: Casework, records: Records) -> str:
    """An escalation that waits for its supervisor; its key."""
    know(records.engine, person("sun", "special_supervisor"))
    tell(records, missed(case))
    return rows(records.engine)[0].key


def state(engine: Engine) -> tuple[str, list[tuple[str | None, str]]]:
    [memo] = rows(engine)
    return memo.state, [(note["channel"], note["outcome"]) for note in memo.notes]


def test_a_memo_of_which_nothing_was_noted_goes_again_where_it_is_brought_once(waiting: str, engine: Engine, memos: KeptMemos) -> None:
    channels = both()
    first = memos.claim(channels, NIGHT)
    assert first is not None
    channels["sms"].send(first.letter)
    assert memos.claim(channels, NIGHT + LEASE - timedelta(seconds=1)) is None
    again = memos.claim(channels, NIGHT + LEASE)
    assert again == first
    memos.sent(again, channels["sms"].send(again.letter), NIGHT + LEASE)
    assert [letter.key for letter in channels["sms"].brought] == [waiting]  # type: ignore[attr-defined]
    assert state(engine) == ("sent", [("sms", "sent")])


def test_where_it_might_be_brought_twice_it_takes_another_way(waiting: str, engine: Engine, memos: KeptMemos) -> None:
    channels = both(repeatable=False)
    assert memos.claim(channels, NIGHT) is not None
    again = memos.claim(channels, NIGHT + LEASE)
    assert again is not None
    assert again.channel == "wecom"
    memos.lost(again, "timeout", channels["wecom"], NIGHT + LEASE)
    assert memos.claim(channels, NIGHT + 2 * LEASE) is None
    assert state(engine) == ("failed", [("sms", "unknown"), ("wecom", "unknown"), (None, "failed")])


def test_a_digest_that_may_have_been_brought_is_left_to_a_person(case: Casework, engine: Engine, memos: KeptMemos) -> None:
    missed(case)
    know(engine, person("sun", "special_supervisor"))
    nine = moment("2026-09-28T09:00")
    memos.write_digests(nine)
    assert memos.claim(both(repeatable=False), nine) is not None
    assert memos.claim(both(repeatable=False), nine + LEASE) is None
    assert state(engine) == ("failed", [("sms", "unknown")])


def test_a_wrong_address_leads_to_the_next_one_and_then_to_the_list(waiting: str, engine: Engine, memos: KeptMemos) -> None:
    for channel in ("sms", "wecom"):
        claim = memos.claim(both(), NIGHT)
        assert claim is not None
        assert claim.channel == channel
        memos.refused(claim, "no such address", NIGHT)
    assert memos.claim(both(), NIGHT) is None
    assert state(engine) == ("failed", [("sms", "refused"), ("wecom", "refused"), (None, "failed")])


def test_a_channel_that_is_away_is_tried_ever_more_seldom_and_then_given_up(waiting: str, engine: Engine, memos: KeptMemos) -> None:
    at = NIGHT
    for _ in range(TRIES):
        claim = memos.claim(both(), at)
        assert claim is not None
        assert claim.channel == "sms"
        memos.away(claim, "maintenance", None, at)
        at = rows(engine)[0].next_at
    assert at - NIGHT == timedelta(minutes=31)
    claim = memos.claim(both(), at)
    assert claim is not None
    assert claim.channel == "wecom"


def test_two_workers_send_a_memo_once(waiting: str, memos: KeptMemos) -> None:
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: memos.claim(both(), NIGHT), range(8)))
    assert sum(claim is not None for claim in found) == 1


def test_who_comes_too_late_with_what_became_of_it_changes_nothing(waiting: str, engine: Engine, memos: KeptMemos) -> None:
    channels = both(repeatable=False)
    slow = memos.claim(channels, NIGHT)
    second = memos.claim(channels, NIGHT + LEASE)
    assert slow is not None
    assert second is not None
    memos.refused(slow, "late", NIGHT + LEASE)
    memos.sent(second, channels["wecom"].send(second.letter), NIGHT + LEASE)
    assert state(engine) == ("sent", [("sms", "unknown"), ("wecom", "sent")])


def test_somebody_without_an_address_is_told_by_the_stand_in_alone(case: Casework, records: Records, memos: KeptMemos) -> None:
    with transaction(records.engine) as session:
        met(session, person("sun", "special_supervisor").caller, THURSDAY)
        met(session, Contact("p", "当事人", "", frozenset({"debtor"})).caller, THURSDAY)
        assert contact(session, "p") is None
    tell(records, missed(case))
    [claim] = claims(memos, {"stand-in": FakeChannel()}, NIGHT)
    assert (claim.channel, claim.letter.address) == ("stand-in", "sun")


def test_addresses_are_sealed_and_logging_in_keeps_them(engine: Engine) -> None:
    sun = person("sun", "special_supervisor", quiet=QuietHours(time(22), time(7)))
    know(engine, sun)
    with transaction(engine) as session:
        met(session, Contact("sun", "孙专人", "沪0199", frozenset({"inspector"})).caller, THURSDAY)
        found = contact(session, "sun")
        stored = str(session.execute(text("SELECT addresses FROM contacts")).scalar_one())
    assert found == Contact("sun", "孙专人", "沪0199", frozenset({"inspector"}), sun.addresses, sun.quiet)
    assert SMS[1] not in stored


@pytest.mark.parametrize("change", [lambda now: now, lambda now: now + timedelta(days=3)])
def test_the_same_rung_is_told_once_however_late_it_is_told_again(
    waiting: str, case: Casework, records: Records, change: Callable[[datetime], datetime]
) -> None:
    tell(records, EscalationKey(case.id, QUERY_CLOCK, 1), change(NIGHT))
    assert [memo.key for memo in rows(records.engine)] == [waiting]
