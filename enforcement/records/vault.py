"""The keys of cases: each case has one of its own, wrapped with the master key. Who destroys it erases what it has sealed, everywhere.

A vault keeps the keys of the cases that were used last in memory, each for a minute at most: for so long a process may go on opening what
another one has erased.
"""

import secrets
import threading
import time
from collections import OrderedDict

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from enforcement import clock
from enforcement.errors import CaseErased
from enforcement.records.columns import METADATA
from enforcement.records.key_tables import CaseKeyRow
from enforcement.secrecy.ciphers import KEY_BYTES, Unsealable
from enforcement.secrecy.keys import Keys
from enforcement.secrecy.tokens import is_sealed, opened_text, sealed_text

ERASED = "已删除"
_KEYS = METADATA.tables["case_keys"]
_ADD = insert(_KEYS).on_conflict_do_nothing()
_KEPT = 4096
_SECONDS = 60.0


class Vault:
    """The keys of all cases in one database."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._known: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def box(self, session: Session, case_id: str) -> "Box":
        """What seals and opens the values of one case, within a transaction. Its key is read when it is first needed."""
        return Box(self, session, case_id)

    def find(self, session: Session, case_id: str) -> bytes | None:
        """The key of a case; None if it has none. CaseErased if it was erased."""
        with self._lock:
            since, key = self._known.get(case_id, (0.0, b""))
            if key and time.monotonic() - since < _SECONDS:
                self._known.move_to_end(case_id)
                return key
        row = session.get(CaseKeyRow, case_id, populate_existing=True)
        return None if row is None else self._keep(case_id, self.unwrapped(row))

    def make(self, session: Session, case_id: str) -> bytes:
        """The key of a case that has none: a new one, or the one that another transaction has made meanwhile.

        A new one is not kept in memory: it is of no worth until the transaction ends well.
        """
        key = secrets.token_bytes(KEY_BYTES)
        row = {"case_id": case_id, "master": self.keys.master.current, "wrapped": self.wrap(case_id, key), "made_at": clock.now()}
        made = session.execute(_ADD.returning(_KEYS.c.case_id), row).one_or_none()
        found = None if made else self.find(session, case_id)
        return found or key

    def wrap(self, case_id: str, key: bytes) -> str:
        """A case's key, sealed with the master key in use."""
        return sealed_text(self.keys.cipher, self.keys.master.secret, key, f"case key {case_id}")

    def unwrapped(self, row: CaseKeyRow) -> bytes:
        """The key in a row. CaseErased, or Unsealable if its master key is not known."""
        if row.wrapped is None:
            raise CaseErased(row.case_id)
        master = self.keys.master.keys.get(row.master or "")
        if master is None:
            raise Unsealable(f"the key of case {row.case_id} is wrapped with master key {row.master!r}: add that to ZHIXING_MASTER_KEYS")
        return opened_text(master, row.wrapped, f"case key {row.case_id}")

    def forget(self, case_id: str) -> None:
        """Keep the key of a case no longer in memory."""
        with self._lock:
            self._known.pop(case_id, None)

    def _keep(self, case_id: str, key: bytes) -> bytes:
        with self._lock:
            self._known[case_id] = time.monotonic(), key
            self._known.move_to_end(case_id)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return key


class Box:
    """Seals and opens the values of one case; each belongs to a place, and opens only there."""

    def __init__(self, vault: Vault, session: Session, case_id: str) -> None:
        self._vault, self._session, self._case_id = vault, session, case_id
        self._key: bytes | None = None
        # What was opened and is written again unchanged keeps its token.
        self._opened: dict[tuple[str, str], str] = {}

    def seal(self, place: str, text: str) -> str:
        """A value, sealed. CaseErased if the case takes nothing any more."""
        token = self._opened.get((place, text))
        return token or self.seal_bytes(place, text.encode())

    def seal_bytes(self, place: str, content: bytes) -> str:
        """Bytes, sealed. CaseErased if the case takes nothing any more."""
        if self._key is None:
            self._key = self._vault.find(self._session, self._case_id) or self._vault.make(self._session, self._case_id)
        return sealed_text(self._vault.keys.cipher, self._key, content, self._bound(place))

    def open(self, place: str, text: str) -> str:
        """A value as it was said: a plain one as it is, an erased one as 已删除. Unsealable if it does not hold."""
        if not is_sealed(text):
            return text
        try:
            value = self.open_bytes(place, text).decode()
        except CaseErased:
            return ERASED
        self._opened[place, value] = text
        return value

    def open_bytes(self, place: str, token: str) -> bytes:
        """What was sealed. CaseErased, or Unsealable if it does not hold."""
        key = self._key or self._vault.find(self._session, self._case_id)
        if key is None:
            raise Unsealable(f"the key of case {self._case_id} is missing: restore case_keys from a backup of the same time")
        self._key = key
        return opened_text(key, token, self._bound(place))

    def check(self) -> None:
        """CaseErased if the case was erased."""
        self._key = self._vault.find(self._session, self._case_id)

    def _bound(self, place: str) -> str:
        return f"{self._case_id}\n{place}"


def vault_of(session: Session) -> Vault:
    """The vault of the engine that a session works with."""
    vault = session.get_bind().get_execution_options().get("vault")
    if not isinstance(vault, Vault):
        raise RuntimeError("expected an engine made with keys, got one without: personal data is neither written nor read with it")
    return vault


def box_of(session: Session, case_id: str) -> Box:
    """What seals and opens the values of one case."""
    return vault_of(session).box(session, case_id)
