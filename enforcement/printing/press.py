"""The printer: a filled template, and the pages that are set from it."""

from pathlib import Path

from enforcement.documents.contents import Paper
from enforcement.ports.printing import Printed
from enforcement.printing.pages import EMBEDDED_FONT, Setter
from enforcement.printing.word import filled


class Press:
    """Prints papers with the templates of a court's own folder, or those of this release."""

    def __init__(
        self, templates: Path | None = None, fonts: Path | None = None, title_font: str = EMBEDDED_FONT, text_font: str = EMBEDDED_FONT
    ) -> None:
        self._templates = templates
        self._setter = Setter(fonts, title_font, text_font)

    def print(self, paper: Paper, preview: bool = False) -> Printed:
        """See `enforcement.ports.printing`."""
        docx = filled(paper, self._templates, preview)
        return Printed(docx, self._setter.pdf(paper, docx, preview))
