"""How each fact and accepted act changes the case file: one small function per entry type, one module per part of the file.

A type without a function changes no record; it may still open, meet or pause clocks.
"""

from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes import (
    approvals,
    assets,
    case,
    control,
    credit,
    disposal,
    documents,
    matters,
    money,
    publicity,
    registers,
    valuation,
)
from enforcement.docket.changes.table import CHANGES, happened_on
from enforcement.docket.conditions import full_query
from enforcement.docket.entries import Entry, EntryKind, catalogue
from enforcement.docket.nodes import note_nodes
from enforcement.docket.particulars.matters import Query
from enforcement.docket.profile import Profile

HANDLER = "handler"

__all__ = [
    "HANDLER",
    "apply",
    "approvals",
    "assets",
    "case",
    "control",
    "credit",
    "disposal",
    "documents",
    "matters",
    "money",
    "publicity",
    "registers",
    "valuation",
]


def apply(file: CaseFile, entry: Entry, profile: Profile) -> None:
    """Write a fact or an accepted act into the case file."""
    change = CHANGES.get(entry.type)
    if change is not None:
        change(file, entry)
    note_nodes(file, entry)
    publicity.make_public(file, entry)
    if entry.type == "query_launched":
        file.queries = (*file.queries, Query(happened_on(entry), full_query(entry, profile)))
    # Whoever did a handler's act implements the case, and may not review it (art 6).
    if entry.kind is EntryKind.ACT and HANDLER in catalogue().acts[entry.type].by:
        file.handlers = tuple(dict.fromkeys((*file.handlers, entry.by, *([entry.actor.subject] if entry.actor else []))))
