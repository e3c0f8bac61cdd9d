"""Assets: found, controlled, priced, disposed of, released; clues that lead to them."""

from collections.abc import Callable
from dataclasses import replace

from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.table import happened_on, on
from enforcement.docket.entries import Entry
from enforcement.docket.particulars import Asset, Clue, Rank


def _asset(case: CaseFile, name: str | None) -> Asset:
    return case.assets.get(name or "", Asset(name or ""))


def _change_asset(case: CaseFile, entry: Entry, change: Callable[[Asset], Asset]) -> None:
    name = entry.text("asset")
    if name is not None:
        case.assets[name] = change(_asset(case, name))


@on("query_feedback_received")
def _found(case: CaseFile, entry: Entry) -> None:
    case.feedback_complete = case.feedback_complete or entry.flag("complete") is True
    for item in entry.records("assets"):
        name, value, online = str(item["asset"]), item.get("value"), item.get("online")
        known = _asset(case, name)
        case.assets[name] = replace(
            known,
            asset_kind=str(item["kind"]),
            value=value if isinstance(value, int) else known.value,
            online=online if isinstance(online, bool) else known.online,
        )


@on("asset_controlled")
def _controlled(case: CaseFile, entry: Entry) -> None:
    def control(asset: Asset) -> Asset:
        value = entry.number("value")
        return replace(
            asset,
            asset_kind=entry.text("asset_kind"),
            value=asset.ordered or asset.value if value is None else value,
            online=entry.flag("online"),
            ordered=None,
            controlled_on=happened_on(entry),
            rank=entry.text("rank") or Rank.FIRST,
            priority_right=entry.flag("priority_right") is True,
            expires_on=entry.day("expires_on"),
            disposal_needed=entry.flag("disposal_needed"),
            released_on=None,
        )

    _change_asset(case, entry, control)


@on("freeze_account", "seize_asset")
def _ordered(case: CaseFile, entry: Entry) -> None:
    value = entry.number("amount") if entry.type == "freeze_account" else entry.number("value")
    kind = entry.text("asset_kind") or "银行存款"

    def order(asset: Asset) -> Asset:
        return replace(asset, asset_kind=asset.asset_kind or kind, ordered=(asset.ordered or 0) + (value or 0), released_on=None)

    _change_asset(case, entry, order)


@on("waiting_seizure_effective")
def _effective(case: CaseFile, entry: Entry) -> None:
    _change_asset(case, entry, lambda asset: replace(asset, rank=Rank.FIRST, controlled_on=happened_on(entry)))


@on("asset_entered")
def _entered(case: CaseFile, entry: Entry) -> None:
    _change_asset(case, entry, lambda asset: replace(asset, entered=True))


@on("asset_pushed")
def _pushed(case: CaseFile, entry: Entry) -> None:
    _change_asset(case, entry, lambda asset: replace(asset, pushed=True))


@on("seizure_renewed")
def _renewed(case: CaseFile, entry: Entry) -> None:
    _change_asset(case, entry, lambda asset: replace(asset, expires_on=entry.day("expires_on")))


@on("seizure_released")
def _released(case: CaseFile, entry: Entry) -> None:
    _change_asset(case, entry, lambda asset: replace(asset, released_on=happened_on(entry), ordered=None))


@on("auction_sold", "set_off_ruled", "self_disposal_completed")
def _disposed(case: CaseFile, entry: Entry) -> None:
    _change_asset(case, entry, lambda asset: replace(asset, disposed_on=happened_on(entry)))


@on("start_valuation")
def _valuation_ordered(case: CaseFile, entry: Entry) -> None:
    method = entry.text("method")
    _change_asset(case, entry, lambda asset: replace(asset, valuing=method, valuing_round=asset.valuing_round + 1))


@on("appraisal_report_received")
def _reported(case: CaseFile, entry: Entry) -> None:
    _change_asset(case, entry, lambda asset: replace(asset, valuing=None))


@on("valuation_step_failed")
def _method_failed(case: CaseFile, entry: Entry) -> None:
    method = entry.text("method") or ""

    def fail(asset: Asset) -> Asset:
        return replace(asset, methods_failed=(*asset.methods_failed, method), valuing=None if asset.valuing == method else asset.valuing)

    _change_asset(case, entry, fail)


@on("reference_price_determined")
def _priced(case: CaseFile, entry: Entry) -> None:
    price, until = entry.number("price"), entry.day("valid_until")
    _change_asset(
        case, entry, lambda asset: replace(asset, price=price, price_on=happened_on(entry), price_valid_until=until, valuing=None)
    )


@on("publish_auction_notice", "auction_failed")
def _first_round(case: CaseFile, entry: Entry) -> None:
    if entry.number("round") == 1:
        _change_asset(case, entry, lambda asset: replace(asset, first_start_price=entry.number("start_price")))


@on("clue_verified", "property_found_after_termination")
def _known(case: CaseFile, entry: Entry) -> None:
    clue, online = entry.text("clue"), entry.flag("online")
    if clue is not None:
        case.clues[clue] = Clue(clue, verified=True)
    if entry.flag("found") is not False:
        _change_asset(case, entry, lambda asset: replace(asset, online=asset.online if online is None else online))


@on("clue_received")
def _clue(case: CaseFile, entry: Entry) -> None:
    name = entry.text("clue") or ""
    case.clues.setdefault(name, Clue(name))


@on("priority_transfer_requested")
def _priority_requested(case: CaseFile, entry: Entry) -> None:
    _change_asset(case, entry, lambda asset: replace(asset, priority_requested=True))


@on("priority_transfer_answered")
def _priority_answered(case: CaseFile, entry: Entry) -> None:
    _change_asset(case, entry, lambda asset: replace(asset, priority_answered=True))


@on("deduct_deposit")
def _deducted(case: CaseFile, entry: Entry) -> None:
    amount = entry.number("amount")

    def deduct(asset: Asset) -> Asset:
        left = 0 if amount is None else (asset.value or 0) - amount
        return replace(asset, value=left) if left > 0 else replace(asset, disposed_on=happened_on(entry))

    _change_asset(case, entry, deduct)
