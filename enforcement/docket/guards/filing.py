"""Filing, documents and the property query (arts 13, 20)."""

from enforcement.docket.conditions import CHANNELS, full_query
from enforcement.docket.guards.table import Attempt, Facts, guard

_NOTICES = ("执行通知书", "风险告知书")
_STATEMENTS = ("states_account", "states_right_to_refuse", "states_12368")


@guard("R20-1")
def payee_account_unconfirmed(attempt: Attempt) -> Facts | None:
    account = attempt.act.record("payee_account")
    if account is not None and account.get("confirmed") is True:
        return None
    return {"payee_account": "absent" if account is None else "not confirmed"}


@guard("R20-2")
def document_lacks_statements(attempt: Attempt) -> Facts | None:
    if attempt.act.text("kind") not in _NOTICES:
        return None
    missing = [name for name in _STATEMENTS if attempt.act.flag(name) is not True]
    return {"kind": attempt.act.text("kind"), "missing": list(missing)} if missing else None


@guard("R13-1")
def query_scope_incomplete(attempt: Attempt) -> Facts | None:
    if full_query(attempt.act, attempt.profile):
        return None
    asked = set(attempt.act.texts("types"))
    whole = attempt.act.text("types") is not None
    return {
        "missing_channels": [c for c in CHANNELS if c not in attempt.act.texts("channels")],
        "missing_types": [] if whole else [t for t in attempt.profile.enabled_types if t not in asked],
    }


@guard("X-09")
def third_party_query(attempt: Attempt) -> Facts | None:
    subject = attempt.act.text("subject")
    debtors = [p for p in attempt.case.parties if p.role == "debtor"]
    if subject is None or any(subject in (p.id, p.name) for p in debtors):
        return None
    return {"subject": subject, "debtors": [p.id for p in debtors]}
