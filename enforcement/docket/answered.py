"""Receipts of measures that were answered before: recorded, and nothing follows from them.

A person may report by hand what a system is about to answer, and the system answers all the same.
"""

from collections.abc import Callable, Mapping

from enforcement.contracts.control import ControlStatus, Rank
from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import Entry
from enforcement.docket.particulars import Control

_ANSWERED: Mapping[str, Callable[[Control], bool]] = {
    **dict.fromkeys(
        ("asset_controlled", "seizure_renewed", "seizure_released", "deposit_deducted", "control_failed"),
        lambda control: not control.running,
    ),
    "asset_entered": lambda control: control.entered,
    "waiting_seizure_effective": lambda control: control.status is not ControlStatus.EFFECTIVE or control.rank is Rank.FIRST,
}


def answered_before(case: CaseFile, entry: Entry) -> bool:
    """Whether an entry names a measure that has this answer already."""
    control, answered = case.controls.get(entry.text("control") or ""), _ANSWERED.get(entry.type)
    return control is not None and answered is not None and answered(control)
