"""What a file needs from other desks, until it is done with or a person has taken over (arts 27, 30, 31, 36)."""

from enforcement.docket.casefile import empty_case
from enforcement.docket.entries import catalogue
from enforcement.docket.procedures import procedures_of
from enforcement.docket.regions import Part, regions
from tests.docket.building import Life

PETITION = "沪0199-2026-访-1"


def needs(life: Life) -> list[str]:
    return [procedure.key for procedure in procedures_of(life.case) if procedure.kind == "supervision"]


def test_a_petitions_file_asks_for_its_entry_until_it_is_entered() -> None:
    life = Life(empty_case(PETITION))
    life.say("2026-03-02T09:00", "petition_received", petition=PETITION, about="拖延执行")
    (procedure,) = procedures_of(life.case)
    assert procedure.data == {"desk": "petitions", "about": PETITION, "text": "拖延执行"}
    life.say("2026-03-02T09:01", "petition_entered", petition=PETITION)
    assert needs(life) == []


def test_the_answer_to_a_suggestion_goes_back_once_and_only_where_it_came_from() -> None:
    life = Life().file()
    life.say("2026-03-02T09:00", "supervision_order_received", order="督1", answer_by="2026-04-01")
    life.say("2026-03-02T09:01", "supervision_order_received", order="检察建议-检1", answer_by="2026-04-01", suggestion="检1")
    assert (needs(life), regions(life.case)["suggestions"]) == ([], [Part("检1", "open")])
    life.say("2026-03-03T09:00", "supervision_order_answered", order="督1")
    life.say("2026-03-03T09:01", "supervision_order_answered", order="检察建议-检1", answer="已纠正")
    (procedure,) = [p for p in procedures_of(life.case) if p.kind == "supervision"]
    assert procedure.data == {"desk": "procuratorate", "about": "检1", "text": "已纠正"}
    life.say("2026-03-03T09:02", "supervision_order_answered", order="检察建议-检1", answer="另一答复")
    assert [p for p in procedures_of(life.case) if p.kind == "supervision"] == [procedure]
    assert regions(life.case)["suggestions"] == [Part("检1", "answered")]
    assert regions(life.case)["orders"] == [Part("检察建议-检1", "answered"), Part("督1", "answered")]
    life.say("2026-03-03T09:03", "suggestion_answer_received", suggestion="检1")
    assert (needs(life), regions(life.case)["suggestions"]) == ([], [Part("检1", "answer_received")])
    life.say("2026-03-03T09:04", "supervision_order_received", order="检察建议-检1", answer_by="2026-04-01", suggestion="检1")
    life.say("2026-03-03T09:05", "suggestion_answer_received", suggestion="检9")
    assert needs(life) == []


def test_a_file_of_its_own_answers_too() -> None:
    life = Life(empty_case(PETITION))
    life.say("2026-03-02T09:00", "supervision_order_received", order="检察建议-检1", answer_by="2026-04-01", suggestion="检1")
    life.say("2026-03-03T09:00", "supervision_order_answered", order="检察建议-检1")
    assert needs(life) == ["procuratorate-检1"]
    assert procedures_of(life.case)[0].data == {"desk": "procuratorate", "about": "检1"}


def test_a_double_check_is_closed_when_both_lines_are_concluded_in_either_order() -> None:
    life = Life().file()
    for issue in ("W1", "W2"):
        life.say("2026-03-02T09:00", "discipline_issue_found", issue=issue)
    clocks = len(life.case.clocks)
    life.say("2026-03-03T09:00", "double_check_case_concluded", issue="W1", upheld=True)
    life.say("2026-03-03T09:01", "double_check_conduct_concluded", issue="W2", upheld=False)
    assert regions(life.case)["double_checks"] == [Part("W1", "case_concluded"), Part("W2", "conduct_concluded")]
    life.say("2026-03-04T09:00", "double_check_conduct_concluded", issue="W1", upheld=False)
    life.say("2026-03-04T09:01", "discipline_issue_found", issue="W1")
    assert regions(life.case)["double_checks"] == [Part("W1", "closed"), Part("W2", "conduct_concluded")]
    assert (life.case.double_checks["W1"].case, life.case.double_checks["W1"].conduct) == (True, False)
    life.say("2026-03-05T09:00", "double_check_conduct_concluded", issue="W3", upheld=True)
    life.say("2026-03-05T09:01", "discipline_issue_found", issue="W3")
    assert regions(life.case)["double_checks"][2] == Part("W3", "conduct_concluded")
    assert len(life.case.clocks) == clocks + 1, "only the hand-over of the third issue has a clock"


def test_a_desk_that_fails_is_left_to_a_person_in_every_file_that_asks_one() -> None:
    life = Life(empty_case(PETITION))
    life.say("2026-03-02T09:00", "petition_received", petition=PETITION)
    failed = f"supervision/petitions-{PETITION}"
    life.say("2026-03-02T09:01", "procedure_failed", procedure=failed, reason="拒绝")
    assert (needs(life), life.of("procedure_failure_answer")[-1][1]) == ([], "deadline_opened")
    life.say("2026-03-02T09:02", "procedure_repeated", procedure=failed)
    assert needs(life) == [f"petitions-{PETITION}"]
    for name in ("procedure_failed", "procedure_repeated", "procedure_replaced"):
        assert {"case", "petition", "dispute", "inspection"} <= set(catalogue().facts[name].registers)


def test_an_issue_that_was_handed_over_is_not_handed_over_again() -> None:
    life = Life().file()
    life.say("2026-03-02T09:00", "discipline_issue_found", issue="W1")
    assert needs(life) == ["inspectorate-W1"]
    life.say("2026-03-02T09:01", "discipline_consulted", issue="W1")
    life.say("2026-03-02T09:02", "discipline_issue_found", issue="W1")
    assert needs(life) == []


def test_matters_petitions_and_issues_go_on_after_closing() -> None:
    life = Life().file()
    life.say("2026-03-02T09:00", "matter_entrusted", matter="M1", to_court="京0101", what="查封", answer_by="2026-04-01")
    life.say("2026-03-02T09:01", "petition_received", petition="访1")
    life.case.closed_on = life.case.filed_on
    assert needs(life) == ["matters-M1", "petitions-访1"]
