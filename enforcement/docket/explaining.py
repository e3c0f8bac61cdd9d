"""Why a clock has its date, and what each line of a timeline means: the law's derivation with the case's own start, pauses and calendar."""

from dataclasses import dataclass

from enforcement.docket.casefile import CaseFile
from enforcement.docket.clocks import Clock
from enforcement.docket.entries import catalogue
from enforcement.docket.events import Event, EventKind
from enforcement.law.explain import Explanation, explain
from enforcement.law.periods import Period
from enforcement.law.statutes import Rule, Rung, Warn, statute_book

ROLES_ZH = {
    "special_supervisor": "专人监管",
    "bureau_chief": "执行局长",
    "court_president": "院长（主管院领导）",
    "superior_court": "上级人民法院",
    "double_check": "一案双查",
    "finance_head": "财务部门负责人",
    "superior_bureau_chief": "上级法院执行局长",
    "superior_president": "上级法院院长",
    "next_superior_court": "再上一级人民法院",
}


@dataclass(frozen=True, slots=True)
class Said:
    """The same sentence in Chinese and English."""

    zh: str
    en: str


def explain_clock(case: CaseFile, clock: Clock) -> Explanation:
    """The derivation of a clock's present date."""
    law = clock.law
    period = Period(clock.length, clock.unit, law.rolls, law.cap)
    return explain(period, clock.started_at, case.calendar, case.pauses_of(clock), clock.given)


def explain_event(case: CaseFile, event: Event) -> Said:
    """What a line of the timeline means. `case` is the case file after the journal row that brought the line."""
    if event.kind in (EventKind.ACCEPTED, EventKind.REFUSED):
        return _act(event)
    clock = case.clocks[event.clock or ""]
    law, cited = clock.law, f"{clock.law.law}第{clock.law.article}条"
    match event.kind:
        case EventKind.DEADLINE_OPENED | EventKind.DEADLINE_RESUMED | EventKind.DEADLINE_RECOMPUTED | EventKind.DEADLINE_CONFIRMED:
            return _dated(case, clock, event, cited)
        case EventKind.DEADLINE_WARNED:
            return Said(f"{cited}：{_before(law.warn)[0]}提醒", f"{law.title_en}: a reminder {_before(law.warn)[1]}")
        case EventKind.DEADLINE_MISSED:
            return Said(f"{cited}：至{clock.due}未完成，逾期", f"{law.title_en}: not done by {clock.due}, the last day in time")
        case EventKind.ESCALATED:
            return _climbed(law, clock, event)
        case EventKind.DEADLINE_PAUSED:
            ground = statute_book().pauses[event.ground or ""]
            return Said(f"停止计算：{ground.title}（{ground.law}）", f"days are not counted: {ground.title} ({ground.law})")
        case EventKind.PERMISSION_LAPSED:
            return Said(f"{cited}：期满（{clock.due}）自行失效", f"{law.title_en}: ended by itself on {clock.due}")
        case EventKind.DEADLINE_CANCELLED:
            return Said(f"{cited}：义务已不存在，不再计算", f"{law.title_en}: the duty fell away")
        case _:
            return _done(law, event, cited)


def _act(event: Event) -> Said:
    act = catalogue().acts[event.act or ""]
    if event.kind is EventKind.ACCEPTED:
        return Said(f"{act.title_zh}：准许", f"{act.title_en}: accepted")
    texts = [statute_book().guards[name][-1] for name in event.guards]
    zh = "；".join(f"{text.id} {text.law}第{text.article}条：{text.message_zh}补正：{text.cure_zh}" for text in texts)
    en = "; ".join(f"{text.id} {text.law} {text.article}: {text.message_en} Cure: {text.cure_en}" for text in texts)
    return Said(f"{act.title_zh}：拦截。{zh}", f"{act.title_en}: refused. {en}")


def _dated(case: CaseFile, clock: Clock, event: Event, cited: str) -> Said:
    if event.due != clock.due:
        # Moved again by the same entry: the later line has the derivation.
        return Said(f"{cited}：届满日{event.due}", f"due {event.due}")
    derivation = explain_clock(case, clock)
    return Said(f"{cited}：{derivation.text_zh}", derivation.text_en)


def _climbed(law: Rule, clock: Clock, event: Event) -> Said:
    rung = next(rung for rung in clock.ladder if rung.level == event.level)
    zh, en = _after(rung)
    role = ROLES_ZH.get(rung.role, rung.role)
    return Said(f"逾期{zh}仍未完成，报{role}（第{rung.level}级，内部管理时限）", f"still open {en}: level {rung.level}, {rung.role}")


def _after(rung: Rung) -> tuple[str, str]:
    if rung.working_days:
        return f"{rung.working_days}个工作日", f"{rung.working_days} working days after the due date"
    if rung.hours:
        return f"{rung.hours}小时", f"{rung.hours} hours after expiry"
    return "", "at expiry"


def _before(warn: Warn | None) -> tuple[str, str]:
    if warn is None:
        return "届满前", "before the due date"
    if warn.hours is not None:
        return f"届满前{warn.hours}小时", f"{warn.hours} hours before expiry"
    if warn.working_days is not None:
        return f"届满日前{warn.working_days}个工作日", f"{warn.working_days} working days before the due date"
    return f"届满日前{warn.days}日", f"{warn.days} days before the due date, on a working day"


def _done(law: Rule, event: Event, cited: str) -> Said:
    if event.kind is EventKind.DEADLINE_MET:
        return Said(f"{cited}：按期完成", f"{law.title_en}: done in time")
    late = f"，逾期{event.late_working_days}个工作日" if event.late_working_days is not None else ""
    days = f", {event.late_working_days} working days late" if event.late_working_days is not None else ""
    return Said(f"{cited}：已完成{late}，逾期记录保留", f"{law.title_en}: done late{days}; the miss stays on record")
