"""What people are shown: case files, clocks, escalations, provisions. Money in yuan, times in +08:00."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from enforcement.docket.casefile import CaseFile
from enforcement.docket.clocks import Clock, ClockStatus
from enforcement.docket.events import iso, yuan
from enforcement.docket.particulars.papers import Document
from enforcement.docket.regions import regions
from enforcement.docket.standing import clock_line, standing
from enforcement.docket.states import STATE_TITLES_ZH, state_of
from enforcement.law.explain import Explanation
from enforcement.law.periods import local_day
from enforcement.law.statutes import GuardText, Rule, StatuteBook
from enforcement.records.codec import case_to_json, data_to_json
from enforcement.records.paper_tables import PaperRow
from enforcement.records.tables import CaseRow, EscalationRow
from enforcement.records.versions import Version

_MONEY = {
    "claim",
    "fees",
    "value",
    "ordered",
    "price",
    "first_start_price",
    "start_price",
    "deposit",
    "amount",
    "disputed",
    "deferred",
    "paid",
}
_INNER = {"seen", "clocks", "calendar_through", "notices", "handlers"}


def case_view(case: CaseFile) -> dict[str, Any]:
    """The case file."""
    shown = {name: _shown(name, value) for name, value in case_to_json(case).items() if name not in _INNER}
    state = state_of(case)
    parts = {name: [asdict(part) for part in region] for name, region in regions(case).items()}
    return {**shown, "state": state.value, "state_zh": STATE_TITLES_ZH[state], "regions": parts, "calendar": case.calendar.version}


def _shown(name: str, value: Any) -> Any:
    if name in _MONEY and isinstance(value, int):
        return yuan(value)
    if isinstance(value, dict):
        return {key: _shown(key, item) for key, item in value.items()}
    return [_shown("", item) for item in value] if isinstance(value, list) else value


def version_view(number: int, version: Version) -> dict[str, Any]:
    """One version of an entry that was corrected, and what made it."""
    said = {"version": number, "happened_at": iso(version.entry.happened_at), "data": _shown("", data_to_json(version.entry))}
    made_by = version.correction
    if made_by is None:
        return said
    why = {"reason": made_by.text("reason"), "approved_by": made_by.text("approved_by"), "by": made_by.by}
    return {**said, "correction": made_by.id, "recorded_at": iso(made_by.recorded_at), **why}


def document_view(document: Document, state: str, paper: PaperRow | None) -> dict[str, Any]:
    """A document with where it is, and its paper if it was written here."""
    written = None if paper is None else {"number": paper.number, "pdf": paper.pdf_sha256, "docx": paper.docx_sha256}
    return {**asdict(document), "state": state, "paper": written}


def case_row_view(row: CaseRow, matched: Sequence[str] = ()) -> dict[str, Any]:
    """One line of a list of cases; `matched` tells where the words stand that were sought."""
    return {
        "case_id": row.case_id,
        "number": row.number,
        "court": row.court,
        "officer": row.officer,
        "state": row.state,
        "filed_on": row.filed_on.isoformat() if row.filed_on else None,
        "claim": yuan(row.claim_fen),
        "next_due": iso(row.next_due) if row.next_due else None,
        "escalation_level": row.escalation_level,
        "matched": list(matched),
    }


def case_then_view(case: CaseFile) -> dict[str, Any]:
    """One line of a list of cases as they were known at an instant."""
    now = standing(case, 0)
    return {
        "case_id": case.case_id,
        "number": case.number,
        "court": case.court,
        "officer": case.officer,
        "state": now.state,
        "filed_on": case.filed_on.isoformat() if case.filed_on else None,
        "claim": yuan(case.claim),
        "next_due": now.next_due,
        "escalation_level": now.escalation_level,
        "matched": [],
    }


def clock_view(case: CaseFile, clock: Clock, explanation: Explanation, now: datetime) -> dict[str, Any]:
    """An open clock with its days left and the derivation of its date."""
    law = clock.law
    return {
        **asdict(clock_line(clock)),
        "law": law.law,
        "article": law.article,
        "nature": law.nature.value,
        "nature_zh": law.nature_zh,
        "working_days_left": _left(case, clock, local_day(now)),
        "warned_or_none_at": iso(clock.warn_at) if clock.warn_at else None,
        "next_at": iso(clock.next_at) if clock.next_at else None,
        "grounds": list(clock.grounds),
        "calendar": clock.calendar,
        "explanation": {"zh": explanation.text_zh, "en": explanation.text_en, "steps": explanation.as_data()},
    }


def _left(case: CaseFile, clock: Clock, today: date) -> int | None:
    if clock.status is ClockStatus.PAUSED:
        return None
    if today <= clock.due_on:
        return case.calendar.working_days_after(today, clock.due_on)
    return -case.calendar.working_days_after(clock.due_on, today)


def escalation_view(row: EscalationRow, book: StatuteBook, as_known_at: datetime | None = None) -> dict[str, Any]:
    """One rung that was climbed; what was done about it after `as_known_at` was not known then."""
    rule = book.rule(row.rule)
    acknowledged_at = _known(row.acknowledged_at, as_known_at)
    return {
        "id": row.id,
        "case_id": row.case_id,
        "clock": row.clock,
        "rule": row.rule,
        "title_zh": rule.title_zh,
        "title_en": rule.title_en,
        "law": rule.law,
        "article": rule.article,
        "subject": row.subject,
        "court": row.court,
        "level": row.level,
        "role": row.role,
        "raised_at": iso(row.raised_at),
        "told_at": _known(row.told_at, as_known_at),
        "acknowledged_at": acknowledged_at,
        "acknowledged_by": row.acknowledged_by if acknowledged_at else None,
        "note": row.note if acknowledged_at else None,
    }


def _known(instant: datetime | None, at: datetime | None) -> str | None:
    return None if instant is None or (at is not None and instant > at) else iso(instant)


def rule_view(rule: Rule, book: StatuteBook) -> dict[str, Any]:
    """One version of a time limit, with its provision."""
    return {
        "id": rule.id,
        **_provision(rule.law, rule.article, rule.text_zh, book),
        "title_zh": rule.title_zh,
        "title_en": rule.title_en,
        "nature": rule.nature.value,
        "nature_zh": rule.nature_zh,
        "length": rule.length,
        "unit": rule.unit.value,
        "rolls": rule.rolls,
        "cap": rule.cap,
        "subject": rule.subject,
        "owed_by": rule.owed_by,
        "opens_on": list(rule.opens_on),
        "met_by": list(rule.met_by),
        "pauses": list(rule.pauses),
        "ladder": [asdict(rung) for rung in book.ladders[rule.ladder]],
        "effective_from": rule.effective_from.isoformat(),
        "effective_to": rule.effective_to.isoformat() if rule.effective_to else None,
        "note": rule.note,
    }


def guard_view(guard: GuardText, book: StatuteBook) -> dict[str, Any]:
    """One version of an interception, with its provision."""
    return {
        **asdict(guard),
        **_provision(guard.law, guard.article, None, book),
        "on_acts": list(guard.on_acts),
        "effective_from": guard.effective_from.isoformat(),
        "effective_to": guard.effective_to.isoformat() if guard.effective_to else None,
    }


def _provision(law: str, article: str, text: str | None, book: StatuteBook) -> dict[str, Any]:
    instrument = book.instruments[law]
    first = article.split()[0].split("-")[0].split("/")[0]
    return {
        "law": law,
        "law_title_zh": instrument.title_zh,
        "law_title_en": instrument.title_en,
        "article": article,
        "text_zh": text,
        "article_text_zh": instrument.articles.get(first),
    }
