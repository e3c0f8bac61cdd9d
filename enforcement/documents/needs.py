"""Collects what a paper needs and nobody has reported: one error names every missing value and where it is reported."""

from dataclasses import dataclass
from typing import TypeVar

from enforcement.errors import ZhixingError

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that is missing: its name, and the entry and field that would bring it."""

    value: str
    reported_by: str

    def __str__(self) -> str:
        return f"{self.value} ({self.reported_by})"


class DocumentIncomplete(ZhixingError):
    """A paper that cannot be written yet."""

    def __init__(self, kind: str, missing: tuple[Missing, ...]) -> None:
        self.kind, self.missing = kind, missing
        super().__init__(
            f"{kind} cannot be written, values are missing: {'; '.join(str(value) for value in missing)}; report them, and repeat"
        )


class Needs:
    """Values that a paper needs. What is missing is noted, and asked for at the end."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._missing: list[Missing] = []

    def of(self, value: _Value | None, name: str, reported_by: str, otherwise: _Value) -> _Value:
        """The value; `otherwise` in its place if it is missing, for a paper that will not be written."""
        if value is None or value in ("", ()):
            self._missing.append(Missing(name, reported_by))
            return otherwise
        return value

    def text(self, value: str | None, name: str, reported_by: str) -> str:
        """A text on one line, in which nothing acts but letters."""
        return self.of(one_line(value) if value else None, name, reported_by, "")

    def settle(self) -> None:
        """DocumentIncomplete if anything is missing."""
        if self._missing:
            raise DocumentIncomplete(self._kind, tuple(dict.fromkeys(self._missing)))


# Characters that turn the direction of what follows, or are not seen: they are written out, so that they do neither.
_ACTING = {
    code: f"[U+{code:04X}]" for code in (*range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x00AD, 0x061C)
}


def one_line(text: str) -> str:
    """The text on one line, with what would act on the text around it written out."""
    return " ".join(text.translate(_ACTING).split())
