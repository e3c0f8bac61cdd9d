"""Restriction of consumption and the dishonest list (art 23; 法释〔2017〕7号; 法释〔2015〕17号)."""

from enforcement.docket.guards.table import Attempt, Facts, day, guard, money
from enforcement.docket.particulars.parties import Debtor

PRESIDENT = "court_president"
_ABLE_BUT_REFUSES = 1


def _debtor(attempt: Attempt) -> Debtor:
    name = attempt.act.text("debtor") or ""
    return attempt.case.debtors.get(name, Debtor(name))


@guard("R23-1")
def restriction_only_listed(attempt: Attempt) -> Facts | None:
    ground = attempt.act.number("ground")
    return None if ground is not None and 1 <= ground <= 6 else {"ground": ground}


@guard("R23-2")
def listing_barred(attempt: Attempt) -> Facts | None:
    if attempt.act.flag("minor") is True:
        return {"minor": True}
    if attempt.act.number("ground") != _ABLE_BUT_REFUSES:
        return None
    held = sum(asset.value or 0 for asset in attempt.case.assets.values() if asset.held)
    if _debtor(attempt).guaranteed:
        return {"guarantee": "accepted"}
    return {"controlled": money(held), "owed": money(attempt.owed)} if held >= attempt.owed else None


@guard("R23-3")
def listing_unsigned_or_unserved(attempt: Attempt) -> Facts | None:
    signed_by, served = attempt.act.text("signed_by"), attempt.act.flag("served")
    return None if signed_by == PRESIDENT and served else {"signed_by": signed_by, "served": served}


@guard("R23-5")
def measure_in_grace(attempt: Attempt) -> Facts | None:
    until = _debtor(attempt).grace_until
    return {"grace_until": day(until)} if until is not None and attempt.today <= until else None


@guard("X-10")
def president_signature(attempt: Attempt) -> Facts | None:
    signed_by = attempt.act.text("signed_by")
    return None if signed_by == PRESIDENT else {"signed_by": signed_by}


@guard("R23-7")
def delay_correction(attempt: Attempt) -> Facts | None:
    until, debtor = attempt.act.day("until"), attempt.act.text("debtor")
    for clock in attempt.case.open_clocks:
        if clock.rule == "dishonest_correction_review_15d" and clock.subject == {"debtor": debtor} and until and until > clock.due_on:
            return {"until": day(until), "due": clock.due}
    return None
