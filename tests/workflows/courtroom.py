"""One case on a running engine: say something to it, let time pass, and look at its timers and its journal."""

from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from google.protobuf.json_format import MessageToDict
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowHandle
from temporalio.converter import default
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.docket import DocketActivities
from activities.escalation import EscalationActivities
from enforcement import clock
from enforcement.contracts.ids import TASK_QUEUE, case_workflow_id, parse_case_id
from enforcement.contracts.messages import EntryMessage, EscalationKey, Json, RecordResult, Standing
from enforcement.docket.events import Event, iso
from enforcement.records import queries
from enforcement.records.case_records import Records
from enforcement.records.database import transaction
from enforcement.temporal import CaseStart, record_entry
from tests.fakes.docket import MemoryDocket, Unreliable
from tests.workflows.procedures import WaitingQuery
from workflows.case import EnforcementCase
from zhixing.virtual_time import VirtualTime

# A Friday; the Spring Festival of 2026 follows.
FIRST_DAY = datetime.fromisoformat("2026-02-06T10:00:00+08:00")
NOTICE, SIX_MONTHS, QUERY = "execution_notice_10d", "six_month_no_execution", "query_launch_5wd"
NOTICE_WARNED = datetime.fromisoformat("2026-02-14T09:00:00+08:00")
NOTICE_EXPIRED = datetime.fromisoformat("2026-02-25T00:00:00+08:00")


class CountingSupervisors:
    """Supervisors who are told through the docket, and remember each message."""

    def __init__(self, docket: Unreliable) -> None:
        self._docket = docket
        self.told: list[tuple[str, int]] = []
        self.away = 0

    def tell(self, key: EscalationKey) -> None:
        if self.away > 0:
            self.away -= 1
            raise ConnectionError("nobody answers")
        self.told.append((key.clock, key.level))
        self._docket.tell(key, clock.now())


@dataclass(frozen=True)
class Timer:
    """One timer of a history: its label and what became of it (running, fired, cancelled)."""

    label: str
    state: str
    seconds: float


@dataclass
class Courtroom:
    """One case. `start` says how its workflow is started."""

    environment: WorkflowEnvironment
    docket: Unreliable
    supervisors: CountingSupervisors
    case_id: str
    virtual: VirtualTime
    start: CaseStart
    runs: list[str] = field(default_factory=list)

    @property
    def client(self) -> Client:
        return self.environment.client

    @property
    def handle(self) -> WorkflowHandle[Any, str]:
        return self.client.get_workflow_handle(case_workflow_id(self.case_id))

    # -- saying -----------------------------------------------------------------------------------------------------

    def entry(
        self,
        name: str,
        data: dict[str, Json] | None = None,
        *,
        kind: str = "fact",
        entry_id: str | None = None,
        happened_at: str | None = None,
    ) -> EntryMessage:
        return EntryMessage(self.case_id, entry_id or uuid4().hex, kind, name, "handler", data or {}, happened_at)

    def filing(self, **other: Json) -> EntryMessage:
        number = parse_case_id(self.case_id)
        data: dict[str, Json] = {
            "case_number": str(number),
            "court": number.court,
            "applied_on": "2026-02-05",
            "claim": 1000000,
            "fees": 12400,
            "parties": [
                {"id": "P1", "role": "applicant", "name": "申请人甲"},
                {"id": "D1", "role": "debtor", "name": "被执行人乙", "kind": "person"},
            ],
            "payee_account": {"bank": "某行", "number": "6222000001", "confirmed": True},
        }
        return self.entry("file_case", {**data, **other}, kind="act", entry_id="filing")

    async def send(self, entry: EntryMessage) -> RecordResult:
        return await record_entry(self.client, entry, self.start)

    async def file(self) -> RecordResult:
        return await self.send(self.filing())

    async def say(self, name: str, **data: Json) -> RecordResult:
        return await self.send(self.entry(name, data))

    async def act(self, name: str, **data: Json) -> RecordResult:
        return await self.send(self.entry(name, data, kind="act"))

    async def serve_notice(self) -> None:
        """Meets the clock of the execution notice."""
        rights: dict[str, Json] = {"states_account": True, "states_right_to_refuse": True, "states_12368": True}
        await self.act("issue_document", document="W1", kind="执行通知书", **rights)
        await self.say("document_served", document="W1")

    async def terminate(self) -> None:
        """Two queries more than three months apart, then the case is closed by 终本; the clocks of a terminated case run on."""
        await self.serve_notice()
        await self.say("query_launched", channels=["总对总", "点对点"], types="ALL_ENABLED")
        await self.virtual.reach(FIRST_DAY.replace(day=11, month=5))
        await self.say("query_launched", channels=["总对总", "点对点"], types="ALL_ENABLED")
        checked: dict[str, Json] = {"panel": True, "president_approved": True, "applicant_heard": True, "checklist_complete": True}
        await self.act("terminate_procedure", reason="无财产可供执行", **checked)
        await self.say("termination_served")
        await self.act("close_case", form="终结本次执行程序")

    async def close(self) -> RecordResult:
        """Leaves nothing to wait for, once the notice is served."""
        return await self.act("close_case", form="执行完毕")

    # -- looking ----------------------------------------------------------------------------------------------------

    async def clocks(self) -> Standing:
        return await self.handle.query(EnforcementCase.clocks)

    def timeline(self) -> list[tuple[str, str, str | None]]:
        """When (to the minute), what, and of which clock, from the journal."""
        events = events_of(self.docket, self.case_id)
        return [(iso(event.at.replace(second=0, microsecond=0)), event.kind.value, event.clock) for event in events]

    async def history(self) -> Sequence[HistoryEvent]:
        return (await self.handle.fetch_history()).events

    async def children(self) -> list[str]:
        """The workflow ids of the procedures that the present run has started."""
        started = (event.child_workflow_execution_started_event_attributes for event in await self.history())
        return [child.workflow_execution.workflow_id for child in started if child.workflow_execution.workflow_id]

    async def timers(self) -> list[Timer]:
        """Every timer of the present run, in the order of starting."""
        return await timers_of(await self.history())


async def timers_of(history: Sequence[HistoryEvent]) -> list[Timer]:
    """The timers of a history, in the order of starting."""
    ended = {e.timer_fired_event_attributes.started_event_id: "fired" for e in history if e.HasField("timer_fired_event_attributes")}
    ended |= {
        e.timer_canceled_event_attributes.started_event_id: "cancelled" for e in history if e.HasField("timer_canceled_event_attributes")
    }
    started = [e for e in history if e.HasField("timer_started_event_attributes")]
    return [Timer(await label_of(e), ended.get(e.event_id, "running"), _seconds(e)) for e in started]


async def label_of(event: HistoryEvent) -> str:
    """The summary that an event carries for people."""
    return str((await default().decode([event.user_metadata.summary]))[0])


def _seconds(event: HistoryEvent) -> float:
    started = MessageToDict(event.timer_started_event_attributes)
    return float(str(started["startToFireTimeout"]).removesuffix("s"))


def events_of(docket: Unreliable, case_id: str) -> list[Event]:
    """What happened to a case, in the order of time."""
    match docket.docket:
        case MemoryDocket() as memory:
            return memory.events(case_id)
        case Records() as records:
            with transaction(records.engine) as session:
                return queries.timeline(session, case_id)
        case other:
            raise TypeError(f"expected a docket whose journal can be read, got {type(other).__name__}")


@asynccontextmanager
async def working(client: Client, docket: Unreliable, supervisors: CountingSupervisors) -> AsyncIterator[None]:
    """A worker on a docket, with waiting procedures."""
    activities = DocketActivities(docket)
    with ThreadPoolExecutor(8) as threads:
        async with Worker(
            client,
            task_queue=TASK_QUEUE,
            workflows=[EnforcementCase, WaitingQuery],
            activities=[activities.record, activities.tick, activities.standing, EscalationActivities(supervisors).tell],
            activity_executor=threads,
        ):
            yield
