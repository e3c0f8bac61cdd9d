"""Callbacks on their way to their cases: taken from the records as they came, tried again while somebody is away, dead where nothing helps.

Several processes may deliver from one table. Whatever is interrupted is done again, and the docket knows the entry by its id.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.dependencies import Services
from enforcement import clock
from enforcement.contracts.ids import register_of
from enforcement.contracts.messages import EntryMessage
from enforcement.docket.answered import unanswered
from enforcement.docket.casefile import CaseFile
from enforcement.docket.openers import OPENERS
from enforcement.docket.reading import EntryError, read_entry
from enforcement.docket.sequence import premature
from enforcement.errors import Undecidable, UnknownCase, ZhixingError
from enforcement.records import callbacks
from enforcement.records.callbacks import CallbackState, Verdict
from enforcement.records.database import transaction
from enforcement.records.queries import case_file
from enforcement.records.tables import CallbackRow
from enforcement.temporal import TemporalAway

AT_ONCE = 8
# What another process has kept, and what has become due, is found after so many seconds.
POLL = 1.0
# What is under way when we are asked to stop may end in so many seconds.
GRACE = 1.0
LONGEST_PAUSE = 60.0
# So long after its receipt an event may wait for the one that it has overtaken.
PATIENCE = timedelta(days=1)
log = structlog.get_logger()


@asynccontextmanager
async def delivering(services: Services) -> AsyncIterator[None]:
    """Deliver callbacks meanwhile."""
    delivery = Delivery(services)
    running = asyncio.create_task(delivery.run())
    try:
        yield
    finally:
        delivery.stop()
        await running


class Delivery:
    """Takes waiting callbacks to their cases, some at once, those of one case one after another."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._under_way: dict[asyncio.Task[None], CallbackRow] = {}
        self._stopped = False

    def stop(self) -> None:
        """Let `run` end."""
        self._stopped = True
        self._services.arrived.set()

    async def run(self) -> None:
        """Deliver what waits until stopped; what does not end in time then is left to others."""
        while not self._stopped:
            self._services.arrived.clear()
            try:
                await self._begin()
            except SQLAlchemyError as error:
                log.warning("callbacks wait: they cannot be read from the records", error=str(error).splitlines()[0])
            except Exception as error:
                log.error("callbacks wait: they cannot be read from the records", exc_info=error)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._services.arrived.wait(), POLL)
        await self._end()

    async def _begin(self) -> None:
        room = AT_ONCE - len(self._under_way)
        for row in await asyncio.to_thread(self._claim, room) if room else ():
            task = asyncio.create_task(self._deliver(row))
            self._under_way[task] = row
            task.add_done_callback(self._done)

    def _claim(self, room: int) -> Sequence[CallbackRow]:
        with transaction(self._services.engine) as session:
            return callbacks.claim(session, room, clock.now())

    def _done(self, task: asyncio.Task[None]) -> None:
        # The next of the same case may go, and there is room for one more.
        del self._under_way[task]
        self._services.arrived.set()

    async def _end(self) -> None:
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way, timeout=GRACE)
        left = [self._under_way[task] for task in late]
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for row in left:
            await self._settle(row, _later(row, "the process that had it stopped", clock.now()))

    async def _deliver(self, row: CallbackRow) -> None:
        await self._settle(row, await self._try(row))

    async def _settle(self, row: CallbackRow, verdict: Verdict) -> None:
        if verdict.state is CallbackState.DEAD:
            log.warning("a callback is a dead letter", id=row.id, subsystem=row.subsystem, reason=verdict.reason)
        try:
            await asyncio.to_thread(self._write, row, verdict)
        except SQLAlchemyError as error:
            log.warning("a callback is tried again: what became of it could not be written", id=row.id, error=str(error).splitlines()[0])

    def _write(self, row: CallbackRow, verdict: Verdict) -> None:
        with transaction(self._services.engine) as session:
            callbacks.settle(session, row, verdict, clock.now())

    async def _try(self, row: CallbackRow) -> Verdict:
        try:
            fact = self._services.callbacks.fact(row.subsystem, row.body)
            if fact is None:
                return Verdict(CallbackState.DELIVERED, outcome="noted")
            if await asyncio.to_thread(self._overtook, fact):
                return _aside(row, f"{fact.type} came before what it builds on", clock.now())
            return Verdict(CallbackState.DELIVERED, outcome=(await self._services.record(fact)).outcome)
        except (TemporalAway, Undecidable, SQLAlchemyError) as error:
            return _later(row, str(error), _after_a_pause(row))
        except (ZhixingError, EntryError) as error:
            return Verdict(CallbackState.DEAD, reason=str(error))
        except Exception as error:
            log.error("a callback could not be delivered", id=row.id, exc_info=error)
            return _later(row, repr(error), _after_a_pause(row))

    def _overtook(self, fact: EntryMessage) -> bool:
        """Whether the case must hear of something else first. EntryError or UnknownCase for what it can never take in."""
        read_entry(fact.said, clock.now())
        try:
            with transaction(self._services.engine) as session:
                return overtook(case_file(session, fact.case_id, self._services.profile), fact)
        except UnknownCase:
            if fact.type not in OPENERS.get(register_of(fact.case_id), ()):
                raise
            return False


def overtook(case: CaseFile, fact: EntryMessage) -> bool:
    """Whether a fact that is not there yet came before the one it builds on."""
    return fact.id not in case.seen and (_unnoticed(case, fact) or premature(case, fact) or unanswered(case, fact))


def _unnoticed(case: CaseFile, fact: EntryMessage) -> bool:
    """What the bank did with a payment counts only once its notice has opened the clock that it ends; after a return that is the next notice."""
    if fact.type not in ("payout_completed", "payout_returned"):
        return False
    payment = case.payments.get(str(fact.data.get("payment")))
    return payment is None or not payment.noticed or 0 < payment.notices <= payment.returns


def _after_a_pause(row: CallbackRow) -> datetime:
    return clock.now() + timedelta(seconds=min(LONGEST_PAUSE, 2.0 ** min(row.tries - 1, 10)))


def _later(row: CallbackRow, reason: str, at: datetime) -> Verdict:
    return Verdict(CallbackState.WAITING, reason=reason, next_try_at=at)


def _aside(row: CallbackRow, reason: str, now: datetime) -> Verdict:
    if now - row.received_at > PATIENCE:
        return Verdict(CallbackState.DEAD, reason=f"{reason}, and it has not come since")
    return Verdict(CallbackState.WAITING, reason=reason, next_try_at=_after_a_pause(row), aside=True)
