"""Rulings: freezing and seizing, the title of a buyer, the end of this enforcement procedure."""

from enforcement.contracts.auction import AuctionOutcome
from enforcement.docket.entries import Entry
from enforcement.documents.amounts import Amount
from enforcement.documents.contents import ControlRuling, TerminationRuling, TitleRuling
from enforcement.documents.draft import Draft, spoken
from enforcement.documents.needs import one_line
from enforcement.documents.numerals import numeral
from enforcement.law.periods import local_day

# 民诉法解释 art 485: the longest that a measure may last.
_DEPOSIT_YEARS, _MOVABLE_YEARS, _OTHER_YEARS = 1, 2, 3
_DEPOSITS = frozenset({"银行存款", "网络资金"})
_MOVABLES = frozenset({"动产", "机动车", "车辆", "船舶", "航空器", "机器设备", "设备", "存货", "贵金属"})


def freezing_ruling(draft: Draft) -> ControlRuling:
    """冻结裁定: of a deposit, with its exact amount (art 15)."""
    ordered = draft.record.last("freeze_account", asset=draft.about)
    account = ordered.text("account") if ordered else None
    known = draft.case.assets.get((ordered.text("asset") if ordered else None) or "")
    return _control(draft, ordered, "freeze_account.amount", (known.asset_kind if known else None) or "银行存款", account)


def seizure_ruling(draft: Draft) -> ControlRuling:
    """查封裁定: of a thing that is described so that it is told from every other."""
    ordered = draft.record.last("seize_asset", asset=draft.about)
    return _control(draft, ordered, "seize_asset.value", (ordered.text("asset_kind") if ordered else None) or "", None)


def _control(draft: Draft, ordered: Entry | None, field: str, kind: str, account: str | None) -> ControlRuling:
    asset = (ordered.text("asset") if ordered else None) or ""
    known = draft.case.assets.get(asset)
    fen = ordered.number(field.partition(".")[2]) if ordered else None
    ends = draft.record.due("seizure_expiry", asset=asset) or (known.expires_on if known else None)
    return ControlRuling(
        **draft.head(),
        amount=draft.amount(fen, "控制金额", field),
        property=kind if kind in _DEPOSITS else draft.property(asset),
        account=one_line(account) if account else None,
        years=numeral(_years(kind)),
        until=spoken(ends),
        reasons=one_line(draft.issue.text("reasons") or "被执行人未履行生效法律文书确定的义务"),
        signatories=draft.signatories(),
    )


def _years(kind: str) -> int:
    return _DEPOSIT_YEARS if kind in _DEPOSITS else _MOVABLE_YEARS if kind in _MOVABLES else _OTHER_YEARS


def title_ruling(draft: Draft) -> TitleRuling:
    """成交裁定: once the buyer has paid, to him by name."""
    sold = draft.record.last("auction_sold", asset=draft.about)
    asset = (sold.text("asset") if sold else None) or ""
    auction = draft.case.last_auction(asset)
    paid = auction is not None and auction.outcome is AuctionOutcome.PAID
    draft.needs.of(paid or None, "价款付清", "price_paid", True)
    return TitleRuling(
        **draft.head(),
        property=draft.property(asset),
        platform=draft.needs.text(auction.platform if auction else None, "拍卖平台", "publish_auction_notice.platform"),
        sold_on=draft.needs.text(spoken(local_day(sold.happened_at)) if sold else None, "成交日期", "auction_sold"),
        price=draft.amount(sold.number("price") if sold else None, "成交价", "auction_sold.price"),
        buyer=draft.told("buyer", "买受人"),
        signatories=draft.signatories(),
    )


def termination_ruling(draft: Draft) -> TerminationRuling:
    """终本裁定: what was owed, paid and is left, and what the applicant may do."""
    case, ordered = draft.case, draft.record.last("terminate_procedure")
    return TerminationRuling(
        **draft.head(),
        reasons=draft.needs.text(ordered.text("reason") if ordered else None, "终结本次执行程序的事由", "terminate_procedure.reason"),
        claim=Amount.of(case.claim + case.fees),
        paid=Amount.of(case.claim + case.fees - case.limit),
        owed=Amount.of(max(0, case.limit)),
        queries=len(case.queries),
        requery_due=draft.due("zhongben_requery_6m"),
        signatories=draft.signatories(),
    )
