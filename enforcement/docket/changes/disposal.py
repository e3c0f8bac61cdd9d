"""Disposal: rounds of auction, sale and self-disposal, their outcomes, and the asset that is disposed of by them (arts 16–18)."""

from dataclasses import replace
from datetime import date, timedelta

from enforcement.contracts.auction import AuctionKind, AuctionOutcome
from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.assets import change_asset
from enforcement.docket.changes.table import happened_on, on
from enforcement.docket.entries import Entry
from enforcement.docket.particulars.assets import Auction
from enforcement.docket.sequence import OUTCOME_OF, round_of, step
from enforcement.law.periods import add_months

# Modes of self-disposal (art 17) that a platform runs; a direct deal and a sale off line are reported by the handler.
_AT_A_PLATFORM = ("拍卖", "网络平台")


def _begin(case: CaseFile, auction: Auction) -> None:
    """Number a round among those of its asset."""
    last = case.last_auction(auction.asset)
    numbered = replace(auction, serial=last.serial + 1 if last else 1)
    case.auctions[numbered.id] = numbered


@on("publish_auction_notice")
def _announced(case: CaseFile, entry: Entry) -> None:
    begun = Auction(
        asset=entry.text("asset") or "",
        kind=AuctionKind.AUCTION,
        round=entry.number("round") or 1,
        platform=entry.text("platform"),
        start_price=entry.number("start_price"),
        deposit=entry.number("deposit"),
        auction_on=entry.day("auction_on"),
        bidding_hours=entry.number("bidding_hours"),
        notice_text=entry.text("notice_text"),
    )
    _begin(case, begun)
    _first_price(case, entry)


@on("sale_entered")
def _sale(case: CaseFile, entry: Entry) -> None:
    """变卖 goes on at the platform of the auctions before it, at the last start price; without one people see to it."""
    before = case.last_auction(entry.text("asset") or "")
    if before is not None and (before.kind is AuctionKind.AUCTION or (before.kind is AuctionKind.SALE and not before.live)):
        sale = replace(before, kind=AuctionKind.SALE, round=before.round + 1, outcome=AuctionOutcome.RUNNING)
        _begin(case, replace(sale, auction_on=None, bidding_hours=None, price=None))


@on("permit_self_disposal")
def _permitted(case: CaseFile, entry: Entry) -> None:
    asset, mode = entry.text("asset") or "", entry.text("mode") or ""
    if any(word in mode for word in _AT_A_PLATFORM):
        kind, platform, price = AuctionKind.SELF_DISPOSAL, entry.text("platform"), entry.number("price")
        _begin(case, Auction(asset, kind, 1, platform=platform, start_price=price, until=_last_day(entry)))


def _last_day(entry: Entry) -> date | None:
    days, months = entry.number("days"), entry.number("months")
    if days is not None:
        return happened_on(entry) + timedelta(days=days)
    return None if months is None else add_months(happened_on(entry), months)


def _advance(case: CaseFile, entry: Entry) -> None:
    auction, outcome = round_of(case, entry), OUTCOME_OF[entry.type]
    if auction is not None and step(auction.outcome) < step(outcome):
        case.auctions[auction.id] = replace(auction, outcome=outcome, price=entry.number("price") or auction.price)


@on("auction_notice_published", "price_paid", "sale_failed", "self_disposal_failed", "auction_withdrawn")
def _moved(case: CaseFile, entry: Entry) -> None:
    _advance(case, entry)


@on("auction_failed")
def _failed(case: CaseFile, entry: Entry) -> None:
    _advance(case, entry)
    _first_price(case, entry)


def _first_price(case: CaseFile, entry: Entry) -> None:
    if entry.number("round") == 1:
        change_asset(case, entry, lambda asset: replace(asset, first_start_price=entry.number("start_price")))


@on("auction_sold", "self_disposal_completed")
def _sold(case: CaseFile, entry: Entry) -> None:
    _advance(case, entry)
    _dispose(case, entry)


@on("set_off_ruled")
def _dispose(case: CaseFile, entry: Entry) -> None:
    change_asset(case, entry, lambda asset: replace(asset, disposed_on=happened_on(entry)))


@on("auction_defaulted")
def _not_paid(case: CaseFile, entry: Entry) -> None:
    """The asset is the debtor's still, and under the court's control."""
    _advance(case, entry)
    change_asset(case, entry, lambda asset: replace(asset, disposed_on=None))


@on("appoint_auxiliary")
def _appointed(case: CaseFile, entry: Entry) -> None:
    case.auxiliaries.setdefault(entry.text("agency") or "", False)


@on("auxiliary_accepted")
def _accepted(case: CaseFile, entry: Entry) -> None:
    case.auxiliaries[entry.text("agency") or ""] = True
