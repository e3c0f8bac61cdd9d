"""The list of powers and duties (权力和责任清单, art 10), read from its data: roles, deeds with their routes, and grants with their provision."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from enforcement.docket.entries import catalogue

REPORT = "report"
# In place of roles: everybody whose identity was proved.
EVERYBODY = "*"


class TableError(ValueError):
    """A row of the table that points nowhere."""


class ReachKind(StrEnum):
    """Which files a role's word reaches."""

    OWN = "own"
    BELOW = "below"
    FILES = "files"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody, as the law or the installation knows them; `records_for` are the roles whose facts they may write down."""

    id: str
    title_zh: str
    title_en: str
    reach: frozenset[ReachKind]
    records_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that can be done, and the routes that do it: `GET /cases/{case_id}`."""

    id: str
    title_zh: str
    title_en: str
    routes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grant:
    """Deeds that roles may do, by a provision, from a day on."""

    deeds: tuple[str, ...]
    roles: tuple[str, ...]
    law: str
    article: str
    text: str
    effective_from: date
    effective_to: date | None = None

    def holds(self, on: date | None) -> bool:
        """Whether it is in force on a day; without a day, whether it has no end."""
        if on is None:
            return self.effective_to is None
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


@dataclass(frozen=True)
class Table:
    """The whole list."""

    roles: Mapping[str, Role]
    deeds: Mapping[str, Deed]
    grants: Sequence[Grant]

    def deed_of(self, route: str) -> Deed | None:
        """What a route does; None for one that is not on the list."""
        return self._by_route.get(route)

    def grants_of(self, deed: str, on: date | None = None) -> Sequence[Grant]:
        """The grants of a deed in force on a day (default: today's)."""
        return [grant for grant in self.grants if deed in grant.deeds and grant.holds(on)]

    @cached_property
    def _by_route(self) -> Mapping[str, Deed]:
        return {route: deed for deed in self.deeds.values() for route in deed.routes}


@cache
def authority() -> Table:
    """The list of this release."""
    roles = {name: _role(name, row) for name, row in _read("roles.toml").items()}
    deeds = {name: Deed(name, row["title_zh"], row["title_en"], tuple(row["routes"])) for name, row in _read("deeds.toml").items()}
    grants = [*map(_grant, _read("grants.toml")["grant"]), _reporting(roles.values())]
    table = Table(roles, deeds, grants)
    _check(table)
    return table


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("enforcement.authority").joinpath(name).read_text(encoding="utf-8"))


def _role(name: str, row: Mapping[str, Any]) -> Role:
    reach = frozenset(ReachKind(kind) for kind in row["reach"])
    return Role(name, row["title_zh"], row["title_en"], reach, tuple(row.get("records_for", ())))


def _grant(row: dict[str, Any]) -> Grant:
    return Grant(**{**row, "deeds": tuple(row["deeds"]), "roles": tuple(row["roles"])})


def _reporting(roles: Iterable[Role]) -> Grant:
    """Whoever reports or orders any entry of the catalogue, or writes it down for another, may send one; which, the entry itself tells."""
    known = catalogue()
    named = {name for entry_type in (*known.facts.values(), *known.acts.values()) for name in entry_type.by}
    who = tuple(role.id for role in roles if role.reach and (role.id in named or role.records_for))
    return Grant((REPORT,), who, "法〔2021〕322号", "10", "实现对履职行为的提醒、留痕、倒查和监督", date(2021, 12, 6))


def _check(table: Table) -> None:
    for grant in table.grants:
        strange = [*(set(grant.deeds) - table.deeds.keys()), *(set(grant.roles) - table.roles.keys() - {EVERYBODY})]
        if strange:
            raise TableError(f"grants.toml: expected known deeds and roles, got {', '.join(sorted(strange))}")
    for role in table.roles.values():
        if set(role.records_for) - table.roles.keys():
            raise TableError(f"roles.toml: {role.id} records for a role that is not known")
    routes = [route for deed in table.deeds.values() for route in deed.routes]
    twice = {route for route in routes if routes.count(route) > 1}
    if twice:
        raise TableError(f"expected each route once, got twice: {', '.join(sorted(twice))}")
