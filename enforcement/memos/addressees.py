"""Whom a rung speaks to: a role at the court that has the case, or at one above it (arts 8, 10, 25, 28, 31)."""

from collections.abc import Collection

from enforcement.authority.courts import is_court, parent
from enforcement.authority.restricted import hidden
from enforcement.authority.supervising import addressees
from enforcement.memos.people import Contact

# Rungs of courts above, as roles there, and by how many courts above.
_ABOVE = {
    "superior_court": ("superior_court", 1),
    "superior_bureau_chief": ("bureau_chief", 1),
    "superior_president": ("court_president", 1),
    "next_superior_court": ("superior_court", 2),
}


def is_told(contact: Contact, rung: str, rule: str, case_id: str, officers: Collection[str]) -> bool:
    """Whether somebody is told of a rung. Nobody is told of a matter that he may not read, and nobody watches over himself."""
    court = case_id.split("-")[0]
    if not any(contact.court == place and role in contact.roles for role, place in _seats(rung, court)):
        return False
    unread = hidden(contact.caller, case_id)
    if rule in unread.rules or rung in unread.rungs:
        return False
    return rung != "special_supervisor" or not set(contact.known_as) & set(officers)


def courts_of(rung: str, court: str) -> frozenset[str]:
    """The courts in which somebody may be told of a rung of a court's case."""
    return frozenset(place for _, place in _seats(rung, court))


def _seats(rung: str, court: str) -> list[tuple[str, str]]:
    """Roles and the courts where they are told."""
    seats = []
    for addressed in addressees(rung):
        role, steps = _ABOVE.get(addressed, (addressed, 0))
        place: str | None = court
        for _ in range(steps):
            place = parent(place) if place is not None and is_court(place) else None
        if place is not None:
            seats.append((role, place))
    return seats
