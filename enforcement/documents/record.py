"""What a paper is written from: the case file, and what was said to the case."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import Entry, Record


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case file and the entries behind it, in order, without those that were refused."""

    case: CaseFile
    entries: Sequence[Entry] = field(default_factory=tuple)

    def last(self, type_: str, **about: str | None) -> Entry | None:
        """The last entry of a type whose fields have these values; a None is left out."""
        wanted = {name: value for name, value in about.items() if value is not None}
        fitting = (entry for entry in reversed(self.entries) if entry.type == type_)
        return next((entry for entry in fitting if all(entry.text(name) == value for name, value in wanted.items())), None)

    def issue(self, document: str) -> Entry | None:
        """The act by which a document was issued last."""
        return self.last("issue_document", document=document)

    def party(self, name: str) -> Record:
        """What the filing said of a party, by its id; nothing for one that came later."""
        filed = self.last("file_case")
        parties = filed.records("parties") if filed else ()
        return next((party for party in parties if party.get("id") == name), {})

    def found(self, asset: str) -> Record:
        """What a query has told of an asset."""
        answers = (item for entry in reversed(self.entries) if entry.type == "query_feedback_received" for item in entry.records("assets"))
        return next((item for item in answers if item.get("asset") == asset), {})

    def due(self, rule: str, **subject: str) -> date | None:
        """The last day of a clock that runs, or ran, for a subject."""
        clocks = [c for c in self.case.clocks.values() if c.rule == rule and subject.items() <= dict(c.subject).items()]
        return max((clock.due_on for clock in clocks), default=None)
