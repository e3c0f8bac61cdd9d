"""The reference price (art 16; 法释〔2018〕15号)."""

from collections.abc import Iterable

from enforcement.contracts.messages import ProcedureStart
from enforcement.contracts.procedures import PRICE, VALUATION
from enforcement.docket.casefile import CaseFile
from enforcement.docket.clocks import ClockStatus
from enforcement.docket.particulars.assets import Asset
from enforcement.docket.procedures.start import start

_OBJECTION_RULE = "report_objection_5d"


def valuations(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 16: the method that was decided on runs in the valuation system until its outcome is there."""
    for asset in case.assets.values():
        if asset.valuing is not None:
            yield start(VALUATION, f"{asset.id}-{asset.valuing_round}", asset=asset.id, method=asset.valuing, value=asset.value)


def prices(case: CaseFile) -> Iterable[ProcedureStart]:
    """法释〔2018〕15号 arts 22–23, 26: an appraisal is the price when nobody has objected to its report in time, or the objections are settled."""
    for asset in case.assets.values():
        if asset.appraised is not None and asset.report_served and not asset.report_objected and _time_to_object_over(case, asset):
            yield start(PRICE, f"{asset.id}-{asset.appraised}", asset=asset.id)


def _time_to_object_over(case: CaseFile, asset: Asset) -> bool:
    periods = [clock for clock in case.clocks.values() if clock.rule == _OBJECTION_RULE and clock.subject.get("asset") == asset.id]
    return bool(periods) and all(clock.status is ClockStatus.LAPSED for clock in periods)
