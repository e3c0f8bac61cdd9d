"""Short ways to say things to a case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from enforcement.docket.casefile import CaseFile, empty_case
from enforcement.docket.correcting import Past
from enforcement.docket.decide import Decision, Outcome, decide, tick
from enforcement.docket.events import Event, timeline_line
from enforcement.docket.profile import embedded_profile
from enforcement.docket.reading import read_entry
from enforcement.law.periods import SHANGHAI

PROFILE = embedded_profile()
FILING: dict[str, Any] = {
    "case_number": "（2026）沪0199执101号",
    "court": "沪0199",
    "applied_on": "2026-01-04",
    "claim": 1000000,
    "fees": 12400,
    "parties": [
        {"id": "P1", "role": "applicant", "name": "申请人甲"},
        {"id": "D1", "role": "debtor", "name": "被执行人乙", "kind": "enterprise"},
    ],
    "payee_account": {"bank": "某行", "number": "6222000001", "confirmed": True},
}
ALL: dict[str, Any] = {"channels": ["总对总", "点对点"], "types": "ALL_ENABLED"}
NOTICE: dict[str, Any] = {
    "asset": "A1",
    "round": 1,
    "start_price": 700000,
    "platform": "平台甲",
    "auction_on": "2026-05-20",
    "notice_text": "法院依法负责腾退交付",
}
PERMIT: dict[str, Any] = {"asset": "A1", "mode": "网络平台自行公开拍卖", "days": 90, "money_controlled": True}
PAY: dict[str, Any] = {
    "payment": "Y1",
    "receipt": "R1",
    "amount": 100,
    "payee_account": "6222000001",
    "approvals": ["handler", "bureau_chief"],
}
LIST: dict[str, Any] = {"debtor": "D1", "ground": 4, "signed_by": "court_president", "served": True}
TERMINATE: dict[str, Any] = {
    "reason": "无财产可供执行",
    "panel": True,
    "president_approved": True,
    "applicant_heard": True,
    "checklist_complete": True,
}


def moment(text: str) -> datetime:
    """An instant in Beijing time."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class Life:
    """One case, told entry by entry; time passes between them as in the records."""

    def __init__(self, case: CaseFile | None = None) -> None:
        self.case = case or empty_case("沪0199-2026-执-101")
        self.lines: list[dict[str, Any]] = []
        self.events: list[Event] = []
        self.past: list[Past] = []
        self._count = 0

    def wait(self, at: str) -> "Life":
        """Let time pass."""
        self._keep(tick(self.case, moment(at)))
        return self

    def say(self, at: str, type_: str, happened: str | None = None, **data: Any) -> Decision:
        """Report a fact."""
        return self.enter(at, "fact", type_, data, happened)

    def act(self, at: str, type_: str, data: Mapping[str, Any]) -> Decision:
        """Attempt an act."""
        return self.enter(at, "act", type_, data)

    def enter(
        self, at: str, kind: str, type_: str, data: Mapping[str, Any], happened: str | None = None, name: str | None = None
    ) -> Decision:
        """Record an entry."""
        self._count += 1
        raw: dict[str, Any] = {"id": name or f"e{self._count}", "kind": kind, "type": type_, "by": "handler", "data": dict(data)}
        if happened is not None:
            raw["happened_at"] = moment(happened).isoformat()
        self.wait(at)
        entry = read_entry(raw, moment(at))
        decision = decide(self.case, entry, PROFILE, self.past)
        self.past.append(Past(entry, decision.outcome is Outcome.REFUSED))
        return self._keep(decision)

    def refusals(self, at: str, type_: str, data: Mapping[str, Any]) -> list[str]:
        """The guards that would refuse an act; the case stays as it is."""
        raw = {"id": "probe", "kind": "act", "type": type_, "by": "handler", "data": dict(data)}
        return [ground.guard.id for ground in decide(self.case, read_entry(raw, moment(at)), PROFILE).refusals]

    def file(self, at: str = "2026-01-05T09:00") -> "Life":
        """File the case."""
        self.act(at, "file_case", FILING)
        return self

    def of(self, rule: str) -> list[tuple[str, str]]:
        """When and what happened to the clocks of a rule."""
        return [(line["at"][:16], line["kind"]) for line in self.lines if line.get("rule") == rule]

    def line(self, rule: str, kind: str) -> dict[str, Any]:
        """The one line of a kind."""
        (found,) = [line for line in self.lines if line.get("rule") == rule and line["kind"] == kind]
        return found

    def _keep(self, decision: Decision) -> Decision:
        self.case = decision.case
        self.events += decision.events
        self.lines += [dict(timeline_line(event)) for event in decision.events]
        return decision
