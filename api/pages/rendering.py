"""Pages from templates: who looks, in which language, and what each page may link to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import i18n

from api.pages.language import COOKIE, LANGUAGES, language_of, translations
from enforcement.authority.callers import Caller
from enforcement.authority.permissions import Permission, permission
from enforcement.docket.explaining import ROLES_ZH
from enforcement.docket.wording import EVENT_TITLES_ZH
from enforcement.law.periods import SHANGHAI

_TEMPLATES = Path(__file__).parents[1] / "templates"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation, shown to whoever may do what is done there."""

    path: str
    title: str
    deed: str


PLACES: Sequence[Place] = (
    Place("/desk", "今日", "list_cases"),
    Place("/desk/cases", "案件", "list_cases"),
    Place("/desk/file", "立案", "file_case"),
    Place("/desk/supervision", "督办", "read_escalations"),
    Place("/desk/calendars", "工作日历", "read_calendars"),
    Place("/desk/finance", "案款", "read_reconciliations"),
    Place("/desk/mine", "我的案件", "read_own"),
    Place("/desk/law", "期限与拦截", "read_law"),
)

# Where the handbook tells of a page: the anchor of a heading.
HELP: Mapping[str, str] = {
    "today.html": "今日",
    "cases.html": "案件列表",
    "case.html": "案件页",
    "form.html": "办理与登记",
    "filing.html": "立案",
    "supervision.html": "督办",
    "calendars.html": "工作日历",
    "calendar.html": "工作日历",
    "finance.html": "案款",
    "mine.html": "我的案件",
    "public.html": "我的案件",
    "law.html": "期限与拦截",
    "provision.html": "期限与拦截",
    "process.html": "全流程图",
    "problem.html": "页面说有问题",
}


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[i18n],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals["kinds"] = {kind.value: title for kind, title in EVENT_TITLES_ZH.items()}
    environment.filters |= {"day": _day, "moment": _moment, "money": _money, "role": lambda role: ROLES_ZH.get(role, role)}
    return environment


def page(
    request: Request,
    caller: Caller | None,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page. `zh` tells the template which of two titles to show."""
    language = language_of(request)
    here = request.url.path
    shown = (
        _environment(language)
        .get_template(template)
        .render(
            **context,
            caller=caller,
            here=here,
            help=HELP.get(template, ""),
            html_lang=LANGUAGES[language],
            zh=language == "zh",
            places=[place for place in PLACES if caller is not None and isinstance(permission(caller, place.deed), Permission)],
            other_language="en" if language == "zh" else "zh",
        )
    )
    response = HTMLResponse(shown, status, headers)
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=_YEAR, samesite="lax", httponly=True)
    return response


def _day(value: date | None) -> str:
    return value.isoformat() if value else "—"


def _moment(value: datetime | None) -> str:
    return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if value else "—"


def _money(fen: int | None) -> str:
    return "—" if fen is None else f"{fen / 100:,.2f}"
