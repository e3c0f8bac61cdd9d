"""`zhixing finance reconcile`: the case accounts of courts are held against their cases now, and not only at night."""

import asyncio
import re

import typer

from enforcement.contracts.reconciliation import Outcome
from enforcement.records.reconciliations import KeptReconciliations
from enforcement.settings import Settings
from enforcement.temporal import TemporalAway, connect, reconcile
from zhixing.calendars import MALFORMED, REFUSED, connected_database, refuse

_MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])", re.ASCII)


def reconcile_month(month: str, court: str | None) -> int:
    """Reconcile a court, or all, and print what each came to; the exit code: 1 if one does not balance."""
    if not _MONTH.fullmatch(month):
        refuse(f"--month: expected a month such as 2026-03, got {month!r}", MALFORMED)
    with connected_database() as (settings, engine):
        courts = [court] if court else [*KeptReconciliations(engine).courts()]
        outcomes = asyncio.run(_reconcile(settings, courts, month))
    for outcome in outcomes:
        typer.echo(line_of(outcome))
    return 0 if all(outcome.totals.balanced for outcome in outcomes) else REFUSED


async def _reconcile(settings: Settings, courts: list[str], month: str) -> list[Outcome]:
    try:
        client = await connect(settings.temporal, settings.temporal_namespace, settings.keys)
        return [await reconcile(client, court, month) for court in courts]
    except (RuntimeError, TemporalAway) as error:
        refuse(f"Temporal does not answer at {settings.temporal} ({error}): start it, or set TEMPORAL_ADDRESS", REFUSED)


def line_of(outcome: Outcome) -> str:
    """One line; money in yuan."""
    totals = outcome.totals
    money = " ".join(
        f"{name} {getattr(totals, name) / 100:.2f}" for name in ("opening", "credits", "payouts", "closing", "special", "suspense")
    )
    verdict = "balanced" if totals.balanced else "NOT BALANCED"
    left = f"{totals.differences} differences, {totals.unsettled} unsettled"
    return f"{outcome.court} {outcome.month} {verdict}: {totals.cases} cases, {money}; {left} ({outcome.run})"
