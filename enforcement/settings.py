"""Settings from the environment (prefix ZHIXING_), a .env file or /run/secrets. Secrets are never printed."""

import json
import re
import secrets
from base64 import b64encode
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, get_args
from urllib.parse import quote

from pydantic import AfterValidator, BeforeValidator, Field, PositiveFloat, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from enforcement.docket.profile import Approvals
from enforcement.secrecy.ciphers import Cipher
from enforcement.secrecy.kept import SECRETS_FOLDER, kept
from enforcement.secrecy.keys import KeyRing, Keys, new_ring, read_ring

Port = Annotated[int, Field(ge=1, le=65535)]
PortOrNone = Annotated[int, Field(ge=0, le=65535)]


def _json(value: object) -> object:
    return json.loads(value or "{}") if isinstance(value, str) else value


class Environment(StrEnum):
    """What an installation is for."""

    DEMONSTRATION = "demonstration"
    PRODUCTION = "production"


def _ring(value: SecretStr) -> SecretStr:
    if value.get_secret_value():
        read_ring(value.get_secret_value())
    return value


def _names(value: SecretStr) -> SecretStr:
    _read_names(value)
    return value


def _read_names(value: SecretStr) -> dict[str, str]:
    """Secrets by their names. ValueError without any of them."""
    try:
        found = json.loads(value.get_secret_value() or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(secret, str) for secret in found.values()):
        raise ValueError('expected a JSON object of texts such as {"sms": "…"}')
    return found


class Settings(BaseSettings):
    """Every setting of the product; `.env.example` lists them with their meaning."""

    model_config = SettingsConfigDict(
        env_prefix="ZHIXING_",
        env_file=".env",
        env_file_encoding="utf-8",
        secrets_dir=SECRETS_FOLDER if SECRETS_FOLDER.is_dir() else None,
        extra="ignore",
        populate_by_name=True,
    )

    env: Environment = Environment.DEMONSTRATION
    data_dir: Path = Path(".zhixing")
    api_host: str = "127.0.0.1"
    api_port: Port = 8000
    api_processes: int = Field(default=1, ge=1, le=64)
    temporal_port: Port = 7233
    temporal_ui_port: Port = 8233
    database_port: Port = 15432
    subsystems_host: str = "127.0.0.1"
    subsystems_port: Port = 8100
    callback_url: str = ""
    database_url: str = Field(default="", validation_alias="DATABASE_URL", repr=False)
    database_password: SecretStr = Field(default=SecretStr(""), validation_alias="DATABASE_PASSWORD")
    temporal_address: str = Field(default="", validation_alias="TEMPORAL_ADDRESS")
    temporal_ui_url: str = ""
    temporal_namespace: str = Field(default="default", validation_alias="TEMPORAL_NAMESPACE")
    query_url: str = ""
    fund_url: str = ""
    credit_url: str = ""
    valuation_url: str = ""
    publicity_url: str = ""
    notices_url: str = ""
    documents_url: str = ""
    supervision_url: str = ""
    personnel_url: str = ""
    auction_url: str = ""
    bankruptcy_url: str = ""
    subsystem_credential: SecretStr = SecretStr("")
    webhook_secret: SecretStr = SecretStr("")
    channels: str = ""
    channel_secrets: Annotated[SecretStr, AfterValidator(_names)] = SecretStr("")
    approvals: Literal["", "recorded", "stated"] = ""
    journal_hash: Literal["sha256", "sm3"] = "sha256"
    anchor_dir: str = ""
    anchor_key: SecretStr = SecretStr("")
    tsa_url: str = ""
    tsa_certificate: str = ""
    master_keys: Annotated[SecretStr, AfterValidator(_ring)] = SecretStr("")
    index_keys: Annotated[SecretStr, AfterValidator(_ring)] = SecretStr("")
    payload_keys: Annotated[SecretStr, AfterValidator(_ring)] = SecretStr("")
    cipher: Cipher = Cipher.AES
    templates: str = ""
    fonts: str = ""
    title_font: str = "Noto Serif SC"
    text_font: str = "Noto Serif SC"
    seal_key: SecretStr = SecretStr("")
    subsystem_faults: str = ""
    subsystem_pace: float = Field(default=1.0, ge=0)
    subsystem_rate: float = Field(default=20.0, gt=0)
    subsystem_rates: Annotated[dict[str, PositiveFloat], NoDecode, BeforeValidator(_json)] = {}
    oidc_issuer: str = ""
    oidc_keys_url: str = ""
    oidc_audience: str = "zhixing"
    oidc_client_id: str = "zhixing-web"
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_claims: Annotated[dict[str, str], NoDecode, BeforeValidator(_json)] = {}
    oidc_roles: Annotated[dict[str, str], NoDecode, BeforeValidator(_json)] = {}
    public_url: str = ""
    session_secret: SecretStr = SecretStr("")
    session_idle_minutes: int = Field(default=30, ge=1)
    session_hours: int = Field(default=10, ge=1)
    service_keys: str = ""
    requests_per_second: int = Field(default=200, ge=1)
    failures_per_minute: int = Field(default=120, ge=1)
    logins_per_minute: int = Field(default=60, ge=1)
    worker_metrics_port: PortOrNone = 0
    calendar_rate: float = Field(default=100.0, gt=0)
    entries_per_run: int = Field(default=2000, ge=1)

    @property
    def approvals_kept(self) -> Approvals:
        """Where approvals are kept: on record here, unless it is said otherwise or this is a demonstration."""
        if self.approvals:
            return Approvals(self.approvals)
        return Approvals.RECORDED if self.env is Environment.PRODUCTION else Approvals.STATED

    @property
    def database(self) -> str:
        """The database in use: the given one with the password that is kept apart from it, else the embedded server's."""
        if self.database_url:
            return _with_password(self.database_url, self.database_password.get_secret_value())
        return f"postgresql://postgres@127.0.0.1:{self.database_port}/zhixing"

    @property
    def database_shown(self) -> str:
        """The database in use, for people: without a password."""
        return re.sub(r"(?<=://)([^:@/]*):[^@/]*@", r"\1:***@", self.database)

    @property
    def temporal(self) -> str:
        """Temporal's address in use: the given one, else the embedded server's."""
        return self.temporal_address or f"127.0.0.1:{self.temporal_port}"

    @property
    def temporal_ui(self) -> str:
        """The origin of Temporal's UI: the given one, else the embedded server's."""
        return self.temporal_ui_url.rstrip("/") or f"http://127.0.0.1:{self.temporal_ui_port}"

    @property
    def api_url(self) -> str:
        """The HTTP API, for this machine."""
        return f"http://{self.api_host}:{self.api_port}"

    @property
    def public(self) -> str:
        """The API as people's browsers know it."""
        return (self.public_url or self.api_url).rstrip("/")

    @property
    def login_callback(self) -> str:
        """Where the identity provider sends people back to."""
        return f"{self.public}/login/callback"

    @property
    def called_back_at(self) -> str:
        """Where the stand-ins call back."""
        return self.callback_url or self.api_url

    @property
    def subsystems_url(self) -> str:
        """The stand-in subsystems."""
        return f"http://{self.subsystems_host}:{self.subsystems_port}"

    @property
    def demonstration_issuer(self) -> str:
        """The demonstration identity provider, a stand-in for the court's single sign-on (统一身份认证)."""
        return f"{self.subsystems_url}/identity"

    @property
    def issuer(self) -> str:
        """Who vouches for people: the court's identity provider if one is set, else that of the demonstration."""
        return self.oidc_issuer or self.demonstration_issuer

    @property
    def worker_metrics_url(self) -> str:
        """Where a worker serves its metrics, if it does."""
        return f"http://{self.api_host}:{self.worker_metrics_port}/metrics"

    def url_of(self, subsystem: str) -> str:
        """The address of a subsystem: the real one if its URL is set, else the stand-in."""
        return (self._given_url(subsystem) or f"{self.subsystems_url}/{subsystem}").rstrip("/")

    def is_stand_in(self, subsystem: str) -> bool:
        """Whether no real system is set."""
        return not self._given_url(subsystem)

    def _given_url(self, subsystem: str) -> str:
        return str(getattr(self, f"{subsystem}_url"))

    def rate_of(self, subsystem: str) -> float:
        """How many calls a second a worker makes to a subsystem at most."""
        return self.subsystem_rates.get(subsystem, self.subsystem_rate)

    @cached_property
    def credential(self) -> str:
        """What we show to subsystems; made on the first start if none is given."""
        return self.subsystem_credential.get_secret_value() or kept(self.data_dir / "subsystem-credential", secrets.token_urlsafe)

    @cached_property
    def signing_secret(self) -> str:
        """What subsystems sign their callbacks with (Standard Webhooks, base64); made on the first start if none is given."""
        return self.webhook_secret.get_secret_value() or kept(self.data_dir / "webhook-secret", _webhook_secret)

    @cached_property
    def login_secret(self) -> str:
        """What the cookies of sessions and logins are signed with; made on the first use if none is given."""
        return self.session_secret.get_secret_value() or kept(self.data_dir / "session-secret", secrets.token_urlsafe)

    @property
    def channel_secret_map(self) -> dict[str, str]:
        """The secrets that channels name."""
        return _read_names(self.channel_secrets)

    @property
    def templates_folder(self) -> Path | None:
        """The court's own templates and names of courts, if it has any."""
        return Path(self.templates) if self.templates else None

    @property
    def fonts_folder(self) -> Path | None:
        """Fonts beside the embedded ones."""
        return Path(self.fonts) if self.fonts else None

    @property
    def anchors(self) -> Path:
        """Where signed roots of the journals are kept: a folder on another machine, else one beside our data."""
        return Path(self.anchor_dir) if self.anchor_dir else self.data_dir / "anchors"

    @cached_property
    def anchoring_key(self) -> str:
        """What roots are signed with (Ed25519, 32 bytes in hex); made on the first use if none is given."""
        return self.anchor_key.get_secret_value() or kept(self.data_dir / "anchor-key", lambda: secrets.token_hex(32))

    @cached_property
    def keys(self) -> Keys:
        """What the installation seals with; keys that are not given are made on the first use."""
        return Keys(
            master=self._ring("master-keys", self.master_keys),
            index=self._ring("index-keys", self.index_keys),
            payloads=self._ring("payload-keys", self.payload_keys),
            cipher=self.cipher,
        )

    def _ring(self, name: str, given: SecretStr) -> KeyRing:
        return read_ring(given.get_secret_value() or kept(self.data_dir / name, new_ring))


SECRET_SETTINGS = {
    name for name, field in Settings.model_fields.items() if SecretStr in (field.annotation, *get_args(field.annotation))
} | {
    "database_url",
    "database_password",
}


def load_settings() -> Settings:
    """The settings. SystemExit with a sentence for each that cannot be read."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"setting {_name(e['loc'])}: {e['msg'].lower()}{_got(e['loc'], e['input'])}" for e in error.errors(include_url=False)]
        raise SystemExit("\n".join(lines)) from None


def _got(location: tuple[int | str, ...], value: object) -> str:
    """What came, for a setting that is no secret and no address with a password."""
    return "" if str(location[0]).lower() in SECRET_SETTINGS else f", got {value!r}"


def _name(location: tuple[int | str, ...]) -> str:
    name = str(location[0])
    return name if name.isupper() else f"ZHIXING_{name.upper()}"


def _with_password(url: str, password: str) -> str:
    """A database's address with a password from elsewhere; it takes the place of one that is there."""
    if not password:
        return url
    scheme, _, rest = url.partition("://")
    user, at, place = rest.partition("@")
    if not at:
        raise SystemExit("setting DATABASE_URL: expected a user, as in postgresql://zhixing@host/zhixing, because DATABASE_PASSWORD is set")
    return f"{scheme}://{user.partition(':')[0]}:{quote(password, safe='')}@{place}"


def _webhook_secret() -> str:
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"
