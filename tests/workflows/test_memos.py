"""The memo feed on the engine: each letter brought once and in order, through a channel that is away and a crash between sending and noting."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.memos import MemoActivities
from enforcement import clock
from enforcement.contracts.ids import TASK_QUEUE
from enforcement.contracts.memos import MEMO_FEED_ID, MemoFeedInput
from enforcement.ports.channels import Letter
from enforcement.temporal import start_memo_feed
from tests.fakes.channels import FakeChannel
from tests.fakes.memos import FakeMemos
from workflows.memos import MemoFeed
from zhixing.virtual_time import terminate

LETTERS = tuple(Letter(f"memo {n}", "sun", "督办提醒", "…") for n in range(1, 13))
TROUBLES: list[tuple[Callable[[FakeMemos, FakeChannel], None], str]] = [
    (lambda memos, channel: None, "sent N1"),
    (lambda memos, channel: setattr(memos, "vanishing", 3), "sent N1"),
    (lambda memos, channel: setattr(channel, "away", 1), "away"),
    (lambda memos, channel: setattr(channel, "losing", 1), "lost"),
    (lambda memos, channel: channel.unknown.add("sun"), "refused"),
]


@pytest.mark.parametrize(("trouble", "first"), TROUBLES, ids=["no trouble", "gone before noting", "away", "answer lost", "wrong address"])
async def test_every_memo_is_settled_once(
    environment: WorkflowEnvironment, trouble: Callable[[FakeMemos, FakeChannel], None], first: str
) -> None:
    memos, channel = FakeMemos(letters=LETTERS), FakeChannel()
    trouble(memos, channel)
    with ThreadPoolExecutor(2) as threads:
        hands = MemoActivities(memos, {"fake": channel}, clock.now)
        async with Worker(
            environment.client, task_queue=TASK_QUEUE, workflows=[MemoFeed], activities=[hands.send], activity_executor=threads
        ):
            for _ in range(2):
                # The second start finds the feed.
                await start_memo_feed(environment.client)
            await until(environment, memos)
            await terminate(environment.client, MEMO_FEED_ID, "the test is over")
    assert [len(outcomes) for outcomes in memos.outcomes.values()] == [1] * 12
    assert memos.outcomes["memo 1"] == [first]
    keys = [letter.key for letter in channel.brought]
    assert keys == ([] if first == "refused" else [letter.key for letter in LETTERS[first == "away" :]])


async def test_a_long_queue_goes_through_in_batches_and_runs(environment: WorkflowEnvironment) -> None:
    memos, channel = FakeMemos(letters=LETTERS), FakeChannel()
    with ThreadPoolExecutor(2) as threads:
        hands = MemoActivities(memos, {"fake": channel}, clock.now)
        async with Worker(
            environment.client, task_queue=TASK_QUEUE, workflows=[MemoFeed], activities=[hands.send], activity_executor=threads
        ):
            short = MemoFeedInput(limit=2, batches=2)
            started = await environment.client.start_workflow(MemoFeed.run, short, id=MEMO_FEED_ID, task_queue=TASK_QUEUE)
            await until(environment, memos)
            assert (await environment.client.get_workflow_handle(MEMO_FEED_ID).describe()).run_id != started.first_execution_run_id
            await terminate(environment.client, MEMO_FEED_ID, "the test is over")
    assert [letter.key for letter in channel.brought] == [letter.key for letter in LETTERS]


async def until(environment: WorkflowEnvironment, memos: FakeMemos) -> None:
    """Let time pass until everything is settled."""
    for _ in range(200):
        if len(memos.outcomes) == len(memos.waiting):
            return
        await asyncio.sleep(0.01)
        await environment.sleep(60)
    pytest.fail(f"settled {sorted(memos.outcomes)}")
