"""The way to Temporal: the connection, and the one way by which an entry reaches its case."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import (
    Client,
    RPCError,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleRange,
    ScheduleSpec,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.converter import value_to_type
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCStatusCode

from enforcement.contracts.anchors import ANCHORING, ANCHORING_SCHEDULE
from enforcement.contracts.calendars import CALENDAR_WORKFLOW, RevisionInput, revision_workflow_id
from enforcement.contracts.ids import TASK_QUEUE, WORKFLOW_OF_REGISTER, case_workflow_id, register_of
from enforcement.contracts.memos import MEMO_FEED, MEMO_FEED_ID, MemoFeedInput
from enforcement.contracts.messages import NEXT_RUN, CaseInput, EntryMessage, NewReading, RecordResult, Standing
from enforcement.contracts.reconciliation import (
    RECONCILIATION,
    ROUND,
    ROUND_SCHEDULE,
    Outcome,
    ReconciliationInput,
    reconciliation_workflow_id,
)
from enforcement.contracts.risks import RISK_FEED, RISK_FEED_ID, FeedInput
from enforcement.docket.reading import EntryError, FieldError
from enforcement.errors import AlreadyFiled, CaseErased, EntryConflict, Undecidable, UnknownCase, WrongCase, ZhixingError
from enforcement.secrecy.keys import Keys
from enforcement.secrecy.payloads import data_converter

SEARCH_ATTRIBUTES = {
    "Court": "Keyword",
    "CaseNumber": "Keyword",
    "CaseState": "Keyword",
    "NextDue": "Datetime",
    "EscalationLevel": "Int",
    "Officer": "Keyword",
}
PATIENCE = timedelta(seconds=20)
_NEXT_RUN_SECONDS = 0.1


class TemporalAway(ZhixingError):
    """Temporal, or the worker behind it, did not answer in time. The entry may be sent again with the same id."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the orchestrator did not answer ({reason}); repeat the entry with the same id")


class NotRunning(ZhixingError):
    """A case whose workflow does not run."""

    def __init__(self, case_id: str) -> None:
        super().__init__(f"the workflow of {case_id} does not run; `zhixing rebuild` starts those of every case that waits for something")


@dataclass(frozen=True, slots=True)
class CaseStart:
    """How case workflows are started in this installation."""

    search_attributes: bool = True
    time_shift: float = 0.0
    rehearsal: bool = False
    entries_per_run: int = 2000
    patience: timedelta = field(default=PATIENCE)

    def input(self, case_id: str) -> CaseInput:
        """The input of a case's workflow."""
        return CaseInput(case_id, self.time_shift, self.rehearsal, self.search_attributes, self.entries_per_run)


async def connect(address: str, namespace: str, keys: Keys) -> Client:
    """A client, connected, that seals what it sends with our keys. RuntimeError if nobody answers."""
    return await Client.connect(address, namespace=namespace, data_converter=data_converter(keys))


async def register_search_attributes(address: str, namespace: str) -> None:
    """Register what is missing of our search attributes with a Temporal that others run. RuntimeError if nobody answers or it may not be."""
    operator = (await Client.connect(address, namespace=namespace)).operator_service
    try:
        known = await operator.list_search_attributes(ListSearchAttributesRequest(namespace=namespace))
        missing = {
            name: IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{kind.upper()}")
            for name, kind in SEARCH_ATTRIBUTES.items()
            if name not in known.custom_attributes
        }
        if missing:
            await operator.add_search_attributes(AddSearchAttributesRequest(namespace=namespace, search_attributes=missing))
    except RPCError as error:
        raise RuntimeError(
            f"the search attributes {', '.join(SEARCH_ATTRIBUTES)} could not be registered at {address} ({error.message}): "
            "register them with `temporal operator search-attribute create`"
        ) from error


async def record_entry(client: Client, entry: EntryMessage, start: CaseStart) -> RecordResult:
    """Send an entry to its case, starting the case's workflow if none runs; a refusal is a result.

    EntryError for an entry that cannot be read, EntryConflict for an id used before for something else, WrongCase for an entry of another
    case, TemporalAway if no answer came.

    The update's own id is new for every call: the server would answer a repeated one from its memory, without a look at the body, where
    the docket tells a duplicate from an id that is used for something else.
    """
    try:
        async with asyncio.timeout(start.patience.total_seconds()):
            while (result := await _record_once(client, entry, start)) is None:
                await asyncio.sleep(_NEXT_RUN_SECONDS)
            return result
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
        raise TemporalAway("no answer in time") from error
    except RPCError as error:
        raise TemporalAway(error.status.name.lower().replace("_", " ")) from error


async def _record_once(client: Client, entry: EntryMessage, start: CaseStart) -> RecordResult | None:
    """The docket's answer; None from a run that takes no more entries."""
    operation: WithStartWorkflowOperation[object, str] = WithStartWorkflowOperation(
        WORKFLOW_OF_REGISTER[register_of(entry.case_id)],
        start.input(entry.case_id),
        id=case_workflow_id(entry.case_id),
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        static_summary=f"执行案件 {entry.case_id}",
    )
    update: Any = client.execute_update_with_start_workflow(
        "record", entry, id=f"{entry.id}/{uuid4().hex}", start_workflow_operation=operation, result_type=RecordResult
    )
    started = asyncio.ensure_future(operation.workflow_handle())
    # What became of the start, the update tells too; an error that nobody asks for would be an incident in the log.
    started.add_done_callback(lambda known: known.cancelled() or known.exception())
    try:
        return _result(await update)
    except WorkflowUpdateFailedError as error:
        if isinstance(error.cause, ApplicationError) and error.cause.type == NEXT_RUN:
            return None
        return _from_failure(entry, error)
    finally:
        started.cancel()


async def read_docket(client: Client, case_id: str, forget: int = 0) -> Standing:
    """Let a case's workflow read its docket anew; see `NewReading`. NotRunning if none does, Undecidable if it is stuck, TemporalAway."""
    handle = client.get_workflow_handle(case_workflow_id(case_id))
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            standing: Standing = await handle.execute_update("read_docket", NewReading(forget), result_type=Standing)
            return standing
    except WorkflowUpdateFailedError as error:
        if isinstance(error.cause, ApplicationError) and error.cause.type == "Undecidable":
            raise Undecidable(case_id, *error.cause.details) from error
        raise TemporalAway(str(error.cause)) from error
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
        raise TemporalAway("no answer in time") from error
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise NotRunning(case_id) from error
        raise TemporalAway(error.status.name.lower().replace("_", " ")) from error


async def publish_calendar(client: Client, year: int, rate: float) -> str:
    """Let the calendar in force of a year reach every waiting case; one that is under way begins again. Gives the workflow's id."""
    try:
        handle = await client.start_workflow(
            CALENDAR_WORKFLOW,
            RevisionInput(year, rate),
            id=revision_workflow_id(year),
            task_queue=TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            start_signal="again",
            static_summary=f"{year}年放假通知",
        )
    except RPCError as error:
        raise TemporalAway(error.status.name.lower().replace("_", " ")) from error
    return handle.id


async def reconcile(client: Client, court: str, month: str) -> Outcome:
    """Hold a court's accounts against its cases, or wait for the one who does; gives what it came to."""
    try:
        handle: WorkflowHandle[object, Outcome] = await client.start_workflow(
            RECONCILIATION,
            ReconciliationInput(court, month),
            id=reconciliation_workflow_id(court, month),
            task_queue=TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            static_summary=f"{court} {month} 对账",
            result_type=Outcome,
        )
        return await handle.result()
    except RPCError as error:
        raise TemporalAway(error.status.name.lower().replace("_", " ")) from error


async def start_risk_feed(client: Client) -> None:
    """Let the outbox be read for integrity risk control, by one workflow for the whole installation; it may be running already."""
    await _feed(client, RISK_FEED, FeedInput(), RISK_FEED_ID, "廉政风险防控")


async def start_memo_feed(client: Client) -> None:
    """Let officers and supervisors be told, by one workflow for the whole installation; it may be running already."""
    await _feed(client, MEMO_FEED, MemoFeedInput(), MEMO_FEED_ID, "提醒和督办消息")


async def _feed(client: Client, workflow: str, feed: object, name: str, summary: str) -> None:
    try:
        await client.start_workflow(
            workflow,
            feed,
            id=name,
            task_queue=TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            static_summary=summary,
        )
    except RPCError as error:
        raise TemporalAway(error.status.name.lower().replace("_", " ")) from error


async def schedule_reconciliations(client: Client) -> None:
    """Let every court be reconciled each night at three, Beijing time; a schedule that is there already stays as it is."""
    await _nightly(client, ROUND, ROUND_SCHEDULE, 3, "案款对账")


async def schedule_anchoring(client: Client) -> None:
    """Let the journals be anchored each night at four, Beijing time, when the accounts are reconciled."""
    await _nightly(client, ANCHORING, ANCHORING_SCHEDULE, 4, "审计锚定")


async def _nightly(client: Client, workflow: str, schedule: str, hour: int, summary: str) -> None:
    action = ScheduleActionStartWorkflow(workflow, id=schedule, task_queue=TASK_QUEUE, static_summary=summary)
    nightly = ScheduleSpec(calendars=[ScheduleCalendarSpec(hour=[ScheduleRange(hour)])], time_zone_name="Asia/Shanghai")
    try:
        await client.create_schedule(schedule, Schedule(action=action, spec=nightly))
    except ScheduleAlreadyRunningError:
        return


def _result(value: object) -> RecordResult:
    if not isinstance(value, RecordResult):
        raise TypeError(f"expected the docket's answer, got {type(value).__name__}")
    return value


def _from_failure(entry: EntryMessage, failure: WorkflowUpdateFailedError) -> RecordResult:
    cause = failure.cause
    if not isinstance(cause, ApplicationError):
        raise TemporalAway(str(cause)) from failure
    match cause.type:
        case "Refused":
            return _from_details(cause)
        case "Invalid":
            raise EntryError(tuple(FieldError(*row) for row in cause.details[0])) from failure
        case "CaseErased":
            raise CaseErased(entry.case_id) from failure
        case "AlreadyFiled":
            raise AlreadyFiled(entry.case_id) from failure
        case "EntryConflict":
            raise EntryConflict(entry.case_id, entry.id) from failure
        case "Undecidable":
            raise Undecidable(entry.case_id, *cause.details) from failure
        case "UnknownCase":
            raise UnknownCase(entry.case_id) from failure
        case "WrongCase":
            raise WrongCase(entry.case_id, str(entry.data.get("case_number"))) from failure
        case _:
            raise TemporalAway(cause.message) from failure


def _from_details(cause: ApplicationError) -> RecordResult:
    return _result(value_to_type(RecordResult, cause.details[0]))
