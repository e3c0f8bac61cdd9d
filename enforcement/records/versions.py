"""What the journal shows of corrections: every version of an entry, who corrected it, why, and who approved (art 12)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enforcement.docket.correcting import corrections_of, versions
from enforcement.docket.entries import Entry, EntryKind
from enforcement.records.rebuild import past_of
from enforcement.records.tables import JournalRow


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an entry; `correction` is what made it, None for the first."""

    entry: Entry
    correction: Entry | None


def versions_of(rows: Sequence[JournalRow]) -> Mapping[str, Sequence[Version]]:
    """Every version of every entry of a journal that was corrected, by the id of the entry."""
    past = [past_of(row) for row in rows if row.kind != EntryKind.TICK.value]
    found = defaultdict[str, list[Version]](list)
    for name in {one.entry.text("entry") for one in past}:
        made_by = corrections_of(past, name) if name else []
        if name and made_by:
            found[name] = [Version(*pair) for pair in zip(versions(past, name), [None, *made_by], strict=True)]
    return found
