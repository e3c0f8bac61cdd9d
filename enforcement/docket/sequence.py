"""The order of what platforms tell about a round of auction: callbacks overtake each other, and polling may have told it before them."""

from enforcement.contracts.auction import AuctionKind, AuctionOutcome
from enforcement.contracts.messages import EntryMessage
from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import Entry
from enforcement.docket.particulars.assets import Auction

OUTCOME_OF = {
    "auction_notice_published": AuctionOutcome.PUBLISHED,
    "auction_sold": AuctionOutcome.SOLD,
    "price_paid": AuctionOutcome.PAID,
    "self_disposal_completed": AuctionOutcome.PAID,
    "auction_failed": AuctionOutcome.FAILED,
    "sale_failed": AuctionOutcome.FAILED,
    "self_disposal_failed": AuctionOutcome.FAILED,
    "auction_defaulted": AuctionOutcome.DEFAULTED,
    "auction_withdrawn": AuctionOutcome.WITHDRAWN,
}
# What the docket must know before, by what it learns and from which kind of round.
_BUILDS_ON = {
    (AuctionKind.AUCTION, AuctionOutcome.FAILED): AuctionOutcome.PUBLISHED,
    (AuctionKind.AUCTION, AuctionOutcome.SOLD): AuctionOutcome.PUBLISHED,
    (AuctionKind.AUCTION, AuctionOutcome.PAID): AuctionOutcome.SOLD,
    (AuctionKind.AUCTION, AuctionOutcome.DEFAULTED): AuctionOutcome.SOLD,
    (AuctionKind.SALE, AuctionOutcome.PAID): AuctionOutcome.SOLD,
    (AuctionKind.SALE, AuctionOutcome.DEFAULTED): AuctionOutcome.SOLD,
}
_STEP = {AuctionOutcome.RUNNING: 0, AuctionOutcome.PUBLISHED: 1, AuctionOutcome.SOLD: 2}
_LAST_STEP = 3


def round_of(case: CaseFile, entry: Entry) -> Auction | None:
    """The round that a fact is about: the one that it names, as the platforms do, else the last one of the asset if it is not over."""
    name = entry.text("auction")
    if name is not None:
        return case.auctions.get(name)
    last = case.last_auction(entry.text("asset") or "")
    return last if last is not None and last.live else None


def overtaken(case: CaseFile, entry: Entry) -> bool:
    """Whether the case knows of a named round what a fact says, or what came after it: then nothing follows from it any more."""
    outcome, auction = OUTCOME_OF.get(entry.type), case.auctions.get(entry.text("auction") or "")
    return outcome is not None and auction is not None and step(auction.outcome) >= step(outcome)


def premature(case: CaseFile, fact: EntryMessage) -> bool:
    """Whether a callback tells of a round before the case knows what came first: it is to come again."""
    outcome, auction = OUTCOME_OF.get(fact.type), case.auctions.get(str(fact.data.get("auction")))
    needed = None if outcome is None or auction is None else _BUILDS_ON.get((auction.kind, outcome))
    return needed is not None and auction is not None and step(auction.outcome) < step(needed)


def step(outcome: AuctionOutcome) -> int:
    """How far a round has come; every end of it is as far as the others."""
    return _STEP.get(outcome, _LAST_STEP)
