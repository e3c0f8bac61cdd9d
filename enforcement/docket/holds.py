"""Grounds that stop clocks: what starts them and what ends them. The days [start, end) are not counted."""

from dataclasses import replace

from enforcement.docket.casefile import CaseFile, Hold
from enforcement.docket.changes.table import happened_on
from enforcement.docket.entries import Entry
from enforcement.law.statutes import PauseGround, statute_book


def start_and_end(case: CaseFile, entry: Entry) -> None:
    """Write the holds that this entry ends and starts into the case file. A partial ground (a deferral) is no hold on the whole clock."""
    for ground in statute_book().pauses.values():
        if ground.partial:
            continue
        if entry.type in ground.ends:
            _end(case, ground, entry)
        if entry.type in ground.starts:
            _start(case, ground, entry)


def _start(case: CaseFile, ground: PauseGround, entry: Entry) -> None:
    key = _key(entry)
    if not any(h.ground == ground.id and h.key == key and h.end is None for h in case.holds):
        asset = entry.text("asset") if ground.scope == "asset" else None
        case.holds = (*case.holds, Hold(ground.id, key, happened_on(entry), asset))


def _end(case: CaseFile, ground: PauseGround, entry: Entry) -> None:
    key, day = _key(entry), happened_on(entry)
    case.holds = tuple(
        replace(h, end=max(h.start, day)) if h.end is None and h.ground == ground.id and _ends(key, h.key) else h for h in case.holds
    )


def _ends(key: str, held: str) -> bool:
    # A stay that ends without naming its ground ends every stay.
    return key == held or (key == "stay:" and held.startswith(key))


def _key(entry: Entry) -> str:
    """What pairs the start of a hold with its end: the stay's ground, the bankruptcy, the objection, the asset's appraisal or auction."""
    match entry.type:
        case "stay_ordered" | "stay_ended":
            return f"stay:{entry.text('ground') or ''}"
        case "bankruptcy_transfer_notice_received" | "bankruptcy_accepted" | "bankruptcy_rejected":
            return "bankruptcy"
        case "outsider_objection_received" | "outsider_objection_decided":
            return f"objection:{entry.text('objection')}"
        case "appraisal_commissioned" | "appraisal_report_received":
            return f"appraisal:{entry.text('asset')}"
        case _:
            return f"auction:{entry.text('asset')}"
