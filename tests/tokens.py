"""Tokens for tests, by an issuer of their own."""

from datetime import timedelta

from jwt import PyJWK
from sqlalchemy import Engine

from api.identity.discovery import Discovery
from api.identity.gate import Identity
from api.identity.keys import GivenKeys
from api.identity.limits import Limits
from api.identity.login import Login
from api.identity.sessions import Sessions
from api.identity.tokens import Provider
from enforcement import clock
from subsystems.signing import Person, Signatory, SigningKey, new_key

AUDIENCE, PUBLIC = "zhixing", "http://api"
SIGNATORY = Signatory("https://sso.test", SigningKey(new_key()))
# Everything that somebody may be in a court: for tests that are not about who may do what.
WIDE_ROLES = (
    *("filing_clerk", "handler", "special_supervisor", "bureau_chief", "court_president", "panel", "finance", "finance_head"),
    *("adjudicator", "petition_staff", "personnel", "inspector", "calendar_office", "superior_court", "supervisor"),
    *("query_system", "fund_system", "operator", "auditor"),
)
ANYBODY = Person("tester", "测试员", "沪0199", WIDE_ROLES)


def identity(engine: Engine) -> Identity:
    """Who vouches for the callers of tests."""
    keys = GivenKeys([PyJWK(SIGNATORY.key.public)])
    people = Provider(SIGNATORY.issuer, "zhixing-web", keys)
    login = Login(people, Discovery(SIGNATORY.issuer), Sessions(engine, "a secret of the tests"), f"{PUBLIC}/login/callback")
    return Identity(
        [Provider(SIGNATORY.issuer, AUDIENCE, keys)], login, PUBLIC, Limits(requests_per_second=100_000, failures_per_minute=100_000)
    )


def bearer(person: Person = ANYBODY) -> dict[str, str]:
    """The header by which a person calls."""
    return {"Authorization": f"Bearer {SIGNATORY.token(AUDIENCE, person.claims(), clock.now(), timedelta(hours=2))}"}
