"""`zhixing explain`: why a date is what it is."""

from collections.abc import Iterable

import typer

from enforcement.contracts.ids import parse_case_id, parse_case_number
from enforcement.docket.events import Event, iso
from enforcement.docket.explaining import Said
from enforcement.docket.profile import embedded_profile
from enforcement.errors import UnknownCase
from enforcement.records import queries
from enforcement.records.database import engine_for, transaction
from enforcement.settings import load_settings

_UNKNOWN = 1


def case_id_of(text: str) -> str:
    """A case id from an id or a case number. Ends the command for what is neither."""
    for read in (parse_case_id, parse_case_number):
        try:
            return read(text).case_id
        except ValueError:
            continue
    typer.echo(f"expected a case such as 沪0199-2026-执-101 or （2026）沪0199执101号, got {text!r}", err=True)
    raise typer.Exit(2)


def explain(case: str, clock: str | None) -> None:
    """Print the derivation of a clock's date, or the whole timeline with its reasons."""
    case_id, settings = case_id_of(case), load_settings()
    engine = engine_for(settings.database, settings.keys)
    try:
        with transaction(engine) as session:
            if clock is None:
                _tell(queries.explained_timeline(session, case_id, embedded_profile()))
                return
            file = queries.case_file(session, case_id, embedded_profile())
            found = file.clocks.get(clock)
            told = None if found is None else queries.derivation(session, file, found, embedded_profile())
    except UnknownCase as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(_UNKNOWN) from None
    finally:
        engine.dispose()
    if found is None or told is None:
        known = "\n".join(f"  {name}" for name in sorted(file.clocks))
        typer.echo(f"case {case_id} has no clock {clock!r}; it has:\n{known}", err=True)
        raise typer.Exit(_UNKNOWN)
    law = found.law
    typer.echo(f"{law.title_zh} · {law.title_en}")
    typer.echo(f"{law.law} 第{law.article}条 · {law.nature_zh} · 自 {law.effective_from} 起施行的文本")
    typer.echo(f"起算：{found.started_at.isoformat()}　届满：{found.due}　状态：{found.status.value}")
    typer.echo(told.text_zh)
    typer.echo(told.text_en)


def _tell(timeline: Iterable[tuple[Event, Said]]) -> None:
    for event, said in timeline:
        what = " ".join(part for part in (event.kind.value, event.rule or event.act or "", *event.subject.values()) if part)
        typer.echo(f"{iso(event.at)[:16]}  {what}\n    {said.zh}\n    {said.en}")
