"""Port of the seal: a court's electronic signature on a PDF. A seal picture of 国密 (SM2, OFD) is the business of an outside service behind it."""

from dataclasses import dataclass
from typing import Protocol

from enforcement.errors import ZhixingError


@dataclass(frozen=True, slots=True)
class SealCheck:
    """What a seal is worth: `intact`: nothing was changed since; `trusted`: by a certificate that this installation trusts."""

    signer: str
    intact: bool
    trusted: bool

    @property
    def holds(self) -> bool:
        """Whether the paper is the court's, and as the court sealed it."""
        return self.intact and self.trusted


class NotSealed(ZhixingError):
    """A file that bears no seal, or none that can be read."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"expected a sealed PDF, got one whose seal cannot be read: {reason}")


class SealPort(Protocol):
    """Seals papers, and checks seals."""

    def seal(self, pdf: bytes, reason: str) -> bytes:
        """The PDF with the court's signature."""

    def check(self, pdf: bytes) -> SealCheck:
        """What the seal of a PDF is worth. NotSealed if it has none."""
