"""`zhixing contacts import` and `zhixing digest`: who is told by which addresses, and what somebody would be told today."""

import csv
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import typer

from enforcement import clock
from enforcement.authority.courts import is_court
from enforcement.authority.table import authority
from enforcement.law.periods import local_day
from enforcement.memos.people import Contact
from enforcement.memos.quiet import QuietHours
from enforcement.memos.wording import Texts
from enforcement.records.calendars import calendar_in_force
from enforcement.records.contacts import contact, put
from enforcement.records.database import transaction
from enforcement.records.digests import Digests
from zhixing.calendars import MALFORMED, REFUSED, connected_database, refuse

_KNOWN = ("subject", "name", "court", "roles", "quiet_from", "quiet_to")
_REQUIRED = _KNOWN[:4]


def import_contacts(file: Path) -> None:
    """Write every contact of a file, or none. Exit 2 with a sentence for each row that cannot be read."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            found = list(_read(csv.DictReader(opened)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        refuse(f"{file}: {error}", MALFORMED)
    wrong = [line for line in found if isinstance(line, str)]
    if wrong:
        refuse("\n".join([*wrong, "nothing was written"]), MALFORMED)
    people = [person for person in found if isinstance(person, Contact)]
    with connected_database() as (_, engine), transaction(engine) as session:
        for person in people:
            put(session, person, clock.now())
    typer.echo(f"{len(people)} contacts written")


def digest(subject: str) -> None:
    """Print what somebody would be told today; nothing is written or sent. Exit 1 for somebody who is not in the register."""
    with connected_database() as (settings, engine), transaction(engine) as session:
        person = contact(session, subject)
        if person is None:
            refuse(
                f"expected somebody of the register of contacts, got {subject!r}: `zhixing contacts import`, or let them log in", REFUSED
            )
        digests, today = Digests(Texts(settings.templates_folder), settings.public), local_day(clock.now())
        words = digests.words(session, person, calendar_in_force(session), today)
    if words is None:
        typer.echo(f"nothing to tell {subject} on {today}")
    else:
        typer.echo(f"{words.title}\n\n{words.text}\n\n{len(words.short)} characters for SMS: {words.short}")


def _read(rows: "csv.DictReader[str]") -> Iterator[Contact | str]:
    lacking = [name for name in _REQUIRED if name not in (rows.fieldnames or ())]
    if lacking:
        yield f"expected the columns {', '.join(_REQUIRED)}, and one for each channel; {', '.join(lacking)} missing"
        return
    for row in rows:
        try:
            yield _contact({name: (value or "").strip() for name, value in row.items() if isinstance(value, str | None) and name})
        except ValueError as error:
            yield f"line {rows.line_num}: {error}"


def _contact(row: dict[str, str]) -> Contact:
    roles = frozenset(row["roles"].replace(";", " ").split())
    if unknown := roles - authority().roles.keys():
        raise ValueError(f"roles: expected roles of the authority table, separated by spaces, got {', '.join(sorted(unknown))}")
    if not row["subject"] or not row["name"]:
        raise ValueError("expected a subject, as the identity provider knows them, and a name")
    if not is_court(row["court"]):
        raise ValueError(f"court: expected a code such as 沪0199, got {row['court'][:20]!r}")
    addresses = tuple((name, value) for name, value in row.items() if name not in _KNOWN and value)
    return Contact(row["subject"], row["name"], row["court"], roles, addresses, _quiet(row.get("quiet_from", ""), row.get("quiet_to", "")))


def _quiet(begins: str, ends: str) -> QuietHours | None:
    if not begins and not ends:
        return None
    try:
        return QuietHours(time.fromisoformat(begins), time.fromisoformat(ends))
    except ValueError:
        raise ValueError(f"quiet_from, quiet_to: expected two times such as 22:00 and 07:00, got {begins!r} and {ends!r}") from None
