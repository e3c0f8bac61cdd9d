"""Systems of the court that sign their own tokens: a file for each in one folder, with its public keys and what it is here."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from jwt import PyJWKSet
from jwt.exceptions import PyJWKError, PyJWKSetError
from sqlalchemy import Engine

from api.identity.claims import ClaimError, ClaimNames
from api.identity.keys import GivenKeys
from api.identity.tokens import LEEWAY_SECONDS, BadToken, issuer_of, key_id, verified
from enforcement import clock
from enforcement.authority.callers import Caller
from enforcement.law.periods import SHANGHAI
from enforcement.records import sessions
from enforcement.records.database import transaction

LONGEST_SECONDS = 300
log = structlog.get_logger()
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_REQUIRED = ("iss", "sub", "aud", "exp", "iat", "jti")


@dataclass(frozen=True, slots=True)
class System:
    """One of them."""

    keys: GivenKeys
    caller: Caller


@dataclass(frozen=True, slots=True)
class ServiceKeys:
    """All of them. A file that is added, changed or taken away counts from the next request on."""

    folder: Path
    audience: str
    engine: Engine
    now: Callable[[], datetime] = clock.now

    def speaks(self, issuer: str) -> bool:
        return _NAME.fullmatch(issuer) is not None and self._file(issuer).is_file()

    async def caller(self, token: str) -> Caller:
        return await asyncio.to_thread(self._caller, token)

    def _caller(self, token: str) -> Caller:
        name = issuer_of(token)
        system = read_system(self._file(name))
        key = system.keys.known(key_id(token))
        if key is None:
            raise BadToken(f"expected a signature by a key that is registered for {name!r}, got another; see {self._file(name).name}")
        claims = verified(token, key, name, self.audience, _REQUIRED)
        if claims["sub"] != name:
            raise BadToken(f"expected a system to speak for itself, sub {name!r}, got {claims['sub']!r}")
        self._use(name, claims)
        return system.caller

    def _use(self, name: str, claims: Mapping[str, Any]) -> None:
        if claims["exp"] - claims["iat"] > LONGEST_SECONDS:
            raise BadToken(f"expected a token that holds for at most {LONGEST_SECONDS} seconds; sign one for each request")
        ends_at = datetime.fromtimestamp(claims["exp"] + 2 * LEEWAY_SECONDS, SHANGHAI)
        with transaction(self.engine) as session:
            if not sessions.use(session, name, str(claims["jti"])[:200], self.now(), ends_at):
                raise BadToken("expected a token that was not used before (jti); sign one for each request")

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.json"


def read_system(file: Path) -> System:
    """A system by its file. BadToken if it is not registered, or not as it should be."""
    try:
        written = json.loads(file.read_text(encoding="utf-8"))
        caller = ClaimNames().caller(
            {"sub": file.stem, "kind": "system", **{name: written.get(name) for name in ("name", "roles", "court")}}
        )
        return System(GivenKeys(PyJWKSet.from_dict(written).keys), caller)
    except FileNotFoundError:
        raise BadToken(f"no system {file.stem!r} is registered here") from None
    except (OSError, ValueError, AttributeError, PyJWKError, PyJWKSetError, ClaimError) as error:
        log.error("a system's keys cannot be read", file=str(file), error=str(error))
        raise BadToken(f"the registration of {file.stem!r} cannot be read; its administrator finds the reason in the log") from None
