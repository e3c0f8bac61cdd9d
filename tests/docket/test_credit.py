"""Measures on debtors: what the credit systems are asked for, and who has acknowledged it."""

from enforcement.docket.procedures import procedures_of
from enforcement.docket.regions import regions
from tests.docket.building import LIST, Life

STATED = {"states_account": True, "states_right_to_refuse": True, "states_12368": True}


def asked(life: Life) -> list[str]:
    """The keys of the measures that the case waits for."""
    return [procedure.key for procedure in procedures_of(life.case) if procedure.kind == "credit"]


def listed(term: int = 2) -> Life:
    """D1 was listed on 1 March 2026."""
    life = Life().file()
    life.act("2026-02-27T09:00", "list_dishonest", {**LIST, "term_years": term})
    life.say("2026-03-01T09:00", "listing_published", debtor="D1", ground=4, term_years=term)
    return life


def test_the_case_file_shows_which_unit_has_not_acknowledged() -> None:
    life = Life().file()
    told = {"order": "restrict-D1-0/restrict", "measure": "restrict", "debtor": "D1"}
    # The first receipt overtakes the news that the order was sent.
    life.say("2026-03-01T09:01", "credit_unit_acknowledged", **told, unit="民航")
    life.say("2026-03-01T09:02", "credit_measure_ordered", **told, units=["民航", "铁路", "旅馆业"])
    (part,) = regions(life.case)["measures"]
    assert (part.id, part.state) == ("restrict-D1-0/restrict", "waiting for 铁路、旅馆业")
    for unit in ("旅馆业", "铁路", "铁路"):
        life.say("2026-03-01T09:03", "credit_unit_acknowledged", **told, unit=unit)
    assert regions(life.case)["measures"][0].state == "acknowledged"
    assert life.case.measures["restrict-D1-0/restrict"].acknowledged == ("民航", "旅馆业", "铁路")


def test_a_founded_correction_is_ordered_and_told_to_the_credit_bureau() -> None:
    life = listed()
    life.say("2026-03-05T09:00", "correction_decided", debtor="D1", founded=False)
    assert asked(life) == []
    life.say("2026-03-06T09:00", "correction_decided", debtor="D1", founded=True)
    assert asked(life) == ["correct-D1-1"]
    life.say("2026-03-06T10:00", "listing_corrected", debtor="D1")
    assert asked(life) == ["push-D1-1"]
    life.say("2026-03-06T11:00", "credit_bureau_pushed", debtor="D1")
    assert asked(life) == []
    assert life.of("dishonest_correction_fix_3wd")[-1] == ("2026-03-06T10:00", "deadline_met")


def test_a_former_legal_representative_is_freed_and_the_debtor_stays_restricted() -> None:
    life = Life().file()
    life.say("2026-03-01T09:00", "restriction_issued", debtor="D1")
    life.say("2026-03-02T09:00", "legal_representative_changed", debtor="D1", person="原法定代表人")
    (procedure,) = [p for p in procedures_of(life.case) if p.kind == "credit"]
    assert (procedure.key, procedure.data) == ("lift-D1-1-原法定代表人", {"debtor": "D1", "person": "原法定代表人"})
    life.say("2026-03-03T09:00", "restriction_lifted", debtor="D1", person="原法定代表人")
    assert asked(life) == []
    assert life.case.debtors["D1"].restricted
    assert life.of("restriction_lift_legal_rep_prompt")[-1][1] == "deadline_met"


def test_a_listing_of_fixed_term_is_shielded_when_the_term_is_over() -> None:
    life = listed()
    life.wait("2028-03-01T23:00")
    assert asked(life) == []
    life.wait("2028-03-02T00:00")
    assert asked(life) == ["shield-D1-1"]
    life.say("2028-03-02T00:01", "listing_shielded", debtor="D1")
    assert asked(life) == ["shield-D1-1"], "the credit bureau has not acknowledged it"
    life.say("2028-03-02T00:02", "credit_bureau_pushed", debtor="D1")
    assert asked(life) == []
    life.say("2028-03-10T09:00", "listing_published", debtor="D1", ground=3, term_years=1)
    assert asked(life) == [], "the new listing has a term of its own"


def test_a_closed_case_still_lifts_and_shields() -> None:
    life = Life().file()
    life.act("2026-01-06T09:00", "issue_document", {"document": "W1", "kind": "执行通知书", **STATED})
    life.say("2026-01-06T10:00", "document_served", document="W1")
    life.say("2026-03-01T09:00", "listing_published", debtor="D1", ground=1)
    assert life.act("2026-03-03T09:00", "close_case", {"form": "终结执行"}).refusals == ()
    life.say("2026-05-04T09:00", "obligation_performed", debtor="D1")
    assert asked(life) == ["shield-D1-1"]
    life.say("2026-05-04T09:01", "listing_shielded", debtor="D1")
    life.say("2026-05-04T09:02", "credit_bureau_pushed", debtor="D1")
    assert asked(life) == []
