"""Disposal: the auction platforms and the agencies that help them (arts 17, 18; 法释〔2016〕18号)."""

from collections.abc import Iterable
from datetime import date

from enforcement.contracts.auction import AuctionOutcome
from enforcement.contracts.messages import ProcedureStart
from enforcement.contracts.procedures import AUCTION, AUXILIARY, WITHDRAWAL
from enforcement.docket.casefile import CaseFile
from enforcement.docket.particulars.assets import Asset, Auction
from enforcement.docket.procedures.start import start

# Once it is sold a round cannot be taken off any more.
_WITHDRAWABLE = (AuctionOutcome.RUNNING, AuctionOutcome.PUBLISHED)


def auctions(case: CaseFile) -> Iterable[ProcedureStart]:
    """arts 17, 18: every round runs at its platform until the price is paid, or it has failed in some way."""
    for auction in case.auctions.values():
        if auction.live:
            yield start(
                AUCTION,
                auction.id,
                asset=auction.asset,
                round=auction.round,
                kind=auction.kind.value,
                platform=auction.platform,
                start_price=auction.start_price,
                deposit=auction.deposit,
                auction_on=_iso(auction.auction_on),
                bidding_hours=auction.bidding_hours,
                until=_iso(auction.until),
                notice_text=auction.notice_text,
            )


def withdrawals(case: CaseFile) -> Iterable[ProcedureStart]:
    """法释〔2016〕18号 art 28: what bars a disposal takes a running round off its platform."""
    for auction in case.auctions.values():
        reason = _bar(case, auction) if auction.outcome in _WITHDRAWABLE else None
        if reason is not None:
            yield start(WITHDRAWAL, auction.id, asset=auction.asset, reason=reason)


def auxiliaries(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 18: an agency that was appointed is asked until it has taken the appointment on."""
    for agency, accepted in case.auxiliaries.items():
        if not accepted:
            yield start(AUXILIARY, agency, agency=agency)


def _bar(case: CaseFile, auction: Auction) -> str | None:
    """Why a round must not run on, as the platform announces it; the statute book's clocks of resuming know these words."""
    asset = case.assets.get(auction.asset, Asset(auction.asset))
    bars = (
        (case.closed_on is not None, "执行案件结案"),
        (asset.released_on is not None, "财产已解除查封"),
        (asset.disposed_on is not None, "财产已经处置"),
        (case.withdrawn, "申请执行人撤回执行申请"),
        (case.last_auction(auction.asset) != auction, "重新发布公告"),
        (case.bankruptcy_notice or case.bankruptcy_accepted, "移送破产审查"),
        (_held(case, "P1"), "中止或者暂缓执行"),
        (_held(case, "P2", auction.asset), "案外人异议"),
        (_disputed(case, auction.asset), "法院之间执行争议"),
        (case.settled and not (case.settlement_breached or case.settlement_performed), "执行和解"),
    )
    return next((reason for holds, reason in bars if holds), None)


def _held(case: CaseFile, ground: str, asset: str | None = None) -> bool:
    return any(hold.ground == ground and hold.end is None and hold.asset == asset for hold in case.holds)


def _disputed(case: CaseFile, asset: str) -> bool:
    return any(d.between_courts and not (d.implemented or d.settled) and d.asset in (None, asset) for d in case.disputes.values())


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
