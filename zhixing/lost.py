"""`zhixing recover`: what a restored, older database has lost of what Temporal still knows, and how it comes back.

Temporal keeps each entry that was sent to a case as the input of an update, with its answer. An entry that was answered and is not in the
journal was lost. Facts have happened and are recorded again under their ids; acts are held back for a person, because what they ordered may
have gone out, and so is what came after them in the same case.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import typer
from google.protobuf.timestamp_pb2 import Timestamp
from sqlmodel import col, select
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowExecution

from enforcement.contracts.ids import case_id_of
from enforcement.contracts.messages import EntryMessage, Json
from enforcement.docket.entries import EntryKind
from enforcement.docket.events import iso
from enforcement.docket.reading import EntryError
from enforcement.errors import ZhixingError
from enforcement.law.periods import SHANGHAI
from enforcement.records import queries
from enforcement.records.database import transaction
from enforcement.records.tables import JournalRow
from enforcement.settings import load_settings
from enforcement.temporal import read_docket, record_entry
from zhixing.calendars import REFUSED, refuse
from zhixing.inspect_case import case_id_of as named
from zhixing.recover import FILES, Sides, both_sides, for_each, known_standing, runs

RESTORED = "record_restored"


@dataclass(frozen=True, slots=True)
class Lost:
    """An entry that was answered at an instant, and is not in the journal."""

    entry: EntryMessage
    at: datetime
    refused: bool = False
    # Why it waits for a person; empty for what may be recorded again as it is.
    held: str = ""

    @property
    def again(self) -> EntryMessage:
        """The entry as it is recorded again: it happened when it happened."""
        return replace(self.entry, happened_at=self.entry.happened_at or iso(self.at))

    def __str__(self) -> str:
        entry = self.entry
        return (
            f"{entry.case_id}  {iso(self.at)}  {entry.kind} {entry.type}  {entry.id}  by {entry.by}  {self.held or 'may be recorded again'}"
        )


def list_lost() -> int:
    """Print what was lost, case by case in the order in which it was said; the exit code."""
    found = asyncio.run(_listed())
    for lost in found:
        typer.echo(str(lost))
    typer.echo(f"{len(found)} entries were lost, {sum(not lost.held for lost in found)} of them may be recorded again")
    return REFUSED if found else 0


async def _listed() -> Sequence[Lost]:
    async with both_sides(load_settings()) as sides:
        return await lost_entries(sides)


def replay(by: str, *, acts: bool) -> int:
    """Record again what may be, with `acts` also what was held back; the exit code: 0 if nothing is left."""
    return asyncio.run(_replayed(by, acts))


async def _replayed(by: str, acts: bool) -> int:
    async with both_sides(load_settings()) as sides:
        found = await lost_entries(sides)
        again = [lost for lost in found if not lost.refused and (acts or not lost.held)]
        ahead = await _ahead(sides, {lost.entry.case_id for lost in found})
        failed = set[str]()
        for lost in again:
            # What comes after an entry that failed may build on it.
            if lost.entry.case_id not in failed and not await _record(sides, lost.again):
                failed.add(lost.entry.case_id)
        for case_id in sorted({lost.entry.case_id for lost in again} - failed):
            await _record(sides, _note(case_id, by, [lost for lost in again if lost.entry.case_id == case_id]))
        for case_id, row in ahead.items():
            await _read_anew(sides, case_id, row)
        left = [lost for lost in await lost_entries(sides) if not lost.refused]
    typer.echo(f"{len(again)} entries were offered again by {by}; {len(left)} are left for a person: `zhixing recover lost`")
    return REFUSED if left or failed else 0


def release(case: str, by: str) -> int:
    """End the workflow of a case that the docket does not know; the exit code."""
    return asyncio.run(_released(named(case), by))


async def _released(case_id: str, by: str) -> int:
    async with both_sides(load_settings()) as sides:
        with transaction(sides.engine) as session:
            if queries.case_exists(session, case_id):
                refuse(f"the docket knows {case_id}: its workflow is not released; see `zhixing reconcile --mend`", REFUSED)
        if not await runs(sides.handle(case_id)):
            refuse(f"no workflow of {case_id} runs", REFUSED)
        await sides.handle(case_id).terminate(f"released by {by}: the docket does not know the case")
    typer.echo(f"{case_id}: its workflow was ended")
    return 0


# -- what was lost ----------------------------------------------------------------------------------------------------


async def lost_entries(sides: Sides) -> Sequence[Lost]:
    """Every entry that Temporal knows to have been answered and the docket does not have, by case and time."""
    found = [lost async for batch in for_each(_runs(sides.client), lambda run: _lost_of(sides, run)) for lost in batch]
    return list(_held_back(sorted(found, key=lambda lost: (lost.entry.case_id, lost.at))))


async def _runs(client: Client) -> AsyncIterator[WorkflowExecution]:
    async for run in client.list_workflows(FILES):
        yield run


async def _lost_of(sides: Sides, run: WorkflowExecution) -> Sequence[Lost]:
    history = await sides.client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()
    answered = [lost async for lost in _answered(sides.client, history.events)]
    known = await asyncio.to_thread(_journaled, sides, case_id_of(run.id))
    return [lost for lost in answered if lost.entry.id not in known]


def _journaled(sides: Sides, case_id: str) -> set[str | None]:
    with transaction(sides.engine) as session:
        return set(session.exec(select(JournalRow.entry_id).where(JournalRow.case_id == case_id, col(JournalRow.entry_id).is_not(None))))


async def _answered(client: Client, events: Iterable[HistoryEvent]) -> AsyncIterator[Lost]:
    """The entries of a history that were recorded, accepted or refused; what could not be read, or is still open, its sender repeats."""
    asked: dict[str, tuple[Sequence[Payload], datetime]] = {}
    for event in events:
        if event.HasField("workflow_execution_update_accepted_event_attributes"):
            request = event.workflow_execution_update_accepted_event_attributes.accepted_request
            if request.input.name == "record":
                asked[request.meta.update_id] = request.input.args.payloads, _instant(event.event_time)
        elif event.HasField("workflow_execution_update_completed_event_attributes"):
            done = event.workflow_execution_update_completed_event_attributes
            refused = done.outcome.failure.application_failure_info.type == "Refused"
            if done.meta.update_id in asked and (refused or done.outcome.HasField("success")):
                yield await _read(client, *asked[done.meta.update_id], refused=refused)
        elif event.HasField("workflow_execution_signaled_event_attributes"):
            signal = event.workflow_execution_signaled_event_attributes
            if signal.signal_name == "report":
                yield await _read(client, signal.input.payloads, _instant(event.event_time), refused=False)


async def _read(client: Client, payloads: Sequence[Payload], at: datetime, *, refused: bool) -> Lost:
    (entry,) = await client.data_converter.decode(payloads, [EntryMessage])
    return Lost(entry, at, refused)


def _instant(at: Timestamp) -> datetime:
    return at.ToDatetime(UTC).astimezone(SHANGHAI)


def _held_back(found: Sequence[Lost]) -> Iterator[Lost]:
    """Each entry, with the reason why it waits for a person: the journal of a case has one order."""
    behind: dict[str, str] = {}
    for lost in found:
        case_id, held = lost.entry.case_id, ""
        if lost.refused:
            held = "was refused: whoever wants it still asks anew"
        elif lost.entry.kind == EntryKind.ACT:
            held = "held back: what it ordered may have gone out"
            behind.setdefault(case_id, lost.entry.id)
        elif case_id in behind:
            held = f"held back: it came after {behind[case_id]}"
        yield replace(lost, held=held)


# -- how it comes back --------------------------------------------------------------------------------------------------


async def _record(sides: Sides, entry: EntryMessage) -> bool:
    """Record an entry again and tell what became of it."""
    try:
        outcome = (await record_entry(sides.client, entry, sides.start)).outcome
    except (ZhixingError, EntryError) as error:
        typer.echo(f"{entry.case_id}  {entry.id}  not recorded: {error}")
        return False
    typer.echo(f"{entry.case_id}  {entry.id}  {outcome}")
    return outcome != "refused"


def _note(case_id: str, by: str, again: Sequence[Lost]) -> EntryMessage:
    """What the journal says of it."""
    data: dict[str, Json] = {"operator": by, "entries": len(again), "first": iso(again[0].at), "last": iso(again[-1].at)}
    return EntryMessage(case_id, f"restored/{again[0].entry.id}", "fact", RESTORED, "operator", data)


async def _ahead(sides: Sides, case_ids: Iterable[str]) -> dict[str, int]:
    """The row that a workflow knows last, for each that knows more than the docket."""
    found = {}
    for case_id in sorted(case_ids):
        if await runs(sides.handle(case_id)):
            known, wanted = await known_standing(sides.handle(case_id)), await asyncio.to_thread(sides.records.standing, case_id)
            if known.sequence > wanted.sequence:
                found[case_id] = known.sequence
    return found


async def _read_anew(sides: Sides, case_id: str, row: int) -> None:
    """Let a workflow forget what the docket has lost. One whose case is not there again stays as it is."""
    with transaction(sides.engine) as session:
        if not queries.case_exists(session, case_id):
            return
    try:
        standing = await read_docket(sides.client, case_id, forget=row)
        typer.echo(f"{case_id}  its workflow knew row {row} and waits now as the docket says, at row {standing.sequence}")
    except ZhixingError as error:
        typer.echo(f"{case_id}  {error}")
