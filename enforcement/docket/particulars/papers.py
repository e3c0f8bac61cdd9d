"""What is written in a case, and what the public sees of it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from enforcement.contracts.documents import Statement
from enforcement.docket.personal import Personal


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of the case: issued by the court, or `received` from outside. `undelivered` says why it could not be served electronically."""

    id: str
    kind: str
    issued_on: date
    addressee: Annotated[str | None, Personal.NAME] = None
    served_on: date | None = None
    undelivered: str | None = None
    statements: tuple[Statement, ...] = ()
    particulars: tuple[str, ...] = ()
    received: bool = False
    number: str | None = None
    sha256: str | None = None
    page: int | None = None
    filed_on: date | None = None
    # Grows with every time it is issued; a document of before is left as it is.
    round: int = 0


@dataclass(frozen=True, slots=True)
class Publication:
    """Something of the case that the public sees (art 11). `over`: its ground has ended, and it comes off; `errors`: how often it was found wrong."""

    id: str
    item: str
    subject: str = ""
    published: bool = False
    wrong: bool = False
    errors: int = 0
    over: bool = False
    withdrawn: bool = False
