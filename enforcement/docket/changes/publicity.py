"""What a case makes public, and when it must come off again (arts 11, 24; 终本规定 arts 12, 14, 18)."""

from collections.abc import Mapping
from dataclasses import replace

from enforcement.contracts.publicity import Item
from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.table import on
from enforcement.docket.entries import Entry
from enforcement.docket.particulars.papers import Publication

LIBRARY = "library"
_RULING = "裁定"
_OF_TERMINATION = (Item.LIBRARY, Item.TERMINATION)
# The facts after which something is to be public, and those after which it no longer is.
_BEGIN: Mapping[str, tuple[Item, ...]] = {
    "restriction_issued": (Item.RESTRICTION,),
    "listing_published": (Item.LISTING,),
    "auction_notice_published": (Item.DISPOSAL,),
    "termination_served": _OF_TERMINATION,
    "document_served": (Item.RULING,),
}
_END: Mapping[str, tuple[Item, ...]] = {
    "restriction_lifted": (Item.RESTRICTION,),
    "listing_shielded": (Item.LISTING,),
    "listing_corrected": (Item.LISTING,),
    "case_resumed": _OF_TERMINATION,
    "obligation_performed": _OF_TERMINATION,
}


def make_public(case: CaseFile, entry: Entry) -> None:
    """Note what an entry that is in the case file puts before the public or takes from it."""
    for item in _BEGIN.get(entry.type, ()):
        subject = _subject(case, entry, item)
        if subject is not None and _standing(case, item, subject) is None:
            name = _name(case, item, subject)
            case.publications[name] = Publication(name, item, subject)
    for item in _END.get(entry.type, ()):
        publication = _standing(case, item, _subject(case, entry, item) or "")
        if publication is not None and _has_ended(case, entry):
            case.publications[publication.id] = replace(publication, over=True)


def _subject(case: CaseFile, entry: Entry, item: Item) -> str | None:
    """The debtor, auction or ruling; empty for the case itself; None for what is not made public."""
    match item:
        case Item.RESTRICTION | Item.LISTING:
            return entry.text("debtor")
        case Item.DISPOSAL:
            return f"{entry.text('asset')}-{entry.number('round')}"
        case Item.RULING:
            document = case.documents.get(entry.text("document") or "")
            return document.id if document is not None and _RULING in document.kind else None
        case _:
            return ""


def _standing(case: CaseFile, item: Item, subject: str) -> Publication | None:
    found = (p for p in case.publications.values() if (p.item, p.subject) == (item, subject) and not p.over)
    return next(found, None)


def _name(case: CaseFile, item: Item, subject: str) -> str:
    earlier = sum((p.item, p.subject) == (item, subject) for p in case.publications.values())
    name = "-".join(filter(None, (item.name.lower(), subject)))
    return f"{name}-{earlier + 1}" if earlier else name


def _has_ended(case: CaseFile, entry: Entry) -> bool:
    match entry.type:
        case "restriction_lifted":
            # For a former legal representative only that person is freed.
            return entry.text("person") is None
        case "obligation_performed":
            return all(debtor.performed for debtor in case.debtors.values())
        case _:
            return True


@on("information_published", "information_withdrawn", "publication_corrected", "publication_found_wrong")
def _told(case: CaseFile, entry: Entry) -> None:
    publication = case.publications.get(entry.text("publication") or "")
    if publication is not None:
        case.publications[publication.id] = replace(
            publication,
            published=publication.published or entry.type == "information_published",
            withdrawn=publication.withdrawn or entry.type == "information_withdrawn",
            errors=publication.errors + (entry.type == "publication_found_wrong"),
            wrong=entry.type == "publication_found_wrong" or (publication.wrong and entry.type != "publication_corrected"),
        )


@on("termination_registered")
def _registered(case: CaseFile, entry: Entry) -> None:
    case.termination_registered = True
    case.publications[LIBRARY] = replace(_library(case), published=True)


@on("termination_shielded")
def _shielded(case: CaseFile, entry: Entry) -> None:
    case.publications[LIBRARY] = replace(_library(case), over=True, withdrawn=True)


def _library(case: CaseFile) -> Publication:
    return case.publications.get(LIBRARY, Publication(LIBRARY, Item.LIBRARY))
