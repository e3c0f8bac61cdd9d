"""The hands of a reconciliation: the fund system is asked, the journals are read, and what they lack is recorded."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from temporalio import activity
from temporalio.client import Client

from activities.asking import ask
from enforcement import clock
from enforcement.contracts.receipts.fund import credited
from enforcement.contracts.reconciliation import (
    Accounts,
    AccountsQuestion,
    Booked,
    Difference,
    Outcome,
    PageOrder,
    PageResult,
    Reason,
    Totals,
)
from enforcement.contracts.statement import Line, Side, StatementQuestion
from enforcement.docket.reading import EntryError
from enforcement.docket.reconciling import differences, entry_id
from enforcement.errors import ZhixingError
from enforcement.ports.reconciliations import Reconciliations
from enforcement.ports.subsystems import FundPort
from enforcement.temporal import CaseStart, TemporalAway, record_entry


class ReconciliationActivities:
    """Pages of a court's accounts. A page done again finds what is left."""

    def __init__(self, fund: FundPort, books: Reconciliations, client: Client, start: CaseStart) -> None:
        self._fund, self._books = fund, books
        self._client, self._start = client, start

    @activity.defn(name="reconciliation.courts")
    def courts(self) -> list[str]:
        """Every court that has cases."""
        return [*self._books.courts()]

    @activity.defn(name="reconciliation.page")
    async def page(self, order: PageOrder) -> PageResult:
        """Hold the next accounts against the journals, record the credits that these lack, and keep what differs."""
        question = AccountsQuestion(order.court, order.month, order.after)
        accounts = await asyncio.to_thread(ask, self._fund.accounts, question)
        lines = {account.case_id: await self._lines(order, account.case_id) for account in accounts.accounts}
        entries = [entry_id(line) for found in lines.values() for line in found]
        booked = await asyncio.to_thread(self._books.booked, order, accounts.next, entries)
        found = [await self._settled(one, lines) for one in _compared(accounts, lines, booked)]
        await asyncio.to_thread(self._books.note, order, found)
        return PageResult(_totals(accounts, len(lines.keys() | booked.keys()), found), accounts.next)

    @activity.defn(name="reconciliation.close")
    def close(self, outcome: Outcome) -> None:
        """Keep what it came to."""
        self._books.close(outcome, clock.now())

    async def _lines(self, order: PageOrder, case_id: str) -> list[Line]:
        lines, after = list[Line](), ""
        while True:
            activity.heartbeat(case_id)
            page = await asyncio.to_thread(ask, self._fund.statement, StatementQuestion(case_id, after, order.month))
            lines += page.lines
            if page.next is None:
                return lines
            after = page.next

    async def _settled(self, found: Difference, lines: dict[str, list[Line]]) -> Difference:
        """Record a credit that the docket does not know. A pay-out is its own procedure's to follow, an amount a person's to look into."""
        credit = next((line for line in lines.get(found.case_id, ()) if entry_id(line) == found.entry_id), None)
        if found.reason is not Reason.MISSING_IN_DOCKET or credit is None or credit.side is not Side.CREDIT:
            return found
        if not await asyncio.to_thread(self._books.known, found.case_id):
            return replace(found, note=f"no case {found.case_id} is known here")
        try:
            await record_entry(self._client, credited(found.case_id, credit), self._start)
        except TemporalAway:
            raise
        except (EntryError, ZhixingError) as error:
            return replace(found, note=str(error))
        return replace(found, recorded=True)


def _compared(accounts: Accounts, lines: dict[str, list[Line]], booked: Mapping[str, Sequence[Booked]]) -> Iterator[Difference]:
    by_case = {account.case_id: account for account in accounts.accounts}
    for case_id in sorted(by_case.keys() | booked.keys()):
        yield from differences(case_id, by_case.get(case_id), lines.get(case_id, []), booked.get(case_id, ()))


def _totals(accounts: Accounts, cases: int, found: list[Difference]) -> Totals:
    return Totals(
        cases=cases,
        opening=sum(account.opening for account in accounts.accounts),
        credits=sum(account.credits for account in accounts.accounts),
        payouts=sum(account.payouts for account in accounts.accounts),
        closing=sum(account.closing for account in accounts.accounts),
        special=accounts.special,
        suspense=accounts.suspense,
        differences=len(found),
        unsettled=sum(not difference.recorded for difference in found),
    )
