"""Lives of a case whose histories are kept: what running cases have seen must replay with every later version of the workflow."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from tests.workflows.courtroom import NOTICE_EXPIRED, Courtroom


async def missed(courtroom: Courtroom) -> None:
    """Filed, warned, missed, two rungs climbed, met late; an act refused; a fact by signal."""
    await courtroom.file()
    await courtroom.virtual.reach(NOTICE_EXPIRED + timedelta(days=3))
    await courtroom.act("freeze_account", asset="B1")
    await courtroom.serve_notice()


async def queried(courtroom: Courtroom) -> None:
    """A query was started for the case, and the case went on."""
    await courtroom.file()
    await courtroom.say("materials_received")
    async with asyncio.timeout(20):
        while not await courtroom.children():
            await asyncio.sleep(0.01)
    await courtroom.say("interference_contact", contact="C1")


async def closed(courtroom: Courtroom) -> None:
    """Filed, served, closed: the workflow ended."""
    await courtroom.file()
    await courtroom.serve_notice()
    await courtroom.close()
    await courtroom.handle.result()


async def continued(courtroom: Courtroom) -> None:
    """The first of several runs."""
    courtroom.start = replace(courtroom.start, entries_per_run=2)
    await courtroom.file()
    first = (await courtroom.handle.describe()).run_id
    await courtroom.serve_notice()
    courtroom.runs.append(str(first))


SCENARIOS: dict[str, Callable[[Courtroom], Awaitable[None]]] = {
    scenario.__name__: scenario for scenario in (missed, queried, closed, continued)
}
