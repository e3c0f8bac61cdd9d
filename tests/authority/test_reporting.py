"""In whose name a caller may say what."""

import pytest

from enforcement.authority.callers import Caller
from enforcement.authority.permissions import Denial
from enforcement.authority.reporting import provision_of, recorders, speaker
from enforcement.authority.table import authority
from enforcement.docket.entries import EntryType, catalogue
from enforcement.law.statutes import statute_book

FILE = "沪0199-2026-执-101"
EVERY = [*catalogue().facts.values(), *catalogue().acts.values()]


def entry(name: str) -> EntryType:
    return catalogue().facts.get(name) or catalogue().acts[name]


def said(roles: str, name: str, by: str | None = None) -> str | None:
    found = speaker(Caller("u1", "某甲", "沪0199", frozenset(roles.split()), files=frozenset({FILE})), entry(name), FILE, by)
    return None if isinstance(found, Denial) else found


@pytest.mark.parametrize(
    ("roles", "name", "by", "expected"),
    [
        ("handler", "clue_received", None, "handler"),
        ("handler", "clue_received", "applicant", "applicant"),
        ("applicant", "clue_received", None, "applicant"),
        ("handler", "query_feedback_received", None, "handler"),
        ("handler", "query_feedback_received", "query_system", "query_system"),
        ("handler", "application_withdrawn", None, "applicant"),
        ("handler", "assign_reviewers", None, None),
        ("handler", "assign_reviewers", "bureau_chief", None),
        ("handler", "outsider_objection_decided", "adjudicator", None),
        ("handler", "restrict_consumption", None, "handler"),
        ("handler", "restrict_consumption", "court_president", None),
        ("handler", "funds_received", None, None),
        ("finance", "funds_received", None, "fund_system"),
        ("fund_system", "funds_received", None, "fund_system"),
        ("fund_system", "query_launched", None, None),
        ("query_system", "query_launched", "handler", None),
        ("query_system", "launch_query", None, None),
        ("auditor", "clue_received", None, None),
        ("court_president", "restrict_consumption", None, None),
        ("handler bureau_chief", "assign_reviewers", None, "bureau_chief"),
        ("handler system", "procedure_failed", None, None),
        ("handler", "procedure_failed", None, None),
    ],
)
def test_in_whose_name_a_caller_speaks(roles: str, name: str, by: str | None, expected: str | None) -> None:
    assert said(roles, name, by) == expected


def test_a_role_speaks_only_to_the_files_within_its_own_reach() -> None:
    both = Caller("u1", "某甲", "沪01", frozenset({"handler", "superior_court"}))
    assert speaker(both, entry("stay_ordered"), FILE) == "superior_court"
    assert speaker(both, entry("stay_ordered"), "沪01-2026-执-1") == "handler"
    assert isinstance(speaker(both, entry("clue_received"), FILE), Denial)


def test_a_denial_says_who_may_and_by_which_article() -> None:
    denial = speaker(Caller("u1", "某甲", "沪0199", frozenset({"handler"})), entry("assign_reviewers"), FILE)
    assert isinstance(denial, Denial)
    assert [role.id for role in denial.roles] == ["bureau_chief"]
    assert denial.sentence == "to order 'assign_reviewers' is for bureau_chief (执行局局长): 法〔2021〕322号 art 6"


@pytest.mark.parametrize("entry_type", EVERY, ids=lambda found: found.type)
def test_somebody_may_say_every_entry_but_what_the_product_says_itself(entry_type: EntryType) -> None:
    assert set(entry_type.by) <= authority().roles.keys()
    assert recorders(entry_type) or entry_type.by in (("system",), ("calendar_office",))


@pytest.mark.parametrize(
    ("name", "law", "article"),
    [
        ("clue_received", "法〔2021〕322号", "13 24"),
        ("appraisal_objection_received", "法释〔2018〕15号", "22 23"),
        ("calendar_published", "法〔2021〕322号", "10"),
        ("party_changed", "变更追加规定", ""),
    ],
)
def test_the_provision_of_an_entry(name: str, law: str, article: str) -> None:
    assert provision_of(entry(name)) == (law, article)


def test_articles_of_the_opinion_that_entries_name_are_there() -> None:
    articles = statute_book().instruments["法〔2021〕322号"].articles
    for entry_type in EVERY:
        law, named = provision_of(entry_type)
        assert law != "法〔2021〕322号" or set(named.split()) <= articles.keys(), entry_type.type
