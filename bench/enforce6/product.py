"""The product as a contender: its own workflow, docket, records and way of an entry, with the days of the law run off in seconds."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property

from temporalio.client import Client

from bench.enforce6.workload import Plan
from enforcement.contracts.ids import case_workflow_id
from enforcement.contracts.messages import EntryMessage, EscalationKey, Json, RecordResult, Standing, TickMessage, WakeUp
from enforcement.docket.casefile import empty_case
from enforcement.docket.clocks import Clock
from enforcement.docket.decide import decide
from enforcement.docket.profile import embedded_profile
from enforcement.docket.reading import read_entry
from enforcement.law.periods import SHANGHAI
from enforcement.ports.docket import Docket
from enforcement.temporal import CaseStart, record_entry

RULE = "zhongben_clue_check_prompt"
FIRST = datetime(2026, 3, 10, 10, tzinfo=SHANGHAI)
START = CaseStart(search_attributes=False)


def case_of(n: int) -> str:
    """The id of the n-th case."""
    return f"沪0199-2026-执-{n + 1}"


def opening(case_id: str, n: int) -> EntryMessage:
    """The fact that opens the n-th clock: a clue to be checked within seven days."""
    data: dict[str, Json] = {"clue": f"C{n}", "clear": True, "specific": True, "urgent": False}
    return EntryMessage(case_id, f"open-{n}", "fact", "clue_received", "applicant", data, FIRST.isoformat())


def meeting(case_id: str, n: int) -> EntryMessage:
    """The fact that meets it: the clue was checked, nothing was found."""
    return EntryMessage(case_id, f"meet-{n}", "fact", "clue_verified", "handler", {"clue": f"C{n}", "found": False})


class Product:
    """Drives the product from outside, as the API does."""

    name = "product"

    def __init__(self, client: Client) -> None:
        self._client = client

    async def open(self, n: int) -> None:
        """Start a case with six clocks."""
        for clock in range(6):
            await record_entry(self._client, opening(case_of(n), clock), START)

    async def meet(self, n: int, clock: int) -> None:
        """Meet one clock."""
        await record_entry(self._client, meeting(case_of(n), clock), START)

    def workflow_id(self, n: int) -> str:
        return case_workflow_id(case_of(n))


class Hurried:
    """A docket for which the run's first instant is a Tuesday at ten, and whose seven days end when the plan says.

    Before the warning, from there to the expiry, and after it, legal time runs at three speeds; the last is that of the wall clock.
    """

    def __init__(self, docket: Docket, plan: Plan) -> None:
        self._docket = docket
        self._plan = plan

    def record(self, message: EntryMessage) -> RecordResult:
        return self._told(self._docket.record(replace(message, recorded_at=self._legal(message.recorded_at or "").isoformat())))

    def tick(self, message: TickMessage) -> RecordResult:
        return self._told(self._docket.tick(TickMessage(message.case_id, self._legal(message.at).isoformat())))

    def standing(self, case_id: str) -> Standing:
        return self._in_bench_time(self._docket.standing(case_id))

    def tell(self, key: EscalationKey, at: datetime) -> None:
        self._docket.tell(key, at)

    def _told(self, result: RecordResult) -> RecordResult:
        return replace(result, standing=self._in_bench_time(result.standing))

    def _in_bench_time(self, standing: Standing) -> Standing:
        rings = [WakeUp(w.clock, self._bench(datetime.fromisoformat(w.at)).isoformat(), w.label) for w in standing.wake_ups]
        return replace(standing, wake_ups=rings)

    @cached_property
    def _marks(self) -> tuple[tuple[float, datetime], ...]:
        clock, plan = _clock(), self._plan
        assert clock.warn_at is not None
        return ((plan.began, FIRST), (plan.warns, clock.warn_at), (plan.expires, clock.expires_at))

    def _legal(self, text: str) -> datetime:
        """Up to the next whole second: a microsecond here is a moment there, and a timer must not come before its instant."""
        legal = self._exact(datetime.fromisoformat(text).timestamp())
        return legal.replace(microsecond=0) + timedelta(seconds=1 if legal.microsecond else 0)

    def _exact(self, at: float) -> datetime:
        for (before, day), (after, next_day) in zip(self._marks, self._marks[1:], strict=False):
            if at < after:
                return day + (next_day - day) * max(0.0, (at - before) / (after - before))
        last, day = self._marks[-1]
        return day + timedelta(seconds=at - last)

    def _bench(self, legal: datetime) -> datetime:
        for (before, day), (after, next_day) in zip(self._marks, self._marks[1:], strict=False):
            if legal <= next_day:
                return datetime.fromtimestamp(before + (after - before) * ((legal - day) / (next_day - day)), SHANGHAI)
        last, day = self._marks[-1]
        return datetime.fromtimestamp(last, SHANGHAI) + (legal - day)


def _clock() -> Clock:
    """The clock that the first entry opens, as the docket computes it."""
    message = opening(case_of(0), 0)
    raw = {"id": message.id, "kind": message.kind, "type": message.type, "by": message.by, "data": message.data}
    entry = read_entry({**raw, "happened_at": message.happened_at}, FIRST)
    (clock,) = (clock for clock in decide(empty_case(case_of(0)), entry, embedded_profile()).clocks if clock.rule == RULE)
    return clock
