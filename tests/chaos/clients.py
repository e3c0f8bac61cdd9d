"""Clients as they are: they wait for a while, repeat under the same id until they are answered, and sometimes say a thing twice at once."""

import asyncio
import json
import random
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import quote

from enforcement import clock
from enforcement.contracts.ids import parse_case_number
from enforcement.contracts.messages import EntryMessage
from enforcement.settings import Settings
from enforcement.temporal import CaseStart, TemporalAway, connect, record_entry
from tests.life.officer import filing
from tests.tokens import ANYBODY
from zhixing.token import demonstration_token

ANSWERED = (200, 201, 409)
_TIMEOUT = 8
_PAUSE = (0.1, 0.8)
_GIVE_UP_SECONDS = 400
LONG_AGO = "2026-11-02"


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing to say, and how it was answered at last."""

    path: str
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Clients:
    """Everybody who speaks to the API, and what they remember of it."""

    settings: Settings
    answered: dict[tuple[str, str], int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    tries: Counter[int] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def _token(self) -> str:
        return demonstration_token(self.settings, ANYBODY, timedelta(hours=3))

    def say(self, saying: Saying) -> int:
        """Say it until it is answered; gives the status."""
        began, pause = time.monotonic(), random.Random(str(saying.body.get("id")))
        while (status := self._post(saying)) not in ANSWERED:
            assert status != 422, f"malformed: {saying}"
            assert time.monotonic() - began < _GIVE_UP_SECONDS, f"never answered: {saying}, last {status}"
            time.sleep(pause.uniform(*_PAUSE))
        with self._lock:
            self.seconds.append(time.monotonic() - began)
            self.answered[saying.path, str(saying.body.get("id"))] = status
        return status

    def _post(self, saying: Saying) -> int:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}", **saying.headers}
        request = urllib.request.Request(self.settings.api_url + quote(saying.path), json.dumps(saying.body).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
                status = int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                status = error.code
        except (OSError, ValueError):
            # Nobody there, no answer in time, or an answer that was cut off.
            status = 0
        except Exception as error:
            raise AssertionError(f"{saying}: {error!r}") from error
        with self._lock:
            self.tries[status] += 1
        return status


@dataclass(frozen=True)
class Flood:
    """A case that is told many things: facts, acts that are refused, and what sets clocks that fall due during the run."""

    serial: int
    size: int
    # What its case takes for now is ahead of the clock on the wall, so that a full hour, by which the law counts, strikes during the run.
    strikes_at: datetime

    @classmethod
    def beginning(cls, serial: int, size: int, seconds: float) -> "Flood":
        """A case whose hour strikes in so many seconds."""
        return cls(serial, size, clock.now() + timedelta(seconds=seconds))

    @property
    def hour(self) -> datetime:
        """What its clock shows then."""
        return self.strikes_at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)

    @property
    def shift(self) -> timedelta:
        """How far its clock is ahead."""
        return self.hour - self.strikes_at

    @property
    def number(self) -> str:
        return f"（2026）沪0199执{self.serial}号"

    @property
    def case_id(self) -> str:
        return parse_case_number(self.number).case_id

    @property
    def path(self) -> str:
        return f"/cases/{self.case_id}/entries"

    async def file(self, settings: Settings) -> None:
        """File the case, until it is filed; its workflow starts with a clock of its own."""
        data = filing(self.number, "5000.00", clock.now().date() - timedelta(days=1), f"D{self.serial}")
        entry = EntryMessage(self.case_id, "filing", "act", "file_case", "filing_clerk", data)
        while True:
            with suppress(RuntimeError, TemporalAway):
                client = await connect(settings.temporal, settings.temporal_namespace, settings.keys)
                await record_entry(client, entry, CaseStart(time_shift=self.shift.total_seconds()))
                return
            await asyncio.sleep(0.2)

    def pour(self, clients: Clients, threads: int = 3) -> None:
        """Say everything, from several threads."""
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(clients.say, self.sayings()))

    def sayings(self) -> Iterator[Saying]:
        """What is said, clues first; every seventh thing is said twice at once."""
        for n in sorted(range(self.size), key=lambda n: n % 5):
            saying = Saying(self.path, self._body(n))
            yield saying
            if n % 7 == 0:
                yield saying

    def _body(self, n: int) -> dict[str, Any]:
        body = {"id": f"{self.serial}-{n}", "kind": "fact", "by": "handler"}
        match n % 5:
            case 0:
                # The hour that has begun does not count: 24 of them are over when the next one strikes.
                came = self.hour - timedelta(hours=24, minutes=30)
                data = {"clue": f"C{n}", "clear": True, "specific": True, "urgent": True}
                return body | {"type": "clue_received", "happened_at": came.isoformat(), "data": data}
            case 1:
                return body | {"type": "supervision_order_received", "data": {"order": f"督{n}", "answer_by": LONG_AGO}}
            case 2:
                return body | {"kind": "act", "type": "freeze_account", "data": {"asset": f"B{n}"}}
            case _:
                return body | {"type": "interference_contact", "data": {"contact": f"I{n}"}}
