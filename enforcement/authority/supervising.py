"""Whose it is to acknowledge what the ladder says: whoever it is addressed to, and never who handles the case (arts 8, 10)."""

from collections.abc import Collection
from datetime import date

from enforcement.authority.callers import Caller
from enforcement.authority.permissions import Denial, denial, reach
from enforcement.authority.restricted import matters
from enforcement.authority.table import Grant, authority

ACKNOWLEDGE = "acknowledge_escalation"
_APART = Grant((ACKNOWLEDGE,), (), "法〔2021〕322号", "8", "设专人履行专项监管职责", date(2021, 12, 6))


def acknowledging(caller: Caller, rung: str, case_id: str, officers: Collection[str]) -> Denial | None:
    """What keeps the caller from acknowledging a rung that is addressed to a role; None where nothing does."""
    addressed = addressees(rung)
    if not reach(caller, addressed).covers(case_id):
        ground = next((grant for grant in authority().grants_of(ACKNOWLEDGE) if set(addressed) & set(grant.roles)), _APART)
        return denial(ACKNOWLEDGE, addressed, ground)
    if rung == "special_supervisor" and {caller.subject, caller.name} & set(officers):
        return denial(ACKNOWLEDGE, addressed, _APART)
    return None


def addressees(rung: str) -> tuple[str, ...]:
    """The roles to whom a rung speaks: its own, or those who read the matter that it asks for."""
    matter = next((matter for matter in matters() if rung in matter.rungs), None)
    granted = {role for grant in authority().grants_of(ACKNOWLEDGE) for role in grant.roles}
    return (rung,) if matter is None else tuple(sorted(matter.readers & granted))
