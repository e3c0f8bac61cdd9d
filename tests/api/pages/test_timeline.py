"""The picture of a case: where its bars, its last days and its signs lie."""

from api.pages.timeline import LEFT, WIDTH, Bar, picture
from enforcement.docket.casefile import empty_case
from tests.docket.building import Life, moment


def lived() -> Life:
    """A query missed and launched late; a freeze refused."""
    life = Life().file()
    life.say("2026-01-06T10:00", "materials_received")
    life.wait("2026-01-20T09:00")
    life.say("2026-01-21T10:00", "query_launched", channels=["总对总", "点对点"], types="ALL_ENABLED")
    return life


def bar(life: Life, rule: str, now: str) -> Bar:
    drawn = picture(life.case, life.events, moment(now))
    assert drawn is not None
    return next(bar for bar in drawn.bars if bar.clock.rule == rule)


def test_a_case_without_clocks_has_no_picture() -> None:
    assert picture(empty_case("沪0199-2026-执-1"), [], moment("2026-01-05T09:00")) is None


def test_a_missed_clock_ends_where_it_was_met_and_shows_what_happened() -> None:
    query = bar(lived(), "query_launch_5wd", "2026-02-01T09:00")
    assert query.tone == "late"
    assert [sign.kind for sign in query.signs] == ["warned", "missed", "rung", "rung", "rung", "late"]
    assert query.signs == sorted(query.signs, key=lambda sign: sign.x)
    assert query.x < query.due_x < query.x + query.width
    assert query.signs[-1].x == round(query.x + query.width, 1)


def test_everything_lies_within_the_picture() -> None:
    life = lived()
    drawn = picture(life.case, life.events, moment("2026-02-01T09:00"))
    assert drawn is not None
    assert all(LEFT <= bar.x <= bar.x + bar.width <= WIDTH for bar in drawn.bars)
    assert all(LEFT <= sign.x <= WIDTH for bar in drawn.bars for sign in bar.signs)
    assert [bar.y for bar in drawn.bars] == sorted({bar.y for bar in drawn.bars}), "no two bars lie on one another"
    assert drawn.height > drawn.bars[-1].y
    assert drawn.ticks[0][1] == "2026-02"


def test_a_clock_that_stood_still_shows_it() -> None:
    life = lived()
    life.say("2026-02-02T09:00", "stay_ordered", ground="中止执行")
    still = bar(life, "six_month_no_execution", "2026-03-02T09:00")
    assert (still.tone, len(still.still)) == ("paused", 1)
    life.say("2026-03-03T09:00", "stay_ended", ground="中止执行")
    assert bar(life, "six_month_no_execution", "2026-04-01T09:00").tone == "running"
    assert len(bar(life, "six_month_no_execution", "2026-04-01T09:00").still) == 1
