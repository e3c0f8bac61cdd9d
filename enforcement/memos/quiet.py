"""Hours in which nobody is disturbed. Management policy: no article gives hours."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from enforcement.law.calendar import Calendar
from enforcement.law.periods import SHANGHAI


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of day to another, over midnight if that is earlier; on rest days too where `rest_days`. Equal times are no hours."""

    begins: time
    ends: time
    rest_days: bool = False

    def holds(self, at: datetime, calendar: Calendar) -> bool:
        """Whether nobody is disturbed at an instant."""
        local = at.astimezone(SHANGHAI)
        if self.rest_days and not calendar.is_working_day(local.date()):
            return True
        now = local.time()
        if self.begins <= self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends

    def over(self, at: datetime, calendar: Calendar) -> datetime:
        """The instant itself if it is not quiet, else the next one that is not."""
        while self.holds(at, calendar):
            local = at.astimezone(SHANGHAI)
            at = min(_next(local, self.ends), _next(local, time()))
        return at


HOUSE = QuietHours(time(20), time(8), rest_days=True)
DIGEST_AT = time(8, 30)


def _next(local: datetime, when: time) -> datetime:
    """The next time that a clock on the wall says so."""
    day = local.date() if local.time() < when else local.date() + timedelta(days=1)
    return datetime.combine(day, when, SHANGHAI)
