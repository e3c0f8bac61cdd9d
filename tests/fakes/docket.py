"""Dockets for tests of what drives them: one in memory, and one that loses answers, is away, or takes its time."""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from enforcement.contracts.messages import EntryMessage, EscalationKey, RecordResult, Standing, TickMessage
from enforcement.docket.casefile import CaseFile, empty_case
from enforcement.docket.correcting import Past
from enforcement.docket.decide import Decision, Outcome, decide, tick
from enforcement.docket.events import Event, EventKind
from enforcement.docket.profile import Profile
from enforcement.docket.reading import read_entry
from enforcement.docket.standing import refusal_of, standing
from enforcement.errors import EntryConflict
from enforcement.ports.docket import Docket
from tests.fakes.line import BadLine

_PATIENCE = 30.0


@dataclass
class _Page:
    case: CaseFile
    sequence: int = 0
    events: list[Event] = field(default_factory=list)
    said: dict[str, tuple[EntryMessage, RecordResult]] = field(default_factory=dict)
    past: list[Past] = field(default_factory=list)
    untold: list[EscalationKey] = field(default_factory=list)

    def keep(self, decision: Decision) -> None:
        self.case = decision.case
        self.sequence += 1
        self.events += decision.events
        rungs = [event for event in decision.events if event.kind is EventKind.ESCALATED]
        self.untold += [EscalationKey(self.case.case_id, event.clock or "", event.level or 0) for event in rungs]

    def pass_time(self, instant: datetime) -> None:
        passed = tick(self.case, instant)
        if passed.events:
            self.keep(passed)

    @property
    def standing(self) -> Standing:
        return replace(standing(self.case, self.sequence), escalations=list(self.untold))


class MemoryDocket:
    """The pure docket without a database."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._pages: dict[str, _Page] = {}
        self._lock = threading.RLock()

    def record(self, message: EntryMessage) -> RecordResult:
        with self._lock:
            page = self._page(message.case_id)
            said = replace(message, recorded_at=None)
            stamped = datetime.fromisoformat(message.recorded_at or "")
            now = max(stamped, page.case.last_at or stamped)
            raw = {"id": said.id, "kind": said.kind, "type": said.type, "by": said.by, "data": said.data}
            entry = read_entry({**raw, "happened_at": said.happened_at} if said.happened_at else raw, now)
            if said.id in page.said:
                return _again(page, said)
            page.pass_time(now)
            decision = decide(page.case, entry, self._profile, page.past)
            page.keep(decision)
            page.past.append(Past(entry, decision.outcome is Outcome.REFUSED))
            refusals = [refusal_of(ground) for ground in decision.refusals]
            result = RecordResult(entry.id, decision.outcome.value, page.standing, refusals, list(decision.warnings))
            page.said[said.id] = (said, result)
            return result

    def tick(self, message: TickMessage) -> RecordResult:
        with self._lock:
            page = self._page(message.case_id)
            if page.case.last_at is not None:
                page.pass_time(max(datetime.fromisoformat(message.at), page.case.last_at))
            return RecordResult("", Outcome.TICKED.value, page.standing)

    def standing(self, case_id: str) -> Standing:
        with self._lock:
            return self._page(case_id).standing

    def tell(self, key: EscalationKey, at: datetime) -> None:
        with self._lock:
            untold = self._page(key.case_id).untold
            if key in untold:
                untold.remove(key)

    def events(self, case_id: str) -> list[Event]:
        """What happened to a case, in the order of time."""
        with self._lock:
            return sorted(self._page(case_id).events, key=lambda event: event.at)

    def entries(self, case_id: str, type_: str) -> list[EntryMessage]:
        """What was said to a case of one type, in the order of recording."""
        with self._lock:
            return [message for message, _ in self._page(case_id).said.values() if message.type == type_]

    def case_file(self, case_id: str) -> CaseFile:
        """The case as it stands."""
        with self._lock:
            return self._page(case_id).case

    def _page(self, case_id: str) -> _Page:
        return self._pages.setdefault(case_id, _Page(empty_case(case_id)))


def _again(page: _Page, said: EntryMessage) -> RecordResult:
    first, result = page.said[said.id]
    if first != said:
        raise EntryConflict(said.case_id, said.id)
    outcome = Outcome.REFUSED if result.refusals else Outcome.DUPLICATE
    return replace(result, outcome=outcome.value, standing=page.standing)


class Unreliable(BadLine):
    """A docket behind a bad line, which can also take its time. It asks for procedures of the kinds `followed` only, or for all."""

    def __init__(self, docket: Docket, followed: Collection[str] | None = None) -> None:
        super().__init__()
        self.docket = docket
        self._followed = followed
        self._open = threading.Event()
        self._open.set()

    def hold(self) -> None:
        """Let entries wait until `release`."""
        self._open.clear()

    def release(self) -> None:
        self._open.set()

    def record(self, message: EntryMessage) -> RecordResult:
        self._open.wait(_PATIENCE)
        return self._narrowed(self.ask("record", lambda: self.docket.record(message)))

    def tick(self, message: TickMessage) -> RecordResult:
        return self._narrowed(self.ask("tick", lambda: self.docket.tick(message)))

    def standing(self, case_id: str) -> Standing:
        return self._narrow(self.ask("standing", lambda: self.docket.standing(case_id)))

    def _narrowed(self, result: RecordResult) -> RecordResult:
        return replace(result, standing=self._narrow(result.standing))

    def _narrow(self, standing: Standing) -> Standing:
        if self._followed is None:
            return standing
        return replace(standing, procedures=[p for p in standing.procedures if p.kind in self._followed])

    def tell(self, key: EscalationKey, at: datetime) -> None:
        self.ask("tell", lambda: self.docket.tell(key, at))
