"""Subsystems in memory, behind their ports: they answer at once and remember what was asked."""

from dataclasses import replace

from enforcement.contracts.bankruptcy import BankruptcyOrder, BankruptcyState, Ruling
from enforcement.contracts.credit import CreditOrder, CreditState
from enforcement.contracts.documents import DocumentOrder, DocumentState, DocumentStatus
from enforcement.contracts.notices import Channel, Delivery, NoticeOrder, NoticeState
from enforcement.contracts.personnel import StaffPage, StaffRecord
from enforcement.contracts.publicity import PublicationOrder, PublicationState
from enforcement.contracts.risks import RiskNotice, RiskReceipt
from enforcement.contracts.supervision import Desk, Outcome, SupervisionOrder, SupervisionState
from enforcement.contracts.valuation import PlatformQuote, ValuationOrder, ValuationState
from enforcement.ports.subsystems import SubsystemRejected


class FakeCredit:
    """Every unit acknowledges at once."""

    def __init__(self) -> None:
        self.orders: dict[str, CreditOrder] = {}

    def order(self, order: CreditOrder) -> CreditState:
        if self.orders.setdefault(order.order, order) != order:
            raise SubsystemRejected("credit", "this key was used before with another body")
        return CreditState(order.order, ["民航", "铁路"], [])

    def state(self, order: str) -> CreditState:
        if order not in self.orders:
            raise SubsystemRejected("credit", "no such order")
        return CreditState(order, ["民航", "铁路"], ["民航", "铁路"])


class FakeValuation:
    """Negotiation fails, an appraisal is reported, every other method gives a price at once; of the platforms all were asked and one has none."""

    def __init__(self) -> None:
        self.orders: dict[str, ValuationOrder] = {}

    def order(self, order: ValuationOrder) -> ValuationState:
        if self.orders.setdefault(order.order, order) != order:
            raise SubsystemRejected("valuation", "this key was used before with another body")
        return self._taken(order)

    def state(self, order: str) -> ValuationState:
        if order not in self.orders:
            raise SubsystemRejected("valuation", "no such order")
        known, taken = self.orders[order], self._taken(self.orders[order])
        price = known.value or 100
        match known.method:
            case "当事人议价":
                return replace(taken, outcome="failed", reason="议价不一致")
            case "委托评估":
                return replace(taken, outcome="reported", price=price, valid_until="2027-06-01")
            case "网络询价":
                quotes = [PlatformQuote("询价平台甲", price), PlatformQuote("询价平台乙", reason="无可比数据")]
                return replace(taken, outcome="priced", price=price, valid_until="2027-06-01", quotes=quotes)
            case _:
                return replace(taken, outcome="priced", price=price, valid_until="2027-06-01")

    def _taken(self, order: ValuationOrder) -> ValuationState:
        drawn = order.method == "委托评估"
        return ValuationState(
            order.order,
            "XJ-1",
            authority="主管税务机关" if order.method == "定向询价" else None,
            agency="评估机构甲" if drawn else None,
            lottery_number="YH-1" if drawn else None,
        )


class FakeNotices:
    """Messages are delivered once they are `unready` no more, except to those in `unreachable`, and by SMS to those in `without_phone`."""

    def __init__(self) -> None:
        self.orders: dict[str, NoticeOrder] = {}
        self.unready = 0
        self.unreachable: set[str] = set()
        self.without_phone: set[str] = {"空号"}

    def order(self, order: NoticeOrder) -> NoticeState:
        if self.orders.setdefault(order.order, order) != order:
            raise SubsystemRejected("notices", "this key was used before with another body")
        return NoticeState(order.order, Delivery.SENT)

    def state(self, order: str) -> NoticeState:
        if order not in self.orders:
            raise SubsystemRejected("notices", "no such message")
        self.unready -= 1
        if self.unready >= 0:
            return NoticeState(order, Delivery.SENT)
        known = self.orders[order]
        silent = known.channel == Channel.SMS and known.party in self.without_phone
        if silent or known.party in self.unreachable:
            return NoticeState(order, Delivery.UNDELIVERABLE, "无法送达")
        return NoticeState(order, Delivery.DELIVERED)


class FakeSupervision:
    """Every desk is done at once; matters in `returned` come back, and no desk is done while it is `busy`."""

    def __init__(self) -> None:
        self.orders: dict[str, SupervisionOrder] = {}
        self.returned: set[str] = {"M-退回"}
        self.busy = False

    def order(self, order: SupervisionOrder) -> SupervisionState:
        if self.orders.setdefault(order.order, order) != order:
            raise SubsystemRejected("supervision", "this key was used before with another body")
        return SupervisionState(order.order, "JD-1")

    def state(self, order: str) -> SupervisionState:
        if order not in self.orders:
            raise SubsystemRejected("supervision", "no such order")
        known = self.orders[order]
        if self.busy:
            return SupervisionState(order, "JD-1")
        if known.desk == Desk.MATTERS and known.about in self.returned:
            return SupervisionState(order, "JD-1", Outcome.RETURNED, "材料不全")
        return SupervisionState(order, "JD-1", Outcome.DONE)


class FakeRisks:
    """Everything is taken, but what is about a case in `refused`."""

    def __init__(self) -> None:
        self.orders: dict[str, RiskNotice] = {}
        self.refused: set[str] = set()

    def order(self, order: RiskNotice) -> RiskReceipt:
        if order.case_id in self.refused or self.orders.setdefault(order.order, order) != order:
            raise SubsystemRejected("supervision", "not like this, or this key was used before with another body")
        return RiskReceipt(order.order, "LZ-1")

    def state(self, order: str) -> RiskReceipt:
        if order not in self.orders:
            raise SubsystemRejected("supervision", "no such risk")
        return RiskReceipt(order, "LZ-1")


class FakePublicity:
    """Everything is public at once."""

    def __init__(self) -> None:
        self.orders: dict[str, PublicationOrder] = {}

    def order(self, order: PublicationOrder) -> PublicationState:
        if self.orders.setdefault(order.order, order) != order:
            raise SubsystemRejected("publicity", "this key was used before with another body")
        return PublicationState(order.order, f"GK-{order.key}")

    def state(self, order: str) -> PublicationState:
        if order not in self.orders:
            raise SubsystemRejected("publicity", "no such order")
        return PublicationState(order, f"GK-{self.orders[order].key}", done=True)


class FakeBankruptcy:
    """A file is there at once and ruled on once it is `unready` no more: accepted, but for debtors in `rejected`."""

    def __init__(self) -> None:
        self.orders: dict[str, BankruptcyOrder] = {}
        self.rejected: set[str] = {"D-有清偿能力"}
        self.unready = 0

    def order(self, order: BankruptcyOrder) -> BankruptcyState:
        if self.orders.setdefault(order.order, order) != order:
            raise SubsystemRejected("bankruptcy", "this key was used before with another body")
        return BankruptcyState(order.order)

    def state(self, order: str) -> BankruptcyState:
        if order not in self.orders:
            raise SubsystemRejected("bankruptcy", "no such transfer")
        self.unready -= 1
        if self.unready >= 0:
            return BankruptcyState(order, "破申-1")
        rejected = self.orders[order].debtor in self.rejected
        return BankruptcyState(order, "破申-1", Ruling.REJECTED if rejected else Ruling.ACCEPTED)


class FakeDocuments:
    """Everything is filed once it is `unready` no more, and then served on parties who can be reached. `swapped`: another paper is filed."""

    def __init__(self) -> None:
        self.orders: dict[str, DocumentOrder] = {}
        self.unready = 0
        self.swapped = ""

    def order(self, order: DocumentOrder) -> DocumentState:
        if self.orders.setdefault(order.order, order) != order:
            raise SubsystemRejected("documents", "this key was used before with another body")
        return DocumentState(order.order)

    def state(self, order: str) -> DocumentState:
        if order not in self.orders:
            raise SubsystemRejected("documents", "no such document")
        self.unready -= 1
        if self.unready >= 0:
            return DocumentState(order)
        known, page = self.orders[order], [*self.orders].index(order) + 1
        number = "" if known.received else known.number or f"{known.case_number}-{page}"
        filed = DocumentState(order, DocumentStatus.FILED, number, self.swapped or known.sha256 or "ab" * 32, page)
        if known.addressee is None:
            return filed
        if known.addressee not in {party.id for party in known.parties}:
            return replace(filed, status=DocumentStatus.UNDELIVERED, reason="受送达人信息不明")
        return replace(filed, status=DocumentStatus.SERVED)


class FakePersonnel:
    """A register with one record to a page."""

    def __init__(self) -> None:
        self.records = {
            name: StaffRecord(name, "某", "执行局长", True, "2021-01-05") for name in ("沪0199-2026-任-8801", "沪0199-2026-任-8802")
        }

    def staff(self, after: str) -> StaffPage:
        rest = sorted(name for name in self.records if name > after)
        return StaffPage([self.records[name] for name in rest[:1]], rest[0] if len(rest) > 1 else None)
