"""The risk feed on the engine: everything told once and in order, through a bad line, refusals and a crash between sending and marking."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.risks import RiskActivities
from enforcement.contracts.ids import TASK_QUEUE
from enforcement.contracts.risks import RISK_FEED_ID, FeedInput
from enforcement.docket.risks import Journaled
from enforcement.ports.subsystems import SubsystemAway
from enforcement.temporal import start_risk_feed
from tests.docket.building import moment
from tests.fakes.line import BadLine, Distant
from tests.fakes.outbox import FakeOutbox
from tests.fakes.subsystems import FakeRisks
from workflows.risks import RiskFeed
from zhixing.virtual_time import terminate

ORDINARY = Journaled("沪0199-2026-执-1", 0, "act", "freeze_account", "accepted", ("accepted",), moment("2026-03-02T10:00"), "handler")


def rows(count: int) -> list[Journaled]:
    """Every third one is a risk."""
    return [replace(ORDINARY, sequence=n, outcome="accepted" if n % 3 else "refused") for n in range(1, count + 1)]


class Forgetful(FakeOutbox):
    """Cannot mark as delivered `lost` times: the worker is gone between sending and marking."""

    def __init__(self, rows: Sequence[Journaled]) -> None:
        super().__init__(rows)
        self.lost = 0

    def delivered(self, ids: Sequence[int], at: datetime) -> None:
        if ids and self.lost > 0:
            self.lost -= 1
            raise ConnectionError("the database is away")
        super().delivered(ids, at)


@dataclass
class Feeding:
    """A feed over an outbox and risk control in memory."""

    environment: WorkflowEnvironment
    outbox: Forgetful
    control: FakeRisks
    line: BadLine

    @property
    def told(self) -> list[int]:
        return [notice.sequence for notice in self.control.orders.values()]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Let time pass, a minute at a time."""
        for _ in range(200):
            if holds():
                return
            await asyncio.sleep(0.01)
            await self.environment.sleep(60)
        pytest.fail(f"told {self.told}, delivered {sorted(self.outbox.delivered_at)}")


@asynccontextmanager
async def feeding_from(environment: WorkflowEnvironment, outbox: Forgetful) -> AsyncIterator[Feeding]:
    """A worker that knows the feed alone, and the feed."""
    control, line = FakeRisks(), BadLine(partial(SubsystemAway, "supervision"))
    client: Client = environment.client
    with ThreadPoolExecutor(2) as threads:
        hands = RiskActivities(outbox, Distant(control, line, "risk"))
        async with Worker(client, task_queue=TASK_QUEUE, workflows=[RiskFeed], activities=[hands.feed], activity_executor=threads):
            await start_risk_feed(client)
            yield Feeding(environment, outbox, control, line)
            await terminate(client, RISK_FEED_ID, "the test is over")


TROUBLES: list[Callable[[Feeding], None]] = [
    lambda feed: None,
    lambda feed: feed.line.be_away("risk", 5),
    lambda feed: feed.line.lose_answers("risk", 3),
    lambda feed: setattr(feed.outbox, "lost", 3),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=["no trouble", "away", "answers lost", "gone before marking"])
async def test_every_risk_is_told_once_and_in_order(environment: WorkflowEnvironment, trouble: Callable[[Feeding], None]) -> None:
    async with feeding_from(environment, Forgetful([])) as feed:
        trouble(feed)
        for row in rows(12):
            feed.outbox.add(row)
        await feed.until(lambda: len(feed.outbox.delivered_at) == 12)
        assert feed.told == [3, 6, 9, 12]


async def test_a_second_start_finds_the_feed_and_what_comes_later_is_told(environment: WorkflowEnvironment) -> None:
    async with feeding_from(environment, Forgetful(rows(3))) as feed:
        await feed.until(lambda: feed.told == [3])
        await start_risk_feed(environment.client)
        feed.outbox.add(replace(ORDINARY, sequence=4, outcome="refused"))
        await feed.until(lambda: feed.told == [3, 4])
        assert feed.line.calls["risk"] == 2


async def test_what_is_refused_waits_and_holds_up_nothing(environment: WorkflowEnvironment) -> None:
    async with feeding_from(environment, Forgetful([])) as feed:
        feed.control.refused.add("沪0199-2026-执-2")
        feed.outbox.add(replace(ORDINARY, case_id="沪0199-2026-执-2", sequence=1, outcome="refused"))
        feed.outbox.add(replace(ORDINARY, sequence=2, outcome="refused"))
        await feed.until(lambda: 2 in feed.outbox.delivered_at)
        assert (feed.told, 1 in feed.outbox.delivered_at) == ([2], False)
        feed.control.refused.clear()
        await feed.until(lambda: 1 in feed.outbox.delivered_at)
        assert feed.told == [2, 1]


async def test_a_long_queue_goes_through_in_batches_and_runs(environment: WorkflowEnvironment) -> None:
    async with feeding_from(environment, Forgetful([])) as feed:
        await terminate(environment.client, RISK_FEED_ID, "another one is started")
        for row in rows(60):
            feed.outbox.add(row)
        short = FeedInput(limit=5, batches=3)
        started = await environment.client.start_workflow(RiskFeed.run, short, id=RISK_FEED_ID, task_queue=TASK_QUEUE)
        await feed.until(lambda: len(feed.outbox.delivered_at) == 60)
        assert feed.told == list(range(3, 61, 3))
        assert (await environment.client.get_workflow_handle(RISK_FEED_ID).describe()).run_id != started.first_execution_run_id
