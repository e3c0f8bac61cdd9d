"""Conditions of the statute book (`opens_when`, `met_when`), held against an entry and the case file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import ALL_ENABLED, Entry, catalogue
from enforcement.docket.particulars.parties import Debtor
from enforcement.docket.profile import Profile
from enforcement.law.statutes import Condition, Op

CHANNELS = ("总对总", "点对点")
_STATE: Mapping[str, Callable[[Debtor], bool]] = {
    "@restricted": lambda debtor: debtor.restricted,
    "@listed": lambda debtor: debtor.listed,
    "@performed": lambda debtor: debtor.performed,
    "@shielded": lambda debtor: not debtor.listed,
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What conditions look at: the entry (or one found asset of it), and the case file after the entry."""

    case: CaseFile
    entry: Entry
    profile: Profile
    item: Mapping[str, object] | None = None

    def holds(self, conditions: tuple[Condition, ...]) -> bool:
        """Whether every condition holds."""
        return all(_holds(condition, self.value(condition.field)) for condition in conditions)

    def value(self, name: str) -> object:
        """A field of the found asset, of the entry, or, where the entry has no such field, of its subject in the case file."""
        if name == "@held":
            return self._held()
        if name in _STATE:
            debtor = self.case.debtors.get(self.entry.text("debtor") or "")
            return debtor is not None and _STATE[name](debtor)
        if self.item is not None and name in self.item:
            return self.item[name]
        if name == "types":
            return covered(self.entry, self.profile)
        entry_type = catalogue().of(self.entry.kind, self.entry.type)
        if entry_type is None or name in entry_type.fields:
            return self.entry.data.get(name)
        return self._of_subject(name)

    def _held(self) -> bool:
        """Whether the asset is under control already: a query that reports it again asks for nothing."""
        name = self.item.get("asset") if self.item is not None else self.entry.text("asset")
        asset = self.case.assets.get(str(name))
        return asset is not None and asset.held

    def _of_subject(self, name: str) -> object:
        if name == "document_kind":
            document = self.case.documents.get(self.entry.text("document") or "")
            return document.kind if document else None
        records = (self.case.assets.get(self.entry.text("asset") or ""), self.case.receipts.get(self.entry.text("receipt") or ""))
        return next((getattr(record, name) for record in records if hasattr(record, name)), None)


def covered(entry: Entry, profile: Profile) -> object:
    """The query's scope; a list that names every enabled type is ALL_ENABLED (art 13)."""
    scope = entry.data.get("types")
    return ALL_ENABLED if isinstance(scope, tuple) and set(profile.enabled_types) <= set(scope) else scope


def _holds(condition: Condition, value: object) -> bool:
    expected = condition.value
    match condition.op:
        case Op.EQUALS:
            return value == expected
        case Op.NOT_EQUALS:
            return value != expected
        case Op.IN:
            return isinstance(expected, tuple) and value in expected
        case Op.NOT_IN:
            return isinstance(expected, tuple) and value not in expected
        case Op.PRESENT:
            return (value is not None) == expected
        case Op.CONTAINS_ALL:
            return isinstance(expected, tuple) and isinstance(value, tuple) and set(expected) <= set(value)


def full_query(entry: Entry, profile: Profile) -> bool:
    """Whether a query asks both channels and every enabled type (art 13)."""
    return set(CHANNELS) <= set(entry.texts("channels")) and covered(entry, profile) == ALL_ENABLED
