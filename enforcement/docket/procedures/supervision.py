"""What goes to other desks by itself: entrusted matters (art 27), petitions (art 30), discipline issues (art 31), answers (art 36)."""

from collections.abc import Iterable, Mapping

from enforcement.contracts.messages import ProcedureStart
from enforcement.contracts.procedures import SUPERVISION
from enforcement.contracts.supervision import Desk
from enforcement.docket.casefile import CaseFile
from enforcement.docket.procedures.start import start


def matters(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 27: an entrusted matter is followed at the other court until it is done or comes back."""
    for matter in case.matters.values():
        if not (matter.completed or matter.returned):
            told = {"to_court": matter.to_court, "text": matter.what, "answer_by": matter.answer_by.isoformat()}
            yield _given(Desk.MATTERS, matter.id, told)


def petitions(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 30: a petition is entered in 执行信访办理系统."""
    for petition in case.petitions.values():
        if not (petition.entered or petition.closed):
            yield _given(Desk.PETITIONS, petition.id, {"text": petition.about})


def issues(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 31: a discipline issue is handed over to the inspectorate."""
    for issue, consulted in case.issues.items():
        if not consulted:
            yield _given(Desk.INSPECTORATE, issue, {})


def answers(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 36: the answer to a 检察建议 goes back to the procuratorate that it came from."""
    for suggestion in case.suggestions.values():
        if suggestion.answered and not suggestion.received:
            yield _given(Desk.PROCURATORATE, suggestion.id, {"text": suggestion.answer})


def _given(desk: Desk, about: str, told: Mapping[str, str | None]) -> ProcedureStart:
    return start(SUPERVISION, f"{desk}-{about}", desk=desk.value, about=about, **told)
