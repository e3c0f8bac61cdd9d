"""What a token says of its bearer, in the provider's words, as a Caller in ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from enforcement.authority.callers import Caller, CallerKind
from enforcement.docket.reading import UNSAYABLE

# Where a claim is found if the settings do not say otherwise; a dot leads into an object.
CLAIMS: Mapping[str, str] = {"subject": "sub", "name": "name", "court": "court", "roles": "roles", "files": "files", "kind": "kind"}
_LONGEST = 200


class ClaimError(ValueError):
    """A claim that is missing, or is not what was expected."""


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Where the provider says what, and its words for our roles; a role that has no other word is taken as it stands."""

    places: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)

    def caller(self, claims: Mapping[str, Any]) -> Caller:
        """Whom the claims are about. ClaimError if they do not say."""
        subject, files = self._text(claims, "subject"), self._words(claims, "files")
        return Caller(
            subject=subject,
            name=self._text(claims, "name", subject),
            court=self._text(claims, "court", _court_of(files)),
            roles=frozenset(self.roles.get(role, role) for role in self._words(claims, "roles")),
            kind=self._kind(claims, subject),
            files=frozenset(files),
        )

    def _place(self, name: str) -> str:
        return self.places.get(name, CLAIMS[name])

    def _value(self, claims: Mapping[str, Any], name: str) -> Any:
        found: Any = claims
        for part in self._place(name).split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found

    def _text(self, claims: Mapping[str, Any], name: str, default: str = "") -> str:
        value = self._value(claims, name)
        text = default if value is None else value
        if not _sayable(text):
            raise ClaimError(f"claim {self._place(name)!r}: expected a text of 1 to {_LONGEST} characters, got {_shown(value)}")
        return str(text)

    def _words(self, claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
        value = self._value(claims, name)
        words = value.split() if isinstance(value, str) else value or []
        if not isinstance(words, list) or not all(map(_sayable, words)):
            raise ClaimError(f"claim {self._place(name)!r}: expected a list of words, got {_shown(value)}")
        return tuple(words)

    def _kind(self, claims: Mapping[str, Any], subject: str) -> CallerKind:
        value = self._value(claims, "kind")
        if value is None:
            return CallerKind.CLIENT if claims.get("client_id", claims.get("azp")) == subject else CallerKind.PERSON
        try:
            return CallerKind(value)
        except ValueError:
            kinds = ", ".join(CallerKind)
            raise ClaimError(f"claim {self._place('kind')!r}: expected one of {kinds}, got {_shown(value)}") from None


def _sayable(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST and not UNSAYABLE.search(value)


def _court_of(files: tuple[str, ...]) -> str:
    """A party that names no court belongs to that of their first file."""
    return files[0].split("-")[0] if files else ""


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(value)[:60]
