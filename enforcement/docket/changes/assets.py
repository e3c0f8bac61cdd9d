"""Assets: found, pushed; clues that lead to them."""

from collections.abc import Callable
from dataclasses import replace

from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.table import on
from enforcement.docket.entries import Entry
from enforcement.docket.particulars.assets import Asset
from enforcement.docket.particulars.matters import Clue


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
