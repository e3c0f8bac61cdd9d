"""Who may do what, and where: a caller and a deed in, a permission with its reach or a denial with its ground out. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from enforcement.authority import courts
from enforcement.authority.callers import Caller
from enforcement.authority.table import EVERYBODY, Grant, ReachKind, Role, authority


@dataclass(frozen=True, slots=True)
class Reach:
    """The files that somebody's word reaches: of one court, of courts whose code fits one of some patterns, single ones, or all."""

    everywhere: bool = False
    own: str | None = None
    below: tuple[str, ...] = ()
    files: frozenset[str] = frozenset()

    def covers(self, case_id: str) -> bool:
        """Whether a file is within reach; its id says which court has it."""
        return case_id in self.files or self.covers_court(case_id.split("-")[0])

    def covers_court(self, court: str) -> bool:
        """Whether all files of a court are within reach."""
        return self.everywhere or court == self.own or courts.fits(court, self.below)


@dataclass(frozen=True, slots=True)
class Permission:
    """A caller may do a deed, by these of their roles, within this reach."""

    caller: Caller
    deed: str
    roles: frozenset[str]
    reach: Reach


@dataclass(frozen=True, slots=True)
class Denial:
    """Nobody of the caller's roles may do it; who may, and by which provision."""

    deed: str
    title_zh: str
    title_en: str
    roles: tuple[Role, ...]
    law: str
    article: str
    text: str

    @property
    def sentence(self) -> str:
        """The denial in words."""
        who = ", ".join(f"{role.id} ({role.title_zh})" for role in self.roles) or "nobody"
        return f"to {self.title_en} is for {who}: {self.law} art {self.article}"


def permission(caller: Caller, deed: str, on: date | None = None) -> Permission | Denial:
    """Whether a caller may do a deed on a day (default: as it stands today), anywhere at all; the reach says where."""
    grants = authority().grants_of(deed, on)
    granted = {role for grant in grants for role in grant.roles}
    roles = caller.roles if EVERYBODY in granted else caller.roles & granted
    if roles or EVERYBODY in granted:
        return Permission(caller, deed, roles, reach(caller, roles))
    ground = grants[0] if grants else Grant((deed,), (), "法〔2021〕322号", "10", "", date(2021, 12, 6))
    return denial(deed, dict.fromkeys(role for grant in grants for role in grant.roles), ground)


def reach(caller: Caller, roles: Iterable[str]) -> Reach:
    """What the caller reaches by these roles, as far as they have them."""
    known = authority().roles
    kinds = {kind for name in caller.roles.intersection(roles) if name in known for kind in known[name].reach}
    house = courts.is_court(caller.court)
    return Reach(
        everywhere=ReachKind.EVERYWHERE in kinds,
        own=caller.court if ReachKind.OWN in kinds and house else None,
        below=courts.below(caller.court) if ReachKind.BELOW in kinds else (),
        files=caller.files if ReachKind.FILES in kinds else frozenset(),
    )


def denial(deed: str, roles: Iterable[str], ground: Grant) -> Denial:
    """What is said to one who may not: the deed, who may, and by which provision."""
    known, title = authority().roles, authority().deeds[deed]
    who = tuple(known[role] for role in roles if role in known)
    return Denial(deed, title.title_zh, title.title_en, who, ground.law, ground.article, ground.text)
