"""终结本次执行程序 (art 24; 终本规定)."""

from datetime import timedelta

from enforcement.contracts.control import Rank
from enforcement.docket.guards.table import Attempt, Facts, day, guard
from enforcement.law.periods import add_months

_QUERY_FRESH = timedelta(days=30)
_CONSENT_CHANNELS = ("独立渠道核实", "终本约谈笔录")


@guard("R24-1")
def property_left(attempt: Attempt) -> Facts | None:
    left = [asset.id for asset in attempt.case.assets.values() if asset.held and asset.disposal_needed is not False]
    return {"assets": [*sorted(left)]} if left else None


@guard("R24-2")
def query_stale(attempt: Attempt) -> Facts | None:
    full = [query.launched_on for query in attempt.case.queries if query.complete]
    if any(attempt.today - launched <= _QUERY_FRESH for launched in full):
        return None
    return {"last_full_query": day(max(full, default=None))}


@guard("R24-3")
def clue_open(attempt: Attempt) -> Facts | None:
    unchecked = [clue.id for clue in attempt.case.clues.values() if not clue.verified]
    return {"clues": [*sorted(unchecked)]} if unchecked else None


@guard("R24-4")
def no_auction_request_excuse(attempt: Attempt) -> Facts | None:
    reason = attempt.act.text("reason") or ""
    return {"reason": reason} if "未申请拍卖" in reason else None


@guard("R24-5")
def priority_not_requested(attempt: Attempt) -> Facts | None:
    waiting = [
        asset.id
        for asset in attempt.case.assets.values()
        if asset.rank == Rank.WAITING
        and asset.priority_right
        and not asset.gone
        and not (asset.priority_requested and asset.priority_answered)
    ]
    return {"assets": [*sorted(waiting)]} if waiting else None


@guard("R24-7")
def coerced_consent(attempt: Attempt) -> Facts | None:
    channel = attempt.act.text("consent_channel")
    return None if channel is None or channel in _CONSENT_CHANNELS else {"consent_channel": channel}


@guard("R24-8")
def before_three_months(attempt: Attempt) -> Facts | None:
    filed = attempt.case.filed_on
    if filed is not None and attempt.today > add_months(filed, 3):
        return None
    return {"filed_on": day(filed), "not_before": day(add_months(filed, 3) + timedelta(days=1)) if filed else None}


@guard("R24-9")
def prerequisites_missing(attempt: Attempt) -> Facts | None:
    needed = ("checklist_complete", "panel", "president_approved", "applicant_heard")
    missing = [name for name in needed if attempt.act.flag(name) is not True]
    return {"missing": list(missing)} if missing else None


@guard("R24-11")
def evasion_measures_open(attempt: Attempt) -> Facts | None:
    undecided = [name for name, decided in attempt.case.evasion_measures.items() if not decided]
    return {"applications": [*sorted(undecided)]} if undecided else None
