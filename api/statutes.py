"""The provisions: time limits, interceptions, and the catalogue of what can be said to a case."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter

from api.examples import PROBLEMS, data_schema
from api.problems import Problem
from api.views import guard_view, rule_view
from enforcement.docket.entries import EntryType, catalogue
from enforcement.law.provisions import GuardText, Rule
from enforcement.law.statutes import statute_book

router = APIRouter(prefix="/statutes", tags=["statutes"], responses={404: PROBLEMS[404]})


@router.get("/rules", summary="Every time limit")
def rules() -> list[dict[str, Any]]:
    """The newest version of every time limit."""
    book = statute_book()
    return [rule_view(versions[-1], book) for versions in book.rules.values()]


@router.get("/rules/{rule_id}", summary="A time limit: law, article, text, versions")
def rule(rule_id: str) -> dict[str, Any]:
    """One time limit with all its versions."""
    book, versions = statute_book(), rule_versions(rule_id)
    return {**rule_view(versions[-1], book), "versions": [rule_view(version, book) for version in versions]}


@router.get("/guards", summary="Every interception")
def guards() -> list[dict[str, Any]]:
    """The newest version of every interception."""
    book = statute_book()
    return [guard_view(versions[-1], book) for versions in book.guards.values()]


@router.get("/guards/{guard_id}", summary="An interception: law, article, message, cure, versions")
def guard(guard_id: str) -> dict[str, Any]:
    """One interception with all its versions."""
    book, versions = statute_book(), guard_versions(guard_id)
    return {**guard_view(versions[-1], book), "versions": [guard_view(version, book) for version in versions]}


@router.get("/entries", summary="What can be said to a case")
def entries() -> list[dict[str, Any]]:
    """Facts and acts with the schemas of their data."""
    known = catalogue()
    return [_entry(entry_type) for entry_type in (*known.facts.values(), *known.acts.values())]


def rule_versions(rule_id: str) -> Sequence[Rule]:
    """Every version of a time limit, the newest last. 404 for one that there is not."""
    found = statute_book().rules.get(rule_id)
    if found is None:
        raise Problem(404, "unknown-rule", "No such rule", f"no rule {rule_id[:80]!r} is in the statute book")
    return found


def guard_versions(guard_id: str) -> Sequence[GuardText]:
    """Every version of an interception, the newest last. 404 for one that there is not."""
    found = statute_book().guards.get(guard_id)
    if found is None:
        raise Problem(404, "unknown-guard", "No such guard", f"no guard {guard_id[:80]!r} is in the statute book")
    return found


def _entry(entry_type: EntryType) -> dict[str, Any]:
    return {
        "kind": entry_type.kind.value,
        "type": entry_type.type,
        "title_zh": entry_type.title_zh,
        "title_en": entry_type.title_en,
        "articles": entry_type.articles,
        "by": list(entry_type.by),
        "data": data_schema(entry_type),
    }
