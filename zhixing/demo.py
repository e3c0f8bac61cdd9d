"""`zhixing demo`: a case told as it happens, on the real workflow and database, with the time between two events skipped."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import typer

from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import catalogue
from enforcement.docket.events import Event, EventKind, iso
from enforcement.docket.explaining import explain_clock
from enforcement.docket.profile import embedded_profile
from enforcement.errors import UnknownCase
from enforcement.records import queries
from enforcement.records.case_records import Records
from enforcement.records.codec import events_from_json
from enforcement.records.database import transaction
from enforcement.records.tables import JournalRow
from zhixing.engine import case_of, play, records_of_its_own, time_skipping
from zhixing.rehearse import load_story
from zhixing.throwaway import throwaway_keys, throwaway_postgres

_VERBS = {
    EventKind.DEADLINE_OPENED: "开始计算 opened",
    EventKind.DEADLINE_WARNED: "即将届满 warned",
    EventKind.DEADLINE_MISSED: "逾期 MISSED",
    EventKind.DEADLINE_MET: "按期完成 met",
    EventKind.DEADLINE_MET_LATE: "逾期完成 met late",
    EventKind.DEADLINE_PAUSED: "中止计算 paused",
    EventKind.DEADLINE_RESUMED: "恢复计算 resumed",
    EventKind.DEADLINE_RECOMPUTED: "重新计算 recomputed",
    EventKind.DEADLINE_CONFIRMED: "日期确定 confirmed",
    EventKind.DEADLINE_CANCELLED: "不再计算 cancelled",
    EventKind.PERMISSION_LAPSED: "期满失效 lapsed",
}
# These set a date, and the date wants its reason.
_DATED = {EventKind.DEADLINE_OPENED, EventKind.DEADLINE_RESUMED, EventKind.DEADLINE_RECOMPUTED}


def demo(path: Path | None) -> None:
    """Tell a story, or without one the year that comes with the product. Exit 2 for a malformed story."""
    raw, story = load_story(path or Path(str(files("zhixing") / "stories" / "year.json")))
    typer.echo(f"{raw.get('title_zh', raw['id'])}  {raw.get('title_en', '')}\n")
    with throwaway_postgres() as server:

        async def tell() -> None:
            async with records_of_its_own(server) as records, time_skipping(throwaway_keys()) as environment:
                teller = Teller(records, case_of(story), typer.echo)
                await play(environment, records, raw, teller.tell)
                teller.tell()

        asyncio.run(tell())


class Teller:
    """Says what is new in a case's journal each time it is asked."""

    def __init__(self, records: Records, case_id: str, say: Callable[[str], None]) -> None:
        self._records = records
        self._case_id = case_id
        self._say = say
        self._told = 0

    def tell(self) -> None:
        """Say what happened since the last time."""
        try:
            with transaction(self._records.engine) as session:
                rows = queries.journal(session, self._case_id)[self._told :]
                case = queries.case_file(session, self._case_id, embedded_profile())
        except UnknownCase:
            return
        self._told += len(rows)
        for row in rows:
            for line in told(row, case):
                self._say(line)


def told(row: JournalRow, case: CaseFile) -> Iterator[str]:
    """The lines that tell one row of the journal, with the reasons of the dates it set."""
    if row.entry_id is not None:
        known = catalogue()
        entry = known.facts.get(row.type) or known.acts[row.type]
        mark = "✗" if row.refusals else "●"
        yield f"{iso(row.recorded_at)[:16]}  {mark} {entry.title_zh} {entry.title_en} ({row.by})"
    yield from (f"                    {line}" for refusal in row.refusals for line in _refused(refusal))
    for event in events_from_json(row.events):
        yield from (f"{iso(event.at)[:16]}    {line}" for line in _happened(event, case))
        yield from (f"                      {line}" for line in _reasons(event, case))


def _refused(refusal: Mapping[str, Any]) -> Iterator[str]:
    yield f"拦截 refused by {refusal['guard']}: {refusal['law']}第{refusal['article']}条 {refusal['message_zh']} {refusal['message_en']}"
    yield f"补正 cure: {refusal['cure_zh']} {refusal['cure_en']}"


def _happened(event: Event, case: CaseFile) -> Iterator[str]:
    if event.clock is None:
        return
    clock = case.clocks[event.clock]
    name = " ".join((f"{clock.law.title_zh} {clock.law.title_en}", *event.subject.values()))
    if event.kind is EventKind.ESCALATED:
        yield f"▲ 上报 escalated to level {event.level}, {event.to}: {name}"
        return
    yield f"◷ {_VERBS[event.kind]}: {name}{f' → {event.due}' if event.due else ''}"


def _reasons(event: Event, case: CaseFile) -> Iterator[str]:
    clock = case.clocks.get(event.clock or "")
    if clock is not None and event.kind in _DATED and event.due == clock.due:
        derivation = explain_clock(case, clock)
        yield derivation.text_zh
        yield derivation.text_en
