"""Runs of one case: a long history goes on in a new run, a closed case ends, and neither loses what is in hand."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError

from enforcement.contracts.messages import NEXT_RUN, CaseInput, EntryMessage, Standing
from tests.workflows.courtroom import NOTICE, NOTICE_EXPIRED, SIX_MONTHS, Courtroom
from workflows.case import EnforcementCase

CASE = "沪0199-2026-执-1"


async def run_id(courtroom: Courtroom) -> str:
    return str((await courtroom.handle.describe()).run_id)


async def test_a_long_history_goes_on_in_a_new_run_with_every_clock(courtroom: Courtroom) -> None:
    courtroom.start = replace(courtroom.start, entries_per_run=3)
    await courtroom.file()
    first = await run_id(courtroom)

    for n in range(5):
        await courtroom.say("interference_contact", contact=f"C{n}")

    assert await run_id(courtroom) != first
    standing = await courtroom.clocks()
    assert [wake_up.clock for wake_up in standing.wake_ups if wake_up.clock in (NOTICE, SIX_MONTHS)] == [NOTICE, SIX_MONTHS]
    assert standing == courtroom.docket.standing(courtroom.case_id)
    running = [timer.label for timer in await courtroom.timers() if timer.state == "running"]
    assert sorted(running) == sorted(wake_up.label for wake_up in standing.wake_ups)


async def test_a_long_history_goes_on_in_a_new_run_while_entries_come_without_a_pause(courtroom: Courtroom) -> None:
    courtroom.start = replace(courtroom.start, entries_per_run=3)
    await courtroom.file()
    runs = {await run_id(courtroom)}

    async def talk(speaker: int) -> None:
        for n in range(10):
            await courtroom.say("interference_contact", contact=f"C{speaker}-{n}")
            runs.add(await run_id(courtroom))

    await asyncio.gather(*(talk(speaker) for speaker in range(4)))

    # A run takes in what makes it long, and what four speakers had said by then.
    assert len(runs) >= 5
    assert (await courtroom.clocks()).sequence == courtroom.docket.docket.standing(courtroom.case_id).sequence


@pytest.mark.parametrize(
    ("taken", "busy", "state", "accepted"),
    [(3, 0, "filed", False), (3, 1, "filed", True), (3, 0, "closed", True)],
    ids=["long", "long, but tells somebody of a rung", "about to end for good"],
)
def test_a_run_that_only_waits_for_entries_in_hand_takes_no_more(taken: int, busy: int, state: str, accepted: bool) -> None:
    case = EnforcementCase(CaseInput(CASE, entries_per_run=3))
    case._taken, case._busy, case._standing = taken, busy, Standing(CASE, state)
    entry = EntryMessage(CASE, "1", "fact", "interference_contact", "handler", {"contact": "C"})

    if accepted:
        case.check_case(entry)
        return
    with pytest.raises(ApplicationError) as caught:
        case.check_case(entry)
    assert caught.value.type == NEXT_RUN


async def test_rungs_are_climbed_across_runs_and_told_once(courtroom: Courtroom) -> None:
    courtroom.start = replace(courtroom.start, entries_per_run=1)
    await courtroom.file()

    await courtroom.virtual.reach(NOTICE_EXPIRED + timedelta(hours=1))
    for n in range(3):
        await courtroom.say("interference_contact", contact=f"C{n}")
    await courtroom.virtual.reach(NOTICE_EXPIRED + timedelta(days=3))

    assert [rung for rung in courtroom.supervisors.told if rung[0] == NOTICE] == [(NOTICE, 1), (NOTICE, 2)]


async def test_a_closed_case_ends_and_takes_its_timers_along(courtroom: Courtroom) -> None:
    await courtroom.file()
    await courtroom.serve_notice()

    closed = await courtroom.close()

    assert (closed.outcome, closed.standing.wake_ups) == ("accepted", [])
    assert await courtroom.handle.result() == "closed"
    assert "running" not in {timer.state for timer in await courtroom.timers()}


async def test_a_closed_case_still_takes_facts(courtroom: Courtroom) -> None:
    await courtroom.file()
    await courtroom.serve_notice()
    await courtroom.close()
    await courtroom.handle.result()

    late = await courtroom.say("interference_contact", contact="C1")

    assert late.outcome == "recorded"


async def test_what_is_in_hand_is_answered_before_the_case_ends(courtroom: Courtroom) -> None:
    await courtroom.file()
    await courtroom.serve_notice()

    before = (await courtroom.clocks()).sequence
    courtroom.docket.hold()
    closing = asyncio.create_task(courtroom.close())
    others = [asyncio.create_task(courtroom.say("document_served", document=f"W{n + 2}")) for n in range(4)]
    await asyncio.sleep(0.3)
    courtroom.docket.release()

    # A workflow task that is done again finds its entry in the journal.
    assert (await closing).outcome in ("accepted", "duplicate")
    assert {(await other).outcome for other in others} <= {"recorded", "duplicate"}
    standing = courtroom.docket.docket.standing(courtroom.case_id)
    assert (standing.state, standing.sequence) == ("closed", before + 5)


async def test_a_supervisor_who_does_not_answer_is_told_again_until_told_once(courtroom: Courtroom) -> None:
    courtroom.supervisors.away = 2
    await courtroom.file()

    await courtroom.virtual.reach(NOTICE_EXPIRED + timedelta(days=3))

    assert [rung for rung in courtroom.supervisors.told if rung[0] == NOTICE] == [(NOTICE, 1), (NOTICE, 2)]
    assert courtroom.docket.docket.standing(courtroom.case_id).escalations == []
