"""Holding a case's account against its journal: what one has and the other has not, to the fen."""

from collections.abc import Iterable, Sequence

from enforcement.contracts.reconciliation import AccountMonth, Booked, Difference, Reason
from enforcement.contracts.statement import Line, Side


def entry_id(line: Line) -> str:
    """The entry that a line makes, whoever records it."""
    return f"fund/credit/{line.number}" if line.side is Side.CREDIT else f"payout/{line.number}/paid"


def differences(case_id: str, account: AccountMonth | None, lines: Sequence[Line], booked: Iterable[Booked]) -> list[Difference]:
    """What does not agree. An entry counts for a line whenever it happened: the two sides may not see midnight at the same moment."""
    known = {entry.entry_id: entry for entry in booked}
    seen = {entry_id(line): line for line in lines}
    found = [
        Difference(case_id, name, Reason.MISSING_IN_DOCKET, bank=line.amount)
        if name not in known
        else Difference(case_id, name, Reason.OTHER_AMOUNT, line.amount, known[name].amount)
        for name, line in seen.items()
        if name not in known or known[name].amount != line.amount
    ]
    found += [
        Difference(case_id, entry.entry_id, Reason.MISSING_AT_BANK, docket=entry.amount)
        for entry in known.values()
        if entry.within and entry.entry_id not in seen
    ]
    return found if account is None else [*found, *_unbalanced(account, lines)]


def _unbalanced(account: AccountMonth, lines: Iterable[Line]) -> Iterable[Difference]:
    moved = sum(line.amount if line.side is Side.CREDIT else -line.amount for line in lines)
    if not account.balances or account.opening + moved != account.closing:
        yield Difference(account.case_id, "balance", Reason.NOT_BALANCED, bank=account.closing, docket=account.opening + moved)
