"""What must hold before a process of an installation starts. Production starts with nothing that is for demonstrations."""

from collections.abc import Iterator

from enforcement.gateways.callbacks import SUBSYSTEMS
from enforcement.settings import Environment, Settings

_SECRETS = (
    "subsystem_credential",
    "webhook_secret",
    "anchor_key",
    "master_keys",
    "index_keys",
    "payload_keys",
    "session_secret",
    "seal_key",
)


def check(settings: Settings) -> None:
    """SystemExit with a sentence for each setting that production lacks."""
    if settings.env is Environment.PRODUCTION and (lacking := list(refusals(settings))):
        raise SystemExit("\n".join(["ZHIXING_ENV=production does not start:", *(f"  {sentence}" for sentence in lacking)]))


def check_stand_ins(settings: Settings) -> None:
    """SystemExit in production: stand-ins are for demonstrations."""
    if settings.env is Environment.PRODUCTION:
        raise SystemExit("ZHIXING_ENV=production: the stand-ins and their identity provider are for demonstrations and do not start")


def refusals(settings: Settings) -> Iterator[str]:
    """Why production would not start, each with the name of its setting."""
    for name, value in (("DATABASE_URL", settings.database_url), ("TEMPORAL_ADDRESS", settings.temporal_address)):
        if not value:
            yield f"{name}: expected a server of the court, got none; the embedded one is for demonstrations"
    for name, value in (("ZHIXING_OIDC_ISSUER", settings.oidc_issuer), ("ZHIXING_PUBLIC_URL", settings.public_url)):
        if not value.startswith("https://"):
            yield f"{name}: expected an address with https://, got {value or 'none'}"
    for name in SUBSYSTEMS:
        if settings.is_stand_in(name):
            yield f"ZHIXING_{name.upper()}_URL: expected the court's system, got none; its stand-in is for demonstrations"
    for name in _SECRETS:
        if not getattr(settings, name).get_secret_value():
            yield f"ZHIXING_{name.upper()}: expected a secret of this installation, got none; one that is made by itself is for demonstrations"
    if settings.subsystem_faults:
        yield "ZHIXING_SUBSYSTEM_FAULTS: expected none, got some; faults are for trials"
