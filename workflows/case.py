"""EnforcementCase: one per case. Entries in, timers armed, procedures started, supervisors told; the docket decides all of it."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import ActivityError, ApplicationError, WorkflowAlreadyStartedError

from workflows.clocks import Clocks
from workflows.policies import (
    DOCKET_LOCAL_WAIT,
    DOCKET_RETRY,
    DOCKET_TIMEOUT,
    ESCALATION_RETRY,
    ESCALATION_TIMEOUT,
    LAST_WORDS,
)
from workflows.showing import show

with workflow.unsafe.imports_passed_through():
    from activities.docket import DocketActivities
    from activities.escalation import EscalationActivities
    from enforcement.contracts.ids import procedure_workflow_id
    from enforcement.contracts.messages import (
        NEXT_RUN,
        CaseInput,
        EntryMessage,
        EscalationKey,
        NewReading,
        RecordResult,
        Standing,
        TickMessage,
        WakeUp,
    )
    from enforcement.contracts.procedures import WORKFLOW_OF, ProcedureInput

FINAL_STATES = ("unfiled", "closed", "terminated")
# A local activity fails with what it raised, or with that as the cause.
DOCKET_FAILED = (ActivityError, ApplicationError)
_Argument = TypeVar("_Argument")
_Answer = TypeVar("_Answer")


@workflow.defn(name="EnforcementCase")
class EnforcementCase:
    """The driver of one case. It keeps no business state: every answer of the docket is the complete standing."""

    @workflow.init
    def __init__(self, case: CaseInput) -> None:
        self._case = case
        self._shift = timedelta(seconds=case.time_shift)
        self._standing: Standing | None = None
        self._clocks = Clocks(self._ring, self._shift)
        self._told: set[tuple[str, int]] = set()
        self._started: set[str] = set()
        self._children: set[str] = set()
        self._taken = 0
        self._readings = 0
        self._busy = 0
        self._working: set[asyncio.Task[None]] = set()

    @workflow.run
    async def run(self, case: CaseInput) -> str:
        """Look up where the case stands, wait for entries and timers, and end when the docket has nothing to wait for."""
        await self._first_standing()
        await workflow.wait_condition(lambda: self._quiet and (self._finished or self._long))
        if self._finished:
            await self._last_words()
        self._clocks.drop_all()
        if not self._finished:
            workflow.continue_as_new(case)
        return self._standing.state if self._standing else ""

    async def _first_standing(self) -> None:
        """Where the case stands. A case that cannot be read waits for an entry, or to be told that it is mended."""
        while self._standing is None:
            readings = self._readings
            try:
                self._take(await self._ask(DocketActivities.standing, self._case.case_id))
            except DOCKET_FAILED as error:
                workflow.logger.error("where the case stands cannot be told: %s", error)
                await workflow.wait_condition(lambda: self._standing is not None or self._readings > readings)  # noqa: B023

    async def _last_words(self) -> None:
        """Let procedures that have said what they had to say end before the case does: one that nobody waits for any more is left alone."""
        if self._children:
            with suppress(TimeoutError):
                await workflow.wait_condition(lambda: not self._children, timeout=LAST_WORDS)
        await workflow.wait_condition(lambda: self._quiet)

    # -- entries --------------------------------------------------------------------------------------------------

    @workflow.update(name="record")
    async def record(self, entry: EntryMessage) -> RecordResult:
        """Take an entry in and answer with its outcome; a refused act fails the update with the guards that refused it."""
        result = await self._record(entry)
        if result.outcome == "refused":
            guards = ", ".join(refusal.guard for refusal in result.refusals)
            raise ApplicationError(f"refused by {guards}", result, type="Refused", non_retryable=True)
        return result

    @record.validator
    def check_case(self, entry: EntryMessage) -> None:
        """Only the shape, and whether this run still takes entries: whether one is allowed is the docket's to say."""
        if self._ending:
            raise ApplicationError("the case goes on in a new run", type=NEXT_RUN)
        if entry.case_id != self._case.case_id:
            raise ApplicationError(f"expected an entry for {self._case.case_id}, got one for {entry.case_id}", type="WrongCase")

    @workflow.update(name="read_docket")
    async def read_docket(self, reading: NewReading) -> Standing:
        """Bring everything in line with the docket as it is now, where something came between; tells where the case stands.

        Timers that could not do their work are set again. What a docket that was restored has lost is forgotten, and so is what was
        started for it: under its key it is done again where it is still owed.
        """
        try:
            standing = await self._ask(DocketActivities.standing, self._case.case_id)
        except DOCKET_FAILED as error:
            raise _said_by(error) from error
        finally:
            self._readings += 1
        if self._standing is not None and 0 < reading.forget == self._standing.sequence > standing.sequence:
            self._standing = None
            self._told.clear()
            self._started &= self._children
        self._take(standing)
        return standing

    @workflow.signal(name="report")
    async def report(self, entry: EntryMessage) -> None:
        """Take an entry in without an answer; what cannot be taken in is left to the log."""
        try:
            await self._record(entry)
        except DOCKET_FAILED as error:
            workflow.logger.warning("an entry reported by signal was not taken in: %s", error)

    @workflow.query(name="clocks")
    def clocks(self) -> Standing:
        """Where the case stands, as its workflow knows it."""
        return self._standing or Standing(self._case.case_id)

    async def _record(self, entry: EntryMessage) -> RecordResult:
        if not (self._case.rehearsal and entry.recorded_at):
            entry = EntryMessage(
                entry.case_id,
                entry.id,
                entry.kind,
                entry.type,
                entry.by,
                entry.data,
                entry.happened_at,
                self._now().isoformat(),
                entry.actor,
            )
        try:
            result = await self._ask(DocketActivities.record, entry)
        except DOCKET_FAILED as error:
            raise _said_by(error) from error
        self._taken += 1
        self._take(result.standing)
        return result

    # -- the standing -----------------------------------------------------------------------------------------------

    def _take(self, standing: Standing) -> None:
        """Bring timers, procedures, escalations and what people see in line with the docket's newest answer."""
        if self._standing is not None and standing.sequence < self._standing.sequence:
            return
        before, self._standing = self._standing, standing
        self._clocks.reconcile(standing.wake_ups)
        for key in standing.escalations:
            if (key.clock, key.level) not in self._told:
                self._told.add((key.clock, key.level))
                self._in_background(self._escalate(key))
        self._start_procedures(standing)
        show(before, standing, search_attributes=self._case.search_attributes)

    async def _ring(self, wake_up: WakeUp) -> None:
        self._busy += 1
        try:
            result = await self._ask(DocketActivities.tick, TickMessage(self._case.case_id, wake_up.at))
            self._take(result.standing)
        except DOCKET_FAILED as error:
            # It is on the list of what is stuck; the timer is set again with the next answer of the docket.
            workflow.logger.error("time could not pass: %s", error)
        finally:
            self._busy -= 1

    async def _escalate(self, key: EscalationKey) -> None:
        await workflow.execute_activity_method(
            EscalationActivities.tell,
            key,
            start_to_close_timeout=ESCALATION_TIMEOUT,
            retry_policy=ESCALATION_RETRY,
            summary=f"{key.clock} · {key.level}级",
        )

    def _start_procedures(self, standing: Standing) -> None:
        wanted = {procedure_workflow_id(self._case.case_id, p.kind, p.key): p for p in standing.procedures}
        # What the case no longer needs may be needed again later, under the same name.
        self._started &= wanted.keys()
        for name, procedure in wanted.items():
            if name not in self._started and not self._case.rehearsal:
                self._started.add(name)
                data = ProcedureInput(self._case.case_id, procedure.kind, procedure.key, procedure.data)
                self._in_background(self._start(name, data))

    async def _start(self, name: str, procedure: ProcedureInput) -> None:
        try:
            child = await workflow.start_child_workflow(
                WORKFLOW_OF[procedure.kind],
                procedure,
                id=name,
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                static_summary=f"{procedure.kind} {procedure.key}",
            )
            self._children.add(name)
            child.add_done_callback(lambda ended: self._ended(name, ended))
        except WorkflowAlreadyStartedError:
            workflow.logger.info("procedure %s is running already", name)

    def _ended(self, name: str, ended: asyncio.Future[object]) -> None:
        self._children.discard(name)
        # Its failure is to be seen in Temporal; what it owed stays owed, on a clock that keeps running.
        if not ended.cancelled() and (error := ended.exception()) is not None:
            workflow.logger.error("procedure %s failed: %s", name, error)

    # -- conditions -----------------------------------------------------------------------------------------------------

    @property
    def _finished(self) -> bool:
        now = self._standing
        return now is not None and now.state in FINAL_STATES and not (now.wake_ups or now.procedures)

    @property
    def _long(self) -> bool:
        return self._taken >= self._case.entries_per_run or workflow.info().is_continue_as_new_suggested()

    @property
    def _ending(self) -> bool:
        """Whether only entries in hand keep a long run from ending: while new ones were taken in it would never be quiet, and its history would
        grow until no worker can replay it in time."""
        return self._long and not self._finished and self._standing is not None and self._busy == 0

    @property
    def _quiet(self) -> bool:
        return self._busy == 0 and workflow.all_handlers_finished()

    def _now(self) -> datetime:
        return workflow.now() + self._shift

    # -- asking and doing -----------------------------------------------------------------------------------------------

    async def _ask(self, method: Callable[[DocketActivities, _Argument], _Answer], argument: _Argument) -> _Answer:
        """One short local activity on the docket."""
        return await workflow.execute_local_activity_method(
            method,
            argument,
            start_to_close_timeout=DOCKET_TIMEOUT,
            retry_policy=DOCKET_RETRY,
            local_retry_threshold=DOCKET_LOCAL_WAIT,
        )

    def _in_background(self, work: Coroutine[object, object, None]) -> None:
        async def tracked() -> None:
            self._busy += 1
            try:
                await work
            finally:
                self._busy -= 1
                self._working.discard(task)

        task = asyncio.create_task(tracked())
        self._working.add(task)


def _said_by(error: ActivityError | ApplicationError) -> BaseException:
    return (error.cause or error) if isinstance(error, ActivityError) else error
