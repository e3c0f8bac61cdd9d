"""Control of assets: measures ordered by acts, and their receipts (arts 13–15).

A receipt names the measure that it answers. What a person reports by hand names none, and answers every running measure of its kind on its asset.
"""

from dataclasses import replace
from datetime import date

from enforcement.contracts.control import TAKING, ControlMeasure, ControlStatus, Rank
from enforcement.contracts.receipts.control import evidence_of
from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.assets import asset_of, change_asset
from enforcement.docket.changes.documents import receive
from enforcement.docket.changes.table import happened_on, on
from enforcement.docket.entries import Entry
from enforcement.docket.particulars.assets import Asset, Control

_DEPOSIT = "银行存款"


# -- acts ---------------------------------------------------------------------------------------------------------


@on("freeze_account", "seize_asset")
def _ordered(case: CaseFile, entry: Entry) -> None:
    freeze = entry.type == "freeze_account"
    value = entry.number("amount") if freeze else entry.number("value")
    kind = entry.text("asset_kind") or _DEPOSIT

    def order(asset: Asset) -> Asset:
        return replace(asset, asset_kind=asset.asset_kind or kind, ordered=(asset.ordered or 0) + (value or 0), released_on=None)

    change_asset(case, entry, order)
    _order(case, entry, ControlMeasure.FREEZE if freeze else ControlMeasure.SEIZE, value)


@on("renew_seizure")
def _renewal_ordered(case: CaseFile, entry: Entry) -> None:
    _order(case, entry, ControlMeasure.RENEW, expires_on=entry.day("expires_on"))


@on("release_seizure")
def _release_ordered(case: CaseFile, entry: Entry) -> None:
    _order(case, entry, ControlMeasure.RELEASE)


@on("deduct_deposit")
def _deducted(case: CaseFile, entry: Entry) -> None:
    amount = entry.number("amount")
    before = asset_of(case, entry.text("asset"))
    known = before.ordered if before.value is None else before.value
    # No more than there is: a deduction that takes everything ends the asset.
    taken = known if amount is None else min(amount, amount if known is None else known)

    def deduct(asset: Asset) -> Asset:
        left = 0 if amount is None else (asset.value or 0) - amount
        return replace(asset, value=left) if left > 0 else replace(asset, disposed_on=happened_on(entry))

    change_asset(case, entry, deduct)
    _order(case, entry, ControlMeasure.DEDUCT, taken)


def _order(case: CaseFile, entry: Entry, measure: ControlMeasure, amount: int | None = None, expires_on: date | None = None) -> None:
    name = entry.text("asset")
    if name is None:
        return
    asset, n = asset_of(case, name), len(case.controls) + 1
    # What nobody has queried is taken as it usually is: accounts on the network, things at their registrar.
    online = measure is not ControlMeasure.SEIZE if asset.online is None else asset.online
    key = f"{measure}-{name}-{n}"
    case.controls[key] = Control(key, n, measure, name, asset.asset_kind or "其他", online, amount, expires_on)


# -- receipts -----------------------------------------------------------------------------------------------------


@on("asset_controlled")
def _controlled(case: CaseFile, entry: Entry) -> None:
    rank = Rank.WAITING if entry.text("rank") == Rank.WAITING else Rank.FIRST
    answered = _answer(case, entry, TAKING, ControlStatus.EFFECTIVE, rank=rank)
    named, value = entry.text("control") is not None, entry.number("value")

    def control(asset: Asset) -> Asset:
        controlled = asset.ordered or asset.value if value is None else value
        if named:
            asset, controlled = _with_more(case, asset, value or 0, answered)
        return replace(
            asset,
            asset_kind=entry.text("asset_kind"),
            value=controlled,
            online=entry.flag("online"),
            ordered=_still_ordered(asset, answered) if named else None,
            controlled_on=happened_on(entry),
            rank=entry.text("rank") or Rank.FIRST,
            priority_right=entry.flag("priority_right") is True,
            expires_on=entry.day("expires_on"),
            disposal_needed=entry.flag("disposal_needed"),
            released_on=None,
        )

    change_asset(case, entry, control)


def _with_more(case: CaseFile, asset: Asset, more: int, answered: tuple[Control, ...]) -> tuple[Asset, int]:
    """The asset and its value when more of it comes under control; what was deducted meanwhile was taken of what was known then."""
    if asset.held:
        return asset, (asset.value or 0) + more
    meanwhile = [
        control.amount or 0
        for control in case.controls.values()
        if control.asset == asset.id and control.measure is ControlMeasure.DEDUCT and control.status is not ControlStatus.FAILED
        if all(control.n > order.n for order in answered)
    ]
    was_held = asset.controlled_on is not None and asset.released_on is None and asset.rank != Rank.WAITING
    left = (asset.value or 0 if was_held else 0) + more - sum(meanwhile)
    return (replace(asset, disposed_on=None), left) if left > 0 else (asset, more)


@on("control_failed")
def _failed(case: CaseFile, entry: Entry) -> None:
    measures = tuple(measure for measure in ControlMeasure if measure == entry.text("measure"))
    answered = _answer(case, entry, measures, ControlStatus.FAILED, reason=entry.text("reason"))
    change_asset(case, entry, lambda asset: replace(_given_back(asset, answered), ordered=_still_ordered(asset, answered)))


def _still_ordered(asset: Asset, answered: tuple[Control, ...]) -> int | None:
    """What is ordered on an asset when these orders no longer count."""
    return (asset.ordered or 0) - sum(c.amount or 0 for c in answered if c.measure in TAKING) or None


def _given_back(asset: Asset, answered: tuple[Control, ...]) -> Asset:
    """The asset without deductions that were taken as done and were not."""
    for deduction in (control for control in answered if control.measure is ControlMeasure.DEDUCT):
        left = 0 if asset.disposed_on is not None else asset.value or 0
        asset = replace(asset, value=asset.value if deduction.amount is None else left + deduction.amount, disposed_on=None)
    return asset


@on("waiting_seizure_effective")
def _effective(case: CaseFile, entry: Entry) -> None:
    change_asset(case, entry, lambda asset: replace(asset, rank=Rank.FIRST, controlled_on=happened_on(entry)))
    for control in _controls(case, entry):
        case.controls[control.id] = replace(control, rank=Rank.FIRST)


@on("asset_entered")
def _entered(case: CaseFile, entry: Entry) -> None:
    evidence = entry.text("evidence")
    change_asset(case, entry, lambda asset: replace(asset, entered=True, evidence=evidence or asset.evidence))
    for control in _controls(case, entry):
        case.controls[control.id] = replace(control, entered=control.status is ControlStatus.EFFECTIVE)


@on("seizure_renewed")
def _renewed(case: CaseFile, entry: Entry) -> None:
    _answer(case, entry, (ControlMeasure.RENEW,), ControlStatus.RENEWED)
    change_asset(case, entry, lambda asset: replace(asset, expires_on=entry.day("expires_on")))


@on("seizure_released")
def _released(case: CaseFile, entry: Entry) -> None:
    _answer(case, entry, (ControlMeasure.RELEASE, *TAKING), ControlStatus.RELEASED)
    for control in case.controls.values():
        if control.asset == entry.text("asset") and control.status is ControlStatus.EFFECTIVE:
            case.controls[control.id] = replace(control, status=ControlStatus.RELEASED)
    named = entry.text("control") is not None
    # A new order may follow a release that is not answered yet; a person who reports a release means everything before it.
    change_asset(case, entry, lambda asset: replace(asset, released_on=happened_on(entry), ordered=asset.ordered if named else None))


@on("deposit_deducted")
def _deduction_confirmed(case: CaseFile, entry: Entry) -> None:
    for control in _answer(case, entry, (ControlMeasure.DEDUCT,), ControlStatus.DEDUCTED):
        # A person who names no measure reports what all of them have brought.
        taken = entry.number("amount") if entry.text("control") is not None else control.amount
        case.controls[control.id] = replace(case.controls[control.id], deducted=taken or 0)


def _answer(
    case: CaseFile,
    entry: Entry,
    measures: tuple[ControlMeasure, ...],
    status: ControlStatus,
    *,
    rank: Rank = Rank.FIRST,
    reason: str | None = None,
) -> tuple[Control, ...]:
    """Note what came of the running measures that an entry answers, and give them as they were."""
    named = entry.text("control") is not None
    answered = tuple(c for c in _controls(case, entry) if c.running and (named or c.measure in measures))
    for control in answered:
        case.controls[control.id] = replace(control, status=status, rank=rank, reason=reason)
        if entry.text("receipt_number") is not None:
            receive(case, entry, evidence_of(control.id), "协助执行回执")
    return answered


def _controls(case: CaseFile, entry: Entry) -> tuple[Control, ...]:
    """The measure that an entry names, else every one on its asset."""
    named, asset = entry.text("control"), entry.text("asset")
    return tuple(c for c in case.controls.values() if (c.id == named if named is not None else c.asset == asset))
