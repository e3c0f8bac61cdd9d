"""The list of powers: who may do what and where, and what is said to those who may not."""

from dataclasses import replace
from datetime import date

import pytest

from enforcement.authority.callers import Caller
from enforcement.authority.permissions import Denial, Permission, Reach, permission, reach
from enforcement.authority.restricted import hidden, matters, secret_entries
from enforcement.authority.table import Table, TableError, _check, authority
from enforcement.law.statutes import statute_book

FILE = "沪0199-2026-执-101"
BELOW, OTHER, ABOVE = "沪0199-2026-执-1", "京0105-2026-执-1", "沪01-2026-执-1"


def caller(*roles: str, court: str = "沪0199", files: frozenset[str] = frozenset()) -> Caller:
    return Caller("u1", "某甲", court, frozenset(roles), files=files)


def allowed(who: Caller, deed: str) -> Permission:
    found = permission(who, deed)
    assert isinstance(found, Permission), found
    return found


@pytest.mark.parametrize(
    ("role", "court", "deed", "file", "expected"),
    [
        ("handler", "沪0199", "read_case", FILE, True),
        ("handler", "沪01", "read_case", FILE, False),
        ("handler", "京0105", "read_case", FILE, False),
        ("bureau_chief", "沪0199", "read_case", FILE, True),
        ("bureau_chief", "沪01", "read_case", FILE, True),
        ("bureau_chief", "沪0199", "read_case", ABOVE, False),
        ("court_president", "沪", "read_case", FILE, True),
        ("court_president", "京", "read_case", FILE, False),
        ("superior_court", "沪01", "read_case", FILE, True),
        ("superior_court", "沪01", "read_case", ABOVE, False),
        ("superior_court", "最高法", "read_case", OTHER, True),
        ("auditor", "沪0199", "read_case", OTHER, True),
        ("query_system", "", "report", OTHER, True),
        ("handler", "龘01", "read_case", "龘01-2026-执-1", False),
    ],
)
def test_where_a_role_may_do_a_deed(role: str, court: str, deed: str, file: str, expected: bool) -> None:
    assert allowed(caller(role, court=court), deed).reach.covers(file) is expected


def test_parties_reach_the_files_they_have_part_in_and_nothing_else() -> None:
    party = caller("applicant", files=frozenset({FILE}))
    assert allowed(party, "read_public").reach.covers(FILE)
    assert not allowed(party, "read_public").reach.covers("沪0199-2026-执-102")
    assert isinstance(permission(party, "read_case"), Denial)


@pytest.mark.parametrize(
    ("role", "deed", "who", "article"),
    [
        ("handler", "match_suspense", "finance", "19"),
        ("handler", "acknowledge_escalation", "special_supervisor", "8"),
        ("auditor", "report", "handler", "10"),
        ("auditor", "acknowledge_escalation", "bureau_chief", "8"),
        ("operator", "read_case", "handler", "10"),
        ("debtor", "read_entries", "handler", "10"),
        ("query_system", "read_case", "handler", "10"),
        ("court_president", "approve_calendar", "calendar_office", "10"),
        ("stranger", "read_case", "handler", "10"),
        ("system", "report", "handler", "10"),
    ],
)
def test_a_denial_names_who_may_and_by_which_article(role: str, deed: str, who: str, article: str) -> None:
    denial = permission(caller(role), deed)
    assert isinstance(denial, Denial)
    assert who in {allowed_role.id for allowed_role in denial.roles}
    assert (denial.law, denial.article) == ("法〔2021〕322号", article)
    assert f"art {article}" in denial.sentence
    assert who in denial.sentence


def test_what_is_for_everybody_takes_no_role() -> None:
    assert isinstance(permission(caller(), "read_law"), Permission)
    assert allowed(caller(), "read_law").reach == Reach()


def test_two_roles_reach_as_far_as_both_together() -> None:
    both = allowed(caller("handler", "superior_court", court="沪01"), "read_case").reach
    assert both.covers(ABOVE)
    assert both.covers(FILE)


def test_a_role_that_the_deed_does_not_need_widens_nothing() -> None:
    both = caller("finance", "court_president", court="沪01")
    assert not allowed(both, "read_suspense").reach.covers_court("沪0199")


def test_a_grant_holds_from_its_day_to_its_last() -> None:
    assert isinstance(permission(caller("handler"), "read_case", date(2021, 12, 5)), Denial)
    assert isinstance(permission(caller("handler"), "read_case", date(2021, 12, 6)), Permission)
    grant = replace(authority().grants[0], effective_to=date(2025, 12, 31))
    assert [grant.holds(day) for day in (date(2025, 12, 31), date(2026, 1, 1), None)] == [True, False, False]


def test_every_grant_quotes_the_article_that_it_names() -> None:
    articles = statute_book().instruments["法〔2021〕322号"].articles
    for grant in authority().grants:
        assert grant.text, grant
        assert grant.text in articles[grant.article].replace("\n", ""), grant


def test_every_deed_is_granted_to_somebody() -> None:
    assert [deed for deed in authority().deeds if not authority().grants_of(deed)] == []


def test_an_auditor_reads_and_never_writes() -> None:
    deeds = {deed for grant in authority().grants if "auditor" in grant.roles for deed in grant.deeds}
    assert deeds
    assert all(deed.startswith(("read_", "list_")) for deed in deeds)


def test_a_row_that_points_nowhere_is_refused() -> None:
    known = authority()
    with pytest.raises(TableError, match="read_minds"):
        _check(Table(known.roles, known.deeds, [replace(known.grants[0], deeds=("read_minds",))]))
    with pytest.raises(TableError, match="twice"):
        _check(Table(known.roles, {**known.deeds, "again": known.deeds["read_case"]}, []))


@pytest.mark.parametrize(
    ("role", "court", "seen"),
    [
        ("inspector", "沪0199", True),
        ("court_president", "沪0199", True),
        ("superior_court", "沪01", True),
        ("auditor", "京", True),
        ("handler", "沪0199", False),
        ("bureau_chief", "沪0199", False),
        ("superior_court", "沪0199", False),
        ("court_president", "京0105", False),
    ],
)
def test_a_double_check_is_for_the_inspectorate_the_president_and_the_court_above(role: str, court: str, seen: bool) -> None:
    found = hidden(caller(role, court=court), FILE)
    assert ("discipline_issue_found" not in found.entries) is seen
    assert ("double_checks" not in found.fields) is seen
    assert ("double_check" not in found.rungs) is seen
    assert ("doublecheck_consult_prompt" not in found.rules) is seen


def test_what_restricts_a_matter_is_quoted_too() -> None:
    articles = statute_book().instruments["法〔2021〕322号"].articles
    for matter in matters():
        assert matter.rules
        assert matter.text in articles[matter.article]


def test_queries_and_freezes_are_secret() -> None:
    assert secret_entries() == {"query_launched", "query_feedback_received", "freeze_account", "seize_asset"}


def test_nobody_reaches_anything_by_a_role_that_they_do_not_have() -> None:
    assert reach(caller("handler"), ["inspector"]) == Reach()
