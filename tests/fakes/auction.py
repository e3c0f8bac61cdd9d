"""The auction platforms in memory: a round moves on whenever it is asked about, unless its bidding is held open."""

from collections import Counter

from enforcement.contracts.auction import (
    Appointment,
    AppointmentState,
    AuctionKind,
    AuctionOrder,
    AuctionOutcome,
    AuctionState,
    Withdrawal,
    WithdrawalState,
)
from enforcement.ports.subsystems import SubsystemRejected

_CONFLICT = "this key was used before with another body"
_BIDS = 3


class FakeAuction:
    """The first auction of an asset finds nobody, every other round a buyer who pays; `fates` says otherwise for an order's id."""

    def __init__(self) -> None:
        self.orders: dict[str, AuctionOrder] = {}
        self.fates: dict[str, AuctionOutcome] = {}
        self.stopped: dict[str, str] = {}
        self.bidding = False
        self._asked: Counter[str] = Counter()

    def order(self, order: AuctionOrder) -> AuctionState:
        if order.platform is not None and not order.platform.startswith("平台"):
            raise SubsystemRejected("auction", "no such platform")
        if self.orders.setdefault(order.order, order) != order:
            raise SubsystemRejected("auction", _CONFLICT)
        return self._at(order.order, AuctionOutcome.RUNNING)

    def state(self, order: str) -> AuctionState:
        if order not in self.orders:
            raise SubsystemRejected("auction", "no such order")
        self._asked[order] += 1
        return self._at(order, self.outcome(order))

    def outcome(self, order: str) -> AuctionOutcome:
        """Where a round stands."""
        course, asked = self._course(order), self._asked[order]
        return course[min(asked, 1 if self.bidding else len(course) - 1)]

    def stop(self, order: str, reason: str) -> bool:
        """Take a round off, unless it is sold or over."""
        running = order not in self.orders or self.outcome(order) in (AuctionOutcome.RUNNING, AuctionOutcome.PUBLISHED)
        if running:
            self.stopped.setdefault(order, reason)
        return running or order in self.stopped

    def _course(self, order: str) -> list[AuctionOutcome]:
        known = self.orders[order]
        first = known.kind is AuctionKind.AUCTION and known.round == 1
        fate = self.fates.get(order, AuctionOutcome.FAILED if first else AuctionOutcome.PAID)
        sold = [] if fate is AuctionOutcome.FAILED else [AuctionOutcome.SOLD]
        return [AuctionOutcome.RUNNING, AuctionOutcome.PUBLISHED, *sold, fate]

    def _at(self, order: str, outcome: AuctionOutcome) -> AuctionState:
        if order in self.stopped:
            return AuctionState(order, AuctionOutcome.WITHDRAWN, reason=self.stopped[order])
        if outcome in (AuctionOutcome.SOLD, AuctionOutcome.PAID, AuctionOutcome.DEFAULTED):
            price = (self.orders[order].start_price or 100) * (100 + _BIDS) // 100
            return AuctionState(order, outcome, _BIDS, price, price, "竞买人3号")
        return AuctionState(order, outcome, reason="无人出价" if outcome is AuctionOutcome.FAILED else None)


class FakeWithdrawal:
    """Takes rounds off at once."""

    def __init__(self, auctions: FakeAuction) -> None:
        self.orders: dict[str, Withdrawal] = {}
        self._auctions = auctions
        self._answers: dict[str, WithdrawalState] = {}

    def order(self, order: Withdrawal) -> WithdrawalState:
        if self.orders.setdefault(order.order, order) != order:
            raise SubsystemRejected("auction", _CONFLICT)
        if order.order not in self._answers:
            self._answers[order.order] = WithdrawalState(order.order, self._auctions.stop(order.auction, order.reason))
        return self._answers[order.order]

    def state(self, order: str) -> WithdrawalState:
        if order not in self._answers:
            raise SubsystemRejected("auction", "no such withdrawal")
        return self._answers[order]


class FakeAuxiliary:
    """Takes every appointment on at once."""

    def __init__(self) -> None:
        self.orders: dict[str, Appointment] = {}

    def order(self, order: Appointment) -> AppointmentState:
        if self.orders.setdefault(order.order, order) != order:
            raise SubsystemRejected("auction", _CONFLICT)
        return AppointmentState(order.order, accepted=False)

    def state(self, order: str) -> AppointmentState:
        if order not in self.orders:
            raise SubsystemRejected("auction", "no such appointment")
        return AppointmentState(order, accepted=True)
