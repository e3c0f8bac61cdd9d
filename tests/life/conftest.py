"""A time-skipping server of its own: time flies in a storm, and nothing else should fly with it."""

from collections.abc import AsyncIterator

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.keys import KEYS
from zhixing.engine import time_skipping


@pytest.fixture
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    """The server."""
    async with time_skipping(KEYS) as environment:
        yield environment
