"""The register of contacts: filled from a list and by those who log in. Addresses are sealed, each contact's with a key of its own."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from enforcement.authority.callers import Caller
from enforcement.memos.people import Contact
from enforcement.memos.quiet import QuietHours
from enforcement.records.memo_tables import ContactRow
from enforcement.records.vault import Box, box_of

_PARTIES = frozenset({"applicant", "debtor", "outsider"})


def put(session: Session, contact: Contact, at: datetime) -> None:
    """Write a contact in place of what was known. The day's digest stays written."""
    box, quiet = _box(session, contact.subject), contact.quiet
    values = {
        **_who(contact.caller, at),
        "addresses": [[channel, box.seal(f"addresses.{channel}", address)] for channel, address in contact.addresses],
        "quiet_from": quiet.begins.isoformat("minutes") if quiet else None,
        "quiet_to": quiet.ends.isoformat("minutes") if quiet else None,
    }
    _put(session, contact.subject, values, values)


def met(session: Session, caller: Caller, at: datetime) -> None:
    """Somebody of the house has logged in: the name, court and roles that they have now. Addresses stay as they are."""
    if caller.roles - _PARTIES:
        who = _who(caller, at)
        _put(session, caller.subject, {**who, "addresses": []}, who)


def contact(session: Session, subject: str) -> Contact | None:
    """Somebody of the register."""
    row = session.get(ContactRow, subject)
    return None if row is None else contact_of(session, row)


def contacts_at(session: Session, courts: Iterable[str]) -> Sequence[Contact]:
    """Everybody of some courts, in the order of their subjects."""
    rows = session.exec(select(ContactRow).where(col(ContactRow.court).in_(list(courts))).order_by(col(ContactRow.subject))).all()
    return [contact_of(session, row) for row in rows]


def contact_of(session: Session, row: ContactRow) -> Contact:
    """The contact in a row, with addresses as they were given."""
    box = _box(session, row.subject)
    addresses = tuple((channel, box.open(f"addresses.{channel}", address)) for channel, address in row.addresses)
    quiet = QuietHours(time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_to)) if row.quiet_from and row.quiet_to else None
    return Contact(row.subject, row.name, row.court, frozenset(row.roles), addresses, quiet)


def _who(caller: Caller, at: datetime) -> dict[str, object]:
    return {"name": caller.name, "court": caller.court, "roles": sorted(caller.roles), "changed_at": at}


def _put(session: Session, subject: str, new: dict[str, object], known: dict[str, object]) -> None:
    statement = insert(ContactRow).values(subject=subject, **new)
    session.execute(statement.on_conflict_do_update(index_elements=["subject"], set_=known))


def _box(session: Session, subject: str) -> Box:
    # A place of its own among the keys of cases, so that keys are changed for it as for every case.
    return box_of(session, f"contact/{subject}")
