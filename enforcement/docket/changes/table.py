"""The table of changes: which function writes an entry of which type into the case file."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import Entry
from enforcement.law.periods import local_day

Change = Callable[[CaseFile, Entry], None]
CHANGES: dict[str, Change] = {}
_Function = TypeVar("_Function", bound=Change)


def on(*types: str) -> Callable[[_Function], _Function]:
    """Register a function for entry types; each has one."""

    def register(function: _Function) -> _Function:
        taken = CHANGES.keys() & set(types)
        if taken:
            raise ValueError(f"expected one function for each entry type, got a second one for {', '.join(sorted(taken))}")
        CHANGES.update(dict.fromkeys(types, function))
        return function

    return register


def happened_on(entry: Entry) -> date:
    """The day on which it happened, in Asia/Shanghai."""
    return local_day(entry.happened_at)
