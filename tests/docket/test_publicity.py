"""What a case makes public, and when it comes off again."""

from enforcement.docket.procedures import procedures_of
from enforcement.docket.regions import regions
from tests.docket.building import ALL, TERMINATE, Life


def asked(life: Life) -> list[str]:
    """The keys of the publications that the case waits for."""
    return [procedure.key for procedure in procedures_of(life.case) if procedure.kind == "publication"]


def terminated() -> Life:
    """Terminated on 21 April 2026, and served the day after."""
    life = Life().file()
    life.say("2026-04-20T09:00", "query_launched", **ALL)
    life.act("2026-04-21T09:00", "terminate_procedure", TERMINATE)
    life.say("2026-04-22T09:00", "termination_served")
    return life


def test_a_restriction_is_public_until_it_is_lifted_and_public_again() -> None:
    life = Life().file()
    life.say("2026-03-01T09:00", "restriction_issued", debtor="D1")
    assert asked(life) == ["publish-restriction-D1"]
    life.say("2026-03-01T10:00", "information_published", publication="restriction-D1")
    life.say("2026-03-02T09:00", "restriction_lifted", debtor="D1", person="原法定代表人")
    assert asked(life) == [], "the debtor stays restricted"
    life.say("2026-03-03T09:00", "restriction_lifted", debtor="D1")
    assert asked(life) == ["withdraw-restriction-D1"]
    life.say("2026-03-03T10:00", "information_withdrawn", publication="restriction-D1")
    life.say("2026-04-01T09:00", "restriction_issued", debtor="D1")
    assert asked(life) == ["publish-restriction-D1-2"]


def test_what_has_ended_before_it_was_public_is_not_published() -> None:
    life = Life().file()
    life.say("2026-03-01T09:00", "listing_published", debtor="D1", ground=1)
    life.say("2026-03-01T10:00", "listing_corrected", debtor="D1")
    assert asked(life) == []
    life.say("2026-03-01T11:00", "information_published", publication="listing-D1")
    assert asked(life) == ["withdraw-listing-D1"], "it was on its way"


def test_rulings_and_auctions_are_public_and_other_papers_are_not() -> None:
    life = Life().file()
    stated = {"states_account": True, "states_right_to_refuse": True, "states_12368": True}
    for name, kind in (("W1", "执行通知书"), ("W2", "拍卖裁定书")):
        life.act("2026-03-01T09:00", "issue_document", {"document": name, "kind": kind, **stated})
        life.say("2026-03-02T09:00", "document_served", document=name)
    life.say("2026-03-03T09:00", "auction_notice_published", asset="A1", round=1)
    assert asked(life) == ["publish-disposal-A1-1", "publish-ruling-W2"]


def test_a_terminated_case_enters_the_library_and_leaves_it_when_it_is_resumed() -> None:
    life = terminated()
    assert asked(life) == ["publish-library", "publish-termination"]
    life.say("2026-04-23T09:00", "termination_registered")
    life.say("2026-04-23T09:01", "information_published", publication="termination")
    assert life.of("zhongben_library_7d")[-1] == ("2026-04-23T09:00", "deadline_met")
    assert asked(life) == []
    life.say("2026-06-01T09:00", "case_resumed", case_number="（2026）沪0199执恢7号")
    assert asked(life) == ["withdraw-library", "withdraw-termination"]
    life.say("2026-06-01T09:05", "termination_shielded")
    life.say("2026-06-01T09:06", "information_withdrawn", publication="termination")
    assert asked(life) == []
    assert {part.id: part.state for part in regions(life.case)["publications"]} == {"library": "withdrawn", "termination": "withdrawn"}


def test_a_receipt_from_the_library_may_come_before_the_news_of_the_service() -> None:
    life = Life().file()
    life.say("2026-04-22T08:00", "termination_registered")
    life.say("2026-04-22T09:00", "termination_served")
    assert asked(life) == ["publish-termination"]


def test_performance_by_every_debtor_takes_a_terminated_case_out_of_the_library() -> None:
    life = terminated()
    life.say("2026-04-23T09:00", "termination_registered")
    life.say("2026-04-23T09:00", "information_published", publication="termination")
    life.say("2026-05-01T09:00", "obligation_performed", debtor="D1")
    assert asked(life) == ["withdraw-library", "withdraw-termination"]


def test_what_was_published_wrongly_is_put_right_in_three_days() -> None:
    life = terminated()
    life.say("2026-04-23T09:00", "termination_registered")
    life.say("2026-04-23T09:01", "information_published", publication="termination")
    life.say("2026-05-06T09:00", "publication_found_wrong", publication="library", reason="被执行人姓名有误")
    assert life.line("publication_correction_3d", "deadline_opened")["due"] == "2026-05-09"
    assert asked(life) == ["correct-library-1"]
    life.say("2026-05-07T09:00", "publication_corrected", publication="library")
    assert (asked(life), life.of("publication_correction_3d")[-1][1]) == ([], "deadline_met")
    life.say("2026-05-08T09:00", "publication_found_wrong", publication="library", reason="案号有误")
    assert asked(life) == ["correct-library-2"]
