"""The book of reconciliations in memory: no journals, and what was found."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from enforcement.contracts.reconciliation import Booked, Difference, Outcome, PageOrder


class FakeReconciliations:
    """Knows the cases in `journals`, and what is booked in them."""

    def __init__(self, journals: Mapping[str, Sequence[Booked]] | None = None) -> None:
        self.journals = dict(journals or {})
        self.found: dict[tuple[str, str], Difference] = {}
        self.closed: list[Outcome] = []

    def courts(self) -> Sequence[str]:
        return sorted({case_id.split("-")[0] for case_id in self.journals})

    def known(self, case_id: str) -> bool:
        return case_id in self.journals

    def booked(self, page: PageOrder, until: str | None, entries: Sequence[str]) -> Mapping[str, Sequence[Booked]]:
        return {
            case_id: [entry for entry in booked if entry.within or entry.entry_id in entries]
            for case_id, booked in self.journals.items()
            if case_id.startswith(f"{page.court}-") and page.after < case_id and (until is None or case_id <= until)
        }

    def note(self, page: PageOrder, found: Sequence[Difference]) -> None:
        self.found |= {(one.case_id, one.entry_id): one for one in found}

    def close(self, outcome: Outcome, at: datetime) -> None:
        self.closed.append(outcome)
