"""Property: looking for it (art 13), and again after a termination (终本规定 art 9); controlling it (arts 13–15)."""

from collections.abc import Iterable

from enforcement.contracts.control import ControlStatus, Rank
from enforcement.contracts.messages import ProcedureStart, Scalar
from enforcement.contracts.procedures import CONTROL, QUERY, REQUERY, WAITING
from enforcement.contracts.receipts.query import requery_key
from enforcement.docket.casefile import CaseFile
from enforcement.docket.particulars.assets import Control
from enforcement.docket.procedures.start import start

_REQUERY_RULE = "zhongben_requery_6m"


def query(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 13: on receipt of the file both channels are asked for every enabled type."""
    if case.materials_on is not None and not case.feedback_complete:
        yield start(QUERY, "Q1", debtors=_debtors(case))


def requery(case: CaseFile) -> Iterable[ProcedureStart]:
    """终本规定 art 9: from the warning before each half year both channels are asked again."""
    for clock in case.open_clocks:
        if clock.rule == _REQUERY_RULE and clock.n is not None and clock.warn_at is None:
            yield start(REQUERY, requery_key(clock.n), debtors=_debtors(case))


def controls(case: CaseFile) -> Iterable[ProcedureStart]:
    """arts 13–15: a measure that an act ordered is carried out and, on line, entered. Those on one asset go one after another, as they were
    ordered; what a person has taken over holds up none."""
    busy = set[str]()
    for control in sorted(case.controls.values(), key=lambda control: control.n):
        if _wanted(control) and control.asset not in busy:
            yield _control(case, CONTROL, control)
        if control.running and f"{CONTROL}/{control.id}" not in case.failures:
            busy.add(control.asset)


def waiting(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 16: a waiting seizure (轮候) is watched until it takes effect."""
    for control in case.controls.values():
        if control.status is ControlStatus.EFFECTIVE and control.rank is Rank.WAITING:
            yield _control(case, WAITING, control)


def _wanted(control: Control) -> bool:
    return control.running or (control.online and control.status is ControlStatus.EFFECTIVE and not control.entered)


def _control(case: CaseFile, kind: str, control: Control) -> ProcedureStart:
    return start(
        kind,
        control.id,
        measure=control.measure.value,
        asset=control.asset,
        asset_kind=control.asset_kind,
        online=control.online,
        ruling=f"{case.number}之{control.n}",
        amount=control.amount,
        expires_on=control.expires_on.isoformat() if control.expires_on else None,
    )


def _debtors(case: CaseFile) -> list[Scalar | dict[str, Scalar]]:
    return [party.id for party in case.parties if party.role == "debtor"]
