"""Who may say what to a file: the catalogue's `by`, and those who may write down what somebody outside said."""

from itertools import takewhile

from enforcement.authority.callers import Caller
from enforcement.authority.permissions import Denial, reach
from enforcement.authority.table import Role, authority
from enforcement.docket.entries import EntryKind, EntryType

_OPINION = "法〔2021〕322号"
_LIST_OF_POWERS = "10"


def speaker(caller: Caller, entry_type: EntryType, case_id: str, by: str | None = None) -> str | Denial:
    """In whose name the caller may say this to a file: the one they give, or else the usual one among their own roles."""
    allowed = [role for role in entry_type.by if _may_speak_as(caller, role, case_id)]
    if by is None and allowed:
        # One's own word comes before what one writes down for another.
        return next((role for role in allowed if role in caller.roles), allowed[0])
    return by if by is not None and by in allowed else _denial(entry_type)


def recorders(entry_type: EntryType) -> tuple[Role, ...]:
    """Every role that may say this, itself or for another."""
    return tuple(
        role
        for role in authority().roles.values()
        if role.reach and (role.id in entry_type.by or set(role.records_for) & set(entry_type.by))
    )


def provision_of(entry_type: EntryType) -> tuple[str, str]:
    """Law and article of an entry type: those that it names, or the list of powers itself."""
    words = entry_type.articles.split()
    law, numbers = (_OPINION, words) if words[0].isdigit() else (words[0], words[1:])
    return (_OPINION, _LIST_OF_POWERS) if law == "-" else (law, " ".join(takewhile(str.isdigit, numbers)))


def _may_speak_as(caller: Caller, role: str, case_id: str) -> bool:
    voices = [own.id for own in authority().roles.values() if role == own.id or role in own.records_for]
    return reach(caller, voices).covers(case_id)


def _denial(entry_type: EntryType) -> Denial:
    law, article = provision_of(entry_type)
    verb = "report" if entry_type.kind is EntryKind.FACT else "order"
    return Denial(
        entry_type.type,
        entry_type.title_zh,
        f"{verb} {entry_type.type!r}",
        recorders(entry_type),
        law,
        article,
        "严格落实“谁审批、谁负责”要求",
    )
