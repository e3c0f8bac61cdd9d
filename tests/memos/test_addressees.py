"""Whom a rung speaks to: by role and court, never who handles the case, and of restricted matters only who may read them."""

import pytest

from enforcement.authority.restricted import matters
from enforcement.memos.addressees import is_told
from enforcement.memos.people import Contact

CASE, RULE = "沪0199-2026-执-1", "query_launch_5wd"


def person(court: str, *roles: str, name: str = "王") -> Contact:
    return Contact("w", name, court, frozenset(roles))


@pytest.mark.parametrize(
    ("contact", "rung", "expected"),
    [
        (person("沪0199", "special_supervisor"), "special_supervisor", True),
        (person("沪0199", "special_supervisor", name="李"), "special_supervisor", False),
        (person("沪0101", "special_supervisor"), "special_supervisor", False),
        (person("沪0199", "bureau_chief"), "special_supervisor", False),
        (person("沪0199", "bureau_chief"), "bureau_chief", True),
        # A chief above reads the case, and is not told of every rung below.
        (person("沪01", "bureau_chief"), "bureau_chief", False),
        (person("沪0199", "court_president"), "court_president", True),
        (person("沪01", "superior_court"), "superior_court", True),
        (person("沪0199", "superior_court"), "superior_court", False),
        (person("沪", "superior_court"), "superior_court", False),
        (person("沪", "superior_court"), "next_superior_court", True),
        (person("沪01", "bureau_chief"), "superior_bureau_chief", True),
        (person("沪01", "court_president"), "superior_president", True),
        (person("沪0199", "finance_head"), "finance_head", True),
        (person("沪0199", "inspector"), "double_check", True),
        (person("沪0199", "court_president"), "double_check", True),
        (person("沪0199", "bureau_chief"), "double_check", False),
        (person("沪0199", "handler"), "double_check", False),
    ],
)
def test_who_is_told(contact: Contact, rung: str, expected: bool) -> None:
    assert is_told(contact, rung, RULE, CASE, {"李"}) is expected


@pytest.mark.parametrize(("role", "expected"), [("bureau_chief", False), ("court_president", True)])
def test_a_clock_of_a_restricted_matter_is_told_to_its_readers_alone(role: str, expected: bool) -> None:
    rule = min(rule for matter in matters() for rule in matter.rules)
    assert is_told(person("沪0199", role), role, rule, CASE, ()) is expected


def test_above_the_highest_court_is_nobody() -> None:
    assert not is_told(person("最高法", "superior_court"), "superior_court", RULE, "最高法-2026-执-1", ())
