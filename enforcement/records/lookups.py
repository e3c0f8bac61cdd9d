"""Finding cases by a number that stands in them only sealed: by its keyed digest."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from enforcement.docket.entries import Entry
from enforcement.docket.personal import Personal
from enforcement.records.codec import data_to_json
from enforcement.records.columns import METADATA
from enforcement.records.key_tables import LookupRow
from enforcement.records.marked import entry_marks, marked
from enforcement.records.vault import vault_of
from enforcement.secrecy.blind_index import digests, name_in_use

LOOKED_UP = (Personal.PARTY_ID, Personal.ACCOUNT, Personal.PHONE)
_ADD = insert(METADATA.tables["lookups"]).on_conflict_do_nothing()


def add_lookups(session: Session, case_id: str, entry: Entry) -> None:
    """Let a case be found by the numbers in an entry."""
    data = data_to_json(entry)
    marks = entry_marks(entry.kind, entry.type, data)
    if not marks:
        return
    keys = vault_of(session).keys
    found = {(kind, digests(keys, kind, value)[name_in_use(keys)]) for kind, value in marked(marks, data) if kind in LOOKED_UP}
    if found:
        rows = [{"kind": kind.value, "digest": digest, "case_id": case_id, "key": name_in_use(keys)} for kind, digest in sorted(found)]
        session.execute(_ADD, rows)


def cases_with(session: Session, kind: Personal, value: str) -> SelectOfScalar[str]:
    """The query for the ids of cases in which a number stands, under whichever index key it was kept."""
    sought = list(digests(vault_of(session).keys, kind, value).values())
    return select(LookupRow.case_id).where(LookupRow.kind == kind.value, col(LookupRow.digest).in_(sought))
