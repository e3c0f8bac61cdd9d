"""Who speaks to us: a person, a client that acts for people, or a system."""

from dataclasses import dataclass
from enum import StrEnum


class CallerKind(StrEnum):
    """What kind of caller stands behind a token or a session."""

    PERSON = "person"
    CLIENT = "client"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody whose identity was proved; what they may do is the authority table's to say.

    `subject` is the identity provider's lasting name for them, `court` the code of their court (沪0199), `files` the ids of the files that a
    party has part in.
    """

    subject: str
    name: str
    court: str
    roles: frozenset[str]
    kind: CallerKind = CallerKind.PERSON
    files: frozenset[str] = frozenset()
