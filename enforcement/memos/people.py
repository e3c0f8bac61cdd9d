"""Who can be told something: somebody of a court, with addresses in the order in which they are tried."""

from dataclasses import dataclass

from enforcement.authority.callers import Caller
from enforcement.memos.quiet import QuietHours


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody of the register of contacts. `quiet` are hours of their own; None for those of the house."""

    subject: str
    name: str
    court: str
    roles: frozenset[str]
    addresses: tuple[tuple[str, str], ...] = ()
    quiet: QuietHours | None = None

    @property
    def caller(self) -> Caller:
        """The same person as somebody who reads."""
        return Caller(self.subject, self.name, self.court, self.roles)

    @property
    def known_as(self) -> tuple[str, ...]:
        """The words by which a case names its officer."""
        return tuple(dict.fromkeys((self.subject, self.name)))
