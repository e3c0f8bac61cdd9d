"""Assets: found, pushed, priced, disposed of; clues that lead to them."""

from collections.abc import Callable
from dataclasses import replace

from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.table import happened_on, on
from enforcement.docket.entries import Entry
from enforcement.docket.particulars import Asset, Clue


def asset_of(case: CaseFile, name: str | None) -> Asset:
    """The asset of that name, or one of which nothing is known."""
    return case.assets.get(name or "", Asset(name or ""))


def change_asset(case: CaseFile, entry: Entry, change: Callable[[Asset], Asset]) -> None:
    """Put another record in the place of the asset that an entry is about."""
    name = entry.text("asset")
    if name is not None:
        case.assets[name] = change(asset_of(case, name))


@on("query_feedback_received")
def _found(case: CaseFile, entry: Entry) -> None:
    case.feedback_complete = case.feedback_complete or entry.flag("complete") is True
    for item in entry.records("assets"):
        name, value, online = str(item["asset"]), item.get("value"), item.get("online")
        known = asset_of(case, name)
        case.assets[name] = replace(
            known,
            asset_kind=str(item["kind"]),
            value=value if isinstance(value, int) else known.value,
            online=online if isinstance(online, bool) else known.online,
        )


@on("asset_pushed")
def _pushed(case: CaseFile, entry: Entry) -> None:
    change_asset(case, entry, lambda asset: replace(asset, pushed=True))


@on("auction_sold", "set_off_ruled", "self_disposal_completed")
def _disposed(case: CaseFile, entry: Entry) -> None:
    change_asset(case, entry, lambda asset: replace(asset, disposed_on=happened_on(entry)))


@on("start_valuation")
def _valuation_ordered(case: CaseFile, entry: Entry) -> None:
    method = entry.text("method")
    change_asset(case, entry, lambda asset: replace(asset, valuing=method, valuing_round=asset.valuing_round + 1))


@on("appraisal_report_received")
def _reported(case: CaseFile, entry: Entry) -> None:
    change_asset(case, entry, lambda asset: replace(asset, valuing=None))


@on("valuation_step_failed")
def _method_failed(case: CaseFile, entry: Entry) -> None:
    method = entry.text("method") or ""

    def fail(asset: Asset) -> Asset:
        return replace(asset, methods_failed=(*asset.methods_failed, method), valuing=None if asset.valuing == method else asset.valuing)

    change_asset(case, entry, fail)


@on("reference_price_determined")
def _priced(case: CaseFile, entry: Entry) -> None:
    price, until = entry.number("price"), entry.day("valid_until")
    change_asset(case, entry, lambda asset: replace(asset, price=price, price_on=happened_on(entry), price_valid_until=until, valuing=None))


@on("publish_auction_notice", "auction_failed")
def _first_round(case: CaseFile, entry: Entry) -> None:
    if entry.number("round") == 1:
        change_asset(case, entry, lambda asset: replace(asset, first_start_price=entry.number("start_price")))


@on("clue_verified", "property_found_after_termination")
def _known(case: CaseFile, entry: Entry) -> None:
    clue, online = entry.text("clue"), entry.flag("online")
    if clue is not None:
        case.clues[clue] = Clue(clue, verified=True)
    if entry.flag("found") is not False:
        change_asset(case, entry, lambda asset: replace(asset, online=asset.online if online is None else online))


@on("clue_received")
def _clue(case: CaseFile, entry: Entry) -> None:
    name = entry.text("clue") or ""
    case.clues.setdefault(name, Clue(name))


@on("priority_transfer_requested")
def _priority_requested(case: CaseFile, entry: Entry) -> None:
    change_asset(case, entry, lambda asset: replace(asset, priority_requested=True))


@on("priority_transfer_answered")
def _priority_answered(case: CaseFile, entry: Entry) -> None:
    change_asset(case, entry, lambda asset: replace(asset, priority_answered=True))
