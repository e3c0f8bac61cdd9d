"""Finding cases by words that stand in them only sealed: by keyed digests of two and three signs (art 12: an entry can be found again).

Numbers of people, accounts and telephones, and addresses, are never among the words: those are found whole (`lookups`), or not at all. Nor is what
tells of restricted matters: a list must not show by what it finds that there is such an entry.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, false, insert, or_, select
from sqlmodel import Session, col

from enforcement.authority.restricted import matters
from enforcement.contracts.ids import CaseNumberParts, parse_part_of_number
from enforcement.docket.correcting import CORRECTED
from enforcement.docket.entries import Entry
from enforcement.records.columns import METADATA
from enforcement.records.key_tables import WordsRow
from enforcement.records.tables import CaseRow
from enforcement.records.vault import vault_of
from enforcement.secrecy.blind_index import grams, name_in_use, sought_grams


class Place(StrEnum):
    """Where words stand in a case."""

    NUMBER = "number"
    PARTY = "party"
    ASSET = "asset"
    OFFICER = "officer"
    DOCUMENT = "document"
    TEXT = "text"


_FIELDS: Mapping[Place, frozenset[str]] = {
    Place.PARTY: frozenset({"name", "representative", "buyer", "person"}),
    Place.ASSET: frozenset({"asset", "asset_kind", "holder", "description", "property"}),
    Place.OFFICER: frozenset({"officer"}),
    Place.DOCUMENT: frozenset({"document"}),
    Place.TEXT: frozenset(
        {
            "about",
            "answer",
            "basis",
            "evidence",
            "finding",
            "ground",
            "notice_text",
            "reason",
            "reasons",
            "registrar_refusal",
            "result",
            "what",
        }
    ),
}
# A number, or a kind, is a word only where it is that of a document, of an asset that was found.
_HERE = {
    ("document_filed", "number"): Place.DOCUMENT,
    ("issue_document", "kind"): Place.DOCUMENT,
    ("query_feedback_received", "kind"): Place.ASSET,
}
_ADD = insert(METADATA.tables["words"])


def add_words(session: Session, case_id: str, sequence: int, entry: Entry) -> None:
    """Let a case be found by the words of an entry."""
    said = words(entry)
    if any(said.values()):
        keys = vault_of(session).keys
        name = name_in_use(keys)
        row = {"case_id": case_id, "sequence": sequence, "key": name}
        found = {place: sorted({one for text in texts for one in grams(keys, text)}) for place, texts in said.items()}
        rows = [{**row, "place": place.value, "grams": digests} for place, digests in found.items() if digests]
        if rows:
            session.execute(_ADD, rows)


def words(entry: Entry) -> Mapping[Place, Sequence[str]]:
    """What of an entry can be found, by its place; nothing of one that tells of a restricted matter."""
    name, data = entry.type, entry.data
    if name == CORRECTED:
        inner = data.get("data")
        name, data = str(data.get("entry_type")), {**(inner if isinstance(inner, Mapping) else {}), "reason": data.get("reason")}
    found = defaultdict[Place, list[str]](list)
    if name not in _unsaid():
        for place, text in _texts(name, data):
            found[place].append(text)
    return found


def _texts(name: str, data: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    for field, value in data.items():
        place = _HERE.get((name, field)) or _places().get(field)
        if isinstance(value, str) and place is not None:
            yield place, value
        elif isinstance(value, tuple):
            for record in value:
                if isinstance(record, Mapping):
                    yield from _texts(name, record)


@cache
def _places() -> Mapping[str, Place]:
    return {field: place for place, fields in _FIELDS.items() for field in fields}


@cache
def _unsaid() -> frozenset[str]:
    return frozenset().union(*(matter.entries for matter in matters()))


def containing(session: Session, sought: str) -> ColumnElement[bool]:
    """Whether a case has every one of the words that are sought, be it in its number."""
    whole = parse_part_of_number(sought)
    if whole is not None:
        return _numbered(whole) | _with(session, sought)
    return and_(*(_contains(session, word) for word in sought.split())) if sought.split() else false()


def _contains(session: Session, word: str) -> ColumnElement[bool]:
    part = parse_part_of_number(word)
    return _with(session, word) if part is None else or_(_numbered(part), _with(session, word))


def _with(session: Session, word: str) -> ColumnElement[bool]:
    return col(CaseRow.case_id).in_(select(col(WordsRow.case_id)).where(_said(session, [word])))


def _said(session: Session, sought: Iterable[str]) -> ColumnElement[bool]:
    keys = vault_of(session).keys
    return or_(false(), *(col(WordsRow.grams).contains(digests) for word in sought for digests in sought_grams(keys, word)))


def _numbered(part: CaseNumberParts) -> ColumnElement[bool]:
    return col(CaseRow.case_id).like(part.pattern)


def places(session: Session, sought: str, case_ids: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Where the words stand in each of some cases."""
    said = select(col(WordsRow.case_id), col(WordsRow.place)).distinct()
    terms = {sought, *sought.split()}
    found = {case_id: set[str]() for case_id in case_ids}
    for case_id, place in session.execute(said.where(col(WordsRow.case_id).in_(case_ids), _said(session, terms))):
        found[case_id].add(place)
    numbers = [part for part in map(parse_part_of_number, terms) if part is not None]
    for case_id in case_ids:
        if any(part.fits(case_id) for part in numbers):
            found[case_id].add(Place.NUMBER)
    return {case_id: [place for place in Place if place in here] for case_id, here in found.items()}
