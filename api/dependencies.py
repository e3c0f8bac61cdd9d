"""What requests work with: the database, Temporal, the profile. Built when the application starts, closed when it stops."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request
from sqlalchemy import Engine
from sqlmodel import Session
from temporalio.client import Client

from api.identity.gate import Identity
from api.problems import Unidentified, malformed
from enforcement.authority.callers import Caller
from enforcement.contracts.ids import parse_case_id, register_of
from enforcement.contracts.messages import EntryMessage, RecordResult
from enforcement.docket.profile import Profile
from enforcement.docket.reading import FieldError
from enforcement.documents.courts import court_names
from enforcement.errors import UnknownCase
from enforcement.gateways.callbacks import Callbacks
from enforcement.gateways.http import SubsystemClient
from enforcement.gateways.subsystems import SuspenseGateway
from enforcement.ports.printing import Printer
from enforcement.ports.subsystems import SuspensePort
from enforcement.printing.press import Press
from enforcement.records.audit import Method
from enforcement.records.database import transaction
from enforcement.secrecy.keys import Keys
from enforcement.survey import Places
from enforcement.temporal import CaseStart, TemporalAway, connect, publish_calendar, record_entry

Found = TypeVar("Found")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


@dataclass
class Services:
    """The API's neighbours. The connection to Temporal is made when it is first needed, and again after it was lost at the start."""

    engine: Engine
    profile: Profile
    callbacks: Callbacks
    identity: Identity
    temporal_address: str
    temporal_namespace: str
    keys: Keys
    start: CaseStart = field(default_factory=CaseStart)
    calendar_rate: float = 100.0
    # The origin of Temporal's UI, whose pages may ask the codec.
    temporal_ui: str = "http://127.0.0.1:8233"
    journal_hash: Method = Method.SHA256
    places: Places = field(default_factory=lambda: Places((), ""))
    courts: Mapping[str, str] = field(default_factory=court_names)
    printer: Printer = field(default_factory=Press)
    # Set when a callback may be waiting.
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _client: Client | None = None

    async def client(self) -> Client:
        """A connected client. TemporalAway if nobody answers."""
        if self._client is None:
            try:
                self._client = await connect(self.temporal_address, self.temporal_namespace, self.keys)
            except RuntimeError as error:
                raise TemporalAway("connection failed") from error
        return self._client

    async def transaction(self, work: Callable[[Session], Found]) -> Found:
        """Do something in one transaction, in a thread: others are served while the database answers, or does not."""
        return await asyncio.to_thread(self._transaction, work)

    def _transaction(self, work: Callable[[Session], Found]) -> Found:
        with transaction(self.engine) as session:
            return work(session)

    async def record(self, entry: EntryMessage) -> RecordResult:
        """Send an entry to its case."""
        return await record_entry(await self.client(), entry, self.start)

    async def publish_calendar(self, year: int) -> str:
        """Let the calendar in force of a year reach every waiting case."""
        return await publish_calendar(await self.client(), year, self.calendar_rate)


def services(request: Request) -> Services:
    """The services of the running application."""
    found = request.app.state.services
    assert isinstance(found, Services)
    return found


def caller(request: Request) -> Caller:
    """Who is calling; 401 if nobody was asked, or nobody said."""
    found = request.state.caller
    if not isinstance(found, Caller):
        raise Unidentified("expected to be told who is calling", token=False)
    return found


def reading(request: Request) -> Iterator[Session]:
    """A transaction for one request."""
    with transaction(services(request).engine) as session:
        yield session


def suspense_list(request: Request) -> Iterator[SuspensePort]:
    """The fund system's list of money whose case is not known."""
    known = services(request).places
    (url,) = (place.url for place in known.places if place.name == "fund")
    client = SubsystemClient("fund", url, known.credential)
    try:
        yield SuspenseGateway(client)
    finally:
        client.close()


def case_id(case_id: str, request: Request) -> str:
    """The id of a file from the path; 404 for what is none, and for a file of another register."""
    try:
        known = parse_case_id(case_id).case_id
    except ValueError:
        raise UnknownCase(case_id[:80]) from None
    if not str(request.scope["path"]).removeprefix("/desk").startswith(f"/{register_of(known)}s/"):
        raise UnknownCase(known)
    return known


def as_known_at(
    as_known_at: Annotated[str | None, Query(description="What was known at this instant (ISO 8601 with offset)")] = None,
) -> datetime | None:
    """An instant from the query; 422 for what is none."""
    if as_known_at is None:
        return None
    try:
        instant = datetime.fromisoformat(as_known_at.replace(" ", "+"))
    except ValueError:
        instant = None
    # At the ends of the calendar an instant has no local time.
    if instant is None or instant.tzinfo is None or not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        expected = f"an instant ISO 8601 with offset, from {_FIRST_YEAR} to {_LAST_YEAR}"
        raise malformed([FieldError("as_known_at", expected, repr(as_known_at[:60]))])
    return instant


CallerHere = Annotated[Caller, Depends(caller)]
ServicesHere = Annotated[Services, Depends(services)]
SuspenseHere = Annotated[SuspensePort, Depends(suspense_list)]
SessionHere = Annotated[Session, Depends(reading)]
CaseId = Annotated[str, Depends(case_id)]
AsKnownAt = Annotated[datetime | None, Depends(as_known_at)]
