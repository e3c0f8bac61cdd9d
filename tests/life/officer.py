"""An officer who leads a case to its end by the decisions that only people make; everything between them must happen by itself.

What he does next follows from the case file alone, and every deed has its own id: asked again, he repeats himself word for word.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from enforcement.contracts.auction import AuctionOutcome
from enforcement.contracts.ids import parse_case_number
from enforcement.contracts.messages import EntryMessage, Json
from enforcement.docket.casefile import CaseFile
from enforcement.docket.events import yuan
from enforcement.docket.guards import refusals
from enforcement.docket.particulars.assets import Asset
from enforcement.docket.particulars.parties import Debtor
from enforcement.docket.profile import embedded_profile
from enforcement.docket.reading import read_entry
from enforcement.docket.states import TERMINATION_FORM

ACCOUNT = "6222000001"
PERFORMED = "执行完毕"
METHODS = ("当事人议价", "网络询价")
_STATEMENTS: Mapping[str, Json] = {"states_account": True, "states_right_to_refuse": True, "states_12368": True}
_CHECKED: Mapping[str, Json] = {"panel": True, "president_approved": True, "applicant_heard": True, "checklist_complete": True}
_NOTICE_DAYS = {1: 31, 2: 16}
# Of the price before, in percent: the first auction begins at 80 % of the reference price, the second at 80 % of that.
_START_PERCENT = 80


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that the officer says."""

    id: str
    kind: str
    type: str
    data: Mapping[str, Json] = field(default_factory=dict)

    def to(self, case_id: str) -> EntryMessage:
        """The entry."""
        return EntryMessage(case_id, f"officer/{self.id}", self.kind, self.type, "handler", dict(self.data))


def filing(case_number: str, claim: str, applied_on: date, debtor: str = "D1", parent: str | None = None) -> dict[str, Json]:
    """The data of a filing by one applicant against one person."""
    data: dict[str, Json] = {
        "case_number": case_number,
        "court": parse_case_number(case_number).court,
        "applied_on": applied_on.isoformat(),
        "claim": claim,
        "parties": [
            {"id": "P1", "role": "applicant", "name": "申请人甲"},
            {"id": debtor, "role": "debtor", "name": "被执行人乙", "kind": "person"},
        ],
        "payee_account": {"bank": "某行", "number": ACCOUNT, "confirmed": True},
    }
    return data if parent is None else {**data, "parent": parent, "kind": "执恢"}


def deeds(case: CaseFile, today: date) -> Iterator[Deed]:
    """What the officer does now."""
    if case.closed_on is not None or case.filed_on is None:
        return
    yield from _begin(case)
    if not case.feedback_complete:
        return
    for asset in case.assets.values():
        yield from _control(case, asset)
        if asset.held:
            yield from _dispose(case, asset, today)
    yield from _deliver(case)
    yield from _pay(case)
    yield from _end(case, today)


def _begin(case: CaseFile) -> Iterator[Deed]:
    if case.materials_on is None:
        yield Deed("materials", "fact", "materials_received")
    if "W1" not in case.documents:
        yield Deed(
            "notice", "act", "issue_document", {"document": "W1", "kind": "执行通知书", "addressee": case.parties[-1].id, **_STATEMENTS}
        )
    if case.feedback_complete and case.track is None:
        yield Deed("triage", "fact", "triaged", {"track": "ordinary"})


def _control(case: CaseFile, asset: Asset) -> Iterator[Deed]:
    free = case.limit - case.controlled
    if asset.held or asset.gone or asset.ordered or free <= 0:
        return
    amount = yuan(min(asset.value or free, free))
    if asset.online:
        yield Deed(f"freeze-{asset.id}", "act", "freeze_account", {"asset": asset.id, "amount": amount})
    else:
        yield Deed(f"seize-{asset.id}", "act", "seize_asset", {"asset": asset.id, "asset_kind": asset.asset_kind, "value": amount})


def _dispose(case: CaseFile, asset: Asset, today: date) -> Iterator[Deed]:
    if asset.online:
        told: dict[str, Json] = {"asset": asset.id, "mode": "线上", "destination": "case_account", "amount": yuan(asset.value or 0)}
        yield Deed(f"deduct-{asset.id}", "act", "deduct_deposit", told)
    elif not asset.entered:
        yield Deed(f"enter-{asset.id}", "fact", "asset_entered", {"asset": asset.id, "evidence": "查封笔录"})
    elif asset.price is None:
        yield from _value(asset)
    else:
        yield from _auction(case, asset, asset.price, today)


def _value(asset: Asset) -> Iterator[Deed]:
    method = next(method for method in METHODS if method not in asset.methods_failed)
    if asset.valuing is None:
        yield Deed(f"value-{asset.id}-{method}", "act", "start_valuation", {"asset": asset.id, "method": method})


def _auction(case: CaseFile, asset: Asset, price: int, today: date) -> Iterator[Deed]:
    rounds = [auction for auction in case.auctions.values() if auction.asset == asset.id]
    failed = [auction for auction in rounds if auction.outcome is AuctionOutcome.FAILED]
    if len(failed) == len(rounds):
        number = len(rounds) + 1
        start = yuan(price * _START_PERCENT**number // 100**number + 1)
        data: dict[str, Json] = {
            "asset": asset.id,
            "round": number,
            "start_price": start,
            "platform": "平台甲",
            "auction_on": (today + timedelta(days=_NOTICE_DAYS[number])).isoformat(),
            "notice_text": "法院依法负责腾退交付",
        }
        yield Deed(f"auction-{asset.id}-{number}", "act", "publish_auction_notice", data)


def _deliver(case: CaseFile) -> Iterator[Deed]:
    for clock in case.open_clocks:
        asset: dict[str, Json] = {"asset": clock.subject.get("asset", "")}
        if clock.rule == "title_ruling_10d":
            yield Deed(f"title-{asset['asset']}", "fact", "title_ruling_served", asset)
        if clock.rule == "delivery_15d":
            yield Deed(f"deliver-{asset['asset']}", "fact", "asset_delivered", asset)


def _pay(case: CaseFile) -> Iterator[Deed]:
    for receipt in case.receipts.values():
        payment = f"Y-{receipt.id}"
        if payment not in case.payments:
            told: dict[str, Json] = {"payment": payment, "receipt": receipt.id, "amount": yuan(receipt.amount)}
            approved: dict[str, Json] = {"payee_account": ACCOUNT, "approvals": ["handler", "bureau_chief"]}
            yield Deed(f"pay-{receipt.id}", "act", "send_payment_notice", {**told, **approved})


def _end(case: CaseFile, today: date) -> Iterator[Deed]:
    (debtor,) = case.debtors.values()
    paid_out = bool(case.receipts) and all(case.paid(receipt.id) >= receipt.amount for receipt in case.receipts.values())
    left = any(not asset.gone for asset in case.assets.values())
    if paid_out and not left:
        yield from _performed(case, debtor)
    elif not case.assets:
        yield from _terminated(case, debtor)


def _performed(case: CaseFile, debtor: Debtor) -> Iterator[Deed]:
    if not debtor.performed:
        yield Deed("performed", "fact", "obligation_performed", {"debtor": debtor.id})
    else:
        yield from _close(case, PERFORMED)


def _terminated(case: CaseFile, debtor: Debtor) -> Iterator[Deed]:
    if not (debtor.restricted or debtor.restriction_ordered):
        told: dict[str, Json] = {"debtor": debtor.id, "ground": "未按执行通知履行", "signed_by": "court_president"}
        yield Deed("restrict", "act", "restrict_consumption", told)
    elif debtor.restricted and case.terminated_on is None:
        yield Deed("terminate", "act", "terminate_procedure", {"reason": "无财产可供执行", **_CHECKED})
    elif case.terminated_on is not None and not case.termination_served:
        yield Deed("serve", "fact", "termination_served")
    elif case.termination_served:
        yield from _close(case, TERMINATION_FORM)


def _close(case: CaseFile, form: str) -> Iterator[Deed]:
    """Closing is tried once nothing bars it any more: the receipts that are still missing come by themselves."""
    deed = Deed("close", "act", "close_case", {"form": form})
    raw = {"id": deed.id, "kind": deed.kind, "type": deed.type, "by": "handler", "data": deed.data}
    assert case.last_at is not None
    if not refusals(case, read_entry(raw, case.last_at), embedded_profile()):
        yield deed
