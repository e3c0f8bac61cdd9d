"""Clocks in motion: what format and law say, at the edges."""

from typing import Any

import pytest

from enforcement.docket.clocks import ClockStatus
from enforcement.docket.standing import standing
from tests.docket.building import ALL, LIST, PERMIT, TERMINATE, Life, moment

FEED: dict[str, Any] = {"assets": [{"asset": "A1", "kind": "银行存款", "online": True}], "complete": True}


def controlled(life: Life, at: str = "2026-06-10T10:00", **more: Any) -> None:
    life.say(at, "asset_controlled", **{"asset": "A1", "asset_kind": "不动产", "online": True, **more})


def test_a_second_trigger_opens_nothing_while_the_clock_is_open() -> None:
    life = Life().file()
    life.say("2026-02-10T15:00", "materials_received")
    life.say("2026-02-11T15:00", "materials_received")
    assert len(life.of("query_launch_5wd")) == 1


def test_after_it_was_met_a_new_trigger_opens_a_clock_of_its_own() -> None:
    life = Life().file()
    life.say("2026-02-10T15:00", "materials_received")
    life.say("2026-02-11T15:00", "query_launched", **ALL)
    life.say("2026-03-11T15:00", "materials_received")
    assert [name for name in life.case.clocks if name.startswith("query")] == ["query_launch_5wd", "query_launch_5wd#2"]


def test_a_trigger_recorded_too_late_opens_and_misses_at_once() -> None:
    life = Life().file()
    life.say("2026-03-20T10:00", "materials_received", happened="2026-02-10T15:00")
    assert life.of("query_launch_5wd") == [
        ("2026-03-20T10:00", "deadline_opened"),
        ("2026-03-20T10:00", "deadline_missed"),
        *(("2026-03-20T10:00", "escalated"),) * 4,
    ]
    assert life.line("query_launch_5wd", "deadline_opened")["due"] == "2026-02-24"
    life.wait("2026-03-25T10:00")
    assert [line["level"] for line in life.lines if line["kind"] == "escalated" and line["rule"] == "query_launch_5wd"] == [1, 2, 3, 4, 5]


def test_a_warning_whose_time_has_passed_is_not_sent() -> None:
    life = Life().file()
    life.say("2026-02-14T09:01", "materials_received", happened="2026-02-10T15:00")
    life.wait("2026-02-24T23:59")
    assert life.of("query_launch_5wd") == [("2026-02-14T09:01", "deadline_opened")]


def test_done_in_time_and_recorded_late_is_met_and_the_miss_stays() -> None:
    life = Life().file()
    life.say("2026-02-10T15:00", "materials_received")
    life.say("2026-02-26T10:00", "query_launched", happened="2026-02-24T16:00", **ALL)
    kinds = [kind for _, kind in life.of("query_launch_5wd")]
    assert kinds == ["deadline_opened", "deadline_warned", "deadline_missed", "escalated", "escalated", "deadline_met"]


def test_the_last_second_is_in_time_and_midnight_is_not() -> None:
    for at, kind in (("2026-02-24T23:59", "deadline_met"), ("2026-02-25T00:00", "deadline_met_late")):
        life = Life().file()
        life.say("2026-02-10T15:00", "materials_received")
        life.say(at, "query_launched", **ALL)
        assert life.of("query_launch_5wd")[-1] == (at, kind)


def test_an_hour_clock_has_no_late_working_days_and_its_own_ladder() -> None:
    life = Life().file()
    life.say("2026-09-30T16:20", "clue_received", clue="C1", clear=True, specific=True, urgent=True)
    life.say("2026-10-03T10:00", "clue_check_started", clue="C1")
    assert life.of("clue_urgent_24h") == [
        ("2026-09-30T16:20", "deadline_opened"),
        ("2026-10-01T13:00", "deadline_warned"),
        ("2026-10-01T17:00", "deadline_missed"),
        ("2026-10-01T17:00", "escalated"),
        ("2026-10-01T19:00", "escalated"),
        ("2026-10-02T17:00", "escalated"),
        ("2026-10-03T10:00", "deadline_met_late"),
    ]
    assert "late_working_days" not in life.line("clue_urgent_24h", "deadline_met_late")


def test_a_seizure_that_expires_goes_to_level_two_at_once() -> None:
    life = Life().file()
    controlled(life, expires_on="2026-08-01")
    life.wait("2026-08-02T00:00")
    levels = [(line["at"][:16], line["level"]) for line in life.lines if line["kind"] == "escalated" and line["rule"] == "seizure_expiry"]
    assert levels == [("2026-08-02T00:00", 1), ("2026-08-02T00:00", 2)]


def test_renewing_meets_the_old_expiry_and_opens_the_new_one() -> None:
    life = Life().file()
    controlled(life, expires_on="2026-12-01")
    life.say("2026-11-20T10:00", "seizure_renewed", asset="A1", expires_on="2027-12-01")
    assert [kind for _, kind in life.of("seizure_expiry")] == ["deadline_opened", "deadline_warned", "deadline_met", "deadline_opened"]
    assert life.case.clocks["seizure_expiry:A1#2"].provisional


def test_an_asset_under_control_asks_for_no_control_when_it_is_reported_again() -> None:
    life = Life().file()
    life.say("2026-03-02T10:00", "query_feedback_received", **FEED)
    controlled(life, "2026-03-02T11:00", asset_kind="银行存款")
    life.say("2026-03-03T10:00", "query_feedback_received", **FEED)
    assert [kind for _, kind in life.of("control_online_immediate")] == ["deadline_opened", "deadline_met"]


def test_deposits_and_waiting_seizures_need_no_price_yet() -> None:
    life = Life().file()
    controlled(life, asset_kind="银行存款")
    controlled(life, "2026-06-10T11:00", asset="A2", rank="waiting")
    assert life.of("refprice_start_30d") == []
    life.say("2026-07-01T10:00", "waiting_seizure_effective", asset="A2")
    assert life.line("refprice_start_30d", "deadline_opened")["subject"] == {"asset": "A2"}


def test_two_grounds_pause_once_and_the_clock_runs_on_after_the_last() -> None:
    life = Life().file()
    controlled(life)
    life.say("2026-06-25T09:00", "stay_ordered", ground="中止")
    life.say("2026-06-26T09:00", "outsider_objection_received", objection="Y", asset="A1")
    life.say("2026-07-06T09:00", "stay_ended")
    life.say("2026-08-03T09:00", "outsider_objection_decided", objection="Y", upheld=False)
    assert life.of("refprice_start_30d") == [
        ("2026-06-10T10:00", "deadline_opened"),
        ("2026-06-25T09:00", "deadline_paused"),
        ("2026-08-03T09:00", "deadline_resumed"),
    ]
    assert life.line("refprice_start_30d", "deadline_resumed")["due"] == "2026-08-18"


def test_a_stay_does_not_end_with_a_rejected_bankruptcy() -> None:
    life = Life().file()
    controlled(life)
    life.say("2026-06-25T09:00", "stay_ordered", ground="暂缓")
    life.say("2026-06-26T09:00", "bankruptcy_transfer_notice_received")
    life.say("2026-07-06T09:00", "bankruptcy_rejected")
    assert life.case.clocks["refprice_start_30d:A1"].status is ClockStatus.PAUSED


def test_a_trigger_during_a_stay_opens_a_clock_that_stands_still() -> None:
    life = Life().file()
    life.say("2026-06-05T09:00", "stay_ordered", ground="中止")
    controlled(life)
    life.wait("2026-08-01T09:00")
    assert [kind for _, kind in life.of("refprice_start_30d")] == ["deadline_opened", "deadline_paused"]
    life.say("2026-08-03T09:00", "stay_ended", ground="中止")
    assert life.line("refprice_start_30d", "deadline_resumed")["due"] == "2026-09-01"


def test_a_late_trigger_stands_still_on_the_ground_that_came_before_its_last_day() -> None:
    life = Life().file()
    life.say("2026-08-20T09:00", "outsider_objection_received", objection="Y", asset="A1")
    life.say("2026-09-01T09:00", "stay_ordered", happened="2026-07-01T09:00", ground="中止")
    life.say("2026-09-02T10:00", "asset_controlled", happened="2026-06-10T10:00", asset="A1", asset_kind="不动产", online=True)
    assert life.line("refprice_start_30d", "deadline_paused")["ground"] == "P1"


def test_pausing_and_resuming_on_one_day_leaves_the_date_and_warns_once() -> None:
    life = Life().file()
    controlled(life)
    life.say("2026-07-06T09:00", "stay_ordered", ground="中止")
    life.say("2026-07-06T16:00", "stay_ended")
    life.wait("2026-07-10T12:00")
    assert life.line("refprice_start_30d", "deadline_resumed")["due"] == "2026-07-10"
    assert [kind for _, kind in life.of("refprice_start_30d")].count("deadline_warned") == 1


def test_a_missed_clock_is_not_paused() -> None:
    life = Life().file()
    controlled(life)
    life.say("2026-07-13T09:00", "stay_ordered", ground="中止")
    life.wait("2026-07-14T12:00")
    assert [kind for _, kind in life.of("refprice_start_30d")] == [
        *("deadline_opened", "deadline_warned", "deadline_missed", "escalated", "escalated"),
    ]


def test_six_months_leave_out_appraisal_and_auction_notice() -> None:
    life = Life().file()
    life.say("2026-03-02T09:00", "appraisal_commissioned", asset="A1")
    life.say("2026-03-12T09:00", "appraisal_report_received", asset="A1")
    assert life.line("six_month_no_execution", "deadline_resumed")["due"] == "2026-07-14"


def test_a_deferral_of_the_whole_receipt_stops_its_clocks() -> None:
    life = Life().file()
    life.say("2026-06-08T09:00", "funds_received", receipt="R1", amount=1000, ready=True)
    life.act("2026-06-10T09:00", "defer_payout", {"receipt": "R1", "amount": 1000, "ground": "中止", "approved_by": "bureau_chief"})
    life.wait("2026-09-01T09:00")
    assert [kind for _, kind in life.of("payout_total_30d")] == ["deadline_opened", "deadline_paused"]
    life.say("2026-09-02T09:00", "deferral_ground_ended", receipt="R1")
    assert life.line("payout_after_ground_10d", "deadline_opened")["due"] == "2026-09-14"


def test_a_deferral_of_all_that_is_left_stops_the_clock_of_what_was_noticed_before() -> None:
    life = Life().file()
    life.say("2026-06-08T09:00", "funds_received", receipt="R1", amount=1000, ready=True)
    life.say("2026-06-09T09:00", "payment_notice_received", payment="Y1", receipt="R1", amount=700)
    life.act("2026-06-10T09:00", "defer_payout", {"receipt": "R1", "amount": 300, "ground": "中止", "approved_by": "bureau_chief"})
    life.wait("2026-07-03T09:00")
    assert [kind for _, kind in life.of("payout_notice_10wd")] == ["deadline_opened", "deadline_paused"]
    # Of the 700 only the notice is out: what is to be paid by the thirtieth day runs on.
    assert [kind for _, kind in life.of("payout_total_30d")] == ["deadline_opened", "deadline_paused", "deadline_warned"]


def test_several_payments_together_meet_the_receipts_clock() -> None:
    life = Life().file()
    life.say("2026-06-08T09:00", "funds_received", receipt="R1", amount=1000, ready=True)
    for n, at in enumerate(("2026-06-10T09:00", "2026-06-11T09:00"), start=1):
        life.say(at, "payment_notice_received", payment=f"Y{n}", receipt="R1", amount=500)
    assert life.of("payout_notice_10wd")[-1] == ("2026-06-11T09:00", "deadline_met")
    life.say("2026-06-12T09:00", "payout_completed", payment="Y1", amount=500)
    life.say("2026-06-15T09:00", "payout_returned", payment="Y1", amount=500)
    life.say("2026-06-16T09:00", "payout_completed", payment="Y2", amount=500)
    assert life.of("payout_total_30d") == [("2026-06-08T09:00", "deadline_opened")]


def test_money_waits_for_identification_and_for_its_condition() -> None:
    life = Life().file()
    life.say("2026-06-08T09:00", "funds_received", receipt="R1", amount=1000, ready=False, identified=False)
    life.say("2026-06-09T09:00", "funds_identified", receipt="R1")
    assert life.of("payout_notice_10wd") == []
    life.say("2026-06-10T09:00", "payout_condition_met", receipt="R1")
    assert life.line("payout_notice_10wd", "deadline_opened")["due"] == "2026-06-25"


def test_re_queries_follow_one_another_for_five_years() -> None:
    life = Life().file()
    life.say("2026-04-20T09:00", "query_launched", **ALL)
    life.act("2026-05-11T09:00", "terminate_procedure", TERMINATE)
    for n in range(10):
        year, month = divmod(2026 * 12 + 10 + 6 * n, 12)
        life.say(f"{year}-{month + 1:02d}-11T10:00", "requery_completed", found=False)
    opened = [
        (line["n"], line["due"]) for line in life.lines if line.get("rule") == "zhongben_requery_6m" and line["kind"] == "deadline_opened"
    ]
    assert opened[0] == (1, "2026-11-11")
    assert opened[4] == (5, "2028-11-13")
    assert opened[9] == (10, "2031-05-12")
    assert len(opened) == 10


def test_a_lapsed_permission_opens_its_follow_up_from_its_last_day() -> None:
    life = Life().file()
    controlled(life, "2026-06-02T09:00")
    life.act("2026-07-03T09:00", "permit_self_disposal", {**PERMIT, "days": 90})
    life.wait("2026-10-02T00:00")
    assert life.line("self_disposal_resume_10d", "deadline_opened")["due"] == "2026-10-12"


def test_a_permission_that_lapses_under_an_objection_stops_its_follow_up_at_that_instant() -> None:
    life = Life().file()
    controlled(life, "2026-06-02T09:00")
    life.act("2026-07-03T09:00", "permit_self_disposal", {**PERMIT, "days": 90})
    life.say("2026-09-30T09:00", "outsider_objection_received", objection="Y", asset="A1")
    life.wait("2026-10-20T09:00")
    assert life.of("self_disposal_resume_10d") == [("2026-10-02T00:00", "deadline_opened"), ("2026-10-02T00:00", "deadline_paused")]


def test_a_notice_moves_the_rungs_of_a_clock_that_has_expired() -> None:
    life = Life().file()
    life.say("2026-12-21T09:00", "materials_received")
    life.wait("2026-12-31T12:00")
    life.say("2026-12-31T18:00", "calendar_published", year=2027, workdays=[], days_off=["2027-01-04", "2027-01-05"])
    life.wait("2027-01-07T12:00")
    rungs = [(line["at"][:16], line["level"]) for line in life.lines if line["kind"] == "escalated" and line["rule"] == "query_launch_5wd"]
    assert rungs == [("2026-12-29T00:00", 1), ("2026-12-30T09:00", 2), ("2027-01-07T09:00", 3)]


def test_a_rung_that_a_late_notice_puts_in_the_past_is_climbed_with_the_notice() -> None:
    life = Life().file()
    life.say("2026-12-21T09:00", "materials_received")
    life.wait("2027-01-04T12:00")
    life.say("2027-01-04T18:00", "calendar_published", year=2027, workdays=["2027-01-02", "2027-01-03"], days_off=["2027-01-01"])
    assert life.of("query_launch_5wd")[-1] == ("2027-01-04T18:00", "escalated")
    assert life.line("query_launch_5wd", "deadline_opened")["due"] == life.case.clocks["query_launch_5wd"].due == "2026-12-28"


def test_a_notice_moves_open_clocks_and_leaves_missed_ones() -> None:
    life = Life().file()
    life.say("2026-12-28T09:00", "materials_received")
    life.say("2026-12-28T10:00", "petition_received", petition="X1")
    life.say("2026-12-30T18:00", "calendar_published", year=2027, workdays=["2027-01-03"], days_off=[])
    moved = {line["rule"]: (line["from"], line["due"]) for line in life.lines if line["kind"] == "deadline_recomputed"}
    assert moved["query_launch_5wd"] == ("2027-01-05", "2027-01-04")
    assert not life.case.clocks["query_launch_5wd"].provisional
    assert "execution_notice_10d" not in moved


def test_a_date_that_does_not_move_is_confirmed() -> None:
    life = Life().file()
    controlled(life, "2026-12-01T10:00", expires_on="2027-06-01")
    life.say("2026-12-10T18:00", "calendar_published", year=2027, workdays=[], days_off=[])
    assert life.line("seizure_expiry", "deadline_confirmed")["due"] == "2027-06-01"


def test_closing_cancels_what_is_open_and_termination_keeps_its_follow_up() -> None:
    life = Life().file()
    life.say("2026-01-05T10:00", "asset_controlled", asset="A1", asset_kind="银行存款", online=True, disposal_needed=False)
    life.say("2026-01-05T11:00", "asset_entered", asset="A1")
    statements = dict.fromkeys(("states_account", "states_right_to_refuse", "states_12368"), True)
    life.act("2026-01-06T09:00", "issue_document", {"document": "W1", "kind": "执行通知书", **statements})
    life.say("2026-01-07T09:00", "document_served", document="W1")
    life.say("2026-04-20T09:00", "query_launched", **ALL)
    life.act("2026-05-11T09:00", "terminate_procedure", TERMINATE)
    life.say("2026-05-11T10:00", "termination_served")
    assert life.act("2026-05-11T11:00", "close_case", {"form": "终结本次执行程序"}).outcome == "accepted"
    assert life.of("asset_push_prompt")[-1][1] == "deadline_cancelled"
    assert life.of("six_month_no_execution")[-1][1] == "deadline_met"
    assert sorted(clock.rule for clock in life.case.open_clocks) == ["zhongben_library_7d", "zhongben_requery_6m"]
    assert standing(life.case, 1).state == "terminated"


def test_a_duplicate_changes_nothing() -> None:
    life = Life().file()
    life.enter("2026-02-10T15:00", "fact", "materials_received", {}, name="same")
    before = life.case
    assert life.enter("2026-02-10T15:00", "fact", "materials_received", {}, name="same").outcome == "duplicate"
    assert life.case == before


def test_a_refused_act_changes_nothing_but_what_was_seen() -> None:
    life = Life().file()
    before = life.case.copy()
    assert life.act("2026-01-05T09:30", "freeze_account", {"asset": "B"}).outcome == "refused"
    after = life.case.copy()
    after.seen, after.last_at = before.seen, before.last_at
    assert after == before


def test_a_fact_about_something_unknown_is_recorded_and_flagged() -> None:
    life = Life().file()
    decision = life.say("2026-02-10T15:00", "asset_entered", asset="A9")
    assert (decision.outcome, decision.warnings) == ("recorded", ("unknown_asset: A9 is not in the docket",))
    assert life.line("asset_push_prompt", "deadline_opened")["subject"] == {"asset": "A9"}


def test_facts_before_the_filing_are_recorded() -> None:
    life = Life()
    assert life.say("2026-02-10T15:00", "petition_received", petition="X1").outcome == "recorded"
    assert life.line("petition_close_30wd", "deadline_opened")


def test_the_next_instants_are_the_wake_ups() -> None:
    life = Life().file()
    life.say("2026-02-10T15:00", "materials_received")
    rings = {ring.clock: ring.at for ring in standing(life.case, 2).wake_ups}
    assert rings["query_launch_5wd"] == "2026-02-14T09:00:00+08:00"
    life.wait("2026-02-14T09:00")
    rings = {ring.clock: ring.at for ring in standing(life.case, 3).wake_ups}
    assert rings["query_launch_5wd"] == "2026-02-25T00:00:00+08:00"


@pytest.mark.parametrize(
    ("given", "due"),
    [({"track": "fast"}, "2026-06-30"), ({"track": "fast", "limit_days": 30}, "2026-06-01"), ({"track": "ordinary"}, None)],
)
def test_a_length_may_come_with_the_fact(given: dict[str, Any], due: str | None) -> None:
    life = Life().file()
    life.say("2026-05-01T09:00", "triaged", **given)
    assert [line["due"] for line in life.lines if line.get("rule") == "fast_track_limit"] == ([due] if due else [])


def test_a_listing_ends_with_its_term_and_is_shielded_and_pushed() -> None:
    life = Life().file()
    life.act("2026-05-01T09:00", "list_dishonest", LIST)
    life.say("2026-05-01T10:00", "listing_published", debtor="D1", ground=4, term_years=3)
    assert life.line("listing_term_end_2y", "deadline_opened")["due"] == "2029-05-01"
    life.say("2026-06-01T09:00", "obligation_performed", debtor="D1")
    life.say("2026-06-01T10:00", "credit_bureau_pushed", debtor="D1")
    assert [kind for _, kind in life.of("dishonest_shield_push_prompt")] == ["deadline_opened"]
    life.say("2026-06-01T11:00", "listing_shielded", debtor="D1")
    life.say("2026-06-01T12:00", "credit_bureau_pushed", debtor="D1")
    assert [kind for _, kind in life.of("dishonest_shield_push_prompt")] == ["deadline_opened", "deadline_met"]


def test_instants_are_in_beijing_time() -> None:
    life = Life().file()
    assert life.case.last_at == moment("2026-01-05T09:00")
    assert all(line["at"].endswith("+08:00") for line in life.lines)
