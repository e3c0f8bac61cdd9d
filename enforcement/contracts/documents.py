"""What is said to the document system and the e-file (电子卷宗), and the receipts they answer with (arts 12, 20)."""

from dataclasses import dataclass, field
from enum import StrEnum


class Statement(StrEnum):
    """What an execution notice and a risk notice must state (art 20): the case account, the right to refuse any other, the 12368 line."""

    ACCOUNT = "account"
    RIGHT_TO_REFUSE = "right_to_refuse"
    HOTLINE = "12368"


class DocumentStatus(StrEnum):
    """Where a document is: not filed yet, in the e-file, served electronically, or not to be served so."""

    RUNNING = "running"
    FILED = "filed"
    SERVED = "served"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True)
class NamedParty:
    """A party as it stands in the head of a document."""

    id: str
    role: str
    name: str


@dataclass(frozen=True, slots=True)
class DocumentOrder:
    """One document of a case, to be written from its kind and particulars, numbered, sealed, filed and served on its addressee, if it has one.

    A paper that was `received` comes from outside: it is filed as it came, and neither numbered nor sealed. One that the court has written itself
    comes with its number, its hash, and its sealed PDF (`content`, base64), which crosses the line to the document system and no other.
    """

    order: str
    case_id: str
    key: str
    document: str
    kind: str
    case_number: str
    court: str
    parties: list[NamedParty] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    particulars: list[str] = field(default_factory=list)
    addressee: str | None = None
    received: bool = False
    number: str = ""
    sha256: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class DocumentState:
    """The receipts of a document. What was said of its filing does not change when it is served.

    `sha256` is the hash, in hex, of the content that is served at `/documents/{order}/content`; `page` its place in the e-file; `served_at` the
    instant of service, or of finding that there can be none, for which `reason` stands.
    """

    order: str
    status: DocumentStatus = DocumentStatus.RUNNING
    number: str = ""
    sha256: str = ""
    page: int = 0
    filed_at: str | None = None
    served_at: str | None = None
    reason: str | None = None
