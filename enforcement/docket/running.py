"""Clocks in motion: opening, meeting, pausing, resuming, moving, cancelling, warning, missing, escalating.

A `Running` works on a copy of the case file and collects the events. Due dates are computed here, once, and recorded.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from enforcement.docket.casefile import CaseFile
from enforcement.docket.clocks import Clock, ClockStatus, climbed, clock_id, dated, met, missed, next_rung, under_version, warned
from enforcement.docket.events import Event, EventKind
from enforcement.law.calendar import Calendar
from enforcement.law.periods import SHANGHAI
from enforcement.law.statutes import OnMiss, Rule, statute_book


class Running:
    """The clocks of one case at the instant `now` of recording."""

    def __init__(self, case: CaseFile, now: datetime) -> None:
        self.case = case
        self.now = now
        self.events: list[Event] = []
        self.changed: dict[str, Clock] = {}

    @property
    def calendar(self) -> Calendar:
        return self.case.calendar

    # -- opening and closing ------------------------------------------------------------------------------------

    def open(
        self,
        rule: Rule,
        subject: Mapping[str, str],
        started_at: datetime,
        length: int,
        *,
        given: date | None = None,
        n: int | None = None,
        at: datetime | None = None,
    ) -> None:
        """Open a clock, unless the same rule is open for the same subject. What its dates put in the past happens at once."""
        if self.find(rule.id, subject) is not None:
            return
        earlier = sum(clock.rule == rule.id and clock.subject == subject for clock in self.case.clocks.values())
        at = at or self.now
        clock = Clock(
            id=clock_id(rule.id, subject, earlier),
            rule=rule.id,
            rule_on=started_at.date(),
            subject=dict(subject),
            n=n,
            started_at=started_at,
            length=length,
            unit=rule.unit,
            given=given,
            pauses=rule.pauses,
            opened_at=at,
        )
        clock = dated(clock, self.calendar, self.case.pauses_of(clock), at)
        self.emit(clock, EventKind.DEADLINE_OPENED, at, due=True)
        self.keep(clock)
        if any(hold.start <= clock.due_on for hold in self.case.holds_on(clock)):
            self._pause(clock, at)
        else:
            self.catch_up(clock.id)

    def find(self, rule: str, subject: Mapping[str, str]) -> Clock | None:
        """The open clock of a rule for a subject."""
        return next((c for c in self.case.clocks.values() if c.rule == rule and c.is_open and c.subject == subject), None)

    def meet(self, clock: Clock, happened_at: datetime) -> None:
        """The duty was done; a recurring clock's next occurrence opens."""
        done = met(clock, happened_at, self.calendar)
        late = done.status is ClockStatus.MET_LATE
        self.emit(done, EventKind.DEADLINE_MET_LATE if late else EventKind.DEADLINE_MET, self.now, late_working_days=done.late_working_days)
        self.keep(done)
        rule = clock.law
        if clock.n is not None and clock.n < rule.occurrences:
            self.open(rule, clock.subject, clock.started_at, rule.length * (clock.n + 1), n=clock.n + 1)

    def cancel(self, clock: Clock) -> None:
        """The duty fell away."""
        self.emit(clock, EventKind.DEADLINE_CANCELLED, self.now)
        self.keep(replace(clock, status=ClockStatus.CANCELLED, closed_at=self.now, next_at=None, warn_at=None))

    # -- pausing and moving -------------------------------------------------------------------------------------

    def resume_all(self) -> None:
        """Let every paused clock run on whose grounds have all ended."""
        for clock in list(self.case.open_clocks):
            if clock.status is ClockStatus.PAUSED and not self._grounds(clock):
                self._resume(clock)

    def pause_all(self) -> None:
        """Stop every running clock that a ground concerns. A clock already missed is not paused."""
        for clock in list(self.case.open_clocks):
            if clock.status is ClockStatus.OPEN and self._grounds(clock):
                self._pause(clock, self.now)

    def _grounds(self, clock: Clock) -> tuple[str, ...]:
        held = [hold.ground for hold in self.case.holds_on(clock)]
        return tuple(dict.fromkeys((*held, *(g for g in clock.grounds if statute_book().pauses[g].partial))))

    def _pause(self, clock: Clock, at: datetime) -> None:
        grounds = self._grounds(clock)
        self.emit(clock, EventKind.DEADLINE_PAUSED, at, ground=grounds[0])
        self.keep(_stopped(clock, grounds))

    def _resume(self, clock: Clock) -> None:
        resumed = replace(clock, status=ClockStatus.OPEN, grounds=())
        resumed = dated(resumed, self.calendar, self.case.pauses_of(clock), self.now)
        self.emit(resumed, EventKind.DEADLINE_RESUMED, self.now, due=True)
        self.keep(resumed)
        self.catch_up(resumed.id)

    def defer(self, clock: Clock, ground: str, part: int, rest: int) -> None:
        """Take a deferred part (fen) out of a receipt's clock; the rest runs on, and with no rest the clock stands still."""
        self.emit(clock, EventKind.DEADLINE_PAUSED, self.now, ground=ground, part=part)
        deferred = replace(clock, part=clock.part + part)
        self.keep(deferred if rest > 0 else _stopped(deferred, tuple(dict.fromkeys((*clock.grounds, ground)))))

    def recompute(self) -> None:
        """After a holiday notice: every clock that has not expired gets its date anew, a paused one at its resumption.

        An expired clock keeps its date; the rungs that are still to be climbed count their working days by the new calendar.
        """
        for clock in list(self.case.open_clocks):
            if clock.status is ClockStatus.OPEN:
                self._move(clock, clock)
            elif clock.status is ClockStatus.MISSED:
                self.keep(climbed(clock, clock.level, self.calendar))
                self.catch_up(clock.id, not_before=self.now)

    def adopt(self, rule: str, on: date) -> None:
        """Running clocks of a rule go over to the version in force on a day; a paused one gets its date at its resumption."""
        for clock in [clock for clock in self.case.open_clocks if clock.rule == rule]:
            adopted = under_version(clock, on)
            if clock.status is ClockStatus.OPEN:
                self._move(clock, adopted)
            elif clock.status is ClockStatus.PAUSED:
                self.keep(adopted)

    def _move(self, clock: Clock, changed: Clock) -> None:
        moved = dated(changed, self.calendar, self.case.pauses_of(changed), self.now)
        if moved.due == clock.due and clock.warn_at is None:
            moved = warned(moved)
        if moved.due != clock.due:
            self.emit(moved, EventKind.DEADLINE_RECOMPUTED, self.now, due=True, from_due=clock.due)
        elif moved.provisional != clock.provisional:
            self.emit(moved, EventKind.DEADLINE_CONFIRMED, self.now, due=True)
        self.keep(moved)
        self.catch_up(moved.id)

    # -- time passing -------------------------------------------------------------------------------------------

    def catch_up(self, name: str, not_before: datetime | None = None) -> None:
        """Let everything happen to a clock that its dates put at or before now."""
        while True:
            clock = self.case.clocks[name]
            if clock.next_at is None or clock.next_at > self.now:
                return
            self.step(clock, max(clock.next_at, not_before or clock.set_at))

    def pass_time(self) -> None:
        """Let everything happen that falls at or before now, in the order of time."""
        while True:
            due = [c for c in self.case.open_clocks if c.next_at is not None and c.next_at <= self.now]
            if not due:
                return
            clock = min(due, key=lambda c: (max(c.next_at or c.set_at, c.set_at), c.id))
            self.step(clock, max(clock.next_at or clock.set_at, clock.set_at))

    def step(self, clock: Clock, at: datetime) -> None:
        """The clock's next instant has come: a warning, the miss, or the next rung."""
        if clock.status is ClockStatus.MISSED:
            self._escalate(clock, at)
        elif clock.warn_at is not None and clock.warn_at < clock.expires_at:
            self.emit(clock, EventKind.DEADLINE_WARNED, at)
            self.keep(warned(clock))
        elif clock.law.on_miss is OnMiss.LAPSE:
            self._lapse(clock, at)
        else:
            self.emit(clock, EventKind.DEADLINE_MISSED, at)
            self.keep(missed(clock, at, self.calendar))

    def _escalate(self, clock: Clock, at: datetime) -> None:
        rung = next_rung(clock, clock.level)
        assert rung is not None, "a missed clock has a next instant only while there is a rung"
        self.emit(clock, EventKind.ESCALATED, at, level=rung.level, to=rung.role)
        self.keep(climbed(clock, rung.level, self.calendar))

    def _lapse(self, clock: Clock, at: datetime) -> None:
        self.emit(clock, EventKind.PERMISSION_LAPSED, at)
        self.keep(missed(clock, at, self.calendar))
        # The last day of the permission is the day that is not counted.
        started_at = datetime.combine(clock.due_on, datetime.min.time(), SHANGHAI)
        for rule in statute_book().opened_by(f"@lapse:{clock.rule}", clock.due_on):
            self.open(rule, clock.subject, started_at, rule.length, at=at)

    # -- keeping ------------------------------------------------------------------------------------------------

    def keep(self, clock: Clock) -> None:
        self.case.clocks[clock.id] = clock
        self.changed[clock.id] = clock

    def emit(
        self,
        clock: Clock,
        kind: EventKind,
        at: datetime,
        *,
        due: bool = False,
        level: int | None = None,
        to: str | None = None,
        ground: str | None = None,
        part: int | None = None,
        from_due: str | None = None,
        late_working_days: int | None = None,
    ) -> None:
        self.events.append(
            Event(
                at=at,
                kind=kind,
                clock=clock.id,
                rule=clock.rule,
                subject=clock.subject,
                n=clock.n,
                due=clock.due if due else None,
                expires_at=clock.expires_at if due else None,
                provisional=due and clock.provisional,
                level=level,
                to=to,
                ground=ground,
                part=part,
                from_due=from_due,
                late_working_days=late_working_days,
            )
        )


def _stopped(clock: Clock, grounds: tuple[str, ...]) -> Clock:
    return replace(clock, status=ClockStatus.PAUSED, grounds=grounds, next_at=None, warn_at=None)
