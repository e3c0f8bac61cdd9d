"""The law on pages: every time limit and every interception with its text; what every other page links to."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import CallerHere
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.statutes import guard_versions, rule_versions
from api.views import guard_view, rule_view
from enforcement.law.statutes import statute_book

router = APIRouter(prefix="/desk/law", include_in_schema=False, default_response_class=HTMLResponse, route_class=PageRoute)


@router.get("")
def contents(request: Request, caller: CallerHere) -> HTMLResponse:
    """Every time limit and every interception."""
    book = statute_book()
    rules = sorted((versions[-1] for versions in book.rules.values()), key=lambda rule: (rule.law, rule.id))
    guards = sorted((versions[-1] for versions in book.guards.values()), key=lambda guard: guard.id)
    return page(request, caller, "law.html", {"rules": rules, "guards": guards})


@router.get("/rules/{rule_id}")
def rule(rule_id: str, request: Request, caller: CallerHere) -> HTMLResponse:
    """One time limit."""
    versions = rule_versions(rule_id)
    return page(
        request, caller, "provision.html", {"it": rule_view(versions[-1], statute_book()), "versions": len(versions), "is_rule": True}
    )


@router.get("/guards/{guard_id}")
def guard(guard_id: str, request: Request, caller: CallerHere) -> HTMLResponse:
    """One interception."""
    versions = guard_versions(guard_id)
    return page(
        request, caller, "provision.html", {"it": guard_view(versions[-1], statute_book()), "versions": len(versions), "is_rule": False}
    )
