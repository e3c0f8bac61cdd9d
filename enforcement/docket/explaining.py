"""Why a clock has its date: the law's derivation with the case's own start, pauses and calendar."""

from enforcement.docket.casefile import CaseFile
from enforcement.docket.clocks import Clock
from enforcement.law.explain import Explanation, explain
from enforcement.law.periods import Period


def explain_clock(case: CaseFile, clock: Clock) -> Explanation:
    """The derivation of a clock's present date."""
    law = clock.law
    period = Period(clock.length, clock.unit, law.rolls, law.cap)
    return explain(period, clock.started_at, case.calendar, case.pauses_of(clock), clock.given)
