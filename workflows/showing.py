"""What people see of a case in Temporal: its details as a table, and its search attributes."""

from datetime import datetime

from temporalio import workflow
from temporalio.common import SearchAttributeKey

with workflow.unsafe.imports_passed_through():
    from enforcement.contracts.messages import Standing

COURT = SearchAttributeKey.for_keyword("Court")
CASE_NUMBER = SearchAttributeKey.for_keyword("CaseNumber")
CASE_STATE = SearchAttributeKey.for_keyword("CaseState")
NEXT_DUE = SearchAttributeKey.for_datetime("NextDue")
ESCALATION_LEVEL = SearchAttributeKey.for_int("EscalationLevel")
OFFICER = SearchAttributeKey.for_keyword("Officer")


def show(before: Standing | None, now: Standing, *, search_attributes: bool) -> None:
    """Show where a case stands now; search attributes only where they have changed."""
    workflow.set_current_details(_table(now))
    if search_attributes and _shown(before or Standing(now.case_id)) != _shown(now):
        due = datetime.fromisoformat(now.next_due) if now.next_due else None
        workflow.upsert_search_attributes(
            [
                COURT.value_set(now.court),
                CASE_NUMBER.value_set(now.case_number),
                CASE_STATE.value_set(now.state),
                ESCALATION_LEVEL.value_set(now.escalation_level),
                OFFICER.value_set(now.officer),
                NEXT_DUE.value_set(due) if due else NEXT_DUE.value_unset(),
            ]
        )


def _shown(now: Standing) -> tuple[object, ...]:
    return (now.court, now.case_number, now.state, now.escalation_level, now.officer, now.next_due)


def _table(now: Standing) -> str:
    rows = [
        f"| {c.title_zh} | {' '.join(c.subject.values()).replace('|', '/')} | {c.due}{'（暂定）' if c.provisional else ''} | {c.status}"
        f"{f' · {c.level}级' if c.level else ''} | {'内部管理时限' if c.internal else ''} |"
        for c in now.clocks
    ]
    head = [f"**{now.case_number or now.case_id}** · {now.state}", "", "| 期限 | 对象 | 届满日 | 状态 | |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows])
