"""Holiday notices of any kind: each is read, or said to be none; nothing else comes of it."""

import json

import pytest

from enforcement.law.calendar import CalendarError
from enforcement.notices import read_notice_text
from tests.fuzz.corpus import BODIES, TEXTS, TIMES, WRITTEN

JSON = '{"year": %s, "days": [{"name": %s, "date": %s, "isOffDay": true}]}'
TOML = '[notice]\nyear = %s\n[[day_off]]\nname = "x"\ndate = %s\n'
ICS = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nSUMMARY:休\n%s\nEND:VEVENT\nEND:VCALENDAR\n"
DAY = '"2027-01-01"'
EVENTS = [
    "DTSTART:1",
    "DTSTART;VALUE=DATE:20270101\nDTSTART;VALUE=DATE:20270102",
    "DTSTART;VALUE=DATE:20270101\nDTEND;VALUE=DATE:20270102\nDTEND;VALUE=DATE:20270103",
    "DTSTART;VALUE=DATE:20270101\nDTEND;VALUE=DATE:99991231",
    "DTSTART;VALUE=DATE:20270101\nDTEND;VALUE=TIME:000000",
    "DTSTART;VALUE=DATE:20270101\nDTEND:x",
    "DTSTART;VALUE=DATE:99991231",
    "DTSTART;VALUE=DATE:00000101",
    "DTSTART;VALUE=PERIOD:20270101T000000Z/P1D",
    "DTSTART;VALUE=DURATION:P1D",
    "DTSTART;TZID=x:20270101T000000",
    "RRULE:FREQ=SECONDLY",
    "BEGIN:VEVENT",
    "SUMMARY:2\nDTSTART;VALUE=DATE:20270101",
    ":",
    "X;=;:",
    "\x00",
]
NOTICES = {
    **{f"json name {name}": ("json", JSON % (2027, text, DAY)) for name, text in WRITTEN.items()},
    **{f"json text {name}": ("json", JSON % (2027, json.dumps(text), DAY)) for name, text in TEXTS.items()},
    **{f"json date {name}": ("json", JSON % (2027, '"x"', json.dumps(text))) for name, text in TIMES.items()},
    **{f"json year {name}": ("json", JSON % (text, '"x"', DAY)) for name, text in WRITTEN.items()},
    **{f"toml year {name}": ("toml", TOML % (text, "2027-01-01")) for name, text in WRITTEN.items()},
    **{f"toml date {name}": ("toml", TOML % (2027, text)) for name, text in (*WRITTEN.items(), *TIMES.items())},
    **{f"{form} {name}": (form, body.decode("latin-1")) for name, body in BODIES.items() for form in ("json", "toml", "ics")},
    **{f"ics {number}": ("ics", ICS % lines) for number, lines in enumerate(EVENTS)},
}


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_is_read_or_is_none(name: str) -> None:
    form, text = NOTICES[name]
    try:
        notice = read_notice_text(text, form)
    except CalendarError:
        return
    assert 1991 <= notice.year <= 2200
    assert not {"\x00", "\ud800"} & set("".join(notice.names.values()))
