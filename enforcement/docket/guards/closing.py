"""Closing a case (arts 3, 12, 23, 24)."""

from enforcement.docket.clocks import Clock
from enforcement.docket.guards.table import Attempt, Facts, guard
from enforcement.docket.states import TERMINATION_FORM
from enforcement.law.statutes import Nature

PERFORMED_FORM = "执行完毕"
# Whose duties are not the court's own.
_OTHERS = {"party", "debtor", "appraisal_agency", "first_seizing_court", "superior_court", "entrusted_court"}


@guard("R23-6")
def measures_in_force(attempt: Attempt) -> Facts | None:
    if attempt.act.text("form") != PERFORMED_FORM:
        return None
    debtors = attempt.case.debtors.values()
    bound = [d.id for d in debtors if d.restricted or d.listed]
    unpushed = [d.id for d in debtors if d.shielded and not d.credit_pushed]
    return {"measures_in_force": [*sorted(bound)], "credit_push_missing": [*sorted(unpushed)]} if bound or unpushed else None


@guard("R24-10")
def termination_unserved(attempt: Attempt) -> Facts | None:
    if attempt.act.text("form") != TERMINATION_FORM or attempt.case.termination_served:
        return None
    return {"termination_served": False}


@guard("R03-1")
def interference_not_recorded(attempt: Attempt) -> Facts | None:
    unrecorded = [name for name, recorded in attempt.case.contacts.items() if not recorded]
    return {"contacts": [*sorted(unrecorded)]} if unrecorded else None


@guard("Z-01")
def clocks_open(attempt: Attempt) -> Facts | None:
    terminating = attempt.act.text("form") == TERMINATION_FORM
    blocking = sorted(clock.id for clock in attempt.case.open_clocks if _blocks(clock, terminating))
    return {"clocks": list(blocking)} if blocking else None


def _blocks(clock: Clock, terminating: bool) -> bool:
    law = clock.law
    if not law.blocks_closing or (terminating and law.survives_termination):
        return False
    return law.nature is not Nature.INTERNAL and law.owed_by not in _OTHERS
