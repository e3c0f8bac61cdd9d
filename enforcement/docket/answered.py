"""The order of receipts of measures. One that was answered before is recorded, and nothing follows from it.

A person may report by hand what a system is about to answer, and the system answers all the same.
"""

from collections.abc import Callable, Mapping

from enforcement.contracts.control import ControlStatus, Rank
from enforcement.contracts.messages import EntryMessage
from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import Entry
from enforcement.docket.particulars.assets import Control

_ANSWERED: Mapping[str, Callable[[Control], bool]] = {
    **dict.fromkeys(
        ("asset_controlled", "seizure_renewed", "seizure_released", "deposit_deducted", "control_failed"),
        lambda control: not control.running,
    ),
    "asset_entered": lambda control: control.entered,
    "waiting_seizure_effective": lambda control: control.status is not ControlStatus.EFFECTIVE or control.rank is Rank.FIRST,
}


def unanswered(case: CaseFile, fact: EntryMessage) -> bool:
    """Whether a callback tells that a waiting seizure took effect before the case knows of the seizure: it is to come again."""
    control = case.controls.get(str(fact.data.get("control")))
    return fact.type == "waiting_seizure_effective" and control is not None and control.running


def answered_before(case: CaseFile, entry: Entry) -> bool:
    """Whether an entry names a measure that has this answer already."""
    control, answered = case.controls.get(entry.text("control") or ""), _ANSWERED.get(entry.type)
    return control is not None and answered is not None and answered(control)
