"""Entries: every answer of the docket comes back through the update, and a bad line neither loses nor doubles one."""

import asyncio
from dataclasses import replace

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from enforcement.docket.reading import EntryError
from enforcement.errors import AlreadyFiled, EntryConflict
from tests.workflows.courtroom import Courtroom
from workflows.case import EnforcementCase


async def until_recorded(courtroom: Courtroom, sequence: int) -> None:
    """Wait until the journal has so many rows."""
    async with asyncio.timeout(20):
        while (await courtroom.clocks()).sequence < sequence:
            await asyncio.sleep(0.01)


async def test_a_refused_act_comes_back_with_article_and_cure(courtroom: Courtroom) -> None:
    await courtroom.file()
    before = await courtroom.timers()

    result = await courtroom.act("freeze_account", asset="B1")

    assert result.outcome == "refused"
    assert [(refusal.guard, refusal.article) for refusal in result.refusals] == [("R15-2", "15")]
    assert all(refusal.message_zh and refusal.cure_zh for refusal in result.refusals)
    assert await courtroom.timers() == before
    assert courtroom.timeline()[-1][1] == "refused"


async def test_an_unreadable_entry_names_its_fields_and_leaves_no_trace(courtroom: Courtroom) -> None:
    await courtroom.file()
    before = courtroom.timeline()

    with pytest.raises(EntryError) as caught:
        await courtroom.say("funds_received", receipt="R1", amount=True)

    assert [error.path for error in caught.value.errors] == ["data.amount"]
    assert courtroom.timeline() == before


async def test_a_case_nobody_could_file_has_no_workflow_left(courtroom: Courtroom) -> None:
    with pytest.raises(EntryError):
        await courtroom.send(replace(courtroom.filing(), data={}))

    assert await courtroom.handle.result() == "unfiled"


async def test_the_same_entry_again_changes_nothing(courtroom: Courtroom) -> None:
    await courtroom.file()
    entry = courtroom.entry("interference_contact", {"contact": "C1"}, entry_id="once")
    first = await courtroom.send(entry)

    again = await courtroom.send(entry)

    assert (first.outcome, again.outcome) == ("recorded", "duplicate")
    assert again.standing == first.standing


async def test_a_used_id_with_another_body_is_a_conflict(courtroom: Courtroom) -> None:
    await courtroom.file()
    await courtroom.send(courtroom.entry("interference_contact", {"contact": "C1"}, entry_id="once"))

    with pytest.raises(EntryConflict):
        await courtroom.send(courtroom.entry("interference_contact", {"contact": "C2"}, entry_id="once"))


async def test_a_filing_that_changed_under_its_id_is_a_conflict(courtroom: Courtroom) -> None:
    await courtroom.file()

    with pytest.raises(EntryConflict):
        await courtroom.send(courtroom.filing(claim=5))


@pytest.mark.parametrize("docket", ["records"], indirect=True)
async def test_a_second_filing_is_told_that_there_is_one(courtroom: Courtroom) -> None:
    await courtroom.file()

    with pytest.raises(AlreadyFiled):
        await courtroom.send(replace(courtroom.filing(claim=5), id="another"))


async def test_an_entry_of_another_case_is_rejected_before_it_is_written(courtroom: Courtroom) -> None:
    await courtroom.file()
    before = len(await courtroom.history())
    stranger = replace(courtroom.entry("interference_contact", {"contact": "C1"}), case_id="沪0199-2026-执-99999")

    with pytest.raises(WorkflowUpdateFailedError) as caught:
        await courtroom.handle.execute_update("record", stranger)

    assert isinstance(caught.value.cause, ApplicationError)
    assert caught.value.cause.type == "WrongCase"
    assert not any(event.HasField("workflow_execution_update_accepted_event_attributes") for event in (await courtroom.history())[before:])


async def test_a_fact_may_come_by_signal(courtroom: Courtroom) -> None:
    await courtroom.file()
    sequence = (await courtroom.clocks()).sequence

    await courtroom.handle.signal(EnforcementCase.report, courtroom.entry("materials_received"))

    await until_recorded(courtroom, sequence + 1)
    assert courtroom.timeline()[-1][2] == "query_launch_5wd"


async def test_a_bad_signal_does_not_harm_the_case(courtroom: Courtroom) -> None:
    await courtroom.file()
    sequence = (await courtroom.clocks()).sequence

    await courtroom.handle.signal(EnforcementCase.report, courtroom.entry("no_such_fact"))
    await courtroom.handle.signal(EnforcementCase.report, replace(courtroom.entry("materials_received"), case_id="沪0199-2026-执-99999"))
    await courtroom.say("interference_contact", contact="C1")

    assert (await courtroom.clocks()).sequence == sequence + 1


@pytest.mark.parametrize("trouble", ["be_away", "lose_answers"])
async def test_an_entry_on_a_bad_line_is_recorded_once(courtroom: Courtroom, trouble: str) -> None:
    await courtroom.file()
    sequence = (await courtroom.clocks()).sequence
    getattr(courtroom.docket, trouble)("record", 2)

    result = await courtroom.say("interference_contact", contact="C1")

    assert result.outcome == ("recorded" if trouble == "be_away" else "duplicate")
    assert (await courtroom.clocks()).sequence == sequence + 1


async def test_many_at_once_are_all_taken_in(courtroom: Courtroom) -> None:
    await courtroom.file()
    sequence = (await courtroom.clocks()).sequence

    results = await asyncio.gather(*(courtroom.say("interference_contact", contact=f"C{n}") for n in range(20)))

    assert {result.outcome for result in results} == {"recorded"}
    assert (await courtroom.clocks()).sequence == sequence + 20
