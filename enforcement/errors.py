"""Errors of the hall: facts as fields, the sentence as message."""


class ZhixingError(Exception):
    """Base of the errors that people are told about."""


class EntryConflict(ZhixingError):
    """An entry id that was used before for something else."""

    def __init__(self, case_id: str, entry_id: str) -> None:
        self.case_id, self.entry_id = case_id, entry_id
        super().__init__(f"case {case_id}: entry id {entry_id!r} was used before for another entry; give this one an id of its own")


class WrongCase(ZhixingError):
    """An entry that names another case than the one it was sent to."""

    def __init__(self, case_id: str, named: str) -> None:
        self.case_id, self.named = case_id, named
        super().__init__(f"expected an entry for case {case_id}, got one for {named}; send it to its own case")


class UnknownCase(ZhixingError):
    """A case of which the records know nothing."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"no case {case_id} is known here")


class Undecidable(ZhixingError):
    """A case in which the docket itself failed. Trying again does not help until it is mended."""

    def __init__(self, case_id: str, about: str, reason: str) -> None:
        self.case_id, self.about, self.reason = case_id, about, reason
        super().__init__(
            f"case {case_id} is stuck: the docket failed over {about} ({reason}); nothing was written, and other cases go on. "
            "It is on the list of `zhixing stuck`; once it is mended, repeat the entry with the same id"
        )


class CaseErased(ZhixingError):
    """A case whose personal data was erased: it takes nothing any more."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"the personal data of case {case_id} was erased (已删除); nothing is recorded in it any more")


class ErasureRefused(ZhixingError):
    """A case whose personal data may not be erased, and why."""

    def __init__(self, case_id: str, reason: str) -> None:
        self.case_id, self.reason = case_id, reason
        super().__init__(f"the personal data of case {case_id} is not erased: {reason}")


class IntakeConflict(ZhixingError):
    """An idempotency key or a case number that was used before with another body."""

    def __init__(self, what: str, value: str) -> None:
        self.what, self.value = what, value
        super().__init__(f"{what} {value!r} was used before with another body; nothing was filed")


class AlreadyFiled(ZhixingError):
    """A second filing of a case with another body."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case {case_id} was filed before with another body; nothing was changed")


class UnknownCallback(ZhixingError):
    """A callback that never came."""

    def __init__(self, callback_id: int) -> None:
        self.callback_id = callback_id
        super().__init__(f"no callback {callback_id} is known here; see `zhixing callbacks`")


class CallbackNotDead(ZhixingError):
    """A retry of a callback that is no dead letter."""

    def __init__(self, callback_id: int, state: str) -> None:
        self.callback_id, self.state = callback_id, state
        super().__init__(f"callback {callback_id} is {state}; only a dead letter is tried again by hand")


class CallbackReplayed(ZhixingError):
    """An event id that came before with another body."""

    def __init__(self, subsystem: str, event_id: str) -> None:
        self.subsystem, self.event_id = subsystem, event_id
        super().__init__(f"event {event_id!r} of {subsystem} came before with another body; this one is noted and not taken")


class UnknownCalendar(ZhixingError):
    """A version of a calendar that was never submitted."""

    def __init__(self, calendar_id: str) -> None:
        self.calendar_id = calendar_id
        super().__init__(f"no calendar {calendar_id[:40]!r} is known here; see `zhixing calendar status`")


class CalendarRefused(ZhixingError):
    """A calendar that may not be approved, and why."""

    def __init__(self, calendar_id: str, reason: str) -> None:
        self.calendar_id, self.reason = calendar_id, reason
        super().__init__(f"calendar {calendar_id} is not approved: {reason}")


class UnknownReconciliation(ZhixingError):
    """A reconciliation that is not through, or never was."""

    def __init__(self, run: str) -> None:
        self.run = run
        super().__init__(f"no reconciliation {run[:40]!r} is known here; GET /finance/reconciliations lists them")


class UnknownPaper(ZhixingError):
    """A paper that was not written here, or not yet."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"no paper of {name[:80]!r} is kept here; a received paper, and one of a kind without a template, is in the e-file only"
        )


class SpoiledPaper(ZhixingError):
    """A paper that is not what was kept, or not what was filed."""

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256
        super().__init__(f"the paper {sha256[:64]} is not the one that was kept and filed; look for it in the e-file and in the backups")
