"""Disposal: the reference price (art 16)."""

from collections.abc import Iterable

from enforcement.contracts.messages import ProcedureStart
from enforcement.contracts.procedures import VALUATION
from enforcement.docket.casefile import CaseFile
from enforcement.docket.procedures.start import start


def valuations(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 16: the method that was decided on runs in the valuation system until its outcome is there."""
    for asset in case.assets.values():
        if asset.valuing is not None:
            yield start(VALUATION, f"{asset.id}-{asset.valuing_round}", asset=asset.id, method=asset.valuing, value=asset.value)
