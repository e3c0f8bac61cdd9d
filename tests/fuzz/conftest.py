"""The API in front of the real engine and the real database, as its own tests have it."""

from tests.api.conftest import api_engine, app, case, client, filing, fund_system, stand_ins

__all__ = ["api_engine", "app", "case", "client", "filing", "fund_system", "stand_ins"]
