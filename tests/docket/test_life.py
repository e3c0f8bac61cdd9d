"""The life of a case: its main state, the regions beside it, and files that are no case."""

from typing import Any

import pytest

from enforcement.docket.casefile import empty_case
from enforcement.docket.procedures import procedures_of
from enforcement.docket.regions import regions
from enforcement.docket.states import STATE_TITLES_ZH, CaseState, state_of
from tests.docket.building import ALL, FILING, TERMINATE, Life

TERMINATION = "终结本次执行程序"
STATEMENTS = {"states_account": True, "states_right_to_refuse": True, "states_12368": True}
EXECUTION_NOTICE = {"document": "W1", "kind": "执行通知书", **STATEMENTS}


def at(life: Life, day: int, kind: str, type_: str, **data: Any) -> str:
    """Record an entry in January 2026 and give the state."""
    life.enter(f"2026-01-{day:02}T10:00", kind, type_, data)
    return state_of(life.case).value


def where(life: Life, region: str) -> dict[str, str]:
    return {part.id: part.state for part in regions(life.case).get(region, ())}


def test_the_stages_of_the_work() -> None:
    life = Life()
    assert state_of(life.case) is CaseState.UNFILED
    life.file()
    assert state_of(life.case) is CaseState.FILED
    assert at(life, 6, "fact", "materials_received") == "handed_over"
    assert at(life, 7, "fact", "query_launched", **ALL) == "investigation"
    assert at(life, 8, "fact", "asset_controlled", asset="A1", asset_kind="不动产", online=False) == "control"
    assert at(life, 9, "fact", "valuation_step_failed", asset="A1", method="议价") == "disposal"
    assert at(life, 10, "fact", "funds_received", receipt="R1", amount=5) == "funds"
    assert at(life, 11, "fact", "payment_notice_received", payment="Y1", receipt="R1", amount=5) == "funds"
    assert at(life, 12, "fact", "payout_completed", payment="Y1", amount=5) == "disposal"


@pytest.mark.parametrize(
    ("begin", "end", "state"),
    [
        (("stay_ordered", {"ground": "中止"}), ("stay_ended", {}), "stayed"),
        (("stay_ordered", {"ground": "担保暂缓执行"}), ("stay_ended", {}), "deferred"),
        (("bankruptcy_transfer_notice_received", {}), ("bankruptcy_rejected", {}), "bankruptcy_review"),
        (("settlement_reached", {}), ("settlement_breached", {}), "settlement"),
        (("settlement_reached", {}), ("settlement_performed", {}), "settlement"),
        (("case_elevated", {"to_court": "沪01"}), ("case_returned", {}), "elsewhere"),
        (("case_designated", {"to_court": "沪0101"}), ("case_returned", {}), "elsewhere"),
        (("case_entrusted", {"to_court": "苏0101"}), ("case_returned", {}), "elsewhere"),
    ],
)
def test_a_side_state_begins_and_ends(begin: tuple[str, dict[str, Any]], end: tuple[str, dict[str, Any]], state: str) -> None:
    life = Life().file()
    assert at(life, 6, "fact", begin[0], **begin[1]) == state
    assert at(life, 7, "fact", end[0], **end[1]) == "filed"


def test_termination_and_resumption() -> None:
    life = Life().file()
    life.say("2026-01-06T09:00", "query_launched", **ALL)
    life.say("2026-04-20T09:00", "query_launched", **ALL)
    assert life.act("2026-04-21T09:00", "terminate_procedure", TERMINATE).refusals == ()
    assert state_of(life.case) is CaseState.TERMINATING
    life.say("2026-04-22T09:00", "termination_served")
    refused = life.act("2026-04-23T09:00", "close_case", {"form": TERMINATION})
    assert [(ground.guard.id, ground.facts["clocks"]) for ground in refused.refusals] == [("Z-01", ["execution_notice_10d"])]
    life.act("2026-04-23T11:00", "issue_document", EXECUTION_NOTICE)
    life.say("2026-04-23T12:00", "document_served", document="W1")
    assert life.act("2026-04-23T13:00", "close_case", {"form": TERMINATION}).refusals == ()
    assert state_of(life.case) is CaseState.TERMINATED
    assert life.case.waits, "the re-query of every six months runs on"
    life.say("2026-06-01T09:00", "case_resumed", case_number="（2026）沪0199执恢7号")
    assert state_of(life.case) is CaseState.RESUMED
    assert life.of("zhongben_requery_6m")[-1] == ("2026-06-01T09:00", "deadline_cancelled")


def test_a_resumed_case_tells_the_case_before_until_it_is_told() -> None:
    life = Life(empty_case("沪0199-2026-执恢-7"))
    life.act("2026-06-01T09:00", "file_case", {**FILING, "case_number": "（2026）沪0199执恢7号", "parent": "（2026）沪0199执101号"})
    (told,) = [procedure for procedure in procedures_of(life.case) if procedure.kind == "resumption"]
    assert told.data["parent"] == "（2026）沪0199执101号"
    assert life.case.kind == "执恢"
    life.say("2026-06-01T09:01", "parent_case_informed")
    assert "resumption" not in [procedure.kind for procedure in procedures_of(life.case)]


def test_the_regions_run_beside_the_state() -> None:
    life = Life().file()
    at(life, 6, "fact", "query_feedback_received", assets=[{"asset": "A1", "kind": "不动产", "online": False, "value": 9}])
    assert where(life, "assets") == {"A1": "found"}
    at(life, 6, "act", "seize_asset", asset="A1", asset_kind="不动产", value=9)
    assert where(life, "assets") == {"A1": "ordered"}
    at(life, 7, "fact", "asset_controlled", asset="A1", asset_kind="不动产", online=False)
    assert where(life, "assets") == {"A1": "controlled"}
    at(life, 8, "fact", "outsider_objection_received", objection="O1", asset="A1")
    assert (where(life, "assets"), where(life, "objections")) == ({"A1": "objected"}, {"O1": "open"})
    at(life, 9, "fact", "outsider_objection_decided", objection="O1", upheld=True)
    assert where(life, "objections") == {"O1": "upheld"}
    at(life, 9, "fact", "seizure_released", asset="A1")
    assert where(life, "assets") == {"A1": "released"}
    at(life, 10, "fact", "funds_received", receipt="R1", amount=5, ready=False)
    at(life, 10, "fact", "restriction_issued", debtor="D1")
    at(life, 11, "fact", "obligation_performed", debtor="D1")
    at(life, 12, "fact", "supervision_order_received", order="S1", answer_by="2026-02-02")
    at(life, 13, "fact", "petition_received", petition="X1")
    at(life, 13, "fact", "petition_entered", petition="X1")
    assert where(life, "receipts") == {"R1": "not_ready"}
    assert where(life, "debtors") == {"D1": "lifting"}
    assert where(life, "orders") == {"S1": "open"}
    assert where(life, "petitions") == {"X1": "entered"}


def test_an_entrusted_matter_has_its_own_clock_and_the_case_runs_on() -> None:
    life = Life().file()
    at(life, 6, "fact", "materials_received")
    at(life, 7, "fact", "matter_entrusted", matter="M1", to_court="苏0101", what="查封不动产", answer_by="2026-01-20")
    assert where(life, "matters") == {"M1": "entrusted"}
    assert life.line("entrusted_matter_answer", "deadline_opened")["due"] == "2026-01-20"
    assert life.case.clocks["query_launch_5wd"].is_open
    at(life, 12, "fact", "matter_completed", matter="M1")
    assert where(life, "matters") == {"M1": "completed"}
    assert life.of("entrusted_matter_answer")[-1][1] == "deadline_met"
    assert life.say("2026-01-13T10:00", "matter_returned", matter="M2", reason="无此人").warnings == (
        "unknown_matter: M2 is not in the docket",
    )


def test_a_successor_takes_the_place_of_a_party() -> None:
    life = Life().file()
    at(life, 6, "fact", "party_died", party="D1")
    assert life.case.ended_parties == ("D1",)
    at(life, 7, "fact", "party_changed", party="D2", role="debtor", name="继承人", replaces="D1")
    assert [party.id for party in life.case.parties] == ["P1", "D2"]
    assert set(life.case.debtors) == {"D1", "D2"}, "measures on the one before stay visible"


def test_a_petition_of_no_case() -> None:
    life = Life(empty_case("沪0199-2026-访-12"))
    assert (life.case.court, life.case.kind, state_of(life.case)) == ("沪0199", "访", CaseState.UNFILED)
    assert at(life, 30, "fact", "petition_received", petition="沪0199-2026-访-12") == "open"
    assert life.line("petition_enter_5wd", "deadline_opened")["due"] == "2026-02-06"
    assert life.line("petition_close_30wd", "deadline_opened")["due"] == "2026-03-19"
    refused = life.act("2026-02-02T10:00", "close_petition", {"petition": "沪0199-2026-访-12", "feedback_given": False})
    assert [ground.guard.id for ground in refused.refusals] == ["R30-1", "R30-2"]
    life.say("2026-02-03T10:00", "petition_entered", petition="沪0199-2026-访-12")
    life.say("2026-02-05T10:00", "petition_closed", petition="沪0199-2026-访-12")
    assert state_of(life.case) is CaseState.CLOSED
    assert [kind for _, kind in life.of("petition_close_30wd")] == ["deadline_opened", "deadline_met"]


def test_a_dispute_climbs_the_superior_ladder() -> None:
    life = Life(empty_case("沪0199-2026-争-1"))
    assert at(life, 31, "fact", "court_dispute_reported", dispute="X") == "open"
    assert life.line("court_dispute_superior_1m", "deadline_opened")["due"] == "2026-02-28"
    life.wait("2026-03-02T10:00")
    assert life.line("court_dispute_superior_1m", "deadline_missed")
    life.say("2026-03-03T10:00", "coordination_opinion_received", dispute="X")
    assert where(life, "disputes") == {"X": "opinion_received"}
    life.say("2026-03-04T10:00", "coordination_opinion_implemented", dispute="X")
    assert state_of(life.case) is CaseState.CLOSED


@pytest.mark.parametrize(
    ("leading", "rule", "due"), [(True, "rotation_leader_5y", "2031-01-06"), (False, "rotation_other_10y", "2036-01-07")]
)
def test_a_post_is_left_after_five_or_ten_years(leading: bool, rule: str, due: str) -> None:
    life = Life(empty_case("沪0199-2026-任-1"))
    since = {"since": "2026-01-06"} if leading else {"since": "2026-01-07"}
    assert at(life, 10, "fact", "staff_appointed", staff="Z1", name="某", post="执行员", leading=leading, **since) == "open"
    assert life.line(rule, "deadline_opened")["due"] == due
    assert len([line for line in life.lines if line["kind"] == "deadline_opened"]) == 1
    assert at(life, 20, "fact", "staff_transferred", staff="Z1") == "closed"
    assert where(life, "postings") == {"Z1": "left"}
    assert life.of(rule)[-1][1] == "deadline_met"


def test_a_finding_is_put_right_by_its_date() -> None:
    life = Life(empty_case("沪0199-2026-查-1"))
    assert at(life, 6, "fact", "inspection_item_opened", item="I1", finding="案款滞留", rectify_by="2026-01-12") == "open"
    life.wait("2026-01-13T09:00")
    assert life.line("inspection_rectify", "deadline_missed")["at"] == "2026-01-13T00:00:00+08:00"
    assert at(life, 14, "fact", "inspection_item_rectified", item="I1") == "open"
    assert life.of("inspection_rectify")[-1][1] == "deadline_met_late"
    assert at(life, 15, "fact", "inspection_item_closed", item="I1") == "closed"


def test_every_state_has_its_chinese_title() -> None:
    assert set(STATE_TITLES_ZH) == set(CaseState)
