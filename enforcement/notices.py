"""Reading holiday notices in the forms they come in: our TOML, the JSON of holiday-cn, iCalendar."""

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import chain

from icalendar import Calendar as ICalendar
from icalendar import Event

from enforcement.docket.reading import UNSAYABLE
from enforcement.law.calendar import CalendarError, Notice, read_notice

_MAKE_UP_WORDS = ("班", "work")
_OFF_WORDS = ("休", "假", "holiday", "off")
# A notice is a page; anything longer is none.
_LONGEST = timedelta(days=60)
_LONGEST_TEXT = 500
_FIRST_YEAR, _LAST_YEAR = 1991, 2200


def read_notice_text(text: str, form: str) -> Notice:
    """A notice from its text. `form` is `toml`, `json` or `ics`. CalendarError says what was expected and what came."""
    reader = _READERS.get(form)
    if reader is None:
        raise CalendarError(f"expected a notice as {', '.join(_READERS)}, got {form!r}")
    try:
        notice = reader(text)
    except RecursionError:
        raise CalendarError("expected a notice, got values within values without end") from None
    said = (notice.number, notice.title, *notice.names.values())
    if not _FIRST_YEAR <= notice.year <= _LAST_YEAR:
        raise CalendarError(f"expected a year from {_FIRST_YEAR} to {_LAST_YEAR}")
    if any(UNSAYABLE.search(words) or len(words) > _LONGEST_TEXT for words in said):
        raise CalendarError(f"expected texts of at most {_LONGEST_TEXT} characters without control characters")
    return notice


def _from_toml(text: str) -> Notice:
    try:
        table = tomllib.loads(text)
    except ValueError as error:
        raise CalendarError(f"expected TOML: {error}") from None
    return read_notice(table)


def _from_json(text: str) -> Notice:
    """The form of holiday-cn: {"year": 2026, "papers": [...], "days": [{"name", "date", "isOffDay"}, …]}."""
    try:
        table = json.loads(text)
    except ValueError as error:
        raise CalendarError(f"expected JSON: {error}") from None
    if not isinstance(table, dict) or not isinstance(table.get("year"), int) or not isinstance(table.get("days"), list):
        raise CalendarError('expected an object with "year" and "days", as in the files of holiday-cn')
    papers = table.get("papers")
    source = str(papers[0]) if isinstance(papers, list) and papers else ""
    return _notice(table["year"], map(_json_day, table["days"]), str(table.get("number", source)), str(table.get("title", "")))


def _json_day(row: object) -> tuple[date, bool, str]:
    if not isinstance(row, Mapping) or not isinstance(row.get("isOffDay"), bool):
        raise CalendarError(f'days: expected {{"name", "date", "isOffDay"}}, got {str(row)[:80]}')
    try:
        return date.fromisoformat(str(row.get("date"))), row["isOffDay"], str(row.get("name", ""))
    except ValueError:
        raise CalendarError(f"days: expected date as YYYY-MM-DD, got {str(row.get('date'))[:40]!r}") from None


def _from_ics(text: str) -> Notice:
    """All-day events whose summary says 休/假 (a day off) or 班 (a make-up day)."""
    try:
        calendar = ICalendar.from_ical(text)
    except ValueError as error:
        raise CalendarError(f"expected iCalendar: {error}") from None
    days = list(chain.from_iterable(_event_days(event) for event in calendar.walk("VEVENT") if isinstance(event, Event)))
    if not days:
        raise CalendarError("expected all-day events, the file has none")
    years = [day.year for day, _, _ in days]
    return _notice(max(set(years), key=years.count), days, "", str(calendar.get("X-WR-CALNAME", "")))


def _event_days(event: Event) -> Iterable[tuple[date, bool, str]]:
    summary = str(event.get("SUMMARY", ""))
    first = _day(event, "DTSTART")
    if first is None:
        raise CalendarError(f"event {summary[:40]!r}: expected an all-day event (DTSTART;VALUE=DATE)")
    last = _day(event, "DTEND") if "DTEND" in event else _day_after(first)
    if last is None or not timedelta(0) < last - first <= _LONGEST:
        raise CalendarError(f"event {summary[:40]!r}: expected DTEND as a date after DTSTART and within {_LONGEST.days} days")
    words = summary.lower()
    worked, off = (any(word in words for word in known) for known in (_MAKE_UP_WORDS, _OFF_WORDS))
    if not worked and not off:
        raise CalendarError(f"event {summary[:40]!r}: expected 休 or 假 for days off, 班 for make-up days")
    return [(first + timedelta(days=n), not worked, summary) for n in range((last - first).days)]


def _day(event: Event, name: str) -> date | None:
    """The one day that a property names; None if it names none, or several, or a moment."""
    try:
        day = event.decoded(name)
    except (LookupError, ValueError, AttributeError):
        return None
    return day if isinstance(day, date) and not isinstance(day, datetime) else None


def _day_after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _notice(year: int, days: Iterable[tuple[date, bool, str]], number: str, title: str) -> Notice:
    rows = list(days)
    off = {day: name for day, is_off, name in rows if is_off}
    workdays = frozenset(day for day, is_off, _ in rows if not is_off)
    return Notice(year, frozenset(off), workdays, number=number, title=title, names=off)


_READERS: dict[str, Callable[[str], Notice]] = {"toml": _from_toml, "json": _from_json, "ics": _from_ics}
