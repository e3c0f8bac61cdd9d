"""Notices that move running clocks: previewed as they will move, published once to each case, known to every new case."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from enforcement.contracts.ids import parse_case_number
from enforcement.docket.events import EventKind
from enforcement.errors import CalendarRefused, UnknownCalendar
from enforcement.law.calendar import Notice, national_calendar
from enforcement.law.statutes import book_of, statute_book
from enforcement.records import calendars, queries
from enforcement.records.calendars import PublishedCalendars
from enforcement.records.case_records import Records
from enforcement.records.codec import events_from_json
from enforcement.records.database import snapshot, transaction
from enforcement.records.preview import Preview, Proposal, as_csv, preview
from enforcement.records.tables import CalendarRow, JournalRow
from tests.docket.building import moment
from tests.installation import ROOT
from tests.records.casework import FILED_AT, Casework
from tests.records.storytelling import STORIES, tell

NOW = moment("2026-11-24T10:00")
SPRING = {date(2027, 2, 5) + timedelta(days=n) for n in range(9)}
NEW_YEAR = {date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3)}
NOTICE_2027 = Notice(2027, frozenset(NEW_YEAR | SPRING), frozenset({date(2027, 2, 14), date(2027, 2, 20)}), "国办发明电〔2026〕X号")

# A case records nothing before its last entry: this is "at once", whenever its story broke off.
EARLY = "2020-01-01T00:00:00+08:00"
THURSDAYS = {date(2026, 1, 8) + timedelta(weeks=n) for n in range(51)}
NOTICE_2026 = next(notice for notice in national_calendar().notices if notice.year == 2026)
THURSDAYS_OFF = Notice(2026, NOTICE_2026.days_off | THURSDAYS - NOTICE_2026.workdays, NOTICE_2026.workdays)


def approved(engine: Engine, notice: Notice = NOTICE_2027) -> CalendarRow:
    with transaction(engine) as session:
        row = calendars.submit(session, notice, (), "甲", "", NOW)
        session.flush()
        return calendars.approve(session, row.id, "乙", NOW)


def publish_everywhere(records: Records, year: int = 2027) -> list[str]:
    """As the workflow does, without it."""
    port, after, reached = PublishedCalendars(records.engine), "", list[str]()
    while entries := port.unpublished(year, after, 7):
        for entry in entries:
            now = records.standing(entry.case_id)
            records.record(type(entry)(**{**{n: getattr(entry, n) for n in entry.__slots__}, "recorded_at": EARLY}))
            assert records.standing(entry.case_id).sequence > now.sequence
        reached += [entry.case_id for entry in entries]
        after = entries[-1].case_id
    return reached


def looked(engine: Engine, proposal: Proposal) -> Preview:
    with snapshot(engine) as session:
        return preview(session, proposal, NOW)


@pytest.fixture(scope="module")
def told(records: Records) -> Records:
    """Every story of the docket, each broken off after some of its steps, so that all sorts of clocks run."""
    for n, path in enumerate(STORIES, start=1):
        raw = json.loads(path.read_text(encoding="utf-8"))
        for part in (2, 3):
            number = f"（2026）沪0199执{part}{n:03}号"
            steps = raw["steps"][: max(1, len(raw["steps"]) * part // 3)]
            tell(records, parse_case_number(number).case_id, number, {**raw, "steps": steps, "until": steps[-1]["at"]})
    return records


def test_a_preview_says_what_publishing_then_does(told: Records) -> None:
    with transaction(told.engine) as session:
        ids = session.exec(queries.waiting_case_ids()).all()
    row = approved(told.engine, THURSDAYS_OFF)
    before = looked(told.engine, Proposal(THURSDAYS_OFF))

    reached = publish_everywhere(told, 2026)

    assert sorted(reached) == sorted(ids)
    moved, confirmed = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    with transaction(told.engine) as session:
        for journal in session.exec(
            select(JournalRow).where(JournalRow.type == "calendar_published", JournalRow.entry_id == "calendar/2026-1")
        ):
            for event in events_from_json(journal.events):
                moved["沪0199", str(event.rule)] += event.kind is EventKind.DEADLINE_RECOMPUTED
                confirmed["沪0199", str(event.rule)] += event.kind is EventKind.DEADLINE_CONFIRMED
        report = calendars.publication_report(session, row)
    assert before.moved > 5
    assert {key: effect.moved for key, effect in before.effects.items() if effect.moved} == {k: n for k, n in moved.items() if n}
    assert {key: effect.confirmed for key, effect in before.effects.items() if effect.confirmed} == {
        k: n for k, n in confirmed.items() if n
    }
    assert (report.moved, report.confirmed) == (before.moved, sum(confirmed.values()))
    assert report.examined == report.moved + report.confirmed + report.unchanged + report.paused + report.missed
    assert (report.examined, report.paused, report.missed) == (before.open + before.paused + before.missed, before.paused, before.missed)
    assert report.complete
    assert report.cases == len(ids)
    assert publish_everywhere(told, 2026) == [], "a second pass finds nothing to do"
    again = looked(told.engine, Proposal(THURSDAYS_OFF))
    assert (again.moved, again.effects) == (0, {})


def test_a_preview_writes_nothing(told: Records) -> None:
    with transaction(told.engine) as session:
        before = _everything(session)
    looked(told.engine, Proposal(NOTICE_2027, statute_book()))
    with transaction(told.engine) as session:
        assert _everything(session) == before


def _everything(session: Session) -> list[object]:
    return [session.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2, 3")).all() for table in ("cases", "journal", "clocks", "calendars")]


def test_a_correction_is_the_next_version_and_wins(records: Records) -> None:
    first = approved(records.engine)
    corrected = Notice(2027, NOTICE_2027.days_off | {date(2027, 2, 18)}, NOTICE_2027.workdays)
    second = approved(records.engine, corrected)
    assert (first.id, second.id) == ("2027-1", "2027-2")
    with transaction(records.engine) as session:
        assert [row.id for row in calendars.in_force(session) if row.year == 2027] == ["2027-2"]
        assert [row.id for row in calendars.calendars(session) if row.year == 2027] == ["2027-2", "2027-1"]


def test_a_new_case_counts_by_the_notices_in_force(new_case: Callable[[], Casework], records: Records) -> None:
    approved(records.engine)
    with transaction(records.engine) as session:
        current = [f"calendar/{row.id}" for row in calendars.in_force(session)]
        newest = calendars.in_force(session)[-1]
    case = new_case()
    case.file("2027-01-29T09:00:00+08:00")
    case.receive_materials("2027-02-03T09:00:00+08:00")
    (query,) = [row for row in case.clocks() if row.rule == "query_launch_5wd"]
    # 4 February, then nine days off, 14 February worked, 15, 16 and 17 February.
    assert query.due_on == date(2027, 2, 17)
    assert [row.entry_id for row in case.journal()][: len(current) + 1] == [*current, "filing"]
    case.records.record(calendars.publication(newest, case.id, FILED_AT))
    assert len([row for row in case.journal() if row.type == "calendar_published"]) == len(current)


@pytest.mark.parametrize("same", [True, False])
def test_a_second_person_approves(engine: Engine, same: bool) -> None:
    with transaction(engine) as session:
        row = calendars.submit(session, Notice(2031, frozenset({date(2031, 1, 1)}), frozenset()), ("look",), "甲", "", NOW)
        assert row.approved_at is None
    with transaction(engine) as session:
        if same:
            with pytest.raises(CalendarRefused, match="a second person approves"):
                calendars.approve(session, row.id, "甲", NOW)
        else:
            assert calendars.approve(session, row.id, "乙", NOW).approved_by == "乙"
            assert calendars.approve(session, row.id, "乙", NOW + timedelta(days=1)).approved_at == NOW
            with pytest.raises(CalendarRefused, match="approved by 乙 before"):
                calendars.approve(session, row.id, "丙", NOW)


def test_the_same_days_are_the_same_version_and_an_older_one_is_not_approved(engine: Engine) -> None:
    def submitted(*days: date) -> str:
        with transaction(engine) as session:
            return calendars.submit(session, Notice(2032, frozenset(days), frozenset()), (), "甲", "", NOW).id

    assert [submitted(date(2032, 1, 1)), submitted(date(2032, 1, 1)), submitted(date(2032, 1, 2))] == ["2032-1", "2032-1", "2032-2"]
    with transaction(engine) as session:
        with pytest.raises(CalendarRefused, match="a later version"):
            calendars.approve(session, "2032-1", "乙", NOW)
        with pytest.raises(UnknownCalendar):
            calendars.calendar(session, "1999-1")


def test_a_failure_is_listed_until_the_case_has_the_calendar(new_case: Callable[[], Casework], records: Records) -> None:
    case = new_case()
    case.file()
    row = approved(records.engine, Notice(2033, frozenset({date(2033, 1, 1)}), frozenset()))
    port = PublishedCalendars(records.engine)
    entry = next(entry for entry in port.unpublished(2033, "", 1000) if entry.case_id == case.id)
    port.failed(entry, "its workflow did not answer in time", NOW)
    port.failed(entry, "its workflow is stuck", NOW)
    with transaction(records.engine) as session:
        report = calendars.publication_report(session, row)
        assert [(failure.case_id, failure.error) for failure in report.failures] == [(case.id, "its workflow is stuck")]
        assert not report.complete
    records.record(calendars.publication(row, case.id, NOW.isoformat()))
    with transaction(records.engine) as session:
        assert calendars.publication_report(session, row).failures == []


def test_what_if_a_draft_of_the_law_were_in_force(tmp_path_factory: pytest.TempPathFactory, told: Records) -> None:
    folder = tmp_path_factory.mktemp("draft")
    for path in (ROOT / "enforcement" / "law" / "statutes").glob("*.toml"):
        content = path.read_text(encoding="utf-8")
        if path.name == "spc-2021-322.toml":
            head, rule = content.split('id = "query_launch_5wd"')
            content = f'{head}id = "query_launch_5wd"{rule.replace("length = 5", "length = 3", 1)}'
        (folder / path.name).write_text(content, encoding="utf-8")
    unchanged = looked(told.engine, Proposal())
    assert (unchanged.moved, unchanged.effects) == (0, {}), "the law in force moves nothing"
    drafted = looked(told.engine, Proposal(book=book_of(folder)))
    assert {rule for _, rule in drafted.effects} <= {"query_launch_5wd"}


def test_the_csv_has_a_line_for_each_court_and_rule(told: Records) -> None:
    lawless = Notice(2027, frozenset(NEW_YEAR | SPRING | {date(2027, 3, 1) + timedelta(days=n) for n in range(60)}), frozenset())
    result = looked(told.engine, Proposal(lawless))
    lines = as_csv(result).splitlines()
    assert lines[0].startswith("court,rule,title_zh,law,article,moved")
    assert len(lines) == 1 + len(result.effects)
    assert result.shifts == sorted(result.shifts, key=lambda shift: -abs(shift.days))[: len(result.shifts)]
