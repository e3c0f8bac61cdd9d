"""Port of the printer: what a paper says, as files."""

from dataclasses import dataclass
from typing import Protocol

from enforcement.documents.contents import Paper
from enforcement.errors import ZhixingError

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Printed:
    """One paper as both files. The same paper gives the same bytes."""

    docx: bytes
    pdf: bytes


class TemplateBroken(ZhixingError):
    """A template or a font with which a paper cannot be printed."""

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"{name} cannot be printed: {reason}")


class Printer(Protocol):
    """Prints papers."""

    def print(self, paper: Paper, preview: bool = False) -> Printed:
        """Print a paper; a preview says on every page that it is one. TemplateBroken if its template does not fit it."""
