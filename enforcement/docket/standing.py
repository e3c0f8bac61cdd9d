"""The standing of a case: what its workflow waits for, complete at every answer."""

from enforcement.contracts.messages import ClockLine, Refusal, Standing, WakeUp
from enforcement.docket.casefile import CaseFile
from enforcement.docket.clocks import Clock, ClockStatus
from enforcement.docket.events import iso
from enforcement.docket.guards import RefusalGround
from enforcement.docket.procedures import procedures_of
from enforcement.docket.states import state_of
from enforcement.law.statutes import Nature


def standing(case: CaseFile, sequence: int) -> Standing:
    """Where the case stands after journal row `sequence`. Escalations not told yet are the records' to add."""
    open_clocks = sorted(case.open_clocks, key=lambda clock: (clock.expires_at, clock.id))
    running = [clock for clock in open_clocks if clock.status is ClockStatus.OPEN]
    return Standing(
        case_id=case.case_id,
        state=state_of(case).value,
        sequence=sequence,
        case_number=case.number,
        court=case.court,
        officer=case.officer,
        next_due=iso(running[0].expires_at) if running else None,
        escalation_level=max((clock.level for clock in open_clocks), default=0),
        wake_ups=[WakeUp(c.id, iso(c.next_at), _label(c)) for c in open_clocks if c.next_at is not None],
        clocks=[clock_line(clock) for clock in open_clocks],
        procedures=procedures_of(case),
    )


def clock_line(clock: Clock) -> ClockLine:
    """One clock, as people read it."""
    law = clock.law
    return ClockLine(
        clock=clock.id,
        rule=clock.rule,
        title_zh=law.title_zh,
        title_en=law.title_en,
        subject=dict(clock.subject),
        due=clock.due,
        expires_at=iso(clock.expires_at),
        status=clock.status.value,
        owed_by=law.owed_by,
        provisional=clock.provisional,
        internal=law.nature is Nature.INTERNAL,
        level=clock.level,
    )


def refusal_of(ground: RefusalGround) -> Refusal:
    """A refusal as it is told and journaled."""
    text = ground.guard
    return Refusal(
        guard=text.id,
        law=text.law,
        article=text.article,
        message_zh=text.message_zh,
        message_en=text.message_en,
        cure_zh=text.cure_zh,
        cure_en=text.cure_en,
        override=text.override,
        facts=dict(ground.facts),
    )


def _label(clock: Clock) -> str:
    subject = " ".join(clock.subject.values())
    return " · ".join(part for part in (clock.law.title_zh, subject, f"到期 {clock.due}") if part)
