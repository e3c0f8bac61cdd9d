"""What pages and lists read, now and as it was known."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from enforcement.authority.permissions import Reach
from enforcement.contracts.messages import Json
from enforcement.docket.events import timeline_line
from enforcement.docket.explaining import explain_clock
from enforcement.docket.profile import Profile
from enforcement.errors import UnknownCase
from enforcement.records import queries
from enforcement.records.case_records import Records
from enforcement.records.database import transaction
from enforcement.records.queries import CaseFilter, EscalationFilter, Scope
from tests.records.casework import MISSED_AT, QUERY_CLOCK, RECEIVED_AT, Casework

UNKNOWN = "沪0199-2026-执-404"
COURT = "京0105"
EVERYTHING = Reach(everywhere=True)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        yield session


@pytest.fixture(scope="module")
def shelf(records: Records) -> Sequence[Casework]:
    """Seven cases of one court: the first missed its query, the second has its file, the others are filed."""
    cases = [Casework(records, serial, COURT) for serial in range(1, 8)]
    for case in cases:
        case.file()
    for case in cases[:2]:
        case.receive_materials()
    cases[0].let_pass(MISSED_AT)
    return cases


def _ids(session: Session, wanted: CaseFilter, limit: int = 50) -> list[str]:
    rows, _ = queries.case_page(session, wanted, EVERYTHING, None, limit)
    return [row.case_id for row in rows]


def test_pages_follow_one_another_without_gap_or_repetition(shelf: Sequence[Casework], session: Session) -> None:
    pages: list[list[str]] = []
    cursor: str | None = None
    while cursor is not None or not pages:
        rows, cursor = queries.case_page(session, CaseFilter(court=COURT), EVERYTHING, cursor, 3)
        pages.append([row.case_id for row in rows])

    assert [len(page) for page in pages] == [3, 3, 1]
    assert [name for page in pages for name in page] == [case.id for case in shelf]


def test_a_case_filed_between_two_pages_does_not_shift_them(shelf: Sequence[Casework], records: Records, session: Session) -> None:
    _, cursor = queries.case_page(session, CaseFilter(court="京0106"), EVERYTHING, None, 1)
    assert cursor is None
    for serial in (3, 5):
        Casework(records, serial, "京0106").file()
    first, cursor = queries.case_page(session, CaseFilter(court="京0106"), EVERYTHING, None, 1)
    Casework(records, 1, "京0106").file()

    second, end = queries.case_page(session, CaseFilter(court="京0106"), EVERYTHING, cursor, 1)

    assert [first[0].case_id, second[0].case_id, end] == ["京0106-2026-执-3", "京0106-2026-执-5", None]


def test_an_exact_last_page_has_no_cursor(shelf: Sequence[Casework], session: Session) -> None:
    rows, cursor = queries.case_page(session, CaseFilter(court=COURT), EVERYTHING, None, len(shelf))

    assert (len(rows), cursor) == (len(shelf), None)


@pytest.mark.parametrize("limit", [0, -5])
def test_a_page_holds_at_least_one_row(shelf: Sequence[Casework], session: Session, limit: int) -> None:
    assert _ids(session, CaseFilter(court=COURT), limit) == [shelf[0].id]


@pytest.mark.parametrize(
    ("wanted", "serials"),
    [
        (CaseFilter(court=COURT, escalated=True), [1]),
        (CaseFilter(court=COURT, escalated=False), [2, 3, 4, 5, 6, 7]),
        (CaseFilter(court=COURT, rule=QUERY_CLOCK), [1, 2]),
        (CaseFilter(court=COURT, rule=QUERY_CLOCK, due_before=date(2026, 9, 25)), [1, 2]),
        (CaseFilter(court=COURT, rule=QUERY_CLOCK, due_before=date(2026, 9, 24)), []),
        (CaseFilter(court=COURT, state="querying"), []),
        (CaseFilter(court=COURT, officer="nobody"), []),
        (CaseFilter(court=COURT, q="执3号"), [3]),
        (CaseFilter(court=COURT, q="%"), []),
        (CaseFilter(court="沪0000"), []),
    ],
)
def test_filters_narrow_the_list(shelf: Sequence[Casework], session: Session, wanted: CaseFilter, serials: list[int]) -> None:
    assert _ids(session, wanted) == [case.id for case in shelf if case.serial in serials]


def test_states_are_counted_and_can_be_asked_for(shelf: Sequence[Casework], session: Session) -> None:
    counts = queries.counts(session)

    assert sum(counts.values()) >= len(shelf)
    by_state = [_ids(session, CaseFilter(court=COURT, state=state)) for state in counts]
    assert sorted(name for names in by_state for name in names) == [case.id for case in shelf]


def test_cases_that_wait_are_listed_in_order(shelf: Sequence[Casework], session: Session) -> None:
    first = queries.open_case_ids(session, limit=2)
    following = queries.open_case_ids(session, first[-1], limit=2)

    assert [*first, *following] == list(queries.open_case_ids(session, limit=4))


def test_an_unknown_case_is_named(session: Session, profile: Profile) -> None:
    assert not queries.case_exists(session, UNKNOWN)
    for ask in (
        lambda: queries.case_file(session, UNKNOWN, profile),
        lambda: queries.case_file(session, UNKNOWN, profile, datetime.fromisoformat(MISSED_AT)),
        lambda: queries.timeline(session, UNKNOWN),
    ):
        with pytest.raises(UnknownCase, match=UNKNOWN):
            ask()
    assert queries.clock(session, UNKNOWN, QUERY_CLOCK) is None


def test_the_timeline_is_in_the_order_of_time_and_of_the_rehearsal(shelf: Sequence[Casework], session: Session) -> None:
    lines = [timeline_line(event) for event in queries.timeline(session, shelf[0].id)]

    about_query = [line["kind"] for line in lines if line.get("rule") == QUERY_CLOCK]
    assert about_query == ["deadline_opened", "deadline_warned", "deadline_missed", "escalated"]
    assert [line["at"] for line in lines] == sorted(str(line["at"]) for line in lines)


@pytest.mark.parametrize(
    ("instant", "status", "level", "events"),
    [
        ("2026-09-18T09:29:59+08:00", None, 0, 0),
        (RECEIVED_AT, "open", 0, 1),
        ("2026-09-18T01:30:00+00:00", "open", 0, 1),
        ("2026-09-24T23:59:59+08:00", "open", 0, 1),
        (MISSED_AT, "missed", 1, 4),
        ("2026-12-01T00:00:00+08:00", "missed", 1, 4),
    ],
)
def test_what_was_known_at_an_instant(
    shelf: Sequence[Casework], session: Session, profile: Profile, instant: str, status: str | None, level: int, events: int
) -> None:
    # The ticks of this case are journaled at its last instant: what was not written yet was not known.
    at, case_id = datetime.fromisoformat(instant), shelf[0].id

    known = queries.case_file(session, case_id, profile, at).clocks.get(QUERY_CLOCK)
    clock = queries.clock(session, case_id, QUERY_CLOCK, at)
    told = [event for event in queries.timeline(session, case_id, at) if event.rule == QUERY_CLOCK]

    assert clock == known
    assert (clock.status.value if clock else None, clock.level if clock else 0, len(told)) == (status, level, events)


def test_what_is_known_now_is_what_was_known_at_the_end(shelf: Sequence[Casework], session: Session, profile: Profile) -> None:
    end = datetime.fromisoformat("2030-01-01T00:00:00+08:00")

    for case in shelf:
        assert queries.case_file(session, case.id, profile) == queries.case_file(session, case.id, profile, end)
        for name in queries.case_file(session, case.id, profile).clocks:
            assert queries.clock(session, case.id, name) == queries.clock(session, case.id, name, end)


def test_the_derivation_of_a_missed_date_knows_nothing_of_what_came_later(
    new_case: Callable[[], Casework], session: Session, profile: Profile
) -> None:
    case = new_case()
    case.file("2026-12-01T09:00:00+08:00")
    case.fact("materials_received", "2026-12-28T09:00:00+08:00")
    case.let_pass("2027-01-06T00:00:00+08:00")
    notice: dict[str, Json] = {"year": 2027, "days_off": ["2027-01-01"], "workdays": ["2027-01-02", "2027-01-03"]}
    case.fact("calendar_published", "2027-01-06T12:00:00+08:00", notice)

    file = queries.case_file(session, case.id, profile)
    clock = file.clocks[QUERY_CLOCK]
    told = queries.derivation(session, file, clock, profile)

    assert clock.due == "2027-01-05"
    assert told.deadline.due_text == clock.due
    assert explain_clock(file, clock).deadline.due_text == "2027-01-03"


def test_before_its_first_entry_a_case_was_not_known(shelf: Sequence[Casework], session: Session, profile: Profile) -> None:
    with pytest.raises(UnknownCase):
        queries.case_file(session, shelf[0].id, profile, datetime.fromisoformat("2026-09-17T08:59:59+08:00"))


@pytest.fixture
def climbed(new_case: Callable[[], Casework]) -> Casework:
    """A case whose ladder was climbed to the third rung."""
    case = new_case()
    case.file()
    case.receive_materials()
    case.let_pass("2026-10-09T09:00:00+08:00")
    return case


def test_escalations_are_listed_by_court_role_and_level_newest_first(climbed: Casework, session: Session) -> None:
    def found(wanted: EscalationFilter) -> list[int]:
        rows, _ = queries.escalation_page(session, wanted, Scope(EVERYTHING), None, 100)
        return [row.level for row in rows if row.case_id == climbed.id and row.clock == QUERY_CLOCK]

    assert found(EscalationFilter(court=climbed.court)) == [3, 2, 1]
    assert found(EscalationFilter(level=2)) == [2]
    assert found(EscalationFilter(role="bureau_chief")) == [2]
    assert found(EscalationFilter(court="京0000")) == []
    assert found(EscalationFilter(acknowledged=True)) == []


def test_escalations_come_in_pages(climbed: Casework, session: Session) -> None:
    everything, _ = queries.escalation_page(session, EscalationFilter(), Scope(EVERYTHING), None, 200)
    pages: list[int | None] = []
    cursor: int | None = None
    while cursor is not None or not pages:
        rows, cursor = queries.escalation_page(session, EscalationFilter(), Scope(EVERYTHING), cursor, 2)
        pages.extend(row.id for row in rows)

    assert pages == [row.id for row in everything]
    assert len(pages) >= 3


def test_an_acknowledgement_stands_as_it_was_first_given(climbed: Casework, engine: Engine) -> None:
    (rung_id, *_) = (rung.id for rung in climbed.escalations())
    assert rung_id is not None
    at = datetime.fromisoformat("2026-10-09T10:00:00+08:00")
    for by, note, when in (("局长丙", "已督办", at), ("院长丁", "重复", at + timedelta(days=1))):
        with transaction(engine) as session:
            rung = queries.escalation(session, rung_id, Scope(EVERYTHING))
            assert rung is not None
            queries.acknowledge(rung, by, note, when)

    assert rung is not None
    assert (rung.acknowledged_by, rung.note, rung.acknowledged_at) == ("局长丙", "已督办", at)
    with transaction(engine) as session:
        done, _ = queries.escalation_page(session, EscalationFilter(acknowledged=True), Scope(EVERYTHING), None, 100)
        assert rung_id in [row.id for row in done]
        assert queries.escalation(session, 2**40, Scope(EVERYTHING)) is None
        assert queries.escalation(session, rung_id, Scope(Reach(own="京0199"))) is None
