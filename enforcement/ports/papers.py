"""Port of the papers that are written here: each once, kept under its hash."""

from typing import Protocol

from enforcement.contracts.documents import DocumentOrder


class Papers(Protocol):
    """The papers of all cases."""

    def write(self, order: DocumentOrder) -> DocumentOrder:
        """Write, number and seal the paper of an order, once: the order with its number and hash, or as it is for a kind written elsewhere.

        DocumentIncomplete, UnknownCourt or TemplateBroken if it cannot be written as things are.
        """

    def content(self, case_id: str, sha256: str) -> bytes:
        """The paper of a case by its hash. UnknownPaper if there is none, SpoiledPaper if it is not what was kept."""
