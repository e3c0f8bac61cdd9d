"""The process with the place of one case in it: as BPMN, and as what a viewer lays over the picture."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from enforcement.docket.casefile import CaseFile
from enforcement.docket.states import STATE_TITLES_ZH, state_of
from enforcement.process.bpmn import document
from enforcement.process.progress import Mark, clock_facts, marks, phases_of, rungs_of
from enforcement.process.whole import whole


@dataclass(frozen=True)
class Standpoint:
    """A case, and the types of the entries that it took in."""

    case: CaseFile
    recorded: frozenset[str]
    hidden_rungs: frozenset[str] = frozenset()

    @cached_property
    def marks(self) -> Mapping[str, Mark]:
        """What is said of each element."""
        unsaid = rungs_of(self.hidden_rungs)
        return {name: mark for name, mark in marks(self.case, self.recorded).items() if name not in unsaid}

    def without(self, *, rules: Set[str], entries: Set[str], fields: Set[str], rungs: Set[str]) -> "Standpoint":
        """What is left for somebody who may not read everything: neither clocks nor facts, parts of the file or levels of these names."""
        case = self.case.copy()
        case.clocks = {name: clock for name, clock in case.clocks.items() if clock.rule not in rules}
        for name in fields:
            setattr(case, name, {})
        return Standpoint(case, self.recorded - entries, frozenset(rungs))


def case_document(here: Standpoint) -> bytes:
    """The process of a case: each element of which there is something to say has it as an extension element, and its colour."""
    case = here.case
    about = {"id": case.case_id, "number": case.number, "state": state_of(case).value, "phases": " ".join(phases_of(case))}
    return document(
        {name: _said(mark) for name, mark in here.marks.items()}, {name: mark.status for name, mark in here.marks.items()}, about
    )


def _said(mark: Mark) -> list[tuple[str, Mapping[str, str]]]:
    place = {"status": mark.status.value, "text": mark.text, **({"due": mark.due} if mark.due else {})}
    return [("place", place), *(("clock", clock_facts(clock)) for clock in mark.clocks)]


def overlay(here: Standpoint) -> dict[str, Any]:
    """Element id → what is said of it."""
    case, state = here.case, state_of(here.case)
    return {
        "case_id": case.case_id,
        "number": case.number,
        "state": state.value,
        "state_zh": STATE_TITLES_ZH[state],
        "phases": list(phases_of(case)),
        "as_of": whole().as_of,
        "elements": {name: _shown(mark) for name, mark in sorted(here.marks.items())},
    }


def _shown(mark: Mark) -> dict[str, Any]:
    clocks = [clock_facts(clock) for clock in mark.clocks]
    return {"status": mark.status.value, "text": mark.text, "label": mark.label, "due": mark.due, "clocks": clocks}
