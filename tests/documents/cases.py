"""Cases whose papers can all be written: one that is disposed of and paid, one that is terminated."""

from dataclasses import dataclass, field
from typing import Any

from enforcement.docket.decide import Decision, Outcome
from enforcement.docket.entries import Entry
from enforcement.docket.reading import read_entry
from enforcement.documents.building import build
from enforcement.documents.contents import Paper
from enforcement.documents.courts import court_names
from enforcement.documents.kinds import DocumentKind
from enforcement.documents.record import CaseRecord
from tests.docket.building import ALL, FILING, LIST, NOTICE, PAY, TERMINATE, Life, moment

STATED: dict[str, Any] = {"states_account": True, "states_right_to_refuse": True, "states_12368": True}
ACCOUNT = "310000-0199-2026-101"
PARTIES = [
    {"id": "P1", "role": "applicant", "name": "申请人甲", "kind": "person", "address": "上海市某区某路1号"},
    {
        "id": "D1",
        "role": "debtor",
        "name": "被执行人乙有限公司",
        "kind": "enterprise",
        "id_number": "91310000MA1FL0000N",
        "representative": "丙某",
    },
]


@dataclass
class Told:
    """A life together with what was said in it."""

    life: Life = field(default_factory=Life)
    entries: list[Entry] = field(default_factory=list)

    def say(self, at: str, said: str, type_: str, /, **data: Any) -> Decision:
        """Say something that is not refused."""
        instant = moment(at)
        raw = {"id": f"e{len(self.entries)}", "kind": said, "type": type_, "by": "handler", "data": data}
        self.entries.append(read_entry(raw, instant))
        decision = self.life.enter(at, said, type_, data)
        assert decision.outcome is not Outcome.REFUSED, [ground.guard.id for ground in decision.refusals]
        return decision

    @property
    def record(self) -> CaseRecord:
        return CaseRecord(self.life.case, tuple(self.entries))

    def issue(self, kind: str, at: str = "2026-06-01T09:00", /, **data: Any) -> Entry:
        """The act of issuing a paper, said to nobody."""
        raw = {"id": "issue", "kind": "act", "type": "issue_document", "by": "handler"}
        return read_entry({**raw, "data": {"document": "W1", "kind": kind, **STATED, **data}}, moment(at))

    def paper(self, kind: DocumentKind, number: str = "（2026）沪0199执101号", /, **data: Any) -> Paper:
        """The model of a paper."""
        return build(kind, self.record, self.issue(kind, **data), number, court_names())


def filed(**more: Any) -> Told:
    """A case that is filed, with its account."""
    told = Told()
    told.say("2026-01-05T09:00", "act", "file_case", **{**FILING, "parties": PARTIES, **more})
    told.say("2026-01-05T09:01", "fact", "case_account_opened", account=ACCOUNT)
    told.say("2026-01-05T10:00", "fact", "officer_assigned", officer="丁某")
    return told


def disposed() -> Told:
    """Everything is found, controlled, sold and paid."""
    told = filed()
    told.say("2026-01-06T09:00", "fact", "query_launched", **ALL)
    found = {"asset": "A1", "kind": "不动产", "value": 900000, "online": False, "description": "某市某区某路2号101室（沪某字第001号）"}
    deposit = {"asset": "B1", "kind": "银行存款", "value": 80000, "online": True}
    told.say("2026-01-07T09:00", "fact", "query_feedback_received", assets=[found, deposit], complete=True)
    told.say("2026-01-07T10:00", "act", "freeze_account", asset="B1", amount="80000.05", account="6222 0000 09")
    told.say("2026-01-07T11:00", "act", "seize_asset", asset="A1", asset_kind="不动产", value=900000)
    controlled = {"asset": "A1", "asset_kind": "不动产", "value": 900000, "online": False, "expires_on": "2029-01-07"}
    told.say("2026-01-08T11:00", "fact", "asset_controlled", **controlled)
    told.say("2026-01-09T11:00", "fact", "asset_entered", asset="A1", evidence="查封笔录")
    told.say(
        "2026-01-20T09:00", "act", "restrict_consumption", debtor="D1", ground="未按执行通知书指定的期间履行", signed_by="court_president"
    )
    told.say("2026-01-21T09:00", "act", "list_dishonest", **LIST)
    told.say("2026-02-05T09:00", "fact", "reference_price_determined", asset="A1", price=1000000, method="网络询价")
    told.say("2026-02-10T09:00", "act", "publish_auction_notice", **{**NOTICE, "deposit": 100000})
    told.say("2026-05-21T10:00", "fact", "auction_sold", asset="A1", price="850000.10")
    told.say("2026-05-25T10:00", "fact", "price_paid", asset="A1")
    told.say("2026-05-26T10:00", "fact", "funds_received", receipt="R1", amount="850000.10", ready=True, identified=True)
    told.say("2026-05-27T10:00", "act", "send_payment_notice", **{**PAY, "amount": "107000.53"})
    return told


def terminated() -> Told:
    """Nothing is found, and the procedure is terminated."""
    told = filed()
    told.say("2026-01-06T08:00", "act", "issue_document", document="W0", kind="执行通知书", **STATED)
    told.say("2026-01-06T09:00", "fact", "query_launched", **ALL)
    told.say("2026-01-06T10:00", "fact", "property_report_ordered", debtor="D1")
    told.say("2026-01-07T09:00", "fact", "query_feedback_received", assets=[], complete=True)
    told.say("2026-01-08T09:00", "fact", "document_served", document="W0")
    told.say("2026-01-20T09:00", "fact", "restriction_issued", debtor="D1")
    told.say("2026-05-06T09:00", "fact", "query_launched", **ALL)
    told.say("2026-05-07T09:00", "fact", "query_feedback_received", assets=[], complete=True)
    told.say("2026-05-20T09:00", "act", "terminate_procedure", **TERMINATE)
    return told


# For each kind: the case it is written from, and what the act says.
CASES: dict[DocumentKind, tuple[Any, dict[str, Any]]] = {
    DocumentKind.EXECUTION_NOTICE: (disposed, {"days": 7, "basis": "（2025）沪0199民初8号民事判决书"}),
    DocumentKind.RISK_NOTICE: (disposed, {"addressee": "D1"}),
    DocumentKind.PROPERTY_REPORT_ORDER: (disposed, {"addressee": "D1", "days": 5}),
    DocumentKind.CONSUMPTION_RESTRICTION: (disposed, {"about": "D1"}),
    DocumentKind.DISHONEST_DECISION: (disposed, {"about": "D1", "reasons": "收到报告财产令后逾期未报告财产状况"}),
    DocumentKind.FREEZING_RULING: (disposed, {"about": "B1"}),
    DocumentKind.SEIZURE_RULING: (disposed, {"about": "A1", "signatories": ["审判长　甲某", "审判员　乙某", "审判员　丙某"]}),
    DocumentKind.AUCTION_NOTICE: (disposed, {"about": "A1"}),
    DocumentKind.TITLE_RULING: (disposed, {"about": "A1", "buyer": "买受人戊"}),
    DocumentKind.PAYMENT_NOTICE: (disposed, {"about": "Y1"}),
    DocumentKind.TERMINATION_RULING: (terminated, {}),
    DocumentKind.URGING_ORDER: (
        disposed,
        {"reference": "（2026）沪01执监5号", "reasons": "本案立案已逾六个月，尚有可供执行的财产未处置", "until": "2026-08-31"},
    ),
    DocumentKind.CORRECTION_LETTER: (
        disposed,
        {"reference": "（2026）沪01执监6号", "reasons": "经查，冻结数额超出执行标的额", "until": "2026-06-15"},
    ),
}


def written(kind: DocumentKind) -> Paper:
    """The model of the paper of a kind, in its case."""
    case, data = CASES[kind]
    return case().paper(kind, **data)  # type: ignore[no-any-return]
