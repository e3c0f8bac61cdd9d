"""Timers follow the docket: armed, kept, moved, cancelled, and rung at once when their instant is past."""

from datetime import timedelta

import pytest

from enforcement.contracts.messages import EntryMessage, Json
from tests.workflows.courtroom import NOTICE, NOTICE_EXPIRED, NOTICE_WARNED, SIX_MONTHS, Courtroom, Timer

DAY = timedelta(days=1).total_seconds()


def states(timers: list[Timer]) -> list[tuple[str, str]]:
    """The title that each timer carries and what became of it."""
    return [(timer.label.split(" · ")[0], timer.state) for timer in timers]


async def test_filing_arms_one_labelled_timer_for_each_open_clock(courtroom: Courtroom) -> None:
    await courtroom.file()

    timers = await courtroom.timers()
    assert [timer.label for timer in timers] == ["10日内发出执行通知 · 到期 2026-02-24", "六个月未执行 · 到期 2026-08-05"]
    assert {timer.state for timer in timers} == {"running"}
    # The notice warns on 14 February at 09:00; the case began on the 6th at 10:00.
    assert timers[0].seconds == pytest.approx(8 * DAY - 3600, abs=60)


async def test_a_met_clock_takes_its_timer_along_and_leaves_the_others_alone(courtroom: Courtroom) -> None:
    await courtroom.file()
    await courtroom.serve_notice()

    assert states(await courtroom.timers()) == [("10日内发出执行通知", "cancelled"), ("六个月未执行", "running")]
    assert [wake_up.clock for wake_up in (await courtroom.clocks()).wake_ups] == [SIX_MONTHS]


async def test_an_entry_that_moves_nothing_starts_no_timer(courtroom: Courtroom) -> None:
    await courtroom.file()
    before = await courtroom.timers()

    await courtroom.say("interference_contact", contact="C1")

    assert await courtroom.timers() == before


async def test_a_moved_instant_is_armed_anew(courtroom: Courtroom) -> None:
    await courtroom.file()

    # The Spring Festival is prolonged by a day, 24 February, on which the notice was due.
    holidays: Json = [f"2026-02-{day}" for day in range(15, 25)]
    await courtroom.say("calendar_published", year=2026, workdays=["2026-02-14"], days_off=holidays, source="国办发明电")

    timers = await courtroom.timers()
    assert states(timers) == [("10日内发出执行通知", "cancelled"), ("六个月未执行", "running"), ("10日内发出执行通知", "running")]
    assert timers[-1].label.endswith("到期 2026-02-25")


async def test_one_timer_after_the_other_warns_misses_and_climbs_the_ladder(courtroom: Courtroom) -> None:
    await courtroom.file()

    await courtroom.virtual.reach(NOTICE_EXPIRED + timedelta(days=3))

    told = [line for line in courtroom.timeline() if line[2] == NOTICE]
    assert told == [
        ("2026-02-06T10:00:00+08:00", "deadline_opened", NOTICE),
        (NOTICE_WARNED.isoformat(), "deadline_warned", NOTICE),
        (NOTICE_EXPIRED.isoformat(), "deadline_missed", NOTICE),
        (NOTICE_EXPIRED.isoformat(), "escalated", NOTICE),
        ("2026-02-26T09:00:00+08:00", "escalated", NOTICE),
    ]
    rung = [timer.state for timer in await courtroom.timers() if timer.label.startswith("10日内")]
    assert rung == ["fired", "fired", "fired", "running"]


async def test_instants_that_are_past_ring_at_once_by_the_same_command(courtroom: Courtroom) -> None:
    # The docket knows a case that no workflow has watched since its filing 40 days ago.
    filed = courtroom.filing()
    stamp = "2025-12-28T10:00:00+08:00"
    courtroom.docket.docket.record(
        EntryMessage(filed.case_id, filed.id, filed.kind, filed.type, filed.by, {**filed.data, "applied_on": "2025-12-27"}, None, stamp)
    )

    await courtroom.say("interference_contact", contact="C1")
    await courtroom.virtual.reach(await courtroom.virtual.now())

    happened = [(at, kind) for at, kind, clock in courtroom.timeline() if clock == NOTICE]
    assert happened == [
        (stamp, "deadline_opened"),
        # Three days before 6 January is a day off of the New Year: warned on the working day before it.
        ("2025-12-31T09:00:00+08:00", "deadline_warned"),
        ("2026-01-07T00:00:00+08:00", "deadline_missed"),
        ("2026-01-07T00:00:00+08:00", "escalated"),
        ("2026-01-08T09:00:00+08:00", "escalated"),
        ("2026-01-13T09:00:00+08:00", "escalated"),
        ("2026-01-20T09:00:00+08:00", "escalated"),
        ("2026-02-03T09:00:00+08:00", "escalated"),
    ]
    assert all(timer.seconds > 0 for timer in await courtroom.timers())


async def test_a_tick_whose_answer_is_lost_changes_nothing(courtroom: Courtroom) -> None:
    await courtroom.file()
    courtroom.docket.lose_answers("tick", 2)

    await courtroom.virtual.reach(NOTICE_WARNED)

    warned = [line for line in courtroom.timeline() if line[1] == "deadline_warned"]
    assert warned == [(NOTICE_WARNED.isoformat(), "deadline_warned", NOTICE)]
    standing = await courtroom.clocks()
    assert standing == courtroom.docket.standing(courtroom.case_id)
