"""What the public sees of a case (arts 11, 24)."""

from collections.abc import Iterable

from enforcement.contracts.messages import ProcedureStart
from enforcement.contracts.procedures import PUBLICATION
from enforcement.contracts.publicity import Action
from enforcement.docket.casefile import CaseFile
from enforcement.docket.particulars.papers import Publication
from enforcement.docket.procedures.start import start


def publications(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 11: what is to be public is published, put right when it is wrong, and taken off when its ground has ended."""
    for known in case.publications.values():
        action = _next(known)
        if action is not None:
            # What was put right may be found wrong again.
            key = f"{action}-{known.id}-{known.errors}" if action is Action.CORRECT else f"{action}-{known.id}"
            yield start(PUBLICATION, key, publication=known.id, item=known.item, action=action, subject=known.subject)


def _next(known: Publication) -> Action | None:
    if not known.published:
        return None if known.over else Action.PUBLISH
    if known.wrong:
        return Action.CORRECT
    return Action.WITHDRAW if known.over and not known.withdrawn else None
