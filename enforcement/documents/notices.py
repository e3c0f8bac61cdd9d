"""Notices, orders and announcements: to debtors, to the public, to finance."""

from enforcement.docket.particulars.parties import Party
from enforcement.documents.amounts import Amount
from enforcement.documents.contents import (
    AuctionNotice,
    ConsumptionRestriction,
    DishonestDecision,
    ExecutionNotice,
    PaymentNotice,
    PropertyReportOrder,
    RiskNotice,
)
from enforcement.documents.draft import Draft, spoken
from enforcement.documents.needs import one_line
from enforcement.documents.numerals import numeral
from enforcement.law.periods import add_months, local_day

# 法释〔2017〕7号 art 1.
_CIRCUMSTANCES = {
    1: "有履行能力而拒不履行生效法律文书确定义务",
    2: "以伪造证据、暴力、威胁等方法妨碍、抗拒执行",
    3: "以虚假诉讼、虚假仲裁或者以隐匿、转移财产等方法规避执行",
    4: "违反财产报告制度",
    5: "违反限制消费令",
    6: "无正当理由拒不履行执行和解协议",
}
# Art 2: two years for every circumstance but the first.
_LISTED_YEARS = 2
_BIDDING_HOURS = 24


def execution_notice(draft: Draft) -> ExecutionNotice:
    """执行通知书."""
    case = draft.case
    return ExecutionNotice(
        **draft.head(),
        addressee=draft.addressee(),
        ground=_optional(draft.issue.text("basis")),
        claim=draft.amount(case.claim or None, "执行标的额", "file_case.claim"),
        fees=Amount.of(case.fees) if case.fees else None,
        total=Amount.of(case.claim + case.fees),
        days=draft.issue.number("days"),
        statements=draft.statements(),
    )


def risk_notice(draft: Draft) -> RiskNotice:
    """风险告知书."""
    return RiskNotice(**draft.head(), addressee=draft.addressee(), statements=draft.statements())


def property_report_order(draft: Draft) -> PropertyReportOrder:
    """财产报告令."""
    days = draft.needs.of(draft.issue.number("days"), "报告期限（日）", "issue_document.days", 1)
    return PropertyReportOrder(**draft.head(), addressee=draft.addressee(), days=days)


def consumption_restriction(draft: Draft) -> ConsumptionRestriction:
    """限制消费令."""
    debtor = draft.debtor()
    ordered = draft.record.last("restrict_consumption", debtor=debtor.id if debtor else None)
    return ConsumptionRestriction(
        **draft.head(),
        debtor=draft.debtor_name(),
        unit=debtor is not None and debtor.kind not in (None, "person"),
        representative=_representative(draft, debtor),
        reasons=draft.needs.text(ordered.text("ground") if ordered else None, "限制消费的事由", "restrict_consumption.ground"),
    )


def dishonest_decision(draft: Draft) -> DishonestDecision:
    """失信决定书: with reasons, and with a term where the law has one."""
    debtor = draft.debtor()
    listed = draft.record.last("list_dishonest", debtor=debtor.id if debtor else None)
    ground = listed.number("ground") if listed else None
    known = draft.needs.of(ground if ground in _CIRCUMSTANCES else None, "失信情形（1至6）", "list_dishonest.ground", 1)
    years = None if known == 1 else (listed.number("term_years") if listed else None) or _LISTED_YEARS
    end = None if years is None else add_months(local_day(draft.issue.happened_at), years * 12)
    return DishonestDecision(
        **draft.head(),
        debtor=draft.debtor_name(),
        ground=known,
        circumstance=_CIRCUMSTANCES[known],
        reasons=draft.told("reasons", "认定失信的事实和理由"),
        years=years,
        until=draft.due("listing_term_end_2y", debtor=debtor.id if debtor else "") or spoken(end),
    )


def auction_notice(draft: Draft) -> AuctionNotice:
    """拍卖公告."""
    ordered = draft.record.last("publish_auction_notice", asset=draft.about)
    asset = (ordered.text("asset") if ordered else None) or ""
    known, act = draft.case.assets.get(asset), "publish_auction_notice"
    price = known.price if known else None
    day = ordered.day("auction_on") if ordered else None
    return AuctionNotice(
        **draft.head(),
        property=draft.property(asset),
        round=numeral(draft.needs.of(ordered.number("round") if ordered else None, "第几次拍卖", f"{act}.round", 1)),
        platform=draft.needs.text(ordered.text("platform") if ordered else None, "拍卖平台", f"{act}.platform"),
        price=None if price is None else Amount.of(price),
        start_price=draft.amount(ordered.number("start_price") if ordered else None, "起拍价", f"{act}.start_price"),
        deposit=draft.amount(ordered.number("deposit") if ordered else None, "保证金", f"{act}.deposit"),
        auction_on=draft.needs.text(spoken(day), "拍卖日期", f"{act}.auction_on"),
        hours=(ordered.number("bidding_hours") if ordered else None) or _BIDDING_HOURS,
        text=draft.needs.text(ordered.text("notice_text") if ordered else None, "公告事项", f"{act}.notice_text"),
    )


def payment_notice(draft: Draft) -> PaymentNotice:
    """支付案款通知."""
    ordered, act = draft.record.last("send_payment_notice", payment=draft.about), "send_payment_notice"
    confirmed = draft.case.payee_account
    receipt = (ordered.text("receipt") if ordered else None) or ""
    return PaymentNotice(
        **draft.head(),
        payment=draft.needs.text(ordered.text("payment") if ordered else None, "支付编号", f"{act}.payment"),
        receipt=draft.needs.text(receipt, "到账案款编号", f"{act}.receipt"),
        amount=draft.amount(ordered.number("amount") if ordered else None, "支付金额", f"{act}.amount"),
        payee=draft.names("applicant"),
        payee_account=draft.needs.text(ordered.text("payee_account") if ordered else None, "收款账号", f"{act}.payee_account"),
        payee_bank=draft.needs.text(confirmed.bank if confirmed else None, "收款账户开户行", "file_case.payee_account.bank"),
        approvals=draft.approvals(ordered),
        notice_due=draft.due("payout_notice_10wd", receipt=receipt),
        pay_due=draft.due("payout_pay_5wd", receipt=receipt),
    )


def _representative(draft: Draft, debtor: Party | None) -> str | None:
    said = draft.record.party(debtor.id).get("representative") if debtor else None
    return _optional(str(said) if said else None)


def _optional(text: str | None) -> str | None:
    return one_line(text) if text else None
