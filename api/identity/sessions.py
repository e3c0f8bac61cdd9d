"""Sessions of people who have logged in: a signed cookie names one, the records say who it is."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Engine
from starlette.responses import Response

from enforcement import clock
from enforcement.authority.callers import Caller, CallerKind
from enforcement.records import contacts, sessions
from enforcement.records.database import transaction


@dataclass(frozen=True)
class Sessions:
    """Everybody's sessions."""

    engine: Engine
    secret: str = field(repr=False)
    # Whether cookies go over https only.
    secure: bool = False
    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=10)
    now: Callable[[], datetime] = clock.now

    @property
    def cookie(self) -> str:
        """The cookie's name; over https one that browsers take from this very host alone."""
        return "__Host-zhixing" if self.secure else "zhixing"

    @cached_property
    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt="session")

    def begin(self, caller: Caller, token_ends_at: datetime) -> str:
        """Let somebody in, no longer than his token holds; gives what his cookie says. Blocks."""
        sid, now = secrets.token_urlsafe(32), self.now()
        with transaction(self.engine) as session:
            sessions.begin(session, _key(sid), _kept(caller), now, min(token_ends_at, now + self.longest))
            contacts.met(session, caller, now)
        return str(self._signer.dumps(sid))

    async def caller(self, cookie: str) -> Caller | None:
        """Who a cookie speaks for."""
        sid = self._sid(cookie)
        return None if sid is None else await asyncio.to_thread(self._caller, sid)

    def end(self, cookie: str) -> None:
        """End a session; its cookie is worth nothing any more. Blocks."""
        if (sid := self._sid(cookie)) is not None:
            with transaction(self.engine) as session:
                sessions.end(session, _key(sid))

    def set(self, response: Response, name: str, value: str, life: timedelta | None = None) -> None:
        """Let a browser keep a cookie; none of ours is for scripts, or for what other sites send."""
        response.set_cookie(
            name, value, max_age=int(life.total_seconds()) if life else None, path="/", secure=self.secure, httponly=True, samesite="lax"
        )

    def forget(self, response: Response, name: str) -> None:
        """Let a browser forget a cookie."""
        response.delete_cookie(name, path="/", secure=self.secure, httponly=True, samesite="lax")

    def _caller(self, sid: str) -> Caller | None:
        with transaction(self.engine) as session:
            found = sessions.caller_of(session, _key(sid), self.now(), self.idle)
        return None if found is None else _read(found)

    def _sid(self, cookie: str) -> str | None:
        try:
            return str(self._signer.loads(cookie))
        except BadSignature:
            return None


def _key(sid: str) -> str:
    # Who reads the records cannot make a cookie of them.
    return sha256(sid.encode()).hexdigest()


def _kept(caller: Caller) -> dict[str, Any]:
    return {**asdict(caller), "roles": sorted(caller.roles), "files": sorted(caller.files)}


def _read(kept: dict[str, Any]) -> Caller:
    sets = {"roles": frozenset(kept["roles"]), "files": frozenset(kept["files"]), "kind": CallerKind(kept["kind"])}
    return Caller(**{**kept, **sets})
