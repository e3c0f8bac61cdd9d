"""Cases to speak to, and the administrator who may do what the application may not."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from sqlalchemy import Engine

from enforcement.records.case_records import Records
from enforcement.records.database import engine_for
from tests.keys import KEYS
from tests.records.casework import Casework


@pytest.fixture(scope="module")
def new_case(records: Records) -> Callable[[], Casework]:
    """Makes a case that nobody has spoken to."""
    serials = count(1)
    return lambda: Casework(records, next(serials))


@pytest.fixture
def case(new_case: Callable[[], Casework]) -> Casework:
    """A case that nobody has spoken to."""
    return new_case()


@pytest.fixture(scope="module")
def administrator(database_url: str) -> Iterator[Engine]:
    """The owner of the tables."""
    engine = engine_for(database_url, KEYS, restricted=False)
    yield engine
    engine.dispose()
