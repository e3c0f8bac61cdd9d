"""Two cases with three anchors that are kept elsewhere, in a database of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from enforcement.docket.profile import Profile
from enforcement.records.anchor_folder import AnchorFolder
from enforcement.records.anchors import KeptAnchors
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for
from enforcement.records.signed_roots import public_half
from enforcement.records.witness import Witness
from tests.keys import KEYS
from tests.records.casework import MISSED_AT, Casework
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import new_database

KEY, OTHER_KEY = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
NIGHTS = [datetime.fromisoformat(f"2026-09-{day}T02:00:00+08:00") for day in (26, 27, 28)]
FIRST, SECOND = "沪0199-2026-执-1", "沪0199-2026-执-2"


@dataclass
class Kept:
    """The database as its owner sees it, its anchors, and the folder."""

    owner: Engine
    first: Casework
    second: Casework
    anchors: KeptAnchors
    folder: AnchorFolder

    @property
    def witness(self) -> Witness:
        return Witness(self.folder, public_half(KEY))


def three_nights(owner: Engine, profile: Profile, folder: AnchorFolder) -> Kept:
    """The first case has three rows, of which the first night has two; the second case has one of the second night, and two of the third."""
    here, anchors = Records(owner, profile), KeptAnchors(owner, KEY, folder)
    first, second = Casework(here, 1), Casework(here, 2)
    first.file()
    first.receive_materials()
    anchors.sign("night 1", NIGHTS[0])
    second.file()
    first.let_pass(MISSED_AT)
    anchors.sign("night 2", NIGHTS[1])
    second.receive_materials("2026-09-28T10:00:00+08:00")
    anchors.sign("night 3", NIGHTS[2])
    anchors.export()
    return Kept(owner, first, second, anchors, folder)


@pytest.fixture
def kept_anchors(postgres: EmbeddedPostgres, profile: Profile, tmp_path: Path) -> Iterator[Kept]:
    """A database of the test's own."""
    owner = engine_for(new_database(postgres), KEYS, restricted=False)
    yield three_nights(owner, profile, AnchorFolder(tmp_path / "anchors"))
    owner.dispose()
